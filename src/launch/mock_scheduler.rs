//! A scheduler that plays thousands of schedules in milliseconds: it queues tasks, stops and kills them,
//! loses nodes and starts a task twice, all at random. Tasks decide as real ones do, by the same
//! [`Puller`] and the same [`RequeueLimit`]; only runs and time are models.

use std::cell::RefCell;

use super::launcher::{LaunchError, Launched, Launcher};
use super::pull::{Outlook, Pull, Puller, Runs};
use super::requeue_limit::RequeueLimit;
use crate::record::Attempt;
use crate::rng::{Draws, Seed, Stream};

/// Steps between two checkpoints of a run.
const CHECKPOINT: u64 = 3;
/// The array's id.
const ARRAY: &str = "7";

/// A run as its directory shows it, and what a test wants to know of it.
#[derive(Clone, Default)]
struct ModelRun {
    steps: u64,
    /// What the last checkpoint holds: its step, and the state then.
    saved: (u64, u64),
    attempts: Vec<Attempt>,
    /// The process that has its lock.
    holder: Option<u64>,
    is_complete: bool,
    is_failed: bool,
    /// The step at which every process dies.
    deadly: Option<u64>,
    /// How often each step was trained.
    trained: Vec<u32>,
}

/// The directory of a study, as one task sees it.
struct Directory<'a> {
    runs: &'a RefCell<Vec<ModelRun>>,
    limit: &'a RequeueLimit,
}

impl Runs for Directory<'_> {
    fn count(&self) -> usize {
        self.runs.borrow().len()
    }

    fn outlook(&self, run: usize) -> Outlook {
        let run = &mut self.runs.borrow_mut()[run];
        if run.holder.is_some() {
            return Outlook::Held;
        }
        run.is_failed |= self.limit.is_exhausted(&run.attempts, || Some(run.saved.0));
        match run.is_complete || run.is_failed {
            true => Outlook::Settled,
            false => Outlook::Free,
        }
    }
}

/// A process of a task.
struct Process {
    id: u64,
    task: usize,
    puller: Puller,
    /// The run that it trains, with steps and state.
    at: Option<(usize, u64, u64)>,
}

/// A schedule drawn at random.
struct MockScheduler {
    runs: RefCell<Vec<ModelRun>>,
    limit: RequeueLimit,
    /// Tasks that wait; the last job is added when no other is left.
    queue: Vec<usize>,
    running: Vec<Process>,
    /// Tasks at the same time.
    most: usize,
    /// Faults that may still come.
    faults: u32,
    draws: Draws,
    processes: u64,
}

/// The state after one more step.
fn after(state: u64, step: u64) -> u64 {
    (state ^ step)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(17)
}

impl MockScheduler {
    fn new(seed: u64, requeues: usize) -> Self {
        let mut draws = Seed(seed).at(Stream::Replay, 0, 0);
        let mut below = |limit: u32| draws.below(limit);
        let run = |steps: u32| ModelRun {
            steps: u64::from(steps) + 1,
            trained: vec![0; steps as usize + 1],
            ..ModelRun::default()
        };
        let runs = (0..1 + below(6)).map(|_| run(below(12))).collect();
        let (tasks, most, faults) = (1 + below(6) as usize, 1 + below(4) as usize, below(20));
        Self {
            runs: RefCell::new(runs),
            limit: RequeueLimit {
                requeues,
                jobs: vec![ARRAY.to_string()],
            },
            queue: (0..tasks).collect(),
            running: Vec::new(),
            most,
            faults,
            draws,
            processes: 0,
        }
    }

    fn start(&mut self, task: usize) {
        self.processes += 1;
        self.running.push(Process {
            id: self.processes,
            task,
            puller: Puller::new(self.runs.borrow().len(), task),
            at: None,
        });
    }

    /// One process pulls a run, or trains a step. Returns whether it goes on.
    fn advance(&mut self, place: usize) -> bool {
        let directory = Directory {
            runs: &self.runs,
            limit: &self.limit,
        };
        let process = &mut self.running[place];
        let Some((run, step, state)) = process.at else {
            let Pull::Take(run) = process.puller.next(&directory) else {
                return false;
            };
            let model = &mut self.runs.borrow_mut()[run];
            assert_eq!(
                model.holder.replace(process.id),
                None,
                "two processes train a run"
            );
            model.attempts.push(Attempt {
                job: Some(format!("{ARRAY}_{}", process.task)),
                ..Attempt::begin(model.saved.0)
            });
            process.at = Some((run, model.saved.0, model.saved.1));
            return true;
        };
        let model = &mut self.runs.borrow_mut()[run];
        assert_eq!(model.holder, Some(process.id));
        assert!(
            step >= model.saved.0,
            "a step that is saved is trained again"
        );
        model.trained[step as usize] += 1;
        let (step, state) = (step + 1, after(state, step));
        if step % CHECKPOINT == 0 || step == model.steps {
            model.saved = (step, state);
        }
        process.at = Some((run, step, state));
        if step == model.steps {
            (model.is_complete, model.holder, process.at) = (true, None, None);
        }
        true
    }

    /// Whether a process dies in its next step.
    fn dies(&self, place: usize) -> bool {
        let at = self.running[place].at;
        at.is_some_and(|(run, step, _)| self.runs.borrow()[run].deadly == Some(step))
    }

    /// A signal before the time limit, or of a preemption: saved, and queued again.
    fn stop_gently(&mut self, place: usize) {
        let process = self.running.swap_remove(place);
        if let Some((run, step, state)) = process.at {
            let model = &mut self.runs.borrow_mut()[run];
            (model.saved, model.holder) = ((step, state), None);
            model.attempts.last_mut().unwrap().to_step = Some(step);
        }
        self.queue.push(process.task);
    }

    /// A process that is killed, or whose node is lost: its lock goes with it.
    fn kill(&mut self, place: usize, is_queued_again: bool) {
        let process = self.running.swap_remove(place);
        if let Some((run, ..)) = process.at {
            self.runs.borrow_mut()[run].holder = None;
        }
        self.queue.extend(is_queued_again.then_some(process.task));
    }

    fn fault(&mut self, place: usize) {
        self.faults -= 1;
        match self.draws.below(5) {
            0 | 1 => self.stop_gently(place),
            2 => self.kill(place, true),
            // Its step was killed: Slurm takes the task for ended.
            3 => self.kill(place, false),
            // The controller has forgotten that the task runs.
            _ => self.start(self.running[place].task),
        }
    }
}

impl Launcher for MockScheduler {
    fn launch(&mut self) -> Result<Launched, LaunchError> {
        let mut is_last = false;
        loop {
            if self.queue.is_empty() && self.running.is_empty() {
                let is_settled = |run: &ModelRun| run.is_complete || run.is_failed;
                if is_last && self.runs.borrow().iter().all(is_settled) {
                    return Ok(Launched::Ended);
                }
                // The last job trains what dead tasks have left.
                is_last = true;
                self.queue.push(0);
            }
            let begins = self.running.is_empty() || self.draws.below(3) == 0;
            if begins && !self.queue.is_empty() && self.running.len() < self.most {
                let next = self.draws.below(self.queue.len() as u32) as usize;
                let task = self.queue.swap_remove(next);
                self.start(task);
            }
            if self.running.is_empty() {
                continue;
            }
            let place = self.draws.below(self.running.len() as u32) as usize;
            if self.faults > 0 && self.draws.below(4) == 0 {
                self.fault(place);
            } else if self.dies(place) {
                self.kill(place, true);
            } else if !self.advance(place) {
                self.running.swap_remove(place);
            }
        }
    }
}

/// The state of a run that nothing has interrupted.
fn uninterrupted(steps: u64) -> u64 {
    (0..steps).fold(0, after)
}

#[test]
fn ten_thousand_schedules_end_complete_with_the_same_bytes() {
    let (mut interrupted, mut repeated) = (0, 0);
    for seed in 0..10_000 {
        let mut scheduler = MockScheduler::new(seed, 100);
        let faults = scheduler.faults;
        assert_eq!(scheduler.launch().unwrap(), Launched::Ended);
        let runs = scheduler.runs.borrow();
        for run in runs.iter() {
            assert!(run.is_complete && run.holder.is_none(), "seed {seed}");
            assert_eq!(
                run.saved,
                (run.steps, uninterrupted(run.steps)),
                "seed {seed}"
            );
            interrupted += usize::from(run.attempts.len() > 1);
            let more: u32 = run.trained.iter().map(|times| times - 1).sum();
            let most = (CHECKPOINT as u32 - 1) * faults;
            assert!(more <= most, "seed {seed}: {more} steps trained again");
            repeated += more;
        }
    }
    assert!(
        interrupted > 5_000 && repeated > 1_000,
        "{interrupted}, {repeated}"
    );
}

#[test]
fn a_run_that_kills_its_processes_is_given_up_and_the_others_are_not() {
    for seed in 0..500 {
        let mut scheduler = MockScheduler::new(seed, 3);
        scheduler.faults = 0;
        let deadly = u64::from(
            scheduler
                .draws
                .below(scheduler.runs.borrow()[0].steps as u32),
        );
        scheduler.runs.borrow_mut()[0].deadly = Some(deadly);
        scheduler.launch().unwrap();
        let runs = scheduler.runs.borrow();
        assert!(runs[0].is_failed && !runs[0].is_complete, "seed {seed}");
        let saved = deadly / CHECKPOINT * CHECKPOINT;
        assert_eq!(runs[0].saved.0, saved, "seed {seed}");
        // One attempt that has come as far as the last checkpoint may precede them.
        let wasted = runs[0]
            .attempts
            .iter()
            .filter(|attempt| attempt.from_step == saved);
        assert_eq!(wasted.count(), 4, "seed {seed}");
        assert!(runs[1..].iter().all(|run| run.is_complete), "seed {seed}");
    }
}
