//! The thread that measures sets, so that the log is followed and signals are heard meanwhile.

use std::sync::mpsc::{Receiver, Sender, channel};

use crate::guard::guarded;
use crate::launch::samples::{JudgeError, MeasuredSet, Progress, SampleJudge, SampleRequest};
use crate::record::samples::{GrowingSet, SampleSet};

/// A set to be measured, with what the caller knows it by.
pub(super) struct Job<T> {
    pub(super) set: GrowingSet,
    pub(super) about: T,
}

/// What the thread tells.
pub(super) enum Told<T> {
    /// A sentence for the user.
    Note(String),
    /// A set was measured, or could not be.
    Measured(Box<Job<T>>, Result<Box<MeasuredSet>, JudgeError>),
}

/// Measures sets one after the other.
pub(super) struct SampleWorker<T> {
    jobs: Sender<Job<T>>,
    told: Receiver<Told<T>>,
    waiting: usize,
}

impl<T: Send + 'static> SampleWorker<T> {
    /// Starts the thread, which reads the real rows with the first set.
    ///
    /// # Errors
    /// If the system grants no thread.
    pub(super) fn start(request: SampleRequest) -> std::io::Result<Self> {
        let (jobs, to_do) = channel::<Job<T>>();
        let (tell, told) = channel();
        let work = move || {
            let mut judge = None;
            for job in to_do {
                let progress = Notes(&tell);
                let measured = guarded(|| measure(&mut judge, &request, &job.set.set, &progress));
                let measured = measured.unwrap_or_else(|panic| {
                    judge = None;
                    let problem = format!("a defect of seesaw: {}", panic.with_location());
                    Err(JudgeError::Asked(problem))
                });
                if tell.send(Told::Measured(Box::new(job), measured)).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new().spawn(work)?;
        Ok(Self {
            jobs,
            told,
            waiting: 0,
        })
    }

    /// Has a set measured.
    pub(super) fn begin(&mut self, job: Job<T>) {
        if self.jobs.send(job).is_ok() {
            self.waiting += 1;
        }
    }

    /// What was told since the last call.
    pub(super) fn told(&mut self) -> Vec<Told<T>> {
        let told: Vec<Told<T>> = self.told.try_iter().collect();
        let is_measured = |told: &&Told<T>| matches!(told, Told::Measured(..));
        self.waiting -= told.iter().filter(is_measured).count();
        told
    }

    /// Sets that are not measured yet.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }
}

fn measure(
    judge: &mut Option<SampleJudge>,
    request: &SampleRequest,
    set: &SampleSet,
    progress: &dyn Progress,
) -> Result<Box<MeasuredSet>, JudgeError> {
    if judge.is_none() {
        *judge = Some(SampleJudge::new(request.clone(), set, progress)?);
    }
    let judge = judge.as_mut().expect("it was made just now");
    judge.measure(set, progress).map(Box::new)
}

/// Sentences go to the caller; how far it is, nobody is told.
struct Notes<'a, T>(&'a Sender<Told<T>>);

impl<T: Send> Progress for Notes<'_, T> {
    fn note(&self, sentence: String) {
        // Nobody is left to be told once the caller has ended.
        drop(self.0.send(Told::Note(sentence)));
    }

    fn advance(&self, _: &'static str, _: usize, _: usize) {}
}
