//! Worker threads that take runs from one queue.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::classifiers::Shared;
use super::one::{RunEnd, run_one};
use crate::config::PlannedRun;
use crate::data::DataSet;
use crate::record::RunPaths;
use crate::train::TrainingControl;

/// Time between two signs of life of a run.
const INTERVAL: Duration = Duration::from_millis(100);

/// A run to be trained.
#[derive(Clone)]
pub struct Job<'a> {
    pub study: &'a str,
    pub planned: &'a PlannedRun,
    pub data: Arc<dyn DataSet>,
    /// What counts the classes of samples.
    pub classifier: Option<Arc<Shared>>,
    pub paths: RunPaths,
    /// Whether its figures are drawn.
    pub plots: bool,
    /// Whether what is there of another spec, format or program is set aside, instead of refused.
    pub restart: bool,
}

/// What a run tells while it is at work.
pub enum Sign {
    /// This step is done.
    Step(u64),
    /// Something that the user should know.
    Note(String),
}

/// What a worker reports. `job` is the index of the job.
#[derive(Debug)]
pub enum Message {
    Started {
        worker: usize,
        job: usize,
    },
    Stepped {
        worker: usize,
        job: usize,
        step: u64,
    },
    Noted {
        job: usize,
        text: String,
    },
    Ended {
        worker: usize,
        job: usize,
        end: RunEnd,
    },
}

/// Trains all jobs on `workers` threads, in order, and gives every report to `hear` on the calling
/// thread.
///
/// Once `stop` is not 0, runs at work stop after their step, saved, and no further one begins.
pub fn work(jobs: &[Job], workers: usize, stop: &AtomicUsize, hear: &mut dyn FnMut(Message)) {
    let next = Mutex::new(0..jobs.len());
    let (tell, reports) = channel();
    std::thread::scope(|scope| {
        for worker in 0..workers.min(jobs.len()) {
            let (tell, next) = (tell.clone(), &next);
            scope.spawn(move || {
                while let Some(job) = take(next, stop) {
                    serve(worker, job, &jobs[job], stop, &tell);
                }
            });
        }
        drop(tell);
        reports.iter().for_each(hear);
    });
}

fn take(next: &Mutex<std::ops::Range<usize>>, stop: &AtomicUsize) -> Option<usize> {
    if stop.load(Ordering::Relaxed) != 0 {
        return None;
    }
    next.lock()
        .expect("no worker panics with the queue in hand")
        .next()
}

fn serve(worker: usize, index: usize, job: &Job, stop: &AtomicUsize, tell: &Sender<Message>) {
    // The listener goes away only when the process ends; a report that nobody hears is then no
    // loss.
    let say = |message| drop(tell.send(message));
    say(Message::Started { worker, job: index });
    let mut last = Instant::now();
    let mut listen = |sign| {
        match sign {
            Sign::Note(text) => say(Message::Noted { job: index, text }),
            Sign::Step(step) if last.elapsed() >= INTERVAL => {
                last = Instant::now();
                say(Message::Stepped {
                    worker,
                    job: index,
                    step,
                });
            }
            Sign::Step(_) => {}
        }
        if stop.load(Ordering::Relaxed) == 0 {
            TrainingControl::Continue
        } else {
            TrainingControl::Interrupt
        }
    };
    let end = run_one(job, &mut listen);
    say(Message::Ended {
        worker,
        job: index,
        end,
    });
}
