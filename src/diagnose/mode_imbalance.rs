//! Mode imbalance: everything is held, some of it by far too few samples.

use super::finding::Comparison::Below;
use super::rule::Rule;
use super::sample_criteria::SampleCriteria;
use super::words::{number, part};
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};
use crate::metrics::{Metric, MetricValues};

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::ModeImbalance),
    needs: || "modes that are known or classified".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "the samples look real and hold every mode, the rarest with less than {} of its share of the data, in the last \
         {} of evaluations",
        number(thresholds.uneven),
        part(thresholds.window),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    let criteria = SampleCriteria::of(history)?;
    let measured = history.final_metrics();
    let uneven = |row: &MetricValues| criteria.looks_real(row) && criteria.is_uneven(row);
    if !history.has_enough_evaluations() || !history.has_enough_samples() || !uneven(&measured) {
        return None;
    }
    let name = history.window_name(Metric::RarestMode.description().name);
    let rarest = history.final_metric(Metric::RarestMode)?;
    let mut evidence = vec![Evidence::compared(
        &name,
        rarest,
        Below,
        history.thresholds.uneven,
    )];
    evidence.extend(criteria.realism(history));
    Some(Finding {
        severity: Severity::Note,
        onset: history.eval_onset(|row| uneven(&row.measured)),
        evidence,
        ..Finding::of(Sign::ModeImbalance, remedy::collapse(history))
    })
}
