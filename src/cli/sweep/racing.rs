//! Trains the jobs of a study whose settings race.

use std::collections::HashSet;
use std::time::Instant;

use super::super::exit::Exit;
use super::super::signals::StopRequest;
use super::super::terminal::output::print_message;
use super::training::{Failures, POLL_INTERVAL, Pulling, say_waiting, train_all, train_free};
use crate::launch::{Goal, Job, Race};
use crate::record::{RecordError, RunLock};
use crate::statistics::plural;

/// Looks in a row at which nobody trains and nothing is free, after which the runs that wait are taken to wait in vain.
const IDLE_LOOKS: usize = 3;

/// Says what earlier sweeps have decided.
pub(super) fn announce(race: &Race) {
    for rung in &race.decided().rungs {
        print_message(rung.words());
    }
}

/// Writes down what is decided, and says what is not.
///
/// # Errors
/// If it could not be written down.
pub(in crate::cli) fn conclude(race: &Race) -> Result<(), RecordError> {
    if let Some(rung) = race.next_rung() {
        print_message(format_args!(
            "step {rung} of the race is not decided: runs are missing there"
        ));
    }
    race.conclude()
}

/// Trains the jobs, in the race of their study if it has one. Returns the exit code of those that ended in an error or were
/// refused here.
pub(in crate::cli) fn train_runs(jobs: &[Job], pulling: Pulling, stop: &StopRequest) -> Exit {
    match pulling.race {
        Some(race) => train_race(jobs, race, pulling, stop),
        None => train_all(jobs, pulling, stop),
    }
}

/// Trains the jobs up to rungs, and those that are kept on from there, until nothing is left that can be trained. A run
/// that ended in an error holds its rung up until it is trained by another sweep. Returns the exit code of such runs.
fn train_race(jobs: &[Job], race: &Race, pulling: Pulling, stop: &StopRequest) -> Exit {
    let mut failures = Failures::default();
    let (mut has_said_waiting, mut idle_looks) = (false, 0);
    while stop.exit().is_none() {
        let failed: HashSet<&str> = failures.runs.iter().map(String::as_str).collect();
        let is_open = |job: &&Job| {
            !failed.contains(job.planned.id.as_str())
                && race.goal(job) != Goal::Nothing
                && pulling.task.is_none_or(|task| !task.is_settled(job))
        };
        let open: Vec<Job> = jobs.iter().filter(is_open).cloned().collect();
        // A lock that cannot be looked at fails its run when that begins.
        let is_held = |job: &&Job| RunLock::is_held(&job.paths).unwrap_or(false);
        let is_free = |job: &&Job| !matches!(race.goal(job), Goal::Wait { .. }) && !is_held(job);
        let begun = Instant::now();
        if open.iter().any(|job| is_free(&job)) {
            idle_looks = 0;
            train_free(&open, pulling, stop, &mut failures);
        } else {
            // Another process may be between two runs, or have decided a rung since the last look.
            let held = open.iter().filter(is_held).count();
            idle_looks = if held == 0 { idle_looks + 1 } else { 0 };
            if open.is_empty() || !pulling.waits || idle_looks > IDLE_LOOKS {
                say_stuck(open.len());
                break;
            }
            if held > 0 && !std::mem::replace(&mut has_said_waiting, true) {
                say_waiting(held);
            }
            race.decided();
        }
        std::thread::sleep(POLL_INTERVAL.saturating_sub(begun.elapsed()));
    }
    failures.exit
}

fn say_stuck(waiting: usize) {
    if waiting > 0 {
        print_message(format_args!(
            "{} at a rung for others that are not there",
            match waiting {
                1 => "1 run waits".to_string(),
                many => format!("{} wait", plural(many, "run")),
            }
        ));
    }
}
