//! Settings that race: the same decisions and the same bytes, whatever happens on the way.

mod evidence;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use seesaw::record::{
    RunFile, RunPaths, RunStatus, StoredStatus, inspect, read_checkpoint, sha256,
};
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
    for said in [
        "The race",
        "18 runs were trained: 12 were dropped on the way (9 at step 20 and 3 at step 40), and 6 have come to their end.",
        "80 steps at most",
        "12 runs dropped, 9 at step 20 and 3 at step 40",
        "12 dropped runs are counted here by the verdict of the steps until then.",
    ] {
        assert!(page.contains(said), "the page does not say: {said}");
    }
    let figure = race.path().join("results/toy/plots/rungs.svg");
    let figure = String::from_utf8(bytes(figure)).unwrap();
    assert!(figure.contains("step 20: 3 of 6 kept") && figure.contains("step 80, the end: 2"));
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
    // Nothing is left to do.
    let again = seesaw(race.path(), &SWEEP);
    assert!(
        stderr(&again).contains("18 runs, 0 to train"),
        "{}",
        stderr(&again)
    );
    assert!(stderr(&again).contains("rung at step 20: 3 of 6 settings go on"));
}

#[test]
fn neither_jobs_nor_a_second_process_change_a_race() {
    let one = swept(RACE, &["--jobs", "1"]);
    let three = swept(RACE, &["--jobs", "3"]);
    assert_same_race(one.path(), three.path());
    let both = folder_with(RACE);
    let start = || {
        command(both.path(), &[&SWEEP[..], &["--jobs", "1"]].concat())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    for child in [start(), start()] {
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    assert_same_race(one.path(), both.path());
}

#[test]
fn what_was_dropped_can_be_taken_back() {
    let race = swept(RACE, &[]);
    let before = decisions(race.path());
    let revive = [&SWEEP[..], &["--revive", "status = pruned and seed = 1"]].concat();
    let output = seesaw(race.path(), &revive);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(
        before,
        decisions(race.path()),
        "the race is decided as if it did not"
    );
    let whole = outcomes(swept(&grid(), &[]).path());
    let revived = outcomes(race.path());
    let complete = revived
        .iter()
        .filter(|(_, it)| it.0 == StoredStatus::Complete);
    assert_eq!(complete.clone().count(), 6 + 4);
    for (name, it) in complete {
        assert_eq!(it, &whole[name], "{name}");
    }
    // Without its race the study goes on with all runs.
    std::fs::write(race.path().join("toy.yaml"), grid()).unwrap();
    let output = seesaw(race.path(), &SWEEP);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(outcomes(race.path()), whole);
}

#[test]
fn a_damaged_run_is_trained_again_up_to_where_it_was_dropped() {
    let race = swept(RACE, &[]);
    let before = outcomes(race.path());
    let pruned = before
        .iter()
        .find(|(_, it)| it.0 == StoredStatus::Pruned)
        .unwrap()
        .0;
    let run = RunPaths::at(&race.path().join("results/toy/runs").join(pruned));
    std::fs::write(run.evals(), "damaged").unwrap();
    let found = inspect(&run, None, seesaw::record::Depth::Originals).status;
    assert_eq!(found, RunStatus::Damaged);
    let output = seesaw(race.path(), &SWEEP);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(before, outcomes(race.path()));
}

#[test]
fn a_race_that_is_extended_leaves_what_a_longer_one_does() {
    let whole = swept(&RACE.replace("steps: 80", "steps: 160"), &[]);
    let race = swept(RACE, &[]);
    let output = seesaw(
        race.path(),
        &["extend", "toy", "--steps", "160", "--no-plots"],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(decisions(whole.path()), decisions(race.path()));
    // The checkpoint of a dropped run names the parts of its history, and what was taken over is one part: its state is the
    // same, its bytes are not.
    let without_parts = |folder: &Path| {
        let mut all = outcomes(folder);
        for (name, it) in all
            .iter_mut()
            .filter(|(_, it)| it.0 == StoredStatus::Pruned)
        {
            it.2.remove("checkpoint.safetensors").unwrap();
            let run = RunPaths::at(&folder.join("results/toy/runs").join(name));
            let mut state = read_checkpoint(&run.checkpoint()).unwrap().unwrap().state;
            state
                .tensors
                .sort_by(|one, other| one.name.cmp(&other.name));
            let digest = sha256(format!("{state:?}").as_bytes());
            it.2.insert("state".to_string(), digest);
        }
        all
    };
    let extended = without_parts(race.path());
    let longer = without_parts(whole.path());
    let steps: Vec<u64> = longer.values().map(|it| it.1).collect();
    for rung in [20, 40, 80, 160] {
        assert!(steps.contains(&rung), "no run ended at {rung}: {steps:?}");
    }
    // A checkpoint lists the parts of the history, and what was taken over is one part.
    for (name, (status, steps, mut files)) in longer {
        let (extended_status, extended_steps, mut extended_files) = extended[&name].clone();
        files.remove("checkpoint.safetensors");
        extended_files.remove("checkpoint.safetensors");
        let one = (status, steps, files);
        assert_eq!(
            one,
            (extended_status, extended_steps, extended_files),
            "{name}"
        );
    }
}

fn torture(kills: usize) {
    let whole = swept(RACE, &["--jobs", "2"]);
    let (mut killed, mut sweeps) = (0, 0);
    while killed < kills {
        let folder = folder_with(RACE);
        sweeps += 1;
        let mut draws: Draws = Seed(sweeps).at(Stream::Replay, 0, 0);
        loop {
            let mut child = command(folder.path(), &[&SWEEP[..], &["--jobs", "2"]].concat())
                .stderr(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            if killed < kills {
                std::thread::sleep(Duration::from_millis(u64::from(50 + draws.below(700))));
            }
            let is_alive = killed < kills && child.try_wait().unwrap().is_none();
            if is_alive {
                child.kill().unwrap();
                killed += 1;
            }
            child.wait().unwrap();
            if !is_alive {
                break;
            }
        }
        let last = seesaw(folder.path(), &SWEEP);
        assert_eq!(code(&last), 0, "{}", stderr(&last));
        assert_same_race(whole.path(), folder.path());
    }
    eprintln!(
        "killed {killed} times in {sweeps} races, every decision and every byte as in one that was not"
    );
}

#[test]
fn a_race_that_is_killed_again_and_again_decides_the_same() {
    torture(6);
}

#[test]
#[ignore = "a minute: cargo test --release --test seesaw racing -- --ignored"]
fn thirty_kills_of_races() {
    torture(30);
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
