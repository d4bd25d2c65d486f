//! The toy study on a cluster: how long its runs take, what its records say, and waiting for it.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use seesaw::record::{Attempt, RunFile, RunLock, RunPaths, StoredStatus};

use super::cluster::Cluster;
use crate::program::{bytes, code, runs, seesaw, stderr, stdout};
use crate::resume::assert_same;

/// The arguments of a sweep into a results folder.
pub fn arguments<'a>(results: &'a str, steps: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = [
        "sweep",
        "toy.yaml",
        "--results",
        results,
        "--set",
        steps,
        "--no-plots",
    ];
    [&fixed, more].concat()
}

/// The change of the study by which its runs take so long on this machine; less where it was busy with other
/// things just when it was asked.
pub fn steps(folder: &Path, seconds: f64) -> String {
    let arguments = arguments("trial", "steps=40", &["--jobs", "2"]);
    let only = ["--set", "sweep={seeds: 2}"];
    let trial = seesaw(folder, &[&arguments[..], &only].concat());
    assert_eq!(code(&trial), 0, "{}", stderr(&trial));
    let speeds = files(&folder.join("trial")).into_iter();
    let fastest = speeds
        .filter_map(|file| file.steps_per_second)
        .fold(0.0, f64::max);
    format!("steps={}", (fastest * seconds).max(100.0) as u64)
}

/// Submits the study, and returns the array's id.
pub fn submit(cluster: &Cluster, folder: &Path, arguments: &[&str]) -> String {
    let submitted = cluster.seesaw(folder, arguments);
    assert_eq!(code(&submitted), 0, "{}", stderr(&submitted));
    let said = stdout(&submitted);
    said.split_whitespace().nth(2).unwrap().to_string()
}

/// `run.json` of every run that was begun.
pub fn files(results: &Path) -> Vec<RunFile> {
    let looks = looks(results).into_iter();
    looks.map(|(_, file)| file).collect()
}

/// Of every run that was begun, whether a process held its lock, and `run.json`. The lock is looked at first: a
/// run that nobody held, and whose file says afterwards that it is trained, has lost its process.
fn looks(results: &Path) -> Vec<(bool, RunFile)> {
    if !results.join("toy/runs").is_dir() {
        return Vec::new();
    }
    let paths = runs(results).into_iter().map(|run| RunPaths::at(&run));
    let look = |paths: RunPaths| {
        let is_held = RunLock::is_held(&paths).unwrap();
        Some((is_held, RunFile::read(&paths).ok()??))
    };
    paths.filter_map(look).collect()
}

/// Waits until something is so; not for what nothing is left to bring about.
pub fn wait_for(
    cluster: &Cluster,
    patience: Duration,
    what: &str,
    mut is_so: impl FnMut() -> bool,
) {
    let begun = Instant::now();
    loop {
        // Asked before the look, which then sees all that the last job has done.
        let is_over = cluster.has_empty_queue();
        if is_so() {
            return;
        }
        assert!(!is_over, "no job is left, and not yet: {what}");
        assert!(begun.elapsed() < patience, "not in {patience:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Waits until no job is left.
pub fn wait_for_the_end(cluster: &Cluster, patience: Duration) {
    wait_for(cluster, patience, "the queue is empty", || {
        cluster.has_empty_queue()
    });
}

/// Waits for an attempt that trains just now and that was not seen before.
pub fn next_running(
    cluster: &Cluster,
    results: &Path,
    patience: Duration,
    seen: &[Attempt],
) -> Attempt {
    let mut found = None;
    wait_for(cluster, patience, "a run is trained", || {
        let running = looks(results).into_iter();
        let running =
            running.filter(|(is_held, file)| *is_held && file.status == StoredStatus::Running);
        let mut last = running.filter_map(|(_, mut file)| file.attempts.pop());
        found = last.find(|attempt| !seen.contains(attempt));
        found.is_some()
    });
    found.unwrap()
}

/// How an attempt has gone on: `None` while it does, then whether its run came to its end in it.
fn end_of(results: &Path, attempt: &Attempt) -> Option<bool> {
    let is_same =
        |other: &Attempt| (other.process, &other.started) == (attempt.process, &attempt.started);
    let looks = looks(results);
    let mut found = looks.iter();
    let (is_held, file) = found.find(|(_, file)| file.attempts.iter().any(is_same))?;
    let is_last = file.attempts.last().is_some_and(is_same);
    match file.status {
        StoredStatus::Running if is_last => (!is_held).then_some(false),
        status => Some(is_last && status == StoredStatus::Complete),
    }
}

/// Sends a signal to a process, which may have ended.
pub fn signal(name: &str, process: u32) {
    let arguments = [format!("-{name}"), process.to_string()];
    drop(Command::new("kill").args(arguments).output().unwrap());
}

/// The parent of a process.
fn parent(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("PPid:"))?;
    line["PPid:".len()..].trim().parse().ok()
}

/// What has started the program of an attempt.
pub struct Above {
    pub script: u32,
    pub slurmstepd: u32,
}

impl Above {
    /// `None` where one of them has just gone.
    pub fn of(attempt: &Attempt) -> Option<Self> {
        let script = parent(attempt.process)?;
        let slurmstepd = parent(script)?;
        let name = std::fs::read_to_string(format!("/proc/{slurmstepd}/cmdline")).ok()?;
        let above = Self { script, slurmstepd };
        name.contains("slurmstepd").then_some(above)
    }
}

/// Strikes at an attempt, once it has trained for `age` more, until one has ended by it before its run came to
/// its end. The process sleeps meanwhile, so that a fast machine does not finish the run before the blow.
pub fn interrupt_one(
    cluster: &Cluster,
    results: &Path,
    patience: Duration,
    age: Duration,
    strike: impl Fn(&Attempt),
) -> Attempt {
    let mut seen = Vec::new();
    loop {
        let attempt = next_running(cluster, results, patience, &seen);
        std::thread::sleep(age);
        signal("STOP", attempt.process);
        if end_of(results, &attempt).is_none() {
            strike(&attempt);
            // The batch shell passes a signal on; it is to be there when the program wakes.
            std::thread::sleep(Duration::from_millis(300));
        }
        signal("CONT", attempt.process);
        let mut is_complete = false;
        wait_for(cluster, patience, "the attempt ends", || {
            end_of(results, &attempt).is_some_and(|end| {
                is_complete = end;
                true
            })
        });
        if !is_complete {
            return attempt;
        }
        seen.push(attempt);
    }
}

/// Trains the study on this machine, without the cluster.
pub fn sweep_locally(folder: &Path, steps: &str, study: &[&str]) {
    let local = seesaw(folder, &arguments("local", steps, study));
    assert_eq!(code(&local), 0, "{}", stderr(&local));
}

/// `run.json` of every run of the cluster, after the checks that each study on one has to pass: the same bytes as
/// [`sweep_locally`] has left, and no run trained twice at a time.
pub fn files_as_of_a_local_sweep(folder: &Path) -> Vec<RunFile> {
    let [local, cluster] = ["local", "cluster"].map(|name| folder.join(name));
    assert_same(&local, &cluster);
    let tables = [&local, &cluster].map(|results| bytes(results.join("toy/runs.parquet")));
    assert!(tables[0] == tables[1], "runs.parquet");
    let files = files(&cluster);
    files.iter().for_each(assert_one_at_a_time);
    files
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
