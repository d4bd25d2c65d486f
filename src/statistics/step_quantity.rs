//! What has a value at several steps of a run: the metrics of its evaluations, and both losses.

use super::judged_run::JudgedRun;
use crate::metrics::Metric;

/// A quantity that a run has at several steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepQuantity {
    /// A metric, at each evaluation.
    Metric(Metric),
    /// D's loss, reduced to the medians of blocks of steps.
    DiscriminatorLoss,
    /// G's loss, reduced in the same way.
    GeneratorLoss,
}

impl StepQuantity {
    /// The name of its column.
    pub fn name(self) -> &'static str {
        match self {
            StepQuantity::Metric(metric) => metric.description().name,
            StepQuantity::DiscriminatorLoss => "d_loss",
            StepQuantity::GeneratorLoss => "g_loss",
        }
    }

    /// What it is measured in; losses have the unit of the loss, which a study may sweep.
    pub fn unit(self) -> &'static str {
        match self {
            StepQuantity::Metric(metric) => metric.description().unit.text(),
            StepQuantity::DiscriminatorLoss | StepQuantity::GeneratorLoss => "unit of the loss",
        }
    }

    /// Its values in a run with their steps, rising; what was not measured is left out.
    pub(super) fn values(self, run: &JudgedRun) -> Vec<(u64, f64)> {
        let measured = |values: &[Option<f64>]| -> Vec<(u64, f64)> {
            let steps = run.losses.steps.iter();
            steps
                .zip(values)
                .filter_map(|(step, value)| value.map(|value| (*step, value)))
                .collect()
        };
        match self {
            StepQuantity::Metric(metric) => run
                .evals
                .iter()
                .filter_map(|row| Some((row.step, row.measured.get(metric)?)))
                .collect(),
            StepQuantity::DiscriminatorLoss => measured(&run.losses.d_loss),
            StepQuantity::GeneratorLoss => measured(&run.losses.g_loss),
        }
    }
}
