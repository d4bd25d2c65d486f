//! A study on a real Slurm cluster: stopped, killed and queued again, it has the bytes of a local sweep.

mod cluster;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use seesaw::record::{Attempt, RunFile, RunPaths, StoredStatus};

use crate::program::{TOY, bytes, code, runs, seesaw, skip, stderr, stdout, toy};
use crate::resume::assert_same;
use cluster::Cluster;

/// Seconds of a run, so many that it can be stopped on its way.
const SECONDS: f64 = 4.0;
/// A study may take so long.
const PATIENCE: Duration = Duration::from_secs(500);

fn arguments<'a>(results: &'a str, steps: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = [
        "sweep",
        "toy.yaml",
        "--results",
        results,
        "--set",
        steps,
        "--set",
        "checkpoint.steps=10",
        "--no-plots",
    ];
    [&fixed, more].concat()
}

/// The change of the study by which its runs take so long on this machine, as busy as it is.
fn steps(folder: &Path, seconds: f64) -> String {
    let arguments = arguments("trial", "steps=40", &["--jobs", "2"]);
    let only = ["--set", "sweep={seeds: 2}"];
    let trial = seesaw(folder, &[&arguments[..], &only].concat());
    assert_eq!(code(&trial), 0, "{}", stderr(&trial));
    let speeds = files(&folder.join("trial")).into_iter();
    let slowest = speeds
        .filter_map(|file| file.steps_per_second)
        .fold(f64::MAX, f64::min);
    format!("steps={}", (slowest * seconds).max(40.0) as u64)
}

/// `run.json` of every run that was begun.
fn files(results: &Path) -> Vec<RunFile> {
    let runs = runs(results);
    let read = runs
        .iter()
        .filter_map(|run| RunFile::read(&RunPaths::at(run)).ok().flatten());
    read.collect()
}

/// Waits until something is so.
fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(
            begun.elapsed() < PATIENCE,
            "not within {PATIENCE:?}: {what}"
        );
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// A process that trains a run just now.
fn running(results: &Path) -> Option<Attempt> {
    if !results.join("toy/runs").is_dir() {
        return None;
    }
    let running = files(results).into_iter();
    let mut running = running.filter(|file| file.status == StoredStatus::Running);
    running.next()?.attempts.pop()
}

/// Waits for a run that is trained in an array's task other than those of `before`.
fn next_running(results: &Path, before: &[Attempt]) -> Attempt {
    let mut found = None;
    wait_for("a run is trained", || {
        found = running(results);
        found.as_ref().is_some_and(|found| !before.contains(found))
    });
    found.unwrap()
}

/// No attempt began before the one before it had ended, or behind what that had saved.
fn assert_one_at_a_time(file: &RunFile) {
    for pair in file.attempts.windows(2) {
        let [before, after] = pair else {
            unreachable!()
        };
        if let Some(ended) = &before.ended {
            let time = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
            assert!(
                time(&after.started) >= time(ended),
                "{}: {pair:?}",
                file.run
            );
        }
        let saved = before.to_step.unwrap_or(before.from_step);
        assert!(after.from_step >= saved, "{}: {pair:?}", file.run);
    }
}

/// Stops, kills and requeues tasks of the array while it trains.
fn disturb(cluster: &Cluster, results: &Path, array: &str) {
    let mut seen = vec![next_running(results, &[])];
    // As before a time limit: the batch shell alone is told.
    cluster.ask("scancel", &["--batch", "--signal=USR1", array]);
    seen.push(next_running(results, &seen));
    let task = seen[1].job.clone().unwrap();
    let requeued = cluster.ask("scontrol", &["requeue", &task]);
    assert_eq!(requeued, "", "{task}");
    seen.push(next_running(results, &seen));
    let process = seen[2].process.to_string();
    assert!(
        Command::new("kill")
            .args(["-9", &process])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_study_that_is_disturbed_on_a_cluster_has_the_bytes_of_a_local_sweep() {
    let Some(cluster) = Cluster::start() else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let folder = toy();
    let steps = steps(folder.path(), SECONDS);
    let local = seesaw(folder.path(), &arguments("local", &steps, &[]));
    assert_eq!(code(&local), 0, "{}", stderr(&local));
    let submitted = cluster.seesaw(
        folder.path(),
        &arguments("cluster", &steps, &["--launch", "slurm", "--limit", "2"]),
    );
    assert_eq!(code(&submitted), 0, "{}", stderr(&submitted));
    let said = stdout(&submitted);
    let array = said.split_whitespace().nth(2).unwrap().to_string();
    assert!(said.contains("trains 8 missing runs"), "{said}");
    let again = cluster.seesaw(
        folder.path(),
        &arguments("cluster", &steps, &["--launch", "slurm"]),
    );
    assert_eq!(code(&again), 2, "{}", stderr(&again));

    let results = folder.path().join("cluster");
    disturb(&cluster, &results, &array);
    let listed = cluster.seesaw(folder.path(), &["list", "toy", "--results", "cluster"]);
    assert!(stderr(&listed).contains("jobs: "), "{}", stderr(&listed));

    wait_for("the queue is empty", || {
        cluster.ask("squeue", &["-h"]).is_empty()
    });
    assert!(
        results.join("toy/report.html").is_file(),
        "the last job publishes"
    );
    assert_same(&folder.path().join("local"), &results);
    let tables =
        ["local", "cluster"].map(|name| bytes(folder.path().join(name).join("toy/runs.parquet")));
    assert!(tables[0] == tables[1], "runs.parquet");
    let files = files(&results);
    files.iter().for_each(assert_one_at_a_time);
    let attempts = || files.iter().flat_map(|file| &file.attempts);
    assert!(
        attempts().count() >= 8 + 3,
        "{} attempts",
        attempts().count()
    );
    assert!(attempts().all(|attempt| attempt.job.is_some()));
    assert!(attempts().any(|attempt| attempt.exit_reason.as_deref() == Some("its process died")));
}

#[test]
fn a_cancelled_study_is_saved_and_goes_on_here() {
    let Some(cluster) = Cluster::start() else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let folder = toy();
    let results = folder.path().join("results");
    let steps = steps(folder.path(), SECONDS);
    let submit = arguments("results", &steps, &["--launch", "slurm", "--limit", "1"]);
    let submitted = cluster.seesaw(folder.path(), &submit);
    assert_eq!(code(&submitted), 0, "{}", stderr(&submitted));
    next_running(&results, &[]);
    std::thread::sleep(Duration::from_secs(1));
    let cancelled = cluster.seesaw(folder.path(), &["cancel", "toy"]);
    assert_eq!(code(&cancelled), 0, "{}", stderr(&cancelled));
    assert!(
        stderr(&cancelled).contains("2 jobs cancelled"),
        "{}",
        stderr(&cancelled)
    );
    wait_for("the queue is empty", || {
        cluster.ask("squeue", &["-h"]).is_empty()
    });
    let stopped = files(&results);
    let stopped = stopped
        .iter()
        .filter(|file| file.status == StoredStatus::Stopped);
    assert_eq!(stopped.count(), 1, "the running one is saved");
    let resumed = seesaw(folder.path(), &arguments("results", &steps, &[]));
    assert_eq!(code(&resumed), 0, "{}", stderr(&resumed));
    assert!(
        stderr(&resumed).contains("resuming at step"),
        "{}",
        stderr(&resumed)
    );
    assert!(files(&results).iter().all(|file| file.attempts.len() <= 2));
}

#[test]
fn the_script_is_printed_and_nothing_is_submitted() {
    let folder = toy();
    let study = format!("{TOY}slurm: {{partition: cpu, limit: 3}}\n");
    std::fs::write(folder.path().join("toy.yaml"), study).unwrap();
    let flags = [
        "--launch",
        "slurm",
        "--dry-run",
        "--partition",
        "gpu",
        "--runs-per-task",
        "2",
    ];
    let printed = seesaw(folder.path(), &arguments("results", "steps=40", &flags));
    assert_eq!(code(&printed), 0, "{}", stderr(&printed));
    let script = stdout(&printed);
    for line in ["#SBATCH --array=0-3%3\n", "#SBATCH --partition=\"gpu\"\n"] {
        assert!(script.contains(line), "{script}");
    }
    assert!(!folder.path().join("results").exists());
    let refused = |more: &[&str]| {
        let output = seesaw(folder.path(), &arguments("results", "steps=40", more));
        assert_eq!(code(&output), 2, "{}", stderr(&output));
        stderr(&output)
    };
    assert!(refused(&["--partition", "gpu"]).contains("add `--launch slurm`"));
    assert!(refused(&["--launch", "slurm", "--restart"]).contains("--restart"));
}

#[test]
fn without_slurm_it_is_said_what_is_missing() {
    let folder = toy();
    let mut command = crate::program::command(
        folder.path(),
        &arguments("results", "steps=40", &["--launch", "slurm"]),
    );
    let output = command.env("PATH", "/nowhere").output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("login node"),
        "{}",
        stderr(&output)
    );
}
