//! Range shortcut: D tells real from fake by the range of their values, and needs to learn nothing
//! else.

use super::finding::Comparison::{Above, AtLeast};
use super::rule::Rule;
use super::words::number;
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};
use crate::metrics::Metric;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::RangeShortcut),
    needs: || "range_gap and D's accuracy".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "more than {} of the values lie outside the range of the other side, and D's accuracy is at {} or above",
        number(thresholds.range_gap),
        number(thresholds.won_accuracy),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
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
            &history.median_name("range_gap"),
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
