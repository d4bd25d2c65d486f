//! What the rules look at: a run's history as windows and medians.

use super::Thresholds;
use super::onset::onset;
use crate::config::Run;
use crate::metrics::Metric;
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

/// Blocks that a run's steps are cut into; onsets of step rules are this fine.
const BLOCKS: usize = 100;

/// A perfect sampler with ten samples a mode misses one of 22,000 modes; with two it misses one of
/// seven.
const SAMPLES_PER_MODE: f64 = 10.0;
/// Ten times the neighbours that a k-NN ball reaches to.
const LEAST_IMAGES: f64 = 50.0;

/// A column of the steps.
pub(super) type Column = fn(&StepRow) -> Option<f64>;

/// A history with what explains it.
#[derive(Clone, Copy)]
pub struct RunHistory<'a> {
    /// What the players minimised. D's loss is the mean of its real and its fake term.
    pub loss: Loss,
    /// The spec, of a run that was trained here; it changes no verdict, only what is said of
    /// remedies.
    pub run: Option<&'a Run>,
    /// Samples behind each evaluation.
    pub samples: usize,
    pub steps: &'a [StepRow],
    pub evals: &'a [EvalRow],
    pub thresholds: Thresholds,
}

/// Median of the finite and infinite values; NaN where a NaN is among them; `None` of nothing.
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    if values.iter().any(|value| value.is_nan()) {
        return Some(f64::NAN);
    }
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below
        .iter()
        .copied()
        .max_by(f64::total_cmp)
        .filter(|_| even);
    Some(lower.map_or(upper, |lower| 0.5 * lower + 0.5 * upper))
}

impl<'a> RunHistory<'a> {
    /// A run that was trained here, as far as these rows go.
    pub fn new(run: &'a Run, steps: &'a [StepRow], evals: &'a [EvalRow]) -> Self {
        Self {
            run: Some(run),
            ..Self::external(run.loss, run.evaluate.samples, steps, evals)
        }
    }

    /// A log of a GAN trained anywhere, with so many samples behind each of its evaluations, if it
    /// has any.
    pub fn external(
        loss: Loss,
        samples: usize,
        steps: &'a [StepRow],
        evals: &'a [EvalRow],
    ) -> Self {
        Self {
            loss,
            run: None,
            samples,
            steps,
            evals,
            thresholds: Thresholds::default(),
        }
    }

    /// D's loss where it cannot tell real from fake.
    pub(super) fn ideal(&self) -> f64 {
        self.loss.ideal_discriminator_loss()
    }

    fn last<T>(&self, rows: &'a [T]) -> &'a [T] {
        let kept = (rows.len() as f64 * self.thresholds.window).ceil() as usize;
        &rows[rows.len() - kept..]
    }

    /// Evaluations after training has begun.
    pub(super) fn trained(&self) -> &'a [EvalRow] {
        let first = self
            .evals
            .iter()
            .position(|row| row.step > 0)
            .unwrap_or(self.evals.len());
        &self.evals[first..]
    }

    /// The steps that a verdict is about.
    pub(super) fn last_steps(&self) -> &'a [StepRow] {
        self.last(self.steps)
    }

    /// Whether any evaluation holds the metric.
    pub(super) fn measures(&self, metric: Metric) -> bool {
        self.trained()
            .iter()
            .any(|row| row.measured.get(metric).is_some())
    }

    /// Median of a metric over the last evaluations; NaN when most of them are. `None` when it was
    /// not measured.
    pub(super) fn final_metric(&self, metric: Metric) -> Option<f64> {
        let values = || {
            self.last(self.trained())
                .iter()
                .filter_map(|row| row.measured.get(metric))
        };
        let numbers = values().filter(|value| !value.is_nan()).count();
        match 2 * numbers > values().count() {
            true => median(values().filter(|value| !value.is_nan())),
            false => median(values()),
        }
    }

    /// Samples that are needed before a missing mode or row says anything.
    pub(super) fn samples_needed(&self) -> usize {
        let modes = self
            .final_metric(Metric::ModesTotal)
            .filter(|modes| (1.0..1e6).contains(modes));
        modes.map_or(LEAST_IMAGES, |modes| SAMPLES_PER_MODE * modes) as usize
    }

    /// Whether an evaluation draws enough samples.
    pub(super) fn has_enough_samples(&self) -> bool {
        self.samples >= self.samples_needed()
    }

    /// Median of a column over the last steps.
    pub(super) fn final_step(&self, column: Column) -> Option<f64> {
        median(self.last_steps().iter().filter_map(column))
    }

    /// The evaluation from which on `holds` is true, exceptions aside: see [`onset`].
    pub(super) fn eval_onset(&self, holds: impl Fn(&EvalRow) -> bool) -> Option<u64> {
        let evals = self.trained();
        let held: Vec<bool> = evals.iter().map(holds).collect();
        onset(&held).map(|at| evals[at].step)
    }

    /// The step from which on `holds` is true of blocks of steps, exceptions aside.
    pub(super) fn step_onset(&self, holds: impl Fn(&[StepRow]) -> bool) -> Option<u64> {
        // A block without D's loss, in a log that has it, says neither.
        let has_loss = |rows: &[StepRow]| rows.iter().any(|row| row.d_loss.is_some());
        let everywhere = !has_loss(self.steps);
        let blocks: Vec<&[StepRow]> = self
            .blocks()
            .filter(|rows| everywhere || has_loss(rows))
            .collect();
        let held: Vec<bool> = blocks.iter().map(|rows| holds(rows)).collect();
        onset(&held).map(|at| blocks[at][0].step)
    }

    pub(super) fn block_size(&self) -> usize {
        self.steps.len().div_ceil(BLOCKS).max(1)
    }

    /// The steps in at most a hundred equal blocks.
    pub(super) fn blocks(&self) -> std::slice::Chunks<'a, StepRow> {
        self.steps.chunks(self.block_size())
    }
}

/// Median of a column over some steps; NaN where it is nowhere.
pub(super) fn block_median(rows: &[StepRow], column: Column) -> f64 {
    median(rows.iter().filter_map(column)).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0].into_iter()), Some(2.5));
        assert_eq!(median([9.0, 1.0, 5.0, 3.0].into_iter()), Some(4.0));
        assert_eq!(median([f64::INFINITY, 1.0, 2.0].into_iter()), Some(2.0));
        assert!(median([4.0, f64::NAN].into_iter()).unwrap().is_nan());
        assert_eq!(median(std::iter::empty()), None);
    }
}
