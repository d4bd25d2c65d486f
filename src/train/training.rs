//! The loop: one run from its first step to its last.

use super::event::{EvalRow, Event, StepRow, TrainingControl, TrainingState};
use super::game::{self, Game};
use super::moves::Moves;
use crate::config::Run;
use crate::data::DataSet;
use crate::metrics::{Evaluator, SampleClassifier};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq)]
pub enum TrainingEnd {
    /// All steps are done.
    Finished,
    /// A value was not finite; the step that shows it is recorded, nothing was trained after it.
    Diverged { step: u64, value: &'static str },
    /// The listener interrupted it after this step; it can be resumed.
    Interrupted { step: u64 },
    /// The listener stopped it early: the run is over after this step.
    StoppedEarly { step: u64 },
}

impl TrainingEnd {
    /// How a run of so many steps that has come to this row has ended, if it has.
    pub fn after(row: &StepRow, steps: u64) -> Option<Self> {
        match row.not_finite() {
            Some(value) => Some(TrainingEnd::Diverged {
                step: row.step,
                value,
            }),
            None => (row.step >= steps).then_some(TrainingEnd::Finished),
        }
    }
}

/// Trains `run` on `data`, telling `listen` of every step and evaluation.
///
/// Evaluations count classes with `recognizer`, where there is one. The trained game is returned
/// for samples. All randomness comes from the run's seed.
pub fn train(
    run: &Run,
    data: &dyn DataSet,
    recognizer: Option<Box<dyn SampleClassifier>>,
    listen: &mut dyn FnMut(Event) -> TrainingControl,
) -> (TrainingEnd, Box<dyn Game>) {
    let mut training = Training::new(run, data, recognizer);
    let outcome = training.run(0, listen);
    (outcome, training.moves.game)
}

/// As [`train`], from a state that an earlier call has given: what follows is the same to the last
/// bit.
///
/// # Errors
/// If the state is not one of this run.
pub fn resume(
    run: &Run,
    data: &dyn DataSet,
    recognizer: Option<Box<dyn SampleClassifier>>,
    state: TrainingState,
    listen: &mut dyn FnMut(Event) -> TrainingControl,
) -> Result<(TrainingEnd, Box<dyn Game>), String> {
    let mut training = Training::new(run, data, recognizer);
    StateDict::load(state.tensors, |state| training.visit_state(state))?;
    let outcome = training.run(state.step, listen);
    Ok((outcome, training.moves.game))
}

/// How the loop is left after a step, if the listener wants it to be.
fn left(control: TrainingControl, step: u64) -> Option<TrainingEnd> {
    match control {
        TrainingControl::Continue | TrainingControl::SaveState => None,
        TrainingControl::Interrupt => Some(TrainingEnd::Interrupted { step }),
        TrainingControl::StopEarly => Some(TrainingEnd::StoppedEarly { step }),
    }
}

struct Training<'a> {
    run: &'a Run,
    moves: Moves<'a>,
    evaluator: Evaluator,
    evaluation_latents: Vec<f32>,
    /// What the next evaluation looks back to of this one's samples; nothing before the first.
    previous: Vec<f32>,
    /// Latents of one batch.
    batch: usize,
}

impl<'a> Training<'a> {
    fn new(
        run: &'a Run,
        data: &'a dyn DataSet,
        recognizer: Option<Box<dyn SampleClassifier>>,
    ) -> Self {
        let seed = Seed(run.seed);
        let game = game::open(run);
        let mut evaluation_latents = vec![0.0; run.evaluate.samples * game.latent_size()];
        seed.at(Stream::LatentForEvaluation, 0, 0)
            .normal(&mut evaluation_latents);
        Self {
            run,
            evaluator: Evaluator::new(data, recognizer, seed),
            evaluation_latents,
            previous: Vec::new(),
            batch: run.batch * game.latent_size(),
            moves: Moves::new(run, data, game),
        }
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        self.moves.visit_state(state);
        state.values("previous_samples", &mut self.previous);
    }

    /// Plays what comes after `done` steps.
    fn run(&mut self, done: u64, listen: &mut dyn FnMut(Event) -> TrainingControl) -> TrainingEnd {
        let last = self.run.steps as u64;
        if done == 0 {
            let control = self.evaluate(0, listen);
            if let Some(left) = left(self.answer(0, control, listen), 0) {
                return left;
            }
        }
        for step in done + 1..=last {
            let row = self.moves.step(step);
            let mut control = listen(Event::Step(&row));
            let ended = TrainingEnd::after(&row, last);
            let diverged = matches!(ended, Some(TrainingEnd::Diverged { .. }));
            if !diverged && (step.is_multiple_of(self.run.evaluate.every as u64) || step == last) {
                control = control.max(self.evaluate(step, listen));
            }
            let control = self.answer(step, control, listen);
            if let Some(ended) = ended {
                return ended;
            }
            if let Some(left) = left(control, step) {
                return left;
            }
        }
        TrainingEnd::Finished
    }

    /// Gives the state where it is asked for.
    fn answer(
        &mut self,
        step: u64,
        control: TrainingControl,
        listen: &mut dyn FnMut(Event) -> TrainingControl,
    ) -> TrainingControl {
        if control == TrainingControl::Continue {
            return control;
        }
        let tensors = StateDict::save(|state| self.visit_state(state));
        control.max(listen(Event::State(TrainingState { step, tensors })))
    }

    fn evaluate(
        &mut self,
        step: u64,
        listen: &mut dyn FnMut(Event) -> TrainingControl,
    ) -> TrainingControl {
        let samples: Vec<f32> = self
            .evaluation_latents
            .chunks(self.batch)
            .flat_map(|latents| self.moves.game.sample(latents))
            .collect();
        let previous = (!self.previous.is_empty()).then_some(self.previous.as_slice());
        let row = EvalRow {
            step,
            measured: self.evaluator.measure(&samples, previous),
        };
        self.previous = self.evaluator.looked_back_to(&samples).to_vec();
        listen(Event::Evaluated {
            row: &row,
            samples: &samples,
            keep: self.keeps(step),
        })
    }

    /// Snapshots are the evaluations nearest after equal parts of the run, the last one included.
    fn keeps(&self, step: u64) -> bool {
        let (steps, parts) = (self.run.steps as u64, self.run.evaluate.snapshots as u64);
        let every = self.run.evaluate.every as u64;
        let part = |step: u64| step * parts / steps;
        parts > 0 && (step == steps || step > 0 && part(step) > part(step.saturating_sub(every)))
    }
}
