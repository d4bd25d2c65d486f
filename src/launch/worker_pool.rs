//! Worker threads that pull runs.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::cluster_task::ClusterTask;
use super::job::{Job, RunEnd, RunUpdate};
use super::pull::{Outlook, Pull, Puller, Runs};
use super::race::{Goal, Race, prune, run_until};
use crate::record::RunLock;
use crate::train::TrainingControl;

/// Time between two reports of a run's step.
const INTERVAL: Duration = Duration::from_millis(100);

/// Time between two looks of a worker that waits for others.
const PAUSE: Duration = Duration::from_millis(20);

/// What a worker reports.
#[derive(Debug)]
pub enum WorkerEvent {
    /// A run begins.
    Started {
        /// The index of the worker.
        worker: usize,
        /// The index of the job.
        job: usize,
    },
    /// A step is done; not every step is reported.
    Stepped {
        /// The index of the worker.
        worker: usize,
        /// The index of the job.
        job: usize,
        /// Steps that are done.
        step: u64,
    },
    /// Something that the user should know.
    Noted {
        /// The index of the job.
        job: usize,
        /// A sentence.
        text: String,
    },
    /// A rung of the study's search is decided.
    Decided {
        /// A sentence.
        text: String,
    },
    /// A run has ended.
    Ended {
        /// The index of the worker.
        worker: usize,
        /// The index of the job.
        job: usize,
        /// How.
        end: RunEnd,
    },
}

/// Runs in their directories.
struct OnDisk<'a> {
    jobs: &'a [Job<'a>],
    task: Option<&'a ClusterTask>,
    race: Option<&'a Race<'a>>,
}

impl Runs for OnDisk<'_> {
    fn count(&self) -> usize {
        self.jobs.len()
    }

    fn outlook(&self, run: usize) -> Outlook {
        let job = &self.jobs[run];
        // A lock that cannot be looked at fails its run when that begins.
        if RunLock::is_held(&job.paths).unwrap_or(false) {
            return Outlook::Held;
        }
        if self.task.is_some_and(|task| task.is_settled(job)) {
            return Outlook::Settled;
        }
        match self.race.map(|race| race.goal(job)) {
            Some(Goal::Nothing) => Outlook::Settled,
            // Others may have to come to the rung first.
            Some(Goal::Wait { .. }) => Outlook::Held,
            None | Some(Goal::Train { .. } | Goal::Prune { .. }) => Outlook::Free,
        }
    }
}

/// Trains all jobs on `workers` threads, or on as many as the system grants, in order, and gives every report to `on_event` on the
/// calling thread. Those that another process trains are left out, unless they become free meanwhile.
///
/// Once `stop` is not 0, running runs stop after their step, saved, and no further one begins.
pub fn run_jobs(
    jobs: &[Job],
    workers: usize,
    stop: &AtomicUsize,
    on_event: &mut dyn FnMut(WorkerEvent),
) {
    run_jobs_as(jobs, None, workers, stop, on_event);
}

/// As [`run_jobs`], as a task of a cluster: runs that others have completed or given up meanwhile are left out
/// as well.
pub fn run_jobs_as(
    jobs: &[Job],
    task: Option<&ClusterTask>,
    workers: usize,
    stop: &AtomicUsize,
    on_event: &mut dyn FnMut(WorkerEvent),
) {
    run_jobs_in(jobs, task, None, workers, stop, on_event);
}

/// As [`run_jobs_as`], in the race of a study: a run that has come to a rung waits until that is decided.
pub(super) fn run_jobs_in(
    jobs: &[Job],
    task: Option<&ClusterTask>,
    race: Option<&Race>,
    workers: usize,
    stop: &AtomicUsize,
    on_event: &mut dyn FnMut(WorkerEvent),
) {
    let number = task.map_or(0, |task| task.number);
    let puller = Mutex::new(Puller::new(jobs.len(), number));
    let runs = OnDisk { jobs, task, race };
    let busy = AtomicUsize::new(0);
    let (sender, events) = channel();
    std::thread::scope(|scope| {
        for worker in 0..workers.min(jobs.len()) {
            let (worker_sender, runs, puller) = (sender.clone(), &runs, &puller);
            let busy = &busy;
            let work = move || {
                while let Some(job) = next_job(puller, runs, busy, stop) {
                    let end = run_job(worker, job, &jobs[job], race, stop, &worker_sender);
                    let is_to_come = match end {
                        // It may have ended between our look and its lock; then it is seen to be complete.
                        Ended::Elsewhere => RunLock::is_held(&jobs[job].paths).unwrap_or(false),
                        Ended::Waits => true,
                        Ended::Over => false,
                    };
                    if is_to_come {
                        lock(puller).put_back(job);
                    }
                    busy.fetch_sub(1, Ordering::SeqCst);
                }
            };
            if let Err(error) = Builder::new().spawn_scoped(scope, work) {
                if worker == 0 {
                    fail_all(jobs.len(), &error, &sender);
                }
                break;
            }
        }
        drop(sender);
        events.iter().for_each(on_event);
    });
}

/// The end of every job where the system grants no thread at all. Nothing was touched.
fn fail_all(jobs: usize, error: &std::io::Error, sender: &Sender<WorkerEvent>) {
    for job in 0..jobs {
        let end = RunEnd::Failed(format!("the system refuses a thread to train it: {error}"));
        let events = [
            WorkerEvent::Started { worker: 0, job },
            WorkerEvent::Ended {
                worker: 0,
                job,
                end,
            },
        ];
        events
            .into_iter()
            .for_each(|event| drop(sender.send(event)));
    }
}

fn lock<'a>(puller: &'a Mutex<Puller>) -> std::sync::MutexGuard<'a, Puller> {
    puller
        .lock()
        .expect("no worker panics with the queue in hand")
}

/// The next run, which counts as `busy` from now on. In a race, a worker that finds none waits for the others, who may
/// bring their runs to the rung.
fn next_job(
    puller: &Mutex<Puller>,
    runs: &OnDisk,
    busy: &AtomicUsize,
    stop: &AtomicUsize,
) -> Option<usize> {
    while stop.load(Ordering::Relaxed) == 0 {
        let mut puller = lock(puller);
        // Before the look: whoever ends after it may have changed what was seen.
        let others = busy.load(Ordering::SeqCst);
        match puller.next(runs) {
            Pull::Take(job) => {
                busy.fetch_add(1, Ordering::SeqCst);
                return Some(job);
            }
            Pull::Later if runs.race.is_some() && others > 0 => {
                drop(puller);
                std::thread::sleep(PAUSE);
            }
            Pull::Later | Pull::Over => return None,
        }
    }
    None
}

/// What is left of a run that a worker had.
enum Ended {
    /// Nothing.
    Over,
    /// Another process trains it, or has just finished it.
    Elsewhere,
    /// It waits at a rung.
    Waits,
}

fn run_job(
    worker: usize,
    index: usize,
    job: &Job,
    race: Option<&Race>,
    stop: &AtomicUsize,
    sender: &Sender<WorkerEvent>,
) -> Ended {
    // The receiver goes away only when the process ends; a report that is not received is then no
    // loss.
    let report = |event| drop(sender.send(event));
    report(WorkerEvent::Started { worker, job: index });
    let mut last = Instant::now();
    let mut on_update = |update| {
        match update {
            RunUpdate::Note(text) | RunUpdate::WentBack(text) => {
                report(WorkerEvent::Noted { job: index, text })
            }
            RunUpdate::Step(step) if last.elapsed() >= INTERVAL => {
                last = Instant::now();
                report(WorkerEvent::Stepped {
                    worker,
                    job: index,
                    step,
                });
            }
            RunUpdate::Step(_) => {}
        }
        if stop.load(Ordering::Relaxed) == 0 {
            TrainingControl::Continue
        } else {
            TrainingControl::Interrupt
        }
    };
    let goal = race.map_or(Goal::Train { until: None }, |race| race.goal(job));
    let end = match goal {
        Goal::Train { until } => run_until(job, until, &mut on_update),
        Goal::Prune { reason } => prune(job, &reason),
        Goal::Wait { rung } => RunEnd::Waits { step: rung },
        Goal::Nothing => RunEnd::Elsewhere,
    };
    let decided = race.map_or_else(Vec::new, |race| race.newly_decided(job));
    let decided = decided.into_iter();
    decided.for_each(|text| report(WorkerEvent::Decided { text }));
    let ended = match end {
        RunEnd::Elsewhere => Ended::Elsewhere,
        RunEnd::Waits { .. } => Ended::Waits,
        _ => Ended::Over,
    };
    report(WorkerEvent::Ended {
        worker,
        job: index,
        end,
    });
    ended
}
