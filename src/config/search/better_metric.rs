//! A metric of which one value is better than another.

use crate::schema::{Allowed, Node, Problem, describe};

/// The metrics with a better direction. Their table comes later in the flow of modules; a test there
/// compares it with this list.
pub(crate) const BETTER_METRICS: [&str; 18] = [
    "modes",
    "high_quality",
    "reverse_kl",
    "rarest_mode",
    "precision",
    "recall",
    "coverage",
    "frechet",
    "kernel_distance",
    "bins_different",
    "jensen_shannon",
    "range_gap",
    "equilibrium_distance",
    "class_accuracy",
    "class_accuracy_least",
    "class_coverage",
    "class_coverage_least",
    "modes_held",
];

/// The name of one of them.
pub(super) struct BetterMetric;

impl Allowed for BetterMetric {
    type Value = String;

    fn read(&self, node: &Node<'_>) -> Result<String, Problem> {
        let written = node.value.as_str().unwrap_or_default();
        if BETTER_METRICS.contains(&written) {
            return Ok(written.to_string());
        }
        let message = format!(
            "{} must be a metric of which more or less is better, found {}",
            node.shown(),
            describe(&node.value)
        );
        Err(node.problem(message).with_allowed(written, BETTER_METRICS))
    }

    fn words(&self) -> String {
        format!("one of {}", BETTER_METRICS.join(", "))
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "enum": BETTER_METRICS })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<String> {
        use proptest::strategy::Strategy;
        proptest::sample::select(&BETTER_METRICS[..])
            .prop_map(str::to_string)
            .boxed()
    }
}
