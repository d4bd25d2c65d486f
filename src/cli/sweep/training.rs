//! Trains the jobs of a sweep on worker threads, and waits for runs that another process trains.

use std::time::Duration;

use super::super::exit::Exit;
use super::super::signals::StopRequest;
use super::super::terminal::output::print_message;
use super::progress::SweepProgress;
use crate::launch::{ClusterTask, Job, Launcher, Race, RunEnd, Threads, WorkerEvent};
use crate::parallel::cores;
use crate::record::{Depth, RunLock, RunStatus, inspect};
use crate::statistics::plural;

/// Time between two looks at runs that another process trains.
pub(super) const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// How runs are pulled here.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Pulling<'a> {
    /// Runs at the same time, where the user has said how many.
    pub(in crate::cli) workers: Option<u16>,
    /// The task of a cluster that this process is, if it is one.
    pub(in crate::cli) task: Option<&'a ClusterTask>,
    /// The race of the study, if its settings race.
    pub(in crate::cli) race: Option<&'a Race<'a>>,
    /// Whether to wait for runs that another process trains.
    pub(in crate::cli) waits: bool,
}

/// Trains the jobs, and waits for those that another process trains: it may finish them, or die.
/// Returns the exit code of those that have failed or were refused here.
pub(super) fn train_all(jobs: &[Job], pulling: Pulling, stop: &StopRequest) -> Exit {
    let mut failures = Failures::default();
    let mut remaining = jobs.to_vec();
    let mut has_said_waiting = false;
    while !remaining.is_empty() && stop.exit().is_none() {
        let (held, free): (Vec<Job>, Vec<Job>) = remaining
            .into_iter()
            // A lock that cannot be looked at fails its run when that begins.
            .partition(|job| RunLock::is_held(&job.paths).unwrap_or(false));
        remaining = match free.is_empty() {
            true if !pulling.waits => Vec::new(),
            true => {
                if !std::mem::replace(&mut has_said_waiting, true) {
                    say_waiting(held.len());
                }
                std::thread::sleep(POLL_INTERVAL);
                held
            }
            false => [held, train_free(&free, pulling, stop, &mut failures)].concat(),
        };
        remaining.retain(|job| !is_settled(job, pulling.task));
    }
    failures.exit
}

/// What has failed or was refused here.
pub(super) struct Failures {
    /// The exit code of the worst of it.
    pub(super) exit: Exit,
    /// The ids of the runs.
    pub(super) runs: Vec<String>,
}

impl Default for Failures {
    fn default() -> Self {
        Self {
            exit: Exit::Ok,
            runs: Vec::new(),
        }
    }
}

impl Failures {
    fn add(&mut self, run: &str, exit: Exit) {
        self.exit = self.exit.worse(exit);
        self.runs.push(run.to_string());
    }
}

pub(super) fn say_waiting(runs: usize) {
    print_message(format_args!(
        "waiting for {} that another process is training",
        plural(runs, "run")
    ));
}

/// Trains the jobs whose locks are free. Returns the unfinished ones that another process trains.
pub(super) fn train_free<'a>(
    jobs: &[Job<'a>],
    pulling: Pulling,
    stop: &StopRequest,
    failures: &mut Failures,
) -> Vec<Job<'a>> {
    let workers = worker_count(jobs, pulling.workers);
    let mut progress = SweepProgress::new(jobs, workers, pulling.race.is_some());
    let (mut has_said_stopping, mut is_over) = (false, vec![false; jobs.len()]);
    let mut on_event = |message: WorkerEvent| {
        if stop.exit().is_some() && !std::mem::replace(&mut has_said_stopping, true) {
            progress.print_line(stopping_words(stop.exit()));
        }
        if let WorkerEvent::Ended { job, end, .. } = &message {
            match end {
                RunEnd::Failed(_) => failures.add(&jobs[*job].planned.id, Exit::SomeRunsFailed),
                RunEnd::Refused(_) => failures.add(&jobs[*job].planned.id, Exit::Incompatible),
                RunEnd::Complete { .. }
                | RunEnd::Stopped { .. }
                | RunEnd::Waits { .. }
                | RunEnd::Pruned { .. }
                | RunEnd::Elsewhere => {}
            }
            is_over[*job] = !matches!(end, RunEnd::Elsewhere | RunEnd::Waits { .. });
        }
        progress.update(&message);
    };
    let mut threads = Threads {
        jobs,
        task: pulling.task,
        race: pulling.race,
        workers,
        stop: stop.signal(),
        on_event: &mut on_event,
    };
    threads
        .launch()
        .expect("threads are refused by no scheduler");
    progress.finish();
    let others = jobs.iter().zip(is_over).filter(|(_, is_over)| !is_over);
    let left = others.map(|(job, _)| job);
    let left = left.filter(|job| !is_settled(job, pulling.task));
    left.cloned().collect()
}

/// What is said when a stop is requested: only whoever has pressed Ctrl-C can press it again.
fn stopping_words(exit: Option<Exit>) -> &'static str {
    match exit {
        Some(Exit::Interrupted) => "Saving and stopping. Press Ctrl-C again to stop immediately.",
        _ => "Saving and stopping. A second signal stops immediately.",
    }
}

/// As many workers as asked for, or as the cores allow with the threads of each run.
fn worker_count(jobs: &[Job], asked: Option<u16>) -> usize {
    let threads = jobs.iter().map(|job| job.planned.run.threads).max();
    let fitting = (cores() / threads.unwrap_or(1)).max(1);
    asked.map_or(fitting, usize::from).min(jobs.len())
}

/// Whether nothing is left to be done of a run that another process has trained.
fn is_settled(job: &Job, task: Option<&ClusterTask>) -> bool {
    let is_complete = || {
        let inspection = inspect(&job.paths, Some(&job.planned.hash), Depth::Originals);
        inspection.status == RunStatus::Complete
    };
    task.map_or_else(is_complete, |task| task.is_settled(job))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ctrl_c_is_named_to_whoever_has_pressed_it() {
        assert!(stopping_words(Some(Exit::Interrupted)).contains("Ctrl-C"));
        assert!(!stopping_words(Some(Exit::Requeue)).contains("Ctrl-C"));
    }
}
