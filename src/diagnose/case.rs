//! What the rules look at: a run's history as windows and medians.

use crate::metrics::Metric;
use crate::spec::Run;
use crate::train::{EvalRow, StepRow};

/// Share of a run, at its end, that a verdict is about.
const FINAL_SHARE: f64 = 0.25;

/// Blocks that a run's steps are cut into; onsets of step rules are this fine.
const BLOCKS: usize = 100;

/// A perfect sampler with ten samples a mode misses one of 22,000 modes; with two it misses one of seven.
const SAMPLES_PER_MODE: f64 = 10.0;
/// Ten times the neighbours that a k-NN ball reaches to.
const LEAST_IMAGES: f64 = 50.0;

/// A run's history with the spec that explains it.
pub struct Case<'a> {
    pub run: &'a Run,
    pub steps: &'a [StepRow],
    pub evals: &'a [EvalRow],
}

/// Median of the finite and infinite values; NaN where a NaN is among them; `None` of nothing.
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    if values.iter().any(|value| value.is_nan()) {
        return Some(f64::NAN);
    }
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some(0.5 * (values[middle - 1] + values[middle])),
    }
}

fn last_quarter<T>(rows: &[T]) -> &[T] {
    let kept = (rows.len() as f64 * FINAL_SHARE).ceil() as usize;
    &rows[rows.len() - kept..]
}

impl<'a> Case<'a> {
    /// D's loss where it cannot tell real from fake.
    pub(super) fn ideal(&self) -> f64 {
        self.run.loss.ideal_discriminator_loss()
    }

    /// Evaluations after training has begun.
    fn trained(&self) -> &'a [EvalRow] {
        let first = self.evals.iter().position(|row| row.step > 0).unwrap_or(self.evals.len());
        &self.evals[first..]
    }

    /// Whether the data's modes are known.
    pub(super) fn knows_modes(&self) -> bool {
        self.trained().iter().any(|row| Metric::Modes.of(&row.measured).is_some())
    }

    /// Median of a metric over the last quarter of evaluations; NaN when most of them are. `None` when it was not measured.
    pub(super) fn final_metric(&self, metric: Metric) -> Option<f64> {
        let values = || last_quarter(self.trained()).iter().filter_map(|row| metric.of(&row.measured));
        let numbers = values().filter(|value| !value.is_nan()).count();
        match 2 * numbers > values().count() {
            true => median(values().filter(|value| !value.is_nan())),
            false => median(values()),
        }
    }

    /// Samples of an evaluation, and how many are needed before a missing mode or row says anything.
    pub(super) fn samples(&self) -> (f64, f64) {
        let modes = self.final_metric(Metric::ModesTotal);
        let needed = modes.map_or(LEAST_IMAGES, |modes| SAMPLES_PER_MODE * modes);
        (self.run.evaluate.samples as f64, needed)
    }

    /// Whether an evaluation draws enough samples.
    pub(super) fn has_enough_samples(&self) -> bool {
        let (samples, needed) = self.samples();
        samples >= needed
    }

    /// Median of a column over the last quarter of steps.
    pub(super) fn final_step(&self, column: fn(&StepRow) -> Option<f64>) -> Option<f64> {
        median(last_quarter(self.steps).iter().filter_map(column))
    }

    /// First evaluation from which `holds` is true until the end, single exceptions aside.
    pub(super) fn eval_onset(&self, holds: impl Fn(&EvalRow) -> bool) -> Option<u64> {
        let evals = self.trained();
        let held: Vec<bool> = evals.iter().map(holds).collect();
        onset(&held).map(|at| evals[at].step)
    }

    /// First step from which `holds` is true of the medians of blocks of steps until the end, single exceptions aside.
    pub(super) fn step_onset(&self, holds: impl Fn(&[StepRow]) -> bool) -> Option<u64> {
        let size = self.steps.len().div_ceil(BLOCKS).max(1);
        let held: Vec<bool> = self.steps.chunks(size).map(holds).collect();
        onset(&held).map(|at| self.steps[at * size].step)
    }
}

/// Start of the stretch of `true` that reaches to the end; one `false` between two `true` does not break it.
fn onset(held: &[bool]) -> Option<usize> {
    let mut start = None;
    for at in (0..held.len()).rev() {
        if held[at] {
            start = Some(at);
        } else if at == 0 || !held[at - 1] || (start.is_none() && at + 1 < held.len()) {
            break;
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0].into_iter()), Some(2.5));
        assert!(median([4.0, f64::NAN].into_iter()).unwrap().is_nan());
        assert_eq!(median(std::iter::empty()), None);
    }

    #[test]
    fn an_onset_reaches_to_the_end_and_forgives_one_exception() {
        let of = |text: &str| onset(&text.chars().map(|c| c == '1').collect::<Vec<_>>());
        assert_eq!(of("0001111"), Some(3));
        assert_eq!(of("0101101"), Some(1), "single exceptions");
        assert_eq!(of("1100111"), Some(4), "two in a row break it");
        assert_eq!(of("1110"), Some(0), "the last one may be the exception");
        assert_eq!(of("1100"), None);
        assert_eq!(of("000"), None);
        assert_eq!(of(""), None);
    }
}
