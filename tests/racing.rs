//! Settings that race: the same decisions and the same bytes, whatever happens on the way.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use seesaw::record::{RunFile, RunPaths, RunStatus, StoredStatus, inspect};
use seesaw::rng::{Draws, Seed, Stream};

use crate::program::{bytes, code, command, runs, seesaw, stderr, stdout};

/// Six settings with three seeds; every rung drops half of them.
pub const RACE: &str = "\
study: toy
run: {data: {ring: {modes: 4}}, checkpoint: {keep: all}, batch: 32, steps: 80, evaluate: {every: 20, samples: 200, snapshots: 2}}
sweep: {grid: {lr_d: [1e-4, 1e-3, 1e-2], lr_g: [1e-4, 3e-3]}, seeds: 3}
search: {racing: {rungs: [20, 40, 80], keep: 1/2, metric: frechet, test: rank}}
";

pub fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("toy.yaml"), text).unwrap();
    folder
}

pub const SWEEP: [&str; 3] = ["sweep", "toy.yaml", "--no-plots"];

fn swept(text: &str, more: &[&str]) -> tempfile::TempDir {
    let folder = folder_with(text);
    let output = seesaw(folder.path(), &[&SWEEP, more].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    folder
}

/// The same study without its race.
fn grid() -> String {
    let lines = RACE.lines().filter(|line| !line.starts_with("search"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The digests of every run that has some, with its status and steps, by its name.
fn outcomes(folder: &Path) -> BTreeMap<String, (StoredStatus, u64, BTreeMap<String, String>)> {
    let outcome = |run: &std::path::PathBuf| {
        let file = RunFile::read(&RunPaths::at(run)).unwrap().unwrap();
        let name = run.file_name().unwrap().to_string_lossy().into_owned();
        let digest = file.digest.into_iter().collect();
        (name, (file.status, file.steps, digest))
    };
    runs(&folder.join("results")).iter().map(outcome).collect()
}

fn decisions(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&bytes(folder.join("results/toy/search.json"))).unwrap()
}

/// Asserts that two races have decided the same and left the same bytes.
pub fn assert_same_race(one: &Path, other: &Path) {
    assert_eq!(decisions(one), decisions(other));
    assert_eq!(outcomes(one), outcomes(other));
    let table = |folder: &Path| bytes(folder.join("results/toy/runs.parquet"));
    assert!(table(one) == table(other), "runs.parquet");
}

#[test]
fn settings_are_dropped_at_rungs_and_the_others_end_as_if_they_had_never_waited() {
    let race = swept(RACE, &["--jobs", "2"]);
    let decided = decisions(race.path());
    let rungs = decided["rungs"].as_array().unwrap();
    let kept = |rung: usize| {
        let settings = rungs[rung]["settings"].as_array().unwrap().iter();
        settings.filter(|it| it["is_kept"] == true).count()
    };
    let counts: Vec<(u64, usize, usize)> = (0..rungs.len())
        .map(|rung| {
            let settings = rungs[rung]["settings"].as_array().unwrap().len();
            (rungs[rung]["step"].as_u64().unwrap(), settings, kept(rung))
        })
        .collect();
    assert_eq!(counts, [(20, 6, 3), (40, 3, 2), (80, 2, 2)]);
    let outcomes = outcomes(race.path());
    let count = |status, steps| {
        outcomes
            .values()
            .filter(|it| (it.0, it.1) == (status, steps))
            .count()
    };
    assert_eq!(count(StoredStatus::Pruned, 20), 9);
    assert_eq!(count(StoredStatus::Pruned, 40), 3);
    assert_eq!(count(StoredStatus::Complete, 80), 6);

    // A run that was kept is the run of the grid, to the last bit.
    let whole = swept(&grid(), &["--jobs", "2"]);
    let of_grid = self::outcomes(whole.path());
    for (name, (status, _, digest)) in &outcomes {
        if *status == StoredStatus::Complete {
            assert_eq!(digest, &of_grid[name].2, "{name}");
        }
    }
    // Everything else that is shown of runs knows them.
    let list = seesaw(
        race.path(),
        &[
            "list",
            "toy",
            "--where",
            "status = pruned",
            "--format",
            "csv",
        ],
    );
    assert_eq!(stdout(&list).lines().count(), 1 + 12, "{}", stdout(&list));
    assert!(
        stdout(&list).contains("dropped at step 20: place "),
        "{}",
        stdout(&list)
    );
    let page = String::from_utf8(bytes(race.path().join("results/toy/report.html"))).unwrap();
    assert!(page.contains("The race") && page.contains("were dropped on the way"));
    let compared = seesaw(race.path(), &["compare", "toy", "toy", "--format", "csv"]);
    assert!(!stderr(&compared).contains("bug"), "{}", stderr(&compared));
    for verb in ["verify", "diagnose"] {
        let pruned = outcomes
            .iter()
            .find(|(_, it)| it.0 == StoredStatus::Pruned)
            .unwrap()
            .0;
        let output = seesaw(race.path(), &[verb, &format!("results/toy/runs/{pruned}")]);
        assert_eq!(code(&output), 0, "{verb}: {}", stderr(&output));
    }
}

#[test]
fn what_a_race_cannot_be_is_refused_with_its_line() {
    for (written, said) in [
        (
            "rungs: [20, 40, 80]",
            "rungs: [20, 30, 80]|nothing is evaluated at step 30",
        ),
        ("rungs: [20, 40, 80]", "rungs: [40, 20]|must rise"),
        (
            "rungs: [20, 40, 80]",
            "rungs: [160]|a rung is at step 160, and the runs have 80 steps",
        ),
        ("metric: frechet", "metric: frechett|did you mean `frechet`"),
        ("metric: frechet", "metric: density|more or less is better"),
        ("keep: 1/2", "keep: 3/2|a share above 0 and below 1"),
        ("test: rank", "test: paird|did you mean `paired`"),
        ("seeds: 3}\n", "seeds: 1}\n|"),
    ] {
        let (with, words) = said.split_once('|').unwrap();
        let folder = folder_with(&RACE.replace(written, with));
        let output = seesaw(folder.path(), &["check", "toy.yaml"]);
        if words.is_empty() {
            assert_eq!(code(&output), 0, "ranks need one seed: {}", stderr(&output));
            continue;
        }
        assert_eq!(code(&output), 3, "{with}");
        assert!(
            stderr(&output).contains(words),
            "{with}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains("toy.yaml:4:"),
            "{}",
            stderr(&output)
        );
    }
    let folder = folder_with(RACE);
    let plan = seesaw(folder.path(), &["plan", "toy.yaml"]);
    // 18 runs to step 20, 9 to 40, 6 to the end.
    assert!(
        stderr(&plan).contains("780 to 1440 steps"),
        "{}",
        stderr(&plan)
    );
}
