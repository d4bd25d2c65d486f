//! Interrupted runs resume and produce the same bytes as uninterrupted ones.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use seesaw::diagnose::healthy_score;
use seesaw::record::{RunFile, RunPaths, read_checkpoint, read_complete_run};

use crate::program::{bytes, code, command, runs, seesaw, signal, stderr, stdout, sweep, toy};

/// A sweep of two runs that takes some seconds, with a checkpoint every 50 steps.
const LONG: [&str; 12] = [
    "sweep",
    "toy.yaml",
    "--set",
    "steps=4000",
    "--set",
    "sweep={seeds: 2}",
    "--set",
    "checkpoint.steps=50",
    "--set",
    "batch=64",
    "--jobs",
    "2",
];

fn begin(folder: &Path) -> Child {
    command(folder, &LONG)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until every run has a checkpoint.
fn wait_for_checkpoints(folder: &Path, count: usize) {
    let begun = Instant::now();
    let saved = || {
        let entries = std::fs::read_dir(folder.join("results/toy/runs"))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .filter(|entry| entry.path().join("checkpoint.safetensors").is_file())
            .count()
    };
    while saved() < count {
        assert!(begun.elapsed() < Duration::from_secs(60), "no checkpoint");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What must be equal of two runs, whatever happened on the way.
pub const SAME: [&str; 6] = [
    "steps.parquet",
    "evals.parquet",
    "checkpoint.safetensors",
    "verdict.json",
    "run.yaml",
    "samples/samples.safetensors",
];

pub fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (runs(one), runs(other));
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one.file_name(), other.file_name());
        for file in SAME {
            assert!(
                bytes(one.join(file)) == bytes(other.join(file)),
                "{file} of {}",
                one.display()
            );
        }
        assert_eq!(
            one.join("best.safetensors").is_file(),
            other.join("best.safetensors").is_file()
        );
        if one.join("best.safetensors").is_file() {
            assert!(bytes(one.join("best.safetensors")) == bytes(other.join("best.safetensors")));
        }
        assert!(
            !one.join("parts").exists() && !other.join("parts").exists(),
            "parts are gone once they are merged"
        );
    }
}

/// A study with one run, stopped after its first checkpoint.
pub fn stopped() -> (tempfile::TempDir, RunPaths) {
    let folder = toy();
    let child = command(folder.path(), &ONE)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_for_checkpoints(folder.path(), 1);
    signal(&child, "-INT");
    assert_eq!(code(&child.wait_with_output().unwrap()), 130);
    let run = RunPaths::at(&runs(&folder.path().join("results"))[0]);
    (folder, run)
}

/// The sweep of [`stopped`].
pub const ONE: [&str; 8] = [
    "sweep",
    "toy.yaml",
    "--set",
    "steps=3000",
    "--set",
    "sweep={seeds: 1}",
    "--set",
    "checkpoint.steps=20",
];

#[test]
fn a_signal_saves_and_the_sweep_goes_on_to_the_same_bytes() {
    let (folder, whole) = (toy(), toy());
    assert_eq!(code(&seesaw(whole.path(), &LONG)), 0);
    // Two at once are one request: `timeout` sends them so.
    for (names, exit) in [
        (&["-INT"][..], 130),
        (&["-TERM"], 75),
        (&["-TERM", "-TERM"], 75),
    ] {
        let child = begin(folder.path());
        wait_for_checkpoints(folder.path(), 2);
        std::thread::sleep(Duration::from_millis(60));
        names.iter().for_each(|name| signal(&child, name));
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), exit, "{}", stderr(&output));
        let list = stdout(&seesaw(folder.path(), &["list", "toy", "--format", "csv"]));
        assert!(
            list.contains(",stopped,") && list.contains("stopped after step"),
            "{list}"
        );
    }
    let last = seesaw(folder.path(), &LONG);
    assert_eq!(code(&last), 0, "{}", stderr(&last));
    assert!(
        stderr(&last).contains("resuming at step"),
        "{}",
        stderr(&last)
    );
    assert_same(
        &whole.path().join("results"),
        &folder.path().join("results"),
    );
    for run in runs(&folder.path().join("results")) {
        let file = RunFile::read(&RunPaths::at(&run)).unwrap().unwrap();
        assert_eq!(file.attempts.len(), 4, "{:?}", file.attempts);
        for (earlier, later) in file.attempts.iter().zip(&file.attempts[1..]) {
            assert_eq!(
                earlier.to_step,
                Some(later.from_step),
                "a gentle stop loses no step"
            );
        }
        assert_eq!(file.attempts[3].to_step, Some(4000));
    }
}

#[test]
fn a_process_that_was_killed_leaves_an_interrupted_run() {
    let folder = toy();
    let child = begin(folder.path());
    wait_for_checkpoints(folder.path(), 2);
    signal(&child, "-KILL");
    assert!(child.wait_with_output().unwrap().status.code().is_none());
    let list = stdout(&seesaw(folder.path(), &["list", "toy", "--format", "csv"]));
    assert!(
        list.contains(",interrupted,") && list.contains("its process died; saved at step"),
        "{list}"
    );
}

#[test]
fn many_checkpoints_stand_on_few_files() {
    let folder = toy();
    let set = [
        "--set",
        "sweep={seeds: 1}",
        "--set",
        "steps=700",
        "--set",
        "checkpoint.steps=1",
    ];
    let child = command(folder.path(), &[&["sweep", "toy.yaml"][..], &set].concat())
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn();
    let child = child.unwrap();
    let begun = Instant::now();
    let run = || {
        runs(&folder.path().join("results"))
            .first()
            .map(|run| RunPaths::at(run))
    };
    let saved = || {
        read_checkpoint(&run()?.checkpoint())
            .unwrap()
            .map(|checkpoint| checkpoint.header)
    };
    wait_for_checkpoints(folder.path(), 1);
    while saved().is_none_or(|about| about.step < 300) {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", saved());
        std::thread::sleep(Duration::from_millis(20));
    }
    signal(&child, "-KILL");
    drop(child.wait_with_output());
    let about = saved().unwrap();
    assert!(about.files.len() <= 210, "{}", about.files.len());
    let whole = toy();
    sweep(whole.path(), &set);
    sweep(folder.path(), &set);
    assert_same(
        &whole.path().join("results"),
        &folder.path().join("results"),
    );
}

#[test]
fn the_best_healthy_state_is_kept_through_interruptions() {
    let (folder, whole) = (toy(), toy());
    let set = [
        "sweep",
        "toy.yaml",
        "--set",
        "data={ring: {modes: 2, std: 0.4}}",
        "--set",
        "steps=800",
        "--set",
        "evaluate={every: 20, samples: 400}",
        "--set",
        "checkpoint.steps=50",
        "--set",
        "sweep={seeds: 1}",
    ];
    assert_eq!(code(&seesaw(whole.path(), &set)), 0);
    let run = RunPaths::at(&runs(&whole.path().join("results"))[0]);
    let best = read_checkpoint(&run.best())
        .unwrap()
        .expect("a healthy evaluation")
        .header;
    let spec =
        seesaw::config::Run::from_yaml(&String::from_utf8(bytes(run.run_yaml())).unwrap()).unwrap();
    let evals = read_complete_run(&run).unwrap().history.evals;
    let scores = evals
        .iter()
        .filter_map(|row| Some((row.step, healthy_score(&spec, row)?)));
    let first_highest = scores
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .expect("it was healthy");
    assert_eq!(best.step, first_highest.0);
    assert!(best.step < 800, "it is not only the last state");

    for _ in 0..4 {
        let child = command(folder.path(), &set)
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        wait_for_checkpoints(folder.path(), 1);
        std::thread::sleep(Duration::from_millis(150));
        signal(&child, "-KILL");
        drop(child.wait_with_output());
    }
    assert_eq!(code(&seesaw(folder.path(), &set)), 0);
    assert_same(
        &whole.path().join("results"),
        &folder.path().join("results"),
    );
}
