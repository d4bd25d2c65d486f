//! A study whose jobs are stopped, killed, queued again or cancelled.

use std::time::Duration;

use seesaw::record::{Attempt, StoredStatus};

use super::cluster::Cluster;
use super::study::{
    arguments, files, files_as_of_a_local_sweep, interrupt_one, next_running, signal, steps,
    submit, sweep_locally, wait_for_the_end,
};
use crate::program::{code, seesaw, skip, stderr, toy};

/// Seconds of a run: where the machine was busy when it was measured and is free later, a few of them are enough
/// to find the run while it is trained.
const SECONDS: f64 = 6.0;
/// Longer than anything here takes, on a machine that builds beside it.
const PATIENCE: Duration = Duration::from_secs(100);
/// Four runs, which are saved often: a kill costs little.
const OFTEN: [&str; 4] = ["--set", "sweep.seeds=1", "--set", "checkpoint.steps=10"];

/// As before a time limit: the batch shell alone is told. `scancel` would try for long to tell a task that
/// does not run.
pub fn send_usr1(cluster: &Cluster, attempt: &Attempt) {
    let task = attempt.job.as_deref().unwrap();
    cluster.ask(
        "timeout",
        &["5", "scancel", "--batch", "--signal=USR1", task],
    );
}

/// As an administrator does it: the program is told to stop, and the task queued again.
pub fn requeue(cluster: &Cluster, attempt: &Attempt) {
    cluster.ask(
        "timeout",
        &["5", "scontrol", "requeue", attempt.job.as_deref().unwrap()],
    );
}

#[test]
fn a_study_that_is_disturbed_on_a_cluster_has_the_bytes_of_a_local_sweep() {
    let Some(cluster) = Cluster::start() else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let folder = toy();
    let steps = steps(folder.path(), SECONDS);
    sweep_locally(folder.path(), &steps, &OFTEN);
    let slurm = [&OFTEN[..], &["--launch", "slurm", "--limit", "2"]].concat();
    let submitting = arguments("cluster", &steps, &slurm);
    submit(&cluster, folder.path(), &submitting);
    let again = cluster.seesaw(folder.path(), &submitting);
    assert_eq!(code(&again), 2, "{}", stderr(&again));

    let results = folder.path().join("cluster");
    let interrupt = |strike: &dyn Fn(&Attempt)| {
        interrupt_one(&cluster, &results, PATIENCE, Duration::ZERO, strike)
    };
    let struck = [
        interrupt(&|attempt| send_usr1(&cluster, attempt)),
        interrupt(&|attempt| requeue(&cluster, attempt)),
        interrupt(&|attempt| signal("KILL", attempt.process)),
    ];
    let listed = cluster.seesaw(folder.path(), &["list", "toy", "--results", "cluster"]);
    assert!(stderr(&listed).contains("jobs: "), "{}", stderr(&listed));

    wait_for_the_end(&cluster, PATIENCE);
    assert!(
        results.join("toy/report.html").is_file(),
        "the last job publishes"
    );
    let files = files_as_of_a_local_sweep(folder.path());
    let attempts = || files.iter().flat_map(|file| &file.attempts);
    assert!(attempts().count() >= 4 + struck.len());
    assert!(attempts().all(|attempt| attempt.job.is_some()));
    let reason = |struck: &Attempt| {
        let is_it = |attempt: &&Attempt| {
            (attempt.process, &attempt.started) == (struck.process, &struck.started)
        };
        attempts().find(is_it).unwrap().exit_reason.clone().unwrap()
    };
    let reasons = struck.each_ref().map(reason);
    assert!(reasons[0].starts_with("stopped after step"), "{reasons:?}");
    assert!(reasons[1].starts_with("stopped after step"), "{reasons:?}");
    assert_eq!(reasons[2], "its process died");
}

#[test]
fn a_cancelled_study_is_saved_and_goes_on_here() {
    let Some(cluster) = Cluster::start() else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let folder = toy();
    let results = folder.path().join("results");
    let steps = steps(folder.path(), SECONDS);
    let slurm = [&OFTEN[..], &["--launch", "slurm", "--limit", "1"]].concat();
    submit(
        &cluster,
        folder.path(),
        &arguments("results", &steps, &slurm),
    );
    next_running(&cluster, &results, PATIENCE, &[]);
    std::thread::sleep(Duration::from_secs(1));
    let cancelled = cluster.seesaw(folder.path(), &["cancel", "toy"]);
    assert_eq!(code(&cancelled), 0, "{}", stderr(&cancelled));
    assert!(
        stderr(&cancelled).contains("2 jobs cancelled"),
        "{}",
        stderr(&cancelled)
    );
    wait_for_the_end(&cluster, PATIENCE);
    let stopped = files(&results);
    let stopped = stopped
        .iter()
        .filter(|file| file.status == StoredStatus::Stopped);
    assert_eq!(stopped.count(), 1, "the running one is saved");
    let resumed = seesaw(folder.path(), &arguments("results", &steps, &OFTEN));
    assert_eq!(code(&resumed), 0, "{}", stderr(&resumed));
    assert!(
        stderr(&resumed).contains("resuming at step"),
        "{}",
        stderr(&resumed)
    );
    assert!(files(&results).iter().all(|file| file.attempts.len() <= 2));
}
