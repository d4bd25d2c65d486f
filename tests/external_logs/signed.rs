//! Verdicts on logs of real GANs: those that their outcome allows, by `traces/README.md`.

use std::path::Path;

use super::judged;
use crate::program::skip_outside;

const DOMINATED: &str = "discriminator_dominance";

/// A file, what its description says of the loss, and the verdicts that what happened allows.
const ALLOWED: [(&str, &str, &[&str]); 17] = [
    (
        "pytorch_dcgan_noise.txt",
        "bce --convention sum",
        &[DOMINATED],
    ),
    (
        "numpy_dcgan_nan.txt",
        "bce --convention mean",
        &["divergence"],
    ),
    ("bezier_gan_nan.txt", "bce", &["divergence"]),
    ("tf_tutorial_nan.txt", "minimax", &["divergence"]),
    (
        "tf_dcgan_fooled.txt",
        "bce --convention sum",
        &["generator_dominance", "divergence", "frozen"],
    ),
    (
        "horse2zebra_loss_log.txt",
        "lsgan --convention mean",
        &["healthy", "undecided"],
    ),
    ("esrgan_basicsr.log", "ra_gan", &["undecided"]),
    ("lucidrains_progress.txt", "hinge", &["undecided"]),
    ("bmsg_rahinge.txt", "ra_hinge", &["undecided", "healthy"]),
    (
        "acgan_black.txt",
        "bce --convention mean",
        &[DOMINATED, "mode_collapse", "undecided"],
    ),
    (
        "tensor_strings.csv",
        "bce --convention sum",
        &[DOMINATED, "undecided"],
    ),
    (
        "mnist_5epochs.csv",
        "bce --convention sum",
        &[
            "healthy",
            DOMINATED,
            "generator_dominance",
            "frozen",
            "undecided",
        ],
    ),
    (
        "colorization_noheader.csv",
        "bce --convention sum --column d_loss=4 --column g_loss=2",
        &["healthy", "undecided"],
    ),
    (
        "cgan_val_losses.csv",
        "bce --convention sum",
        &["healthy", "undecided"],
    ),
    (
        "plankton_stylegan_stats.jsonl",
        "bce --convention sum",
        &["healthy", "undecided"],
    ),
    ("studiogan_dcgan.log", "bce --convention sum", &[DOMINATED]),
    (
        "studiogan_sngan.log",
        "hinge --convention sum",
        &["healthy", "undecided"],
    ),
];

#[test]
fn real_logs_get_a_verdict_that_their_outcome_allows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traces/as_found");
    if !folder.exists() {
        skip_outside("the folder of real logs");
        return;
    }
    let mut wrong = Vec::new();
    for (file, flags, allowed) in ALLOWED {
        let flags: Vec<&str> = flags.split(' ').collect();
        let (rows, _) = judged(&folder, &[&[file, "--loss"], &flags[..]].concat());
        for row in rows {
            let verdict = row["verdict"].as_str().unwrap();
            if !allowed.contains(&verdict) {
                wrong.push(format!("{}: {verdict}", row["run"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
