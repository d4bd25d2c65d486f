//! How long a sweep has been at work, and how long it may still take.

use jiff::Timestamp;

use super::watched_run::{RunSummary, WatchedRun};
use super::watched_study::WatchedStudy;
use crate::config::PlannedRun;
use crate::record::RunStatus;

/// Seconds since the processes that are at the study began. Where none is, the seconds that the
/// last one took.
pub(super) fn elapsed_seconds(watched: &WatchedStudy, now: Timestamp) -> Option<f64> {
    let summaries = || watched.runs.iter().filter_map(|run| run.summary.as_ref());
    let running: Vec<&RunSummary> = watched
        .running_runs()
        .filter_map(|(_, run)| run.summary.as_ref())
        .collect();
    let latest = summaries().max_by_key(|summary| summary.ended);
    let (of_processes, end) = match running.is_empty() {
        true => (latest.into_iter().collect(), latest?.ended?),
        false => (running, now),
    };
    let begun = summaries()
        .filter(|summary| {
            of_processes
                .iter()
                .any(|other| other.process == summary.process)
        })
        .filter_map(|summary| summary.started)
        .min()?;
    Some(end.duration_since(begun).as_secs_f64().max(0.0))
}

/// An estimate of the seconds that are left: what the running runs still have to do at their
/// speeds, and the waiting ones at the speed of the finished ones, shared among as many processes
/// as are running. `None` where too little is known.
pub(super) fn remaining_seconds(watched: &WatchedStudy) -> Option<f64> {
    let typical = typical_step_seconds(watched);
    let seconds = |(planned, run): (&PlannedRun, &WatchedRun)| {
        let steps = (planned.run.steps as u64).saturating_sub(run.steps());
        let own = steps_per_second(run).map(|speed| 1.0 / speed);
        Some(steps as f64 * own.or(typical)?)
    };
    let is_waiting = |run: &WatchedRun| run.status != RunStatus::Running && !run.is_settled();
    let running: Vec<f64> = watched.running_runs().map(seconds).collect::<Option<_>>()?;
    let waiting: Vec<f64> = watched
        .pairs()
        .filter(|(_, run)| is_waiting(run))
        .map(seconds)
        .collect::<Option<_>>()?;
    let longest = running.iter().copied().reduce(f64::max)?;
    let all: f64 = running.iter().chain(&waiting).sum();
    Some(longest.max(all / running.len() as f64))
}

/// Seconds of a step: of the finished runs, or else of the running ones.
fn typical_step_seconds(watched: &WatchedStudy) -> Option<f64> {
    let finished: Vec<(f64, u64)> = watched
        .runs
        .iter()
        .filter(|run| run.verdict.is_some())
        .filter_map(|run| run.summary.as_ref())
        .filter_map(|summary| Some((summary.seconds?, summary.steps)))
        .collect();
    let steps: u64 = finished.iter().map(|(_, steps)| steps).sum();
    if steps > 0 {
        let seconds: f64 = finished.iter().map(|(seconds, _)| seconds).sum();
        return Some(seconds / steps as f64);
    }
    let running = watched.running_runs();
    let speeds: Vec<f64> = running
        .filter_map(|(_, run)| steps_per_second(run))
        .collect();
    let seconds = speeds.iter().map(|speed| 1.0 / speed).sum::<f64>();
    (!speeds.is_empty()).then(|| seconds / speeds.len() as f64)
}

fn steps_per_second(run: &WatchedRun) -> Option<f64> {
    run.heartbeat.as_ref()?.steps_per_second
}
