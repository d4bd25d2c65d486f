//! Hundreds of tasks, and thousands of runs.

use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

use seesaw::config;
use seesaw::launch::{ClusterTask, Job, RequeueLimit, RunEnd, WorkerEvent, run_jobs_as};
use seesaw::record::{Depth, StoredStatus, StudyPaths};

use super::cluster::Cluster;
use super::study::files;
use crate::program::{code, skip, stderr, stdout};

/// Runs of a single step.
fn study(seeds: usize) -> String {
    format!(
        "study: toy\nquestion: Who takes which run?\nrun: {{data: {{ring: {{modes: 4}}}}, batch: 8, steps: 1, \
         evaluate: {{every: 1, samples: 40, snapshots: 1}}}}\nsweep: {{seeds: {seeds}}}\n"
    )
}

/// What one task did: when it had each of its runs, and how often one was somebody else's.
#[derive(Default)]
struct Taken {
    claims: Vec<Duration>,
    in_vain: usize,
}

/// Pulls runs as a task of this number, from the moment at which all tasks are there.
fn pull(jobs: &[Job], number: usize, all_here: &Barrier) -> Taken {
    let limit = RequeueLimit {
        requeues: 3,
        jobs: vec!["7".to_string()],
    };
    let task = ClusterTask {
        limit,
        number,
        depth: Depth::RunFile,
    };
    let (mut taken, mut claimed) = (Taken::default(), Duration::ZERO);
    all_here.wait();
    let begun = Instant::now();
    run_jobs_as(
        jobs,
        Some(&task),
        1,
        &AtomicUsize::new(0),
        &mut |event| match event {
            WorkerEvent::Started { .. } => claimed = begun.elapsed(),
            WorkerEvent::Ended { end, .. } => match end {
                RunEnd::Complete { .. } => taken.claims.push(claimed),
                RunEnd::Elsewhere => taken.in_vain += 1,
                end => panic!("{end:?}"),
            },
            _ => {}
        },
    );
    taken
}

#[test]
fn two_hundred_tasks_that_begin_at_once_train_each_run_once() {
    const TASKS: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let study = config::parse("toy.yaml", &study(300), &[]).unwrap();
    let paths = StudyPaths::new(folder.path(), "toy");
    let data = seesaw::data::open(&study.runs[0].run.data).unwrap();
    let job = |planned| Job {
        study: "toy",
        planned,
        data: data.clone(),
        classifier: None,
        paths: paths.run(&planned.id),
        plots: false,
        restart: false,
    };
    let jobs: Vec<Job> = study.runs.iter().map(job).collect();
    let (all, all_here) = (Mutex::new(Vec::new()), Barrier::new(TASKS));
    std::thread::scope(|scope| {
        for number in 0..TASKS {
            let (jobs, all, all_here) = (&jobs, &all, &all_here);
            scope.spawn(move || {
                let taken = pull(jobs, number, all_here);
                all.lock().unwrap().push(taken);
            });
        }
    });
    let files = files(folder.path());
    assert_eq!(files.len(), 300, "no run is lost");
    for file in &files {
        assert_eq!(file.status, StoredStatus::Complete, "{}", file.run);
        assert_eq!(file.attempts.len(), 1, "{} was trained twice", file.run);
    }
    let all = all.into_inner().unwrap();
    let first = all.iter().filter_map(|taken| taken.claims.first());
    let last = first.max().unwrap();
    let in_vain: usize = all.iter().map(|taken| taken.in_vain).sum();
    println!(
        "the last task to get a first run had it after {last:?}; {in_vain} locks were somebody else's"
    );
    let claims: usize = all.iter().map(|taken| taken.claims.len()).sum();
    assert_eq!(claims, 300);
}

/// Seconds that a command of this cluster takes.
fn seconds(cluster: &Cluster, folder: &Path, arguments: &[&str]) -> f64 {
    let begun = Instant::now();
    let output = cluster.seesaw(folder, arguments);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    println!(
        "{}: {:.2?}; {}",
        arguments.join(" "),
        begun.elapsed(),
        stdout(&output).trim()
    );
    begun.elapsed().as_secs_f64()
}

#[test]
#[ignore = "a time: cargo test --release --test seesaw slurm::many -- --ignored --nocapture"]
fn ten_thousand_runs_are_submitted_in_three_seconds() {
    let Some(cluster) = Cluster::start() else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("toy.yaml"), study(10_000)).unwrap();
    cluster.ask("scontrol", &["update", "partition=main", "state=down"]);
    let submitting = seconds(
        &cluster,
        folder.path(),
        &["sweep", "toy.yaml", "--launch", "slurm"],
    );
    seconds(&cluster, folder.path(), &["cancel", "toy"]);
    assert!(submitting <= 3.0, "{submitting} s");
}
