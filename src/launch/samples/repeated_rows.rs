//! Real rows that are there many times, as those of tables and of bits are.

use std::collections::HashMap;

use super::order::shuffled;
use crate::metrics::{EVALUATED_ROWS, Metric, MetricValues};
use crate::record::samples::SampleRows;

/// Rows that equal one from which on its ball of nearest neighbours has no extent: coverage and density ask five.
const OTHERS: usize = 5;
/// The share of such rows above which coverage and density say nothing: no sample is ever within.
const MOST: f64 = 0.1;

/// The share of real rows that equal five others or more, where that is more than a tenth.
pub(super) fn repeated_share(reals: &SampleRows) -> Option<f64> {
    let order = shuffled(reals.count());
    let rows = reals.rows(&order[..order.len().min(EVALUATED_ROWS)]);
    let mut counts: HashMap<Vec<u32>, usize> = HashMap::new();
    for row in rows.chunks_exact(reals.form.row()) {
        // Minus zero is zero.
        let bits = row.iter().map(|value| (value + 0.0).to_bits()).collect();
        *counts.entry(bits).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let repeated: usize = counts.into_values().filter(|count| *count > OTHERS).sum();
    let share = repeated as f64 / all as f64;
    (share > MOST).then_some(share)
}

/// The metrics that mean something beside such rows.
pub(super) fn measurable(measured: MetricValues) -> MetricValues {
    let is_of_balls = |metric: Metric| matches!(metric, Metric::Coverage | Metric::Density);
    MetricValues::from_fn(|metric| measured.get(metric).filter(|_| !is_of_balls(metric)))
}

/// That coverage and density were not measured.
pub(super) fn remark(share: f64) -> String {
    format!(
        "coverage and density were not measured: {:.0} % of the real rows equal five others or more, and the balls of their nearest \
         neighbours have no extent",
        100.0 * share
    )
}
