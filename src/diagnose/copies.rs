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
