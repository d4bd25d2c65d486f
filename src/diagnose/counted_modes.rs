//! How many modes are held, and how many are in effect used.

use crate::metrics::{Metric, MetricValues};

/// The metric that says how many modes are held: by many samples, or of those of an evaluation.
pub(super) fn counted_modes(measured: &MetricValues) -> Metric {
    match measured.get(Metric::ModesHeld) {
        Some(_) => Metric::ModesHeld,
        None => Metric::Modes,
    }
}

/// Share of the modes in effect used, exp(entropy of the counts) over their number.
pub(super) fn in_effect(measured: &MetricValues) -> Option<f64> {
    measured
        .get(Metric::ReverseKl)
        .map(|divergence| (-divergence).exp())
}
