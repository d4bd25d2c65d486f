//! Copies: samples that are real rows, as those of a GAN that has memorised its training images.

use super::finding::Comparison::AtLeast;
use super::rule::Rule;
use super::words::number;
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::Copies),
    needs: || "samples from anywhere and at least 100 real pictures".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "the share of samples that are nearer to a real picture than half the mean distance of its 50 nearest (Carlini et al. \
         2023) is {} above that of real pictures which are so near to another",
        number(thresholds.copies),
    )
}

/// Whether samples copy real pictures.
pub(super) fn is_found(history: &RunHistory) -> bool {
    find(history).is_some()
}

/// Why no share of samples could be enough, if it is so.
pub(super) fn not_judged(history: &RunHistory) -> Option<String> {
    let shares = history.facts?.copies?;
    (shares.reals + history.thresholds.copies > 1.0).then(|| {
        format!(
            "copies were not looked for: {:.0} % of the real pictures are as near to another one as a copy would be",
            100.0 * shares.reals
        )
    })
}

fn find(history: &RunHistory) -> Option<Finding> {
    let shares = history.facts?.copies?;
    let least = shares.reals + history.thresholds.copies;
    let name = match history.is_single_set() {
        true => "copies, share of samples",
        false => "copies, share of samples of the last set",
    };
    (shares.samples >= least).then(|| Finding {
        severity: Severity::Note,
        evidence: vec![
            Evidence::compared(name, shares.samples, AtLeast, least),
            Evidence::informative("real pictures that copy another", shares.reals),
        ],
        ..Finding::of(Sign::Copies, remedy::fewer_copies())
    })
}
