//! Class collapse: the samples of a class are all alike, whatever the latent.

use super::finding::Comparison::AtMost;
use super::rule::Rule;
use super::words::{number, part};
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};
use crate::metrics::{Metric, MetricValues};

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::ClassCollapse),
    needs: || "`condition`".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "in a class the standard deviation of the samples is at most {} of that of its real images (class_diversity_least), in the \
         last {} of evaluations; where the samples look real, it is a mode_collapse as well",
        number(thresholds.class_alike),
        part(thresholds.window),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    let most = history.thresholds.class_alike;
    let alike = |row: &MetricValues| {
        let least = row.get(Metric::ClassDiversityLeast);
        least.is_some_and(|ratio| ratio <= most)
    };
    if !history.has_enough_evaluations()
        || !history.has_enough_samples()
        || !alike(&history.final_metrics())
    {
        return None;
    }
    let name = history.median_name(Metric::ClassDiversityLeast.description().name);
    let least = history.final_metric(Metric::ClassDiversityLeast)?;
    let others = [Metric::ClassDiversity, Metric::ClassCoverageLeast];
    let mut evidence = vec![Evidence::compared(&name, least, AtMost, most)];
    evidence.extend(others.into_iter().filter_map(|metric| {
        let value = history.final_metric(metric)?;
        Some(Evidence::informative(metric.description().name, value))
    }));
    let remedy = remedy::diverse_classes(history).unwrap_or_else(|| remedy::collapse(history));
    Some(Finding {
        severity: Severity::Note,
        onset: history.eval_onset(|row| alike(&row.measured)),
        evidence,
        ..Finding::of(Sign::ClassCollapse, remedy)
    })
}
