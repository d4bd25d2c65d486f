//! What can be followed over a run: the metrics of its evaluations, and both losses.

use super::study::JudgedRun;
use crate::metrics::Metric;

/// A number that a run has at several steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    Metric(Metric),
    /// D's loss, reduced to the medians of blocks of steps.
    DiscriminatorLoss,
    /// G's loss, reduced alike.
    GeneratorLoss,
}

impl Quantity {
    /// The name of its column.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Metric(metric) => metric.description().name,
            Quantity::DiscriminatorLoss => "d_loss",
            Quantity::GeneratorLoss => "g_loss",
        }
    }

    /// What it is measured in; losses have the unit of the loss, which a study may sweep.
    pub fn unit(self) -> &'static str {
        match self {
            Quantity::Metric(metric) => metric.description().unit.text(),
            Quantity::DiscriminatorLoss | Quantity::GeneratorLoss => "unit of the loss",
        }
    }

    /// Its values in a run with their steps, rising; what was not measured is left out.
    pub(super) fn values(self, run: &JudgedRun) -> Vec<(u64, f64)> {
        let measured = |values: &[Option<f64>]| -> Vec<(u64, f64)> {
            let steps = run.trajectory.steps.iter();
            steps
                .zip(values)
                .filter_map(|(step, value)| value.map(|value| (*step, value)))
                .collect()
        };
        match self {
            Quantity::Metric(metric) => run
                .evals
                .iter()
                .filter_map(|row| Some((row.step, row.measured.get(metric)?)))
                .collect(),
            Quantity::DiscriminatorLoss => measured(&run.trajectory.d_loss),
            Quantity::GeneratorLoss => measured(&run.trajectory.g_loss),
        }
    }
}
