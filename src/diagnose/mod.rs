//! History -> findings -> verdict. Pure: the same rules serve a run that has just ended and one read back from disk.
//!
//! Thresholds are the project's own, chosen on ring runs at 25 pairs of learning rates and on digits runs at eight. What a
//! high-quality sample is comes from the literature (`metrics`).

mod case;
mod collapse;
mod divergence;
mod dominance;
mod finding;
mod foreign;
mod health;
mod remedy;
#[cfg(test)]
mod tests;
mod verdict;

pub use case::{Case, median};
pub use finding::{Comparison, Diagnosis, Evidence, Finding, Remedy, Severity};
pub use foreign::{diagnose_foreign, foreign_limits};
pub use health::health;
pub use verdict::Verdict;

/// A rule: what it can find, what it looks at, and the function that looks.
pub struct Rule {
    pub verdict: Verdict,
    /// What must be measured for the rule to say anything.
    pub needs: &'static str,
    /// The condition, in words.
    pub condition: &'static str,
    judge: fn(&Case) -> Option<Finding>,
}

/// Every rule. A new one is a file with a function and a row here.
pub const RULES: [Rule; 5] = [
    Rule {
        verdict: Verdict::Divergence,
        needs: "losses; the samples' spread where it is measured",
        condition: "a loss or gradient norm is not finite; or, in the last quarter, D's loss is above 100 times its ideal, \
                    G's above 1,000 times, or the samples' spread above 100 times that of the data",
        judge: divergence::judge,
    },
    Rule {
        verdict: Verdict::ModeCollapse,
        needs: "known modes with 10 samples each in an evaluation, or k-NN coverage and precision of 50 samples",
        condition: "the samples look real (high_quality >= 0.1; images: precision >= 0.5) but miss modes (median modes \
                    below modes_total, or exp(-reverse_kl) <= 0.5; images: coverage < 0.4), in the last quarter of \
                    evaluations; severe from half of the modes missing, and on images",
        judge: collapse::judge,
    },
    Rule {
        verdict: Verdict::DiscriminatorDominance,
        needs: "D's loss; its accuracy where it is logged",
        condition: "D's loss stays below 0.4 of its ideal and its accuracy above 0.85, in the last quarter of steps",
        judge: dominance::judge_discriminator,
    },
    Rule {
        verdict: Verdict::GeneratorDominance,
        needs: "D's loss and accuracy, sample quality",
        condition: "D is at chance (loss above 0.95 of its ideal, accuracy at most 0.65) although the samples are bad \
                    (high_quality < 0.1; images: coverage < 0.4), in the last quarter, after at least 500 updates of D",
        judge: dominance::judge_generator,
    },
    Rule {
        verdict: Verdict::Healthy,
        needs: "as for mode_collapse",
        condition: "no other finding, all modes held at high_quality >= 0.2 (images: coverage and precision >= 0.5), in \
                    the last quarter",
        judge: health::judge,
    },
];

/// Applies every rule. The verdict is the gravest finding's; without any it is `undecided`.
pub fn diagnose(case: &Case) -> Diagnosis {
    let troubles = RULES.iter().filter(|rule| rule.verdict != Verdict::Healthy);
    let mut findings: Vec<Finding> = troubles.filter_map(|rule| (rule.judge)(case)).collect();
    if findings.is_empty() {
        findings.push(health::judge(case).unwrap_or_else(|| health::undecided(case)));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.severity, finding.verdict.gravity())));
    Diagnosis::new(findings)
}
