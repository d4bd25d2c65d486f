//! Worker threads that pull runs.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::cluster_task::ClusterTask;
use super::job::{Job, RunEnd, RunUpdate};
use super::pull::{Outlook, Pull, Puller, Runs};
use super::run_one::run_one;
use crate::record::RunLock;
use crate::train::TrainingControl;

/// Time between two reports of a run's step.
const INTERVAL: Duration = Duration::from_millis(100);

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
        match self.task.is_some_and(|task| task.is_settled(job)) {
            true => Outlook::Settled,
            false => Outlook::Free,
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
    let number = task.map_or(0, |task| task.number);
    let puller = Mutex::new(Puller::new(jobs.len(), number));
    let runs = OnDisk { jobs, task };
    let (sender, events) = channel();
    std::thread::scope(|scope| {
        for worker in 0..workers.min(jobs.len()) {
            let (worker_sender, runs, puller) = (sender.clone(), &runs, &puller);
            let work = move || {
                while let Some(job) = next_job(puller, runs, stop) {
                    let is_elsewhere = run_job(worker, job, &jobs[job], stop, &worker_sender);
                    // It may have ended between our look and its lock; then it is seen to be complete.
                    if is_elsewhere && RunLock::is_held(&jobs[job].paths).unwrap_or(false) {
                        lock(puller).put_back(job);
                    }
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

fn next_job(puller: &Mutex<Puller>, runs: &OnDisk, stop: &AtomicUsize) -> Option<usize> {
    if stop.load(Ordering::Relaxed) != 0 {
        return None;
    }
    match lock(puller).next(runs) {
        Pull::Take(job) => Some(job),
        Pull::Later | Pull::Over => None,
    }
}

/// Returns whether another process trains it, or has just finished it.
fn run_job(
    worker: usize,
    index: usize,
    job: &Job,
    stop: &AtomicUsize,
    sender: &Sender<WorkerEvent>,
) -> bool {
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
    let end = run_one(job, &mut on_update);
    let is_elsewhere = matches!(end, RunEnd::Elsewhere);
    report(WorkerEvent::Ended {
        worker,
        job: index,
        end,
    });
    is_elsewhere
}
