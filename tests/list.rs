//! What `list` shows of a study.

use crate::program::{code, runs, seesaw, stderr, stdout, sweep, toy};

#[test]
fn a_list_counts_verdicts_and_shows_the_key_metric_over_time() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}"]);
    let read = |arguments: &[&str]| stdout(&seesaw(folder.path(), arguments));
    let list: serde_json::Value =
        serde_json::from_str(&read(&["list", "toy", "--format", "json"])).unwrap();
    assert_eq!(
        list[0]["modes_over_time"].as_array().unwrap().len(),
        4,
        "one value an evaluation"
    );
    let bars = read(&["list", "toy"]);
    assert!(
        bars.contains("modes over time") && bars.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']),
        "{bars}"
    );
    let studies: serde_json::Value =
        serde_json::from_str(&read(&["list", "--format", "json"])).unwrap();
    let verdict = list[0]["verdict"].as_str().unwrap();
    assert!(
        studies[0][verdict].as_u64().unwrap() > 0 && studies[0]["divergence"] == 0,
        "{studies}"
    );
    assert!(
        read(&["list"]).lines().next().unwrap().contains(verdict),
        "{}",
        read(&["list"])
    );
}

#[test]
fn places_without_a_study_are_told_apart() {
    let folder = toy();
    let refused = |arguments: &[&str], said: &str| {
        let output = seesaw(folder.path(), arguments);
        assert!(code(&output) == 2 && stderr(&output).contains(said));
    };
    refused(
        &["list", "--results", "nothing"],
        "there is no folder nothing",
    );
    refused(
        &["list", "--results", "toy.yaml"],
        "toy.yaml is not a folder",
    );
    let empty = seesaw(folder.path(), &["list"]);
    assert!(code(&empty) == 0 && stderr(&empty).contains("no study in results yet"));
    let run = folder.path().join("results/toy/runs/seed=0-0123abcd");
    std::fs::create_dir_all(&run).unwrap();
    std::fs::write(run.join("run.json"), "{}").unwrap();
    refused(&["list", "toy"], "has runs but no `study.yaml`");
}

#[test]
fn a_report_forgets_no_run_and_notes_that_are_damaged_are_named() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}", "--no-plots"]);
    let table = folder.path().join("results/toy/runs.parquet");
    let before = std::fs::read(&table).unwrap();
    let notes = folder.path().join("results/toy/notes.json");
    std::fs::write(&notes, "{").unwrap();
    for verb in ["list", "report"] {
        let output = seesaw(folder.path(), &[verb, "toy"]);
        assert_eq!(code(&output), 1, "{verb}");
        assert!(stderr(&output).contains("tags and notes are not shown"));
    }
    std::fs::remove_file(notes).unwrap();
    let run = &runs(&folder.path().join("results"))[0];
    std::fs::remove_dir_all(run).unwrap();
    for verb in ["report", "plot"] {
        let output = seesaw(folder.path(), &[verb, "toy"]);
        assert_eq!(code(&output), 10, "{verb}");
        assert!(stderr(&output).contains("lists 1 finished run that is no longer there"));
    }
    assert!(std::fs::read(&table).unwrap() == before);
    std::fs::remove_file(table).unwrap();
    let partial = seesaw(folder.path(), &["report", "toy"]);
    assert_eq!(code(&partial), 0);
    assert!(stderr(&partial).contains("1 of 2 runs is not finished; the report is partial"));
}

#[test]
fn a_run_that_has_lost_its_file_is_kept_aside() {
    let folder = toy();
    let kept = ["--no-plots", "--set", "checkpoint.keep=nothing"];
    sweep(folder.path(), &kept);
    let run = &runs(&folder.path().join("results"))[0];
    std::fs::remove_file(run.join("run.json")).unwrap();
    let output = sweep(folder.path(), &kept);
    assert!(stderr(&output).contains("run.json is missing; kept as"));
    let aside = std::fs::read_dir(folder.path().join("results/toy/damaged")).unwrap();
    assert_eq!(aside.count(), 1);
}
