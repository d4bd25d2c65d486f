//! Range shortcut: D tells real from fake by the range of their values, and needs to learn nothing
//! else.

use super::finding::Comparison::{Above, AtLeast};
use super::{Evidence, Finding, RunHistory, Severity, Sign, remedy};
use crate::metrics::Metric;

/// The rule for `range_shortcut`.
pub(super) fn judge(history: &RunHistory) -> Option<Finding> {
    let thresholds = history.thresholds;
    let gap = history
        .final_metric(Metric::RangeGap)
        .filter(|gap| *gap > thresholds.range_gap)?;
    let accuracy = history
        .final_step(|row| row.d_acc)
        .filter(|share| *share >= thresholds.won_accuracy)?;
    let onset = history.eval_onset(|row| {
        row.measured
            .get(Metric::RangeGap)
            .is_some_and(|gap| gap > thresholds.range_gap)
    });
    let evidence = vec![
        Evidence::compared(
            "range_gap (median of the last quarter)",
            gap,
            Above,
            thresholds.range_gap,
        ),
        Evidence::compared("d_acc", accuracy, AtLeast, thresholds.won_accuracy),
    ];
    let remedy = remedy::same_range(history);
    Some(Finding {
        severity: Severity::Note,
        onset,
        evidence,
        ..Finding::of(Sign::RangeShortcut, remedy)
    })
}
