//! How far samples are spread at the end, over the data.

use super::run_history::RunHistory;
use crate::metrics::Metric;

/// What evidence calls the distance between samples.
const PAIR_SPREAD: &str = "distance of two samples over that of two real rows";

/// The spread of samples over that of the data, with its name: of those from anywhere the mean distance of most pairs,
/// which a few rows far from all others do not change.
pub(super) fn final_spread(history: &RunHistory) -> Option<(String, f64)> {
    let of_pairs = history.facts.and_then(|facts| facts.pair_spread);
    let (name, value) = match of_pairs {
        Some(value) => (PAIR_SPREAD, value),
        None => {
            let spread = Metric::Spread;
            (spread.description().name, history.final_metric(spread)?)
        }
    };
    Some((history.median_name(name), value))
}
