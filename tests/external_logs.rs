//! Logs of GANs that were trained by other programs, diagnosed as a user does it.

mod as_found;
mod own_runs;
mod signed;
mod tensorboard_writers;

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::program::{bytes, code, runs, seesaw, skip_outside, stderr, stdout, sweep, toy};

fn diagnose(folder: &Path, arguments: &[&str]) -> Output {
    seesaw(folder, &[&["diagnose"], arguments].concat())
}

/// The rows of a diagnosis that must succeed, and what was said beside.
fn judged(folder: &Path, arguments: &[&str]) -> (Vec<Value>, String) {
    let output = diagnose(folder, &[arguments, &["--format", "json"]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    (
        serde_json::from_str(&stdout(&output)).unwrap(),
        stderr(&output),
    )
}

fn verdict(rows: &[Value]) -> &str {
    rows[0]["verdict"].as_str().unwrap()
}

/// A log of 100 steps with this D loss; G's is about 1, for losses that never change are those of a
/// clamp.
fn log(header: &str, d_loss: impl Fn(u32) -> String) -> String {
    let lines: Vec<String> = (1..=100)
        .map(|step| format!("{step},{},1.0{}", d_loss(step), step % 7))
        .collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files
        .iter()
        .for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    folder
}

#[test]
fn labelled_traces_get_their_label_from_the_command_line() {
    let traces = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traces");
    if !traces.exists() {
        skip_outside("the folder of labelled traces");
        return;
    }
    for (name, label) in [
        ("lesson_fc.csv", "healthy"),
        ("lesson_dcgan.csv", "undecided"),
        ("ganhacks_2.csv", "discriminator_dominance"),
    ] {
        let (rows, said) = judged(&traces, &[name, "--loss", "bce", "--convention", "mean"]);
        assert_eq!(verdict(&rows), label, "{name}");
        assert!(
            said.contains("read step = step, d_loss = d_loss, g_loss = g_loss"),
            "{said}"
        );
        assert!(
            !said.contains("not judged"),
            "it is said once, in the table: {said}"
        );
        let limits = rows[0]["not_judged"][0].as_str().unwrap();
        assert!(
            limits.contains("no samples were measured"),
            "losses alone never prove collapse, and it says so: {limits}"
        );
    }
}

#[test]
fn a_scale_is_part_of_the_question() {
    let sum = folder(&[("log.csv", &log("step,errD,errG", |_| "1.386".to_string()))]);
    let of = |arguments: &[&str]| {
        judged(
            sum.path(),
            &[&["log.csv", "--loss", "hinge"], arguments].concat(),
        )
    };
    // Sum 1.386 of hinge is a mean of 0.693, below its ideal 1; with an ideal of 40 it is a
    // thirtieth of it.
    assert_eq!(
        verdict(&of(&["--ideal", "40"]).0),
        "discriminator_dominance"
    );
    assert_ne!(
        verdict(&of(&["--convention", "sum"]).0),
        "discriminator_dominance"
    );
    let (_, said) = of(&["--convention", "sum"]);
    assert!(said.contains("what is logged times 0.5"), "{said}");
    let (_, said) = of(&[]);
    assert!(said.contains("assumed: D's loss is the mean"), "{said}");
    assert!(!of(&["--convention", "mean"]).1.contains("assumed:"));
}

#[test]
fn diverged_losses_are_found_in_every_format_of_output() {
    let text = log("step;errD;errG", |step| {
        if step < 50 {
            "0.7".to_string()
        } else {
            "nan".to_string()
        }
    });
    let folder = folder(&[("log.txt", &text.replace(',', ";"))]);
    for format in ["table", "json", "csv"] {
        let output = diagnose(
            folder.path(),
            &["log.txt", "--loss", "bce", "--format", format],
        );
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let text = stdout(&output);
        assert!(
            text.contains("divergence") && text.contains("log.txt"),
            "{text}"
        );
    }
}

/// Arguments of `diagnose`, and what the message must contain.
const BAD_CALLS: [(&str, &str); 21] = [
    (
        "good.csv",
        "add `--loss NAME`, such as `--loss non_saturating`",
    ),
    ("good.csv", "BCEWithLogitsLoss"),
    ("good.csv --loss hing", "did you mean `hinge`?"),
    ("good.csv --loss ralsgan", "no rules for the loss `ralsgan`"),
    ("good.csv --loss wgan --ideal 1", "use `--convention`"),
    (
        "good.csv --loss rsgan --convention sum",
        "neither mean nor sum",
    ),
    ("good.csv --loss hinge --ideal 0", "a number, and not 0"),
    ("good.csv --loss hinge --samples 1", "2..=100000"),
    (
        "good.csv --loss hinge --convention median",
        "[possible values: mean, sum]",
    ),
    (
        "good.csv --loss hinge --column d_los=d_loss",
        "did you mean `d_loss`?",
    ),
    ("good.csv --loss hinge --column d_loss", "OURS=THEIRS"),
    (
        "good.csv --loss hinge --column d_loss=e_loss",
        "did you mean `d_loss`?",
    ),
    (
        "two.csv --loss hinge",
        "more than one column could be `d_loss`",
    ),
    (
        "unknown.csv --loss hinge",
        "--column d_loss=loss_alpha --column g_loss=loss_beta",
    ),
    (
        "comma.csv --loss hinge",
        "column `d_loss` on line 2 has `0,5`, a decimal comma",
    ),
    (
        "short.csv --loss hinge",
        "short.csv: no row has a loss of D or G",
    ),
    (
        "headless.csv --loss hinge",
        "--column step=1 --column d_loss=2 --column g_loss=3",
    ),
    ("empty.csv --loss hinge", "there is nothing in it"),
    ("log.json --loss hinge", "this begins as JSON does"),
    (
        "good.csv --loss hinge --pattern D=(.*)",
        "`--pattern`: no group has a name",
    ),
    (
        "nothing --loss hinge",
        "is neither a run (run.yaml) nor a study (study.yaml) nor the log of another program",
    ),
];

#[test]
fn what_cannot_be_read_is_said_with_a_remedy() {
    let good = log("step,d_loss,g_loss", |_| "0.5".to_string());
    let two = good.replace("step", "loss D");
    let unknown = good
        .replace("d_loss", "loss_alpha")
        .replace("g_loss", "loss_beta");
    let comma = good.replacen("0.5", "\"0,5\"", 1);
    let short: String = good
        .lines()
        .take(1)
        .map(|line| format!("{line}\n"))
        .collect();
    let headless: String = good
        .lines()
        .skip(1)
        .map(|line| format!("{line}\n"))
        .collect();
    let folder = folder(&[
        ("good.csv", &good),
        ("two.csv", &two),
        ("unknown.csv", &unknown),
        ("comma.csv", &comma),
        ("short.csv", &short),
        ("headless.csv", &headless),
        ("empty.csv", ""),
        ("log.json", "{\"step\": 1"),
    ]);
    for (arguments, expected) in BAD_CALLS {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = diagnose(folder.path(), &arguments);
        assert_eq!(
            (code(&output), stdout(&output)),
            (2, String::new()),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(expected),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn runs_and_logs_are_judged_in_one_call_and_a_runs_own_table_is_a_log() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    let all = runs(&folder.path().join("results"));
    let steps = all[0].join("steps.parquet").display().to_string();
    std::fs::write(
        folder.path().join("log.csv"),
        log("step,d_loss,g_loss", |_| "0.69".to_string()),
    )
    .unwrap();
    let (rows, said) = judged(
        folder.path(),
        &["results/toy", "log.csv", &steps, "--loss", "non_saturating"],
    );
    let names: Vec<&str> = rows
        .iter()
        .map(|row| row["run"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"log.csv") && names.contains(&steps.as_str()),
        "{names:?}"
    );
    assert!(
        names.contains(&all[0].file_name().unwrap().to_str().unwrap()),
        "{names:?}"
    );
    assert!(
        said.contains("steps.parquet: 60 steps; read step = step, d_loss = d_loss"),
        "{said}"
    );

    let useless = diagnose(folder.path(), &["results/toy", "--loss", "hinge"]);
    assert_eq!(code(&useless), 2);
    assert!(
        stderr(&useless).contains("`--loss` is for logs of other programs"),
        "{}",
        stderr(&useless)
    );

    let exported = seesaw(folder.path(), &["export", "toy", "--to", "tensorboard"]);
    assert_eq!(code(&exported), 0, "{}", stderr(&exported));
    let events = folder
        .path()
        .join("results/toy/tensorboard")
        .join(all[0].file_name().unwrap());
    let (from_events, _) = judged(
        folder.path(),
        &[&events.display().to_string(), "--loss", "bce"],
    );
    let of_run = rows
        .iter()
        .find(|row| row["run"] == all[0].file_name().unwrap().to_str().unwrap())
        .unwrap();
    assert_eq!(
        (&from_events[0]["verdict"], &from_events[0]["onset"]),
        (&of_run["verdict"], &of_run["onset"])
    );

    let file = std::fs::read_dir(&events)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut damaged = bytes(file.clone());
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    std::fs::write(&file, damaged).unwrap();
    let output = diagnose(
        folder.path(),
        &[&file.display().to_string(), "--loss", "bce"],
    );
    assert_eq!(
        code(&output),
        1,
        "a damaged file is no question of usage: {}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("is damaged: the checksum of the event at byte"),
        "{}",
        stderr(&output)
    );

    std::fs::create_dir(folder.path().join("outer")).unwrap();
    std::fs::rename(&events, folder.path().join("outer/run")).unwrap();
    let outer = diagnose(folder.path(), &["outer", "--loss", "bce"]);
    assert_eq!(code(&outer), 2);
    assert!(
        stderr(&outer).contains("event files are in outer/run"),
        "{}",
        stderr(&outer)
    );
}

#[test]
fn several_discriminators_have_rows_of_their_own() {
    let line =
        |at: u32| format!("(epoch: 1, iters: {at}) D_A: 0.2{at} G_A: 0.4 D_B: 0.1{at} G_B: 0.6\n");
    let text: String = (0..30).map(line).collect();
    let folder = folder(&[("loss_log.txt", &text)]);
    let (rows, said) = judged(folder.path(), &["loss_log.txt", "--loss", "lsgan"]);
    let mut names: Vec<&str> = rows
        .iter()
        .map(|row| row["run"].as_str().unwrap())
        .collect();
    names.dedup();
    assert_eq!(names, ["loss_log.txt (A)", "loss_log.txt (B)"]);
    assert!(
        said.contains("loss_log.txt (B): 30 steps; read step = iters, d_loss = D_B, g_loss = G_B"),
        "{said}"
    );
}

#[test]
fn what_is_worked_out_is_said_and_a_flag_is_stronger() {
    let line =
        |at: u32| format!("[0/9][{at}/99] Loss_D: 1.39 Loss_G: 0.7 D(x): 0.5 D(G(z)): 0.5 / 0.4\n");
    let text: String = (0..30).map(line).collect();
    let folder = folder(&[("train.log", &text)]);
    let of = |arguments: &[&str]| {
        judged(
            folder.path(),
            &[&["train.log", "--loss", "bce"], arguments].concat(),
        )
        .1
    };
    let said = of(&[]);
    assert!(
        said.contains("D's loss is the sum of its two terms, worked out from D(x) and D(G(z))"),
        "{said}"
    );
    assert!(!of(&["--convention", "mean"]).contains("worked out"));
    assert!(!of(&["--ideal", "1.386"]).contains("worked out"));
    let pattern = r"/(?P<step>\d+)\] Loss_D: (?P<d_loss>\S+)";
    let said = of(&["--pattern", pattern]);
    assert!(
        said.contains("30 steps") || said.contains("1 step"),
        "{said}"
    );
    assert!(said.contains("read step = step, d_loss = d_loss"), "{said}");
}
