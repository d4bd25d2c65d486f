//! Labels ignored: a conditional G makes samples of other classes than it is told.

use super::finding::Comparison::Below;
use super::rule::Rule;
use super::sample_criteria::followed_labels;
use super::words::{number, part};
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};
use crate::metrics::{Metric, MetricValues};

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::LabelsIgnored),
    needs: || "`condition`, and data with a classifier".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "the classifier finds the class that G was told in less than {} of the samples beyond chance, which is one over the \
         number of classes, in the last {} of evaluations",
        number(thresholds.followed_labels),
        part(thresholds.window),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    let least = history.thresholds.followed_labels;
    let ignored = |row: &MetricValues| followed_labels(row).is_some_and(|share| share < least);
    let measured = history.final_metrics();
    if !history.has_enough_evaluations() || !history.has_enough_samples() || !ignored(&measured) {
        return None;
    }
    let share = followed_labels(&measured)?;
    let of_classes = Metric::ClassAccuracy.description().name;
    let name = history.median_name("labels followed beyond chance");
    Some(Finding {
        severity: Severity::Note,
        onset: history.eval_onset(|row| ignored(&row.measured)),
        evidence: vec![
            Evidence::compared(&name, share, Below, least),
            Evidence::informative(of_classes, history.final_metric(Metric::ClassAccuracy)?),
        ],
        ..Finding::of(Sign::LabelsIgnored, remedy::stronger_labels(history))
    })
}
