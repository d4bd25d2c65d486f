//! Low quality: some samples from anywhere lie in modes that are known, and most in none of them.

use super::finding::Comparison::Below;
use super::rule::Rule;
use super::sample_criteria::{PartsOfData, SampleCriteria};
use super::words::number;
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};
use crate::metrics::Metric;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::LowQuality),
    needs: || "samples from anywhere of data whose modes are known".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "the samples look real, and less than {} of them is within 3 standard deviations of a mode",
        number(thresholds.few_good)
    )
}

/// Whether it is found. Noise between the modes may put a point into a missing one, so how often a verdict on such
/// samples is right was not counted.
pub(super) fn is_found(history: &RunHistory) -> bool {
    find(history).is_some()
}

fn find(history: &RunHistory) -> Option<Finding> {
    history.facts?;
    let criteria = SampleCriteria::of(history).filter(|it| it.parts == PartsOfData::Modes)?;
    let measured = history.final_metrics();
    let share = measured.get(Metric::HighQuality)?;
    let most = history.thresholds.few_good;
    let reason = "look at the others: a young G, noise, or samples between the modes; train longer, or lower G's learning rate at the end";
    (criteria.looks_real(&measured) && history.has_enough_samples() && share < most).then(|| {
        let name = history.window_name(Metric::HighQuality.description().name);
        Finding {
            severity: Severity::Note,
            evidence: vec![Evidence::compared(&name, share, Below, most)],
            ..Finding::of(Sign::LowQuality, remedy::in_words(reason))
        }
    })
}
