//! History -> findings -> verdict. Pure: the same rules serve a run at training, one read back from
//! disk, and the log of a GAN that was trained anywhere.

mod divergence;
mod dominance;
mod early_stopping;
mod finding;
mod frozen;
mod health;
mod mode_collapse;
mod not_judged;
mod onset;
mod oscillation;
mod range_shortcut;
mod remedy;
mod run_history;
mod sample_criteria;
#[cfg(test)]
mod tests;
mod thresholds;
mod verdict;

pub use early_stopping::EarlyStopping;
pub use finding::{Comparison, Diagnosis, Evidence, FailureForm, Finding, Remedy, Severity};
pub use health::health;
pub use run_history::{RunHistory, median};
pub use thresholds::Thresholds;
pub use verdict::{Sign, Symptom, Verdict};

/// A rule: what it can find, what it looks at, and the function that looks.
pub struct Rule {
    pub symptom: Symptom,
    /// What must be measured for the rule to say anything.
    pub needs: &'static str,
    /// The condition, in words.
    pub condition: &'static str,
    judge: fn(&RunHistory) -> Option<Finding>,
}

impl Rule {
    /// The rule that finds a symptom; `undecided` has none.
    pub fn of(symptom: Symptom) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.symptom == symptom)
    }
}

const fn rule(
    symptom: Symptom,
    needs: &'static str,
    condition: &'static str,
    judge: fn(&RunHistory) -> Option<Finding>,
) -> Rule {
    Rule {
        symptom,
        needs,
        condition,
        judge,
    }
}

/// Every rule. A new one is a file with a function and a row here.
pub static RULES: [Rule; 8] = [
    rule(
        Symptom::Verdict(Verdict::Divergence),
        "losses; the samples' spread where it is measured",
        "a loss or gradient norm is not finite to its end; or, in the last quarter, D's loss is above 30 times its ideal, G's above \
         300 times (Wasserstein, in size: 3,000 and 30,000), or the samples' spread above 100 times that of the data",
        divergence::judge,
    ),
    rule(
        Symptom::Verdict(Verdict::ModeCollapse),
        "modes that are known or classified, with 10 samples each in an evaluation, or coverage and precision of 50 samples",
        "the samples look real (high_quality >= 0.1; else precision >= 0.5) but lack a part of the data (rarest_mode < 0.1 \
         or exp(-reverse_kl) <= 0.5; without modes: coverage < 0.4), in the last quarter of evaluations; full where at \
         most half of the modes are in effect used, late where three evaluations in a row once showed everything",
        mode_collapse::judge,
    ),
    rule(
        Symptom::Verdict(Verdict::Frozen),
        "losses; frame_change where it is measured",
        "both losses are constant in the last quarter, whatever the batch (saturated clamps); or the samples of fixed latents \
         stand still, and D has not won; not where the samples are healthy",
        frozen::judge,
    ),
    rule(
        Symptom::Verdict(Verdict::DiscriminatorDominance),
        "D's loss; its accuracy and samples where they are logged",
        "D's loss stays below 0.4 of its ideal and its accuracy at 0.85 or above, in the last quarter of steps; of a \
         relativistic loss: its accuracy at 0.97 or above before bad samples; not where the samples are healthy",
        dominance::judge_discriminator,
    ),
    rule(
        Symptom::Verdict(Verdict::GeneratorDominance),
        "D's loss and accuracy, sample quality; or both losses",
        "D is at chance (loss above 0.95 of its ideal, accuracy at most 0.65) although the samples are bad, in the last \
         quarter, after at least 500 updates of D; or it is worse than chance (loss above 1.25 of its ideal, G's loss \
         below that of a balanced game)",
        dominance::judge_generator,
    ),
    rule(
        Symptom::Sign(Sign::Oscillation),
        "D's loss",
        "in the second half D's loss repeats itself: autocorrelation of at least 0.5 at a period of at most a third of it, \
         and a standard deviation of at least a tenth of the ideal",
        oscillation::judge,
    ),
    rule(
        Symptom::Sign(Sign::RangeShortcut),
        "range_gap and D's accuracy",
        "more than 0.05 of the values lie outside the range of the other side, and D's accuracy is at 0.85 or above",
        range_shortcut::judge,
    ),
    rule(
        Symptom::Verdict(Verdict::Healthy),
        "as for mode_collapse; or losses",
        "no failure, the samples look real and lack nothing, in the last quarter; without samples: D's loss between 0.42 \
         and 1.25 of its ideal, after it has been below 0.9 of it (Wasserstein: below 0, and at most half of its largest size)",
        health::judge,
    ),
];

/// Applies every rule. The verdict is the gravest finding's; without any it is `undecided`.
pub fn diagnose(history: &RunHistory) -> Diagnosis {
    let troubles = RULES
        .iter()
        .filter(|rule| rule.symptom != Symptom::Verdict(Verdict::Healthy));
    let mut findings: Vec<Finding> = troubles.filter_map(|rule| (rule.judge)(history)).collect();
    if !findings.iter().any(Finding::is_failure) {
        findings.push(health::judge(history).unwrap_or_else(|| health::undecided(history)));
    }
    // Failures by their severity and graveness; then what decides no verdict.
    findings.sort_by_key(|finding| {
        let gravity = finding.symptom.verdict().map(Verdict::gravity);
        std::cmp::Reverse((gravity.is_some(), finding.severity, gravity))
    });
    let gravest = &findings[0];
    let verdict = gravest
        .symptom
        .verdict()
        .expect("a failure, healthy or undecided is always among them");
    Diagnosis {
        verdict,
        onset: gravest.onset,
        not_judged: not_judged::sentences(history),
        findings,
    }
}
