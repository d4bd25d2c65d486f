//! All rules, and the verdict that they come to.

use super::finding::{Diagnosis, Finding};
use super::rule::Rule;
use super::run_history::RunHistory;
use super::verdict::{Symptom, Verdict};
use super::{
    Confidence, class_collapse, confidence, copies, discriminator_dominance, divergence,
    equilibrium, fine_detail, frozen, generator_dominance, healthy, labels_ignored, low_quality,
    mode_collapse, mode_imbalance, not_judged, oscillation, posterior_collapse, range_shortcut,
    starved, undecided, undertrained,
};

/// Every rule, one per line.
pub(super) static RULES: &[Rule] = &[
    divergence::RULE,
    mode_collapse::RULE,
    frozen::RULE,
    discriminator_dominance::RULE,
    generator_dominance::RULE,
    starved::RULE,
    undertrained::RULE,
    mode_imbalance::RULE,
    class_collapse::RULE,
    labels_ignored::RULE,
    posterior_collapse::RULE,
    oscillation::RULE,
    range_shortcut::RULE,
    low_quality::RULE,
    copies::RULE,
    fine_detail::BLURRED,
    fine_detail::NOISY,
    fine_detail::CHECKERBOARD,
    fine_detail::OTHER_FORM,
    healthy::RULE,
];

impl Rule {
    /// The rule that finds a symptom; `undecided` has none.
    pub fn of(symptom: Symptom) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.symptom == symptom)
    }
}

/// What is no failure is asked about once there is none.
fn is_asked_first(symptom: Symptom) -> bool {
    symptom.verdict().is_none_or(Verdict::is_failure)
}

/// Applies every rule. The verdict is that of the most severe finding; without any it is
/// `undecided`.
pub fn diagnose(history: &RunHistory) -> Diagnosis {
    if let Some(findings) = equilibrium::findings(history) {
        return of_findings(findings, None, Vec::new());
    }
    let mut findings: Vec<Finding> = RULES
        .iter()
        .filter(|rule| is_asked_first(rule.symptom))
        .filter_map(|rule| (rule.find)(history))
        .collect();
    if !findings.iter().any(Finding::is_failure) {
        let found = healthy::find(history).or_else(|| undertrained::find(history));
        findings.push(found.unwrap_or_else(|| undecided::finding(history)));
    }
    // Failures by severity, then by rank; after them what decides no verdict.
    findings.sort_by_key(|finding| {
        let rank = finding.symptom.verdict().map(Verdict::rank);
        std::cmp::Reverse((rank.is_some(), finding.severity, rank))
    });
    let verdict = findings[0].symptom.verdict();
    let confidence = verdict.and_then(|verdict| confidence::of(verdict, history));
    let not_judged = not_judged::sentences(history, &findings);
    of_findings(findings, confidence, not_judged)
}

/// The diagnosis whose verdict is that of the first finding.
fn of_findings(
    findings: Vec<Finding>,
    confidence: Option<Confidence>,
    not_judged: Vec<String>,
) -> Diagnosis {
    let first = &findings[0];
    let verdict = first
        .symptom
        .verdict()
        .expect("a failure, healthy or undecided is always among them");
    Diagnosis {
        verdict,
        onset: first.onset,
        confidence,
        not_judged,
        findings,
        healings: Vec::new(),
    }
}
