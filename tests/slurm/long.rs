//! A study whose tasks have less time than its runs, while tasks, Slurm's own processes and the controller are
//! killed. It takes 20 minutes and more, most of it asleep:
//! `cargo test --release --test seesaw slurm:: -- --ignored --nocapture`

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use seesaw::record::{Attempt, Heartbeat, RunFile, RunPaths};

use super::cluster::Cluster;
use super::disturbed::{requeue, send_usr1};
use super::study::{
    Above, arguments, files, files_as_of_a_local_sweep, interrupt_one, next_running, signal,
    submit, sweep_locally, wait_for_the_end,
};
use crate::program::{code, command, runs, skip, stderr, toy};

const PATIENCE: Duration = Duration::from_secs(5400);
/// Seconds of a run on the cluster, where it may train a tenth of the time: it is cut again and again while the
/// machine is free. The controller looks at time limits every 30 s.
const SECONDS: f64 = 75.0;
/// Seconds between checkpoints, and the training that a kill may cost: once more half of them, for the save
/// itself and a heartbeat that is a second old.
const CHECKPOINT: f64 = 10.0;
const REPEATED: f64 = 15.0;

/// What stands before the program: stopped for nine tenths of each second. It goes on when it is told to end.
const THROTTLE: &str = r#"#!/bin/bash
program=$$
(
    trap 'kill -CONT "$program"; exit' TERM
    while kill -STOP "$program"; do
        sleep 0.9
        kill -CONT "$program" || exit
        sleep 0.1
    done
) > /dev/null 2>&1 &
exec "$@"
"#;

/// The change of the study by which its throttled runs take so long.
fn steps_of_throttled(throttle: &Path, folder: &Path) -> String {
    let only = ["--set", "sweep={seeds: 1}"];
    let trial = command(folder, &arguments("trial", "steps=200", &only));
    let throttled = Command::new(throttle)
        .arg(trial.get_program())
        .args(trial.get_args())
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(code(&throttled), 0, "{}", stderr(&throttled));
    let speed = files(&folder.join("trial"))[0].steps_per_second.unwrap();
    format!("steps={}", (speed * SECONDS) as u64)
}

/// The heartbeat of the run that an attempt trains.
fn heartbeat(results: &Path, attempt: &Attempt) -> Option<Heartbeat> {
    let runs = runs(results).into_iter().map(|run| RunPaths::at(&run));
    let mut ours = runs.filter(|paths| {
        let file = RunFile::read(paths).ok().flatten();
        file.is_some_and(|file| file.attempts.last() == Some(attempt))
    });
    Heartbeat::read(&ours.next()?).ok().flatten()
}

/// Kills the program of an attempt that has trained for a while. Returns the attempt, and how far it was.
fn kill_one(cluster: &Cluster, results: &Path) -> (Attempt, Option<Heartbeat>) {
    let (seen, age) = (RefCell::new(None), Duration::from_secs(7));
    let struck = interrupt_one(cluster, results, PATIENCE, age, |attempt| {
        *seen.borrow_mut() = heartbeat(results, attempt);
        signal("KILL", attempt.process);
    });
    (struck, seen.into_inner())
}

/// Kills Slurm's own process of a task, which leaves the program without anybody who would stop it.
fn kill_step(cluster: &Cluster, results: &Path) -> Attempt {
    loop {
        let attempt = next_running(cluster, results, PATIENCE, &[]);
        if let Some(above) = Above::of(&attempt) {
            signal("KILL", above.slurmstepd);
            return attempt;
        }
    }
}

/// Seconds of training that the attempt after a killed one repeated, by the speed of the killed one.
fn repeated(files: &[RunFile], struck: &Attempt, seen: &Heartbeat) -> f64 {
    let is_it =
        |attempt: &Attempt| attempt.started == struck.started && attempt.process == struck.process;
    let place = |file: &RunFile| Some((file.clone(), file.attempts.iter().position(is_it)?));
    let (file, place) = files.iter().find_map(place).unwrap();
    let next = &file.attempts[place + 1];
    let steps = seen.step.saturating_sub(next.from_step) as f64;
    steps / seen.steps_per_second.unwrap_or(f64::INFINITY)
}

#[test]
#[ignore = "20 minutes and more: cargo test --release --test seesaw slurm:: -- --ignored --nocapture"]
fn twenty_four_runs_are_cut_by_time_limits_and_killed_and_have_the_bytes_of_a_local_sweep() {
    let Some(mut cluster) = Cluster::start() else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let folder = toy();
    let throttle = folder.path().join("throttle.sh");
    fs::write(&throttle, THROTTLE).unwrap();
    fs::set_permissions(&throttle, fs::Permissions::from_mode(0o755)).unwrap();
    let steps = steps_of_throttled(&throttle, folder.path());
    let container = format!("slurm.container={}", throttle.display());
    let seconds = format!("checkpoint.seconds={CHECKPOINT}");
    let study = ["--set", "sweep.seeds=6", "--set", &seconds];
    let slurm = [
        "--launch",
        "slurm",
        "--limit",
        "2",
        "--time",
        "1",
        "--set",
        "slurm.signal=60",
        "--set",
        &container,
    ];
    println!("{steps}");
    let begun = Instant::now();
    submit(
        &cluster,
        folder.path(),
        &arguments("cluster", &steps, &[&study[..], &slurm].concat()),
    );

    let results = folder.path().join("cluster");
    let interrupt = |strike: &dyn Fn(&Attempt)| {
        interrupt_one(&cluster, &results, PATIENCE, Duration::ZERO, strike);
    };
    interrupt(&|attempt| send_usr1(&cluster, attempt));
    interrupt(&|attempt| requeue(&cluster, attempt));
    let mut killed = vec![kill_one(&cluster, &results)];
    let left_alone = kill_step(&cluster, &results);
    killed.push(kill_one(&cluster, &results));
    cluster.kill_daemon("slurmctld");
    std::thread::sleep(Duration::from_secs(3));
    cluster.start_controller();
    killed.push(kill_one(&cluster, &results));
    println!("disturbed for {:?}", begun.elapsed());
    wait_for_the_end(&cluster, PATIENCE);
    println!("on the cluster {:?}", begun.elapsed());
    // Not meanwhile: the throttled runs would be slower for a part of the time, and cut less often in the other.
    sweep_locally(folder.path(), &steps, &study);

    let files = files_as_of_a_local_sweep(folder.path());
    assert_eq!(files.len(), 24);
    for (struck, seen) in &killed {
        let Some(seen) = seen else { continue };
        let seconds = repeated(&files, struck, seen);
        println!("a kill at step {} has repeated {seconds:.1} s", seen.step);
        assert!(seconds <= REPEATED, "{seconds} s of training are repeated");
    }
    let stops = |file: &RunFile| {
        let reasons = file
            .attempts
            .iter()
            .filter_map(|attempt| attempt.exit_reason.as_deref());
        reasons
            .filter(|reason| reason.starts_with("stopped after step"))
            .count()
    };
    println!(
        "stopped and saved: {:?}",
        files.iter().map(stops).collect::<Vec<_>>()
    );
    let attempts: usize = files.iter().map(|file| file.attempts.len()).sum();
    println!("{attempts} attempts of 24 runs");
    // The one whose step was killed has nobody left who would tell it of its time limit.
    let is_left_alone = |file: &RunFile| {
        let mut attempts = file.attempts.iter();
        attempts.any(|attempt| attempt.started == left_alone.started)
    };
    for file in files.iter().filter(|file| !is_left_alone(file)) {
        assert!(stops(file) >= 2, "{}: {:?}", file.run, file.attempts);
    }
}
