//! Studies of style transfers, from end to end.

use std::path::{Path, PathBuf};

use polars::prelude::{ParquetReader, SerReader};

use super::pictures;
use crate::program::{bytes, code, command, seesaw, stderr, stdout};

/// A study of two small transfers.
const STUDY: &str = "\
study: small
question: Does a study of style transfers work from end to end?
transfer:
  content: a.png
  style: b.png
  content_layers: [fire2]
  style_layers: [conv1, fire2]
  side: 32
  margin: 2
  steps: 24
  snapshots: 3
  checkpoint: {steps: 5, keep: nothing}
sweep:
  grid:
    optimizer: [adam, lbfgs]
";

fn study() -> tempfile::TempDir {
    let folder = pictures();
    std::fs::write(folder.path().join("small.yaml"), STUDY).unwrap();
    folder
}

/// All files of the runs with their bytes, without those that say when and where.
fn results(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.join("results/small/runs")];
    while let Some(path) = open.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            match path.is_dir() {
                true => open.push(path),
                false if name.ends_with("run.json") || name.ends_with(".lock") => {}
                false => all.push((name, bytes(path))),
            }
        }
    }
    all.sort();
    all
}

#[test]
fn a_study_of_style_transfers_is_planned_run_judged_and_shown() {
    let folder = study();
    let folder = folder.path();
    let check = seesaw(folder, &["check", "small.yaml"]);
    assert_eq!(code(&check), 0, "{}", stderr(&check));
    assert!(stdout(&check).contains("ok, 2 style transfers"));
    let plan = seesaw(folder, &["plan", "small.yaml", "--format", "csv"]);
    assert!(
        stdout(&plan).contains("optimizer=lbfgs"),
        "{}",
        stdout(&plan)
    );
    let swept = seesaw(folder, &["sweep", "small.yaml", "--format", "csv"]);
    assert_eq!(code(&swept), 0, "{}", stderr(&swept));
    let table = stdout(&swept);
    assert_eq!(table.matches("complete").count(), 2, "{table}");
    assert!(
        table
            .lines()
            .next()
            .unwrap()
            .ends_with("verdict,content,style,variation"),
        "{table}"
    );
    let files: Vec<String> = results(folder).into_iter().map(|(name, _)| name).collect();
    for name in [
        "steps.parquet",
        "verdict.json",
        "samples/24.png",
        "samples/8.png",
        "plots/losses.svg",
        "run.yaml",
    ] {
        assert_eq!(
            files.iter().filter(|file| file.ends_with(name)).count(),
            2,
            "{name}: {files:?}"
        );
    }
    let page = String::from_utf8(bytes(folder.join("results/small/report.html"))).unwrap();
    assert!(
        page.contains("Does a study of style transfers work")
            && page.contains("data:image/png;base64,")
    );
    // Nothing is left to do, and the report can be written again.
    let again = seesaw(folder, &["sweep", "small.yaml"]);
    assert!(
        stderr(&again).contains("2 style transfers, 0 to run"),
        "{}",
        stderr(&again)
    );
    std::fs::remove_file(folder.join("results/small/report.html")).unwrap();
    assert_eq!(code(&seesaw(folder, &["report", "small"])), 0);
    assert_eq!(
        String::from_utf8(bytes(folder.join("results/small/report.html"))).unwrap(),
        page
    );
    for arguments in [&["list"][..], &["list", "small"]] {
        let listed = seesaw(folder, arguments);
        assert_eq!(code(&listed), 0, "{}", stderr(&listed));
        assert!(stdout(&listed).contains("small") || stdout(&listed).contains("complete"));
    }
    let listed = stdout(&seesaw(folder, &["list", "--format", "csv"]));
    assert!(
        listed.contains("done,still_falling,diverged,question"),
        "{listed}"
    );
    let table = std::fs::File::open(folder.join("results/small/runs.parquet")).unwrap();
    let table = ParquetReader::new(table).finish().unwrap();
    assert_eq!(table.height(), 2);
    for column in ["optimizer", "verdict", "steps", "final_style_loss"] {
        assert_eq!(table.column(column).unwrap().null_count(), 0, "{column}");
    }
    // Verbs for games say that they are not meant.
    let watch = seesaw(folder, &["diagnose", "small"]);
    assert_ne!(code(&watch), 0);
    assert!(
        stderr(&watch).contains("its runs are style transfers"),
        "{}",
        stderr(&watch)
    );
}

/// The directory of the run that this axis value belongs to.
fn run_of(folder: &Path, value: &str) -> PathBuf {
    let mut runs = std::fs::read_dir(folder.join("results/small/runs")).unwrap();
    let found = runs.find_map(|run| {
        let path = run.unwrap().path();
        path.display().to_string().contains(value).then_some(path)
    });
    found.unwrap()
}

#[test]
fn a_transfer_is_verified_drawn_and_repaired() {
    let folder = study();
    let folder = folder.path();
    assert_eq!(
        code(&seesaw(folder, &["sweep", "small.yaml", "--no-plots"])),
        0
    );
    let verified = seesaw(folder, &["verify", "small"]);
    assert_eq!(code(&verified), 0, "{}", stderr(&verified));
    let said = stdout(&verified);
    assert_eq!(
        said.matches("identical, 24 steps: samples/").count(),
        2,
        "{said}"
    );
    let run = run_of(folder, "lbfgs");
    let name = run.display().to_string();
    let few = seesaw(folder, &["verify", &name, "--steps", "3"]);
    assert!(
        stdout(&few).contains("identical in its first 3 steps"),
        "{}",
        stdout(&few)
    );

    let drawn = seesaw(folder, &["plot", &name]);
    assert_eq!(code(&drawn), 0, "{}", stderr(&drawn));
    assert!(run.join("plots/losses.svg").is_file());

    let verdict = bytes(run.join("verdict.json"));
    std::fs::write(run.join("verdict.json"), "{").unwrap();
    let swept = seesaw(folder, &["sweep", "small.yaml"]);
    assert!(
        stderr(&swept).contains("verdict.json was missing or damaged and has been rewritten"),
        "{}",
        stderr(&swept)
    );
    assert!(bytes(run.join("verdict.json")) == verdict);

    std::fs::copy(folder.join("b.png"), folder.join("a.png")).unwrap();
    let swept = seesaw(folder, &["sweep", "small.yaml"]);
    assert!(
        stderr(&swept).contains("was made of other pictures or weights than those there now"),
        "{}",
        stderr(&swept)
    );
    let other = seesaw(folder, &["verify", &name]);
    assert!(
        stderr(&other).contains("it was made of other pictures"),
        "{}",
        stderr(&other)
    );
}

#[test]
fn layers_of_a_classifier_of_own_data_see_style() {
    let folder = study();
    let folder = folder.path();
    let text = STUDY.replace(
        "  content_layers: [fire2]\n  style_layers: [conv1, fire2]\n",
        "  features: {classifier: {data: digits}}\n",
    );
    std::fs::write(folder.join("small.yaml"), &text).unwrap();
    let swept = seesaw(folder, &["sweep", "small.yaml"]);
    assert_eq!(code(&swept), 0, "{}", stderr(&swept));
    assert_eq!(
        stderr(&swept)
            .matches("digits: classifier trained in")
            .count(),
        1,
        "{}",
        stderr(&swept)
    );
    let verified = seesaw(folder, &["verify", "small"]);
    assert!(
        stdout(&verified).contains("identical, 24 steps"),
        "{}",
        stdout(&verified)
    );
    let refused = |data: &str, words: &str| {
        let text = text.replace("data: digits", &format!("data: {data}"));
        std::fs::write(folder.join("wrong.yaml"), text).unwrap();
        let output = seesaw(folder, &["check", "wrong.yaml"]);
        assert_eq!(code(&output), 3, "{data}");
        assert!(
            stderr(&output).contains(words),
            "{data}: {}",
            stderr(&output)
        );
    };
    refused(
        "ring",
        "data `ring` has no classifier: it has no labelled images",
    );
    refused("stacked", "name the grey set that it stacks");
    refused(
        "{folder: {path: x, side: 24}}",
        "no classifier takes its side",
    );
}

#[cfg(unix)]
#[test]
fn kills_leave_the_same_files() {
    let whole = study();
    assert_eq!(
        code(&seesaw(
            whole.path(),
            &["sweep", "small.yaml", "--jobs", "1"]
        )),
        0
    );
    let killed = study();
    let mut kills = 0;
    // The first kill comes before a fast machine can be done.
    for wait in (0..40).map(|at| 15 + at * 65) {
        let mut child = command(killed.path(), &["sweep", "small.yaml", "--jobs", "2"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        if child
            .try_wait()
            .unwrap()
            .is_some_and(|status| status.success())
        {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    assert!(kills > 0, "something was killed");
    assert_eq!(code(&seesaw(killed.path(), &["sweep", "small.yaml"])), 0);
    let (whole, killed) = (results(whole.path()), results(killed.path()));
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&whole), names(&killed));
    for ((name, whole), (_, killed)) in whole.iter().zip(&killed) {
        assert!(whole == killed, "{name}");
    }
}

#[test]
fn a_state_that_a_kill_has_left_of_a_complete_run_is_removed() {
    let folder = study();
    let sweep = || assert_eq!(code(&seesaw(folder.path(), &["sweep", "small.yaml"])), 0);
    sweep();
    let runs = folder.path().join("results/small/runs");
    let run = std::fs::read_dir(runs).unwrap().next().unwrap().unwrap();
    let state = run.path().join("checkpoint.safetensors");
    assert!(!state.exists(), "nothing is kept");
    std::fs::write(&state, "left").unwrap();
    sweep();
    assert!(!state.exists());
}

#[test]
fn a_mistake_in_a_study_of_transfers_is_said_with_its_line() {
    let folder = study();
    let refused = |text: &str, words: &[&str]| {
        std::fs::write(folder.path().join("wrong.yaml"), text).unwrap();
        let output = seesaw(folder.path(), &["check", "wrong.yaml"]);
        assert_eq!(code(&output), 3, "{}", stderr(&output));
        for word in words {
            assert!(
                stderr(&output).contains(word),
                "{word}: {}",
                stderr(&output)
            );
        }
    };
    refused(
        &STUDY.replace("side: 32", "sides: 32"),
        &[
            "wrong.yaml:8",
            "unknown key `sides`",
            "did you mean `side`?",
        ],
    );
    refused(
        &STUDY.replace("[fire2]", "[fire22]"),
        &["wrong.yaml:6", "no layer `fire22`"],
    );
    refused(
        &STUDY.replace("[adam, lbfgs]", "[adam, lfbgs]"),
        &["unknown picture optimizer `lfbgs`", "did you mean `lbfgs`?"],
    );
    refused(
        &STUDY.replace("transfer:", "run: {steps: 3}\ntransfer:"),
        &["and not both"],
    );
    refused(
        &STUDY.replace("  style: b.png\n", ""),
        &["`style` is missing"],
    );
}
