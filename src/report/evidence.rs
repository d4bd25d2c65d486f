//! The numbers that decided, in words.

use crate::diagnose::Evidence;
use crate::statistics::format_number;

/// The evidence in words: `high_quality 0.02 (below 0.2)`.
pub fn evidence_text(evidence: &Evidence) -> String {
    format!("{} {}", evidence.name, value_and_threshold(evidence))
}

/// The value, and what it was compared with.
pub(super) fn value_and_threshold(evidence: &Evidence) -> String {
    let value = format_number(evidence.value);
    match (evidence.comparison, evidence.threshold) {
        (Some(comparison), Some(threshold)) => {
            format!(
                "{value} ({} {})",
                comparison.words(),
                format_number(threshold)
            )
        }
        (Some(comparison), None) => format!("{value} ({})", comparison.words()),
        _ => value,
    }
}
