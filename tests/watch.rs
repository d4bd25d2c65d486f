//! A sweep that is watched from another process, by its files alone.

mod heartbeats;
mod terminal;

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use seesaw::record::{Heartbeat, RunFile, RunPaths, StoredStatus};
use seesaw::report::read_diagnosis;

use crate::program::{code, command, runs, seesaw, signal, stderr, stdout, sweep, toy};
use crate::resume::stopped;

/// Two runs of some seconds.
const LONG_SWEEP: [&str; 8] = [
    "sweep",
    "toy.yaml",
    "--set",
    "steps=6000",
    "--set",
    "sweep={seeds: 2}",
    "--set",
    "checkpoint.steps=500",
];

fn start_sweep(folder: &Path) -> Child {
    command(folder, &LONG_SWEEP)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until this many runs have reported a step.
fn wait_for_heartbeats(folder: &Path, count: usize) {
    let begun = Instant::now();
    let heartbeats = || {
        let entries = std::fs::read_dir(folder.join("results/toy/runs"))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .filter(|entry| {
                Heartbeat::read(&RunPaths::at(&entry.path()))
                    .unwrap()
                    .is_some_and(|live| live.step > 0)
            })
            .count()
    };
    while heartbeats() < count {
        assert!(begun.elapsed() < Duration::from_secs(60), "no heartbeat");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn watch_once(folder: &Path) -> String {
    let output = seesaw(folder, &["watch", "toy", "--once"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn a_sweep_of_another_process_is_watched_to_its_end() {
    let folder = toy();
    let mut child = start_sweep(folder.path());
    wait_for_heartbeats(folder.path(), 2);
    let view = watch_once(folder.path());
    assert!(view.contains("0 of 2 runs complete, 2 running"), "{view}");
    assert!(
        view.contains("steps/s") && view.contains("/6000") && view.contains("/4"),
        "{view}"
    );
    let list = seesaw(folder.path(), &["list", "toy", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&stdout(&list)).unwrap();
    assert!(
        list[0]["steps"].as_u64().unwrap() > 0 && list[0]["status"] == "running",
        "{list}"
    );
    assert!(
        list[0]["modes_over_time"]
            .as_array()
            .is_some_and(|values| !values.is_empty()),
        "{list}"
    );

    let output = seesaw(folder.path(), &["watch", "--every", "1"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("watching results/toy"),
        "{}",
        stderr(&output)
    );
    let text = stdout(&output);
    assert!(
        !text.contains('\x1b'),
        "no escape codes where there is no terminal: {text:?}"
    );
    let blocks: Vec<&str> = text.split("\n\ntoy  Does").collect();
    assert!(blocks.len() >= 2, "{text}");
    let last = blocks[blocks.len() - 1];
    assert!(last.contains("2 of 2 runs complete"), "{text}");
    child.wait().unwrap();
    for run in runs(&folder.path().join("results")) {
        let paths = RunPaths::at(&run);
        assert!(
            last.contains(read_diagnosis(&paths).unwrap().verdict.name()),
            "{text}"
        );
        assert!(!paths.heartbeat().exists(), "no process is at it");
    }
}

#[test]
fn a_killed_sweep_is_shown_as_interrupted_and_goes_on() {
    let folder = toy();
    let mut child = start_sweep(folder.path());
    wait_for_heartbeats(folder.path(), 2);
    signal(&child, "-KILL");
    child.wait().unwrap();
    let all: Vec<RunPaths> = runs(&folder.path().join("results"))
        .iter()
        .map(|run| RunPaths::at(run))
        .collect();
    assert!(
        all.iter().all(|run| run.heartbeat().exists()),
        "nobody was left to remove it"
    );
    for damage in [
        None,
        Some(&b"{\"format_version\":"[..]),
        Some(&[0xff; 40]),
        Some(&[]),
    ] {
        if let Some(bytes) = damage {
            all.iter()
                .for_each(|run| std::fs::write(run.heartbeat(), bytes).unwrap());
        }
        let view = watch_once(folder.path());
        assert!(
            view.contains("0 of 2 runs complete, 2 interrupted"),
            "{view}"
        );
        assert!(
            view.contains(
                "no process is training it; `seesaw sweep results/toy/study.yaml` resumes it"
            ),
            "{view}"
        );
        let saved = RunFile::read(&all[0]).unwrap().unwrap().steps;
        assert!(
            view.contains(&format!("saved at step {saved} of 6000")),
            "{view}"
        );
    }
    let begun = Instant::now();
    let piped = seesaw(folder.path(), &["watch", "toy"]);
    assert_eq!(code(&piped), 0, "{}", stderr(&piped));
    assert!(
        stderr(&piped).contains("no process has resumed it"),
        "{}",
        stderr(&piped)
    );
    assert!(
        (9..60).contains(&begun.elapsed().as_secs()),
        "it has waited for a while"
    );
    let again = seesaw(folder.path(), &["sweep", "results/toy/study.yaml"]);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(all.iter().all(|run| !run.heartbeat().exists()));
    assert!(watch_once(folder.path()).contains("2 of 2 runs complete"));
}

#[test]
fn a_gentle_stop_removes_the_heartbeat_and_the_watcher_waits() {
    let (folder, run) = stopped();
    assert!(!run.heartbeat().exists());
    let view = watch_once(folder.path());
    assert!(
        view.contains("0 of 1 run complete, 1 stopped") && view.contains("saved at step"),
        "{view}"
    );
    // What is to come will come from another process; Ctrl-C ends the waiting.
    let mut watch = command(folder.path(), &["watch", "toy"]);
    let mut child = watch
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(child.try_wait().unwrap().is_none());
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 130, "{}", stderr(&output));
    assert_eq!(
        stdout(&output).matches("1 stopped").count(),
        1,
        "nothing has changed: {}",
        stdout(&output)
    );
}

#[test]
fn a_study_that_is_not_there_is_named_with_those_that_are() {
    let folder = toy();
    let none = seesaw(folder.path(), &["watch"]);
    assert_eq!(code(&none), 2);
    assert!(
        stderr(&none).contains("no study in results yet"),
        "{}",
        stderr(&none)
    );
    sweep(folder.path(), &["--set", "sweep={seeds: 1}"]);
    let other = seesaw(folder.path(), &["watch", "tor", "--once"]);
    assert_eq!(code(&other), 2);
    assert!(
        stderr(&other).contains("studies in results: toy"),
        "{}",
        stderr(&other)
    );
}

#[test]
fn a_failed_run_ends_the_watch_with_its_exit_code() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}"]);
    let run = RunPaths::at(&runs(&folder.path().join("results"))[0]);
    let mut file = RunFile::read(&run).unwrap().unwrap();
    (file.status, file.exit_reason) = (StoredStatus::Failed, Some("the disk is full".to_string()));
    file.write(&run).unwrap();
    let output = seesaw(folder.path(), &["watch", "toy"]);
    assert_eq!(code(&output), 10, "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.contains("1 of 2 runs complete, 1 failed") && text.contains("the disk is full"),
        "{text}"
    );
    assert!(
        stderr(&output).contains("report: results/toy/report.html"),
        "{}",
        stderr(&output)
    );
}
