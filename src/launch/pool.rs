//! Worker threads that take runs from one queue.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::one::{RunEnd, mark_failed, run_one};
use crate::data::DataSet;
use crate::record::RunPaths;
use crate::spec::PlannedRun;
use crate::train::Control;

/// Time between two signs of life of a run.
const INTERVAL: Duration = Duration::from_millis(100);

/// A run to be trained.
pub struct Job<'a> {
    pub study: &'a str,
    pub planned: &'a PlannedRun,
    pub data: Arc<dyn DataSet>,
    pub paths: RunPaths,
}

/// What a worker reports. `job` is the index of the job.
#[derive(Debug)]
pub enum Message {
    Started { worker: usize, job: usize },
    Stepped { worker: usize, job: usize, step: u64 },
    Ended { worker: usize, job: usize, end: Worked },
}

/// How a job ended.
#[derive(Debug)]
pub enum Worked {
    Run(RunEnd),
    /// An error of the disk, or a panic, with its message. The other runs go on.
    Failed(String),
}

/// Trains all jobs on `workers` threads, in order, and gives every report to `hear` on the calling thread.
///
/// Once `stop` is set, runs at work stop after their step and no further one begins.
pub fn work(jobs: &[Job], workers: usize, stop: &AtomicBool, hear: &mut dyn FnMut(Message)) {
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

fn take(next: &Mutex<std::ops::Range<usize>>, stop: &AtomicBool) -> Option<usize> {
    if stop.load(Ordering::Relaxed) {
        return None;
    }
    next.lock().expect("no worker panics with the queue in hand").next()
}

fn serve(worker: usize, index: usize, job: &Job, stop: &AtomicBool, tell: &Sender<Message>) {
    // The listener goes away only when the process ends; a report that nobody hears is then no loss.
    let say = |message| drop(tell.send(message));
    say(Message::Started { worker, job: index });
    let mut last = Instant::now();
    let mut listen = |step| {
        if last.elapsed() >= INTERVAL {
            last = Instant::now();
            say(Message::Stepped { worker, job: index, step });
        }
        if stop.load(Ordering::Relaxed) { Control::Stop } else { Control::Continue }
    };
    let ended = catch_unwind(AssertUnwindSafe(|| run_one(job, &mut listen)));
    let failed = |reason: String| {
        mark_failed(job, &reason);
        Worked::Failed(reason)
    };
    let end = match ended {
        Ok(Ok(end)) => Worked::Run(end),
        Ok(Err(error)) => failed(error.to_string()),
        Err(panic) => failed(format!("a defect of seesaw: {}", panic_text(&*panic))),
    };
    say(Message::Ended { worker, job: index, end });
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message")
}
