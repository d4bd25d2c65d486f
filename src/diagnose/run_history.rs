//! What the rules look at: a run's history as windows, blocks and medians.

use super::median::{median, upper_median};
use super::onset::onset;
use super::sample_facts::{SampleFacts, SampleSpace};
use super::thresholds::Thresholds;
use super::words::part;
use crate::config::Run;
use crate::metrics::{Metric, MetricValues};
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

/// Blocks that a run's steps are cut into: onsets of rules about steps are this fine.
const BLOCKS: usize = 100;

/// Samples per mode: a perfect sampler with ten misses one of 22,000 modes, with two one of seven.
pub(super) const SAMPLES_PER_MODE: f64 = 10.0;
/// Samples for coverage and precision: ten times the neighbours that a k-NN ball reaches to.
pub(super) const LEAST_IMAGES: f64 = 50.0;

/// Rows of steps before which losses decide nothing: medians of fewer are single rows.
pub(super) const LEAST_ROWS: usize = 8;
/// Evaluations of training before which samples decide nothing, and by which modes are counted, at least: rare modes
/// come and go, and of three evaluations one too many or too few decides.
pub(super) const LEAST_EVALUATIONS: usize = 5;
/// Rows or evaluations that a verdict is about, at least.
pub(super) const LEAST_OF_WINDOW: usize = 3;

/// A column of the steps.
pub(super) type Column = fn(&StepRow) -> Option<f64>;

/// The rows of a run, as far as it has come, with what explains them.
#[derive(Clone, Copy)]
pub struct RunHistory<'a> {
    /// What the players minimise. D's loss is the mean of its real and its fake term.
    pub loss: Loss,
    /// The spec of a run that was trained here. It changes no verdict, only what remedies say.
    pub run: Option<&'a Run>,
    /// Samples behind each evaluation; 0 if there are none.
    pub samples: usize,
    /// What was measured at training steps, in their order.
    pub steps: &'a [StepRow],
    /// What was measured on samples, in the order of their steps.
    pub evals: &'a [EvalRow],
    /// Whether D's loss is only assumed to be the mean of its two terms: it may be their sum.
    pub assumes_mean: bool,
    /// What is known of samples from anywhere; none where the program has drawn them itself, or there are
    /// none.
    pub facts: Option<&'a SampleFacts>,
    /// Where the rules draw their lines.
    pub thresholds: Thresholds,
}

impl<'a> RunHistory<'a> {
    /// A run that was trained here, as far as these rows go.
    pub fn new(run: &'a Run, steps: &'a [StepRow], evals: &'a [EvalRow]) -> Self {
        Self {
            run: Some(run),
            ..Self::external(run.loss, run.evaluate.samples, steps, evals)
        }
    }

    /// The log of a GAN that was trained anywhere, with `samples` samples behind each of its
    /// evaluations.
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
            assumes_mean: false,
            facts: None,
            thresholds: Thresholds::default(),
        }
    }

    /// D's loss while it cannot tell real from fake.
    pub(super) fn ideal(&self) -> f64 {
        self.loss.ideal_discriminator_loss()
    }

    /// The rows of the window at the end, at least so many.
    fn last<T>(&self, rows: &'a [T], least: usize) -> &'a [T] {
        let kept = (rows.len() as f64 * self.thresholds.window).ceil() as usize;
        let kept = kept.max(least).min(rows.len());
        &rows[rows.len() - kept..]
    }

    /// Evaluations after training has begun.
    pub(super) fn evals_of_training(&self) -> &'a [EvalRow] {
        let first = self
            .evals
            .iter()
            .position(|row| row.step > 0)
            .unwrap_or(self.evals.len());
        &self.evals[first..]
    }

    /// The steps that a verdict is about.
    pub(super) fn last_steps(&self) -> &'a [StepRow] {
        self.last(self.steps, LEAST_OF_WINDOW)
    }

    /// Whether any evaluation holds the metric.
    pub(super) fn measures(&self, metric: Metric) -> bool {
        self.evals_of_training()
            .iter()
            .any(|row| row.measured.get(metric).is_some())
    }

    /// Median of a metric over the last evaluations; NaN when most of them are. `None` when it was
    /// not measured. Of the modes it is the most: one that any evaluation shows is held, however
    /// rarely so few samples meet it. Where more samples were counted, modes are missing if most of
    /// these evaluations say so.
    pub(super) fn final_metric(&self, metric: Metric) -> Option<f64> {
        let least = match metric {
            Metric::Modes | Metric::ModesHeld | Metric::RarestMode | Metric::ReverseKl => {
                LEAST_EVALUATIONS
            }
            _ => LEAST_OF_WINDOW,
        };
        let values = || {
            self.last(self.evals_of_training(), least)
                .iter()
                .filter_map(|row| row.measured.get(metric))
        };
        match metric {
            Metric::Modes => return values().max_by(f64::total_cmp),
            Metric::ModesHeld => return upper_median(values()),
            _ => {}
        }
        median_of_most(values().collect())
    }

    /// The metrics of the last evaluations, each as its median.
    pub(super) fn final_metrics(&self) -> MetricValues {
        MetricValues::from_fn(|metric| self.final_metric(metric))
    }

    /// The name of a median over the window that verdicts are about.
    pub(super) fn median_name(&self, name: &str) -> String {
        if self.is_single_set() {
            return name.to_string();
        }
        format!(
            "{name} (median of the last {})",
            part(self.thresholds.window)
        )
    }

    /// The name of another value of that window.
    pub(super) fn window_name(&self, name: &str) -> String {
        if self.is_single_set() {
            return name.to_string();
        }
        format!("{name} (last {})", part(self.thresholds.window))
    }

    /// Samples that are needed before a missing mode or row says anything.
    pub(super) fn samples_needed(&self) -> usize {
        let modes = self
            .final_metric(Metric::ModesTotal)
            .filter(|modes| (1.0..1e6).contains(modes));
        modes.map_or(LEAST_IMAGES, |modes| SAMPLES_PER_MODE * modes) as usize
    }

    /// Finite values of a column, in all rows and in those that a verdict is about.
    pub(super) fn logged(&self, column: Column) -> (usize, usize) {
        let count = |rows: &[StepRow]| {
            let values = rows.iter().filter_map(column);
            values.filter(|value| value.is_finite()).count()
        };
        (count(self.steps), count(self.last_steps()))
    }

    /// Whether a column has enough values to decide anything.
    pub(super) fn has_enough(&self, column: Column) -> bool {
        let (all, last) = self.logged(column);
        all >= LEAST_ROWS && last >= LEAST_OF_WINDOW
    }

    /// Updates of D, those between rows included.
    pub(super) fn updates_of_d(&self) -> f64 {
        let logged = self.steps.iter().map(|row| f64::from(row.d_stepped));
        logged.sum::<f64>() * self.steps_per_row()
    }

    /// Whether D has had enough updates (`chance_updates`) for being far ahead, or at chance, to be more
    /// than the beginning.
    pub(super) fn has_beginning_behind(&self) -> bool {
        self.updates_of_d() >= self.thresholds.chance_updates as f64
    }

    /// Steps of training per row: a log has one row for many, and a long history is thinned.
    pub(super) fn steps_per_row(&self) -> f64 {
        match self.steps {
            [first, .., last] => {
                let gaps = (self.steps.len() - 1) as f64;
                (last.step.saturating_sub(first.step) as f64 / gaps).max(1.0)
            }
            _ => 1.0,
        }
    }

    /// Whether samples are compared in features of photographs.
    pub(super) fn is_in_imagenet(&self) -> bool {
        let of_run = |run: &Run| run.compares_in_imagenet(self.measures(Metric::ModesTotal));
        let is_of_samples = |facts: &SampleFacts| facts.space == SampleSpace::ImageNet;
        self.facts.is_some_and(is_of_samples) || self.run.is_some_and(of_run)
    }

    /// Whether the verdict is about one set of samples, whatever came before.
    pub(super) fn is_single_set(&self) -> bool {
        self.facts.is_some_and(|facts| facts.is_single)
    }

    /// Evaluations that are needed before samples decide anything: of a run, whose next one may be
    /// another, several; of a set that is judged by itself it is the one.
    pub(super) fn evaluations_needed(&self) -> usize {
        match self.is_single_set() {
            true => 1,
            false => LEAST_EVALUATIONS,
        }
    }

    /// Whether there are enough evaluations for samples to decide anything.
    pub(super) fn has_enough_evaluations(&self) -> bool {
        self.evals_of_training().len() >= self.evaluations_needed()
    }

    /// Whether an evaluation draws enough samples.
    pub(super) fn has_enough_samples(&self) -> bool {
        self.samples >= self.samples_needed()
    }

    /// Median of a column over the last steps.
    pub(super) fn final_step(&self, column: Column) -> Option<f64> {
        median_of_most(self.last_steps().iter().filter_map(column).collect())
    }

    /// The evaluation from which on `holds` is true, exceptions aside: see [`onset`].
    pub(super) fn eval_onset(&self, holds: impl Fn(&EvalRow) -> bool) -> Option<u64> {
        if self.is_single_set() {
            return None;
        }
        let evals = self.evals_of_training();
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

    /// Steps of a block.
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
/// The median of the numbers among values, most of which are numbers; else NaN.
fn median_of_most(mut values: Vec<f64>) -> Option<f64> {
    let all = values.len();
    let numbers = values.iter().filter(|value| !value.is_nan()).count();
    if 2 * numbers > all {
        values.retain(|value| !value.is_nan());
    }
    median(values.into_iter())
}
