//! Logs of real GANs as their authors published them: each is read as it is.

use std::path::Path;

use super::{diagnose, judged};
use crate::program::{code, skip_outside, stderr};

/// A file, the flags that its description gives, the steps of each of its games, what of it is
/// read, and what is said beside.
struct Found {
    file: &'static str,
    flags: &'static str,
    steps: &'static [usize],
    read: &'static [&'static str],
    said: &'static str,
}

const fn found(
    file: &'static str,
    flags: &'static str,
    steps: &'static [usize],
    read: &'static [&'static str],
    said: &'static str,
) -> Found {
    Found {
        file,
        flags,
        steps,
        read,
        said,
    }
}

const FOUND: [Found; 19] = [
    found(
        "pytorch_dcgan_noise.txt",
        "bce --convention sum",
        &[8],
        &["d_loss = Loss_D, g_loss = Loss_G, d_real = D(x), d_fake = D(G(z))"],
        "",
    ),
    found(
        "pytorch_dcgan_noise.txt",
        "bce",
        &[8],
        &["d_loss = Loss_D"],
        "is the sum of its two terms, worked out from D(x) and D(G(z))",
    ),
    found(
        "numpy_dcgan_nan.txt",
        "bce --convention mean",
        &[8],
        &["d_loss = D loss, g_loss = G loss, d_acc = D acc"],
        "",
    ),
    found(
        "bezier_gan_nan.txt",
        "bce",
        &[7],
        &["d_loss_real = D real, d_loss_fake = D fake, g_loss = G fake"],
        "read as the terms of D's loss",
    ),
    found(
        "tf_tutorial_nan.txt",
        "minimax",
        &[8],
        &["step = epoch, d_loss = D loss, g_loss = G loss"],
        "with its sign turned",
    ),
    found(
        "tf_dcgan_fooled.txt",
        "bce --convention sum",
        &[14],
        &["d_loss = d_loss, g_loss = g_loss"],
        "",
    ),
    found(
        "horse2zebra_loss_log.txt",
        "lsgan --convention mean",
        &[815, 815],
        &["d_loss = D_A, g_loss = G_A", "d_loss = D_B, g_loss = G_B"],
        "rows are counted as steps",
    ),
    found(
        "esrgan_basicsr.log",
        "ra_gan",
        &[5],
        &["step = iter, d_loss_real = l_d_real, d_loss_fake = l_d_fake, g_loss = l_g_gan"],
        "adversarial term `l_g_gan`",
    ),
    found(
        "lucidrains_progress.txt",
        "hinge",
        &[4],
        &["d_loss = D, g_loss = G, penalty = GP"],
        "",
    ),
    found(
        "bmsg_rahinge.txt",
        "ra_hinge",
        &[18],
        &["step = batch, d_loss = d_loss, g_loss = g_loss"],
        "",
    ),
    found(
        "acgan_black.txt",
        "bce --convention mean",
        &[3],
        &[
            "step = epoch, d_loss = discriminator (train) generation_loss, g_loss = generator (train) generation_loss",
        ],
        "not `discriminator (train) loss`",
    ),
    found(
        "tensor_strings.csv",
        "bce --convention sum",
        &[6],
        &["d_loss = losses_d, g_loss = losses_g"],
        "",
    ),
    found(
        "mnist_5epochs.csv",
        "bce --convention sum",
        &[5],
        &["step = epoch, d_loss = disc_loss, g_loss = gen_loss"],
        "",
    ),
    found(
        "colorization_noheader.csv",
        "bce --column d_loss=4 --column d_loss_real=5 --column d_loss_fake=6 --column g_loss=2",
        &[794],
        &["d_loss = 4, g_loss = 2"],
        "is the sum of its two terms, worked out from its terms",
    ),
    found(
        "cgan_val_losses.csv",
        "bce --convention sum",
        &[100],
        &["step = epoch, d_loss = disc_loss, g_loss = gen_loss"],
        "not read: val_gen_loss, val_disc_loss",
    ),
    found(
        "plankton_stylegan_stats.jsonl",
        "bce",
        &[188],
        &["step = Progress/tick, d_loss = Loss/D/loss, g_loss = Loss/G/loss"],
        "is probably the sum of its two terms, by D's scores",
    ),
    found(
        "studiogan_dcgan.log",
        "bce --convention sum",
        &[2000],
        &["step = Step, d_loss = Discriminator_loss, g_loss = Generator_loss"],
        "",
    ),
    found(
        "studiogan_sngan.log",
        "hinge --convention sum",
        &[1000],
        &["step = Step, d_loss = Discriminator_loss, g_loss = Generator_loss"],
        "",
    ),
    found(
        "pytorchgan_probe.txt",
        "bce",
        &[2],
        &["d_loss = D loss, g_loss = G loss"],
        "assumed:",
    ),
];

#[test]
fn real_logs_are_read_as_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traces/as_found");
    if !folder.exists() {
        skip_outside("the folder of real logs");
        return;
    }
    for log in &FOUND {
        let flags: Vec<&str> = log.flags.split(' ').collect();
        let (_, said) = judged(&folder, &[&[log.file, "--loss"], &flags[..]].concat());
        let games: Vec<&str> = said
            .lines()
            .filter(|line| line.starts_with(log.file))
            .collect();
        assert_eq!(games.len(), log.steps.len(), "{said}");
        for ((game, steps), read) in games.iter().zip(log.steps).zip(log.read) {
            assert!(
                game.contains(&format!(": {steps} steps; read step = ")),
                "{game}"
            );
            assert!(game.contains(read), "{game}");
        }
        assert!(said.contains(log.said), "{said}");
    }
    let (_, said) = judged(&folder, &["flat_probe.jsonl", "--loss", "bce"]);
    assert!(
        said.contains("2 steps; read step = step, d_loss = errD, g_loss = errG"),
        "{said}"
    );
}

/// What the error of a table without a header proposes works as it stands.
#[test]
fn a_real_table_without_a_header_says_what_to_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traces/as_found");
    if !folder.exists() {
        skip_outside("the folder of real logs");
        return;
    }
    let arguments = ["colorization_noheader.csv", "--loss", "bce"];
    let refused = diagnose(&folder, &arguments);
    assert_eq!(code(&refused), 2);
    let message = stderr(&refused);
    let proposed = message
        .split("such as: ")
        .nth(1)
        .unwrap_or_else(|| panic!("{message}"));
    let proposed: Vec<&str> = proposed.split_whitespace().collect();
    judged(&folder, &[&arguments[..], &proposed].concat());
}
