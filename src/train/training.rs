//! The training loop: one run from its first step to its last.

use super::build_game::build_game;
use super::event::{EvalRow, Event, StepRow, TrainingControl, TrainingState};
use super::game::Game;
use super::held_modes::held_modes;
use super::latent_space::LatentSpace;
use super::row_source::RowSource;
use super::step_runner::StepRunner;
use crate::config::Run;
use crate::data::DataSet;
use crate::metrics::{Evaluator, Metric, SampleClassifier};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;

/// How a call of [`train`] or [`resume`] came to its end.
#[derive(Clone, Debug, PartialEq)]
pub enum TrainingEnd {
    /// All steps are done.
    Finished,
    /// A value was not finite; the step that shows it is recorded, nothing was trained after it.
    Diverged {
        /// The step that shows it.
        step: u64,
        /// The column of the step's row that is not finite.
        value: &'static str,
    },
    /// The listener interrupted it after this step; it can be resumed.
    Interrupted {
        /// The last step that is done.
        step: u64,
    },
    /// The listener stopped it early: the run is over after this step.
    StoppedEarly {
        /// The last step that is done.
        step: u64,
    },
}

impl TrainingEnd {
    /// How a run of `steps` steps whose last row is `row` has ended, if it has.
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

/// Trains `run` on `data` and calls `on_event` after every step and evaluation.
///
/// Evaluations count classes with `sample_classifier`, where there is one. The trained game is returned
/// for samples. All randomness comes from the run's seed.
pub fn train(
    run: &Run,
    data: &dyn DataSet,
    sample_classifier: Option<Box<dyn SampleClassifier>>,
    on_event: &mut dyn FnMut(Event) -> TrainingControl,
) -> (TrainingEnd, Box<dyn Game>) {
    let mut training = TrainingLoop::new(run, data, sample_classifier);
    let end = training.run(0, on_event);
    (end, training.steps.game)
}

/// As [`train`], from the state that an earlier call has emitted: what follows is the same to the
/// last bit.
///
/// # Errors
/// If the state is not one of this run: what does not fit.
pub fn resume(
    run: &Run,
    data: &dyn DataSet,
    sample_classifier: Option<Box<dyn SampleClassifier>>,
    state: TrainingState,
    on_event: &mut dyn FnMut(Event) -> TrainingControl,
) -> Result<(TrainingEnd, Box<dyn Game>), String> {
    let mut training = TrainingLoop::new(run, data, sample_classifier);
    StateDict::load(state.tensors, |state| training.visit_state(state))?;
    training.steps.game.resume_after(state.step);
    let end = training.run(state.step, on_event);
    Ok((end, training.steps.game))
}

/// The state of a run as one of the same run with a patch, and the parts of it that begin afresh because
/// the run had none before, such as the memory of a balance rule.
///
/// # Errors
/// What of a player does not fit, such as the moments of another optimizer: there is no such state.
pub fn state_of_patched(
    patched: &Run,
    data: &dyn DataSet,
    state: TrainingState,
) -> Result<(TrainingState, Vec<String>), String> {
    let mut training = TrainingLoop::new(patched, data, None);
    let unfit = StateDict::load_fitting(state.tensors, |state| training.visit_state(state));
    let of_player = |name: &&String| {
        ["generator.", "discriminator."]
            .iter()
            .any(|player| name.starts_with(player))
    };
    if let Some(name) = unfit.iter().find(of_player) {
        return Err(name.clone());
    }
    let mut parts: Vec<String> = unfit
        .iter()
        .map(|name| name.split('.').next().unwrap_or(name).to_string())
        .collect();
    parts.dedup();
    let tensors = StateDict::save(|state| training.visit_state(state));
    let step = state.step;
    Ok((TrainingState { step, tensors }, parts))
}

/// How the loop ends after a step, if the listener asks for that.
fn requested_end(control: TrainingControl, step: u64) -> Option<TrainingEnd> {
    match control {
        TrainingControl::Continue | TrainingControl::SaveState => None,
        TrainingControl::Interrupt => Some(TrainingEnd::Interrupted { step }),
        TrainingControl::StopEarly => Some(TrainingEnd::StoppedEarly { step }),
    }
}

struct TrainingLoop<'a> {
    run: &'a Run,
    steps: StepRunner<'a>,
    evaluator: Evaluator,
    /// Latent rows of all evaluations.
    evaluation_latents: Vec<f32>,
    /// The samples that the next evaluation compares its own with; none before the first.
    previous_samples: Vec<f32>,
    /// Number of latent values in one batch.
    batch_latents: usize,
}

impl<'a> TrainingLoop<'a> {
    fn new(
        run: &'a Run,
        data: &'a dyn DataSet,
        sample_classifier: Option<Box<dyn SampleClassifier>>,
    ) -> Self {
        let seed = Seed(run.seed);
        let game = build_game(run);
        let rows = RowSource::new(data, seed, game.classes());
        let mut evaluation_latents = vec![0.0; run.evaluate.samples * game.latent_size()];
        let latents = (Stream::LatentForEvaluation, (0, 0), game.latent_size());
        rows.latents(latents.0, latents.1, latents.2, &mut evaluation_latents);
        let count = run.evaluate.samples;
        let asked = (game.classes() > 0)
            .then(|| rows.drawn_classes(Stream::ClassForEvaluation, (0, 0), count));
        Self {
            run,
            evaluator: Evaluator::with_classes(data, sample_classifier, seed, asked.as_deref()),
            evaluation_latents,
            previous_samples: Vec::new(),
            batch_latents: run.batch * game.latent_size(),
            steps: StepRunner::new(run, data, game),
        }
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        self.steps.visit_state(state);
        state.values("previous_samples", &mut self.previous_samples);
    }

    /// Runs the steps after the first `done` ones.
    fn run(
        &mut self,
        done: u64,
        on_event: &mut dyn FnMut(Event) -> TrainingControl,
    ) -> TrainingEnd {
        let last = self.run.steps as u64;
        if done == 0 {
            let control = self.evaluate(0, on_event);
            let control = self.emit_requested_state(0, control, on_event);
            if let Some(end) = requested_end(control, 0) {
                return end;
            }
        }
        for step in done + 1..=last {
            let row = self.steps.step(step);
            let mut control = on_event(Event::Step(&row));
            let end = TrainingEnd::after(&row, last);
            let diverged = matches!(end, Some(TrainingEnd::Diverged { .. }));
            if !diverged && (step.is_multiple_of(self.run.evaluate.every as u64) || step == last) {
                control = control.max(self.evaluate(step, on_event));
            }
            let control = self.emit_requested_state(step, control, on_event);
            if let Some(end) = end.or_else(|| requested_end(control, step)) {
                return end;
            }
        }
        TrainingEnd::Finished
    }

    /// Emits the state if the listener has asked for it, and returns what it asks for after that.
    fn emit_requested_state(
        &mut self,
        step: u64,
        control: TrainingControl,
        on_event: &mut dyn FnMut(Event) -> TrainingControl,
    ) -> TrainingControl {
        if control == TrainingControl::Continue {
            return control;
        }
        let tensors = StateDict::save(|state| self.visit_state(state));
        control.max(on_event(Event::State(TrainingState { step, tensors })))
    }

    fn evaluate(
        &mut self,
        step: u64,
        on_event: &mut dyn FnMut(Event) -> TrainingControl,
    ) -> TrainingControl {
        let samples: Vec<f32> = self
            .evaluation_latents
            .chunks(self.batch_latents)
            .flat_map(|latents| self.steps.game.sample(latents))
            .collect();
        let previous =
            (!self.previous_samples.is_empty()).then_some(self.previous_samples.as_slice());
        let mut row = EvalRow {
            step,
            measured: self.evaluator.measure(&samples, previous),
        };
        if let Some(position) = self.steps.game.position() {
            let [theta, psi] = [position.generator, position.discriminator].map(f64::from);
            row.measured
                .set(Metric::EquilibriumDistance, theta.hypot(psi));
        }
        if let Some(held) = self.held_modes(step, &samples) {
            row.measured.set(Metric::ModesHeld, held);
        }
        let is_snapshot = is_snapshot(self.run, step);
        let is_last = step == self.run.steps as u64 && is_snapshot;
        let latent_space =
            is_last.then(|| LatentSpace::of(self.run, self.steps.rows, &mut *self.steps.game));
        self.previous_samples = self.evaluator.tracked_samples(&samples).to_vec();
        on_event(Event::Evaluated {
            row: &row,
            samples: &samples,
            is_snapshot,
            latent_space,
        })
    }

    /// Modes that the evaluation after `step` finds, by latents of this step alone where its own
    /// samples are too few; `None` before training, whose latents are those of all evaluations.
    fn held_modes(&mut self, step: u64, samples: &[f32]) -> Option<f64> {
        if step == 0 {
            return None;
        }
        let (rows, game) = (self.steps.rows, &mut *self.steps.game);
        let width = game.latent_size();
        held_modes(&self.evaluator, samples, |part, count| {
            let mut latents = vec![0.0; count * width];
            rows.latents(
                Stream::LatentForEvaluation,
                (step, part),
                width,
                &mut latents,
            );
            game.sample(&latents)
        })
    }
}

/// Whether the samples of the evaluation after `step` are a snapshot: the evaluations nearest after equal
/// parts of the run are, the last one included; of a pair that grows also the last one of each
/// resolution.
pub(crate) fn is_snapshot(run: &Run, step: u64) -> bool {
    let (steps, parts) = (run.steps as u64, run.kept_snapshots() as u64);
    let every = run.evaluate.every as u64;
    let part = |step: u64| step * parts / steps;
    let begins_part = || step > 0 && part(step) > part(step.saturating_sub(every));
    let ends_resolution = || {
        let stages = run.growth_stages();
        let mut held = stages.iter().map(|stage| stage.held..=stage.last);
        held.any(|held| held.contains(&step) && !held.contains(&(step + every)))
    };
    parts > 0 && (step == steps || begins_part() || ends_resolution())
}
