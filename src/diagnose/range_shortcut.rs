//! Range shortcut: D tells real from fake by the range of their values, and needs to learn nothing
//! else.

use super::finding::Comparison::{Above, AtLeast};
use super::rule::Rule;
use super::sample_criteria::SampleCriteria;
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
        "more than {} of the values lie outside the range of the other side, and D's accuracy is at {} or above, where it is known",
        number(thresholds.range_gap),
        number(thresholds.won_accuracy),
    )
}

/// Whether samples are all that is known, and enough of them are no collapse: what that leaves out is no
/// matter of form.
fn is_of_the_form(history: &RunHistory) -> bool {
    let criteria = SampleCriteria::of(history).filter(|_| history.facts.is_some());
    let measured = history.final_metrics();
    let differs = measured
        .get(Metric::Spread)
        .is_none_or(|spread| spread > history.thresholds.alike);
    criteria.is_some_and(|criteria| {
        let is_collapse = criteria.looks_real(&measured)
            && criteria.lacks_a_part(&measured)
            && !criteria.is_of_other_form();
        history.has_enough_samples() && differs && !is_collapse
    })
}

fn find(history: &RunHistory) -> Option<Finding> {
    let thresholds = history.thresholds;
    let gap = history
        .final_metric(Metric::RangeGap)
        .filter(|gap| *gap > thresholds.range_gap)?;
    let accuracy = history.final_step(|row| row.d_acc);
    // Where samples are all that is known, D may never have used it, and could.
    let uses_it = accuracy.map_or(is_of_the_form(history), |share| {
        share >= thresholds.won_accuracy
    });
    if !uses_it {
        return None;
    }
    let onset = history.eval_onset(|row| {
        row.measured
            .get(Metric::RangeGap)
            .is_some_and(|gap| gap > thresholds.range_gap)
    });
    let mut evidence = vec![Evidence::compared(
        &history.median_name("range_gap"),
        gap,
        Above,
        thresholds.range_gap,
    )];
    evidence.extend(
        accuracy.map(|share| Evidence::compared("d_acc", share, AtLeast, thresholds.won_accuracy)),
    );
    let remedy = remedy::same_range(history);
    Some(Finding {
        severity: Severity::Note,
        onset,
        evidence,
        ..Finding::of(Sign::RangeShortcut, remedy)
    })
}
