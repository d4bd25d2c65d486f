//! What a rule says: since when it holds, the numbers that decided, and what to try.

use serde::{Deserialize, Serialize};

use super::{Confidence, Sign, Symptom, Verdict};
use crate::record::Healing;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// No failure: healthy, not decided, or a sign that goes with a verdict.
    Note,
    /// A part is lost, the rest works.
    Partial,
    /// The run is of no use as it is.
    Severe,
}

impl Severity {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Partial => "partial",
            Severity::Severe => "severe",
        }
    }
}

/// How a value was compared with its threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Less than the threshold.
    Below,
    /// The threshold or less.
    AtMost,
    /// The threshold or more.
    AtLeast,
    /// More than the threshold.
    Above,
    /// Finite numbers only.
    Finite,
}

impl Comparison {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Comparison::Below => "below",
            Comparison::AtMost => "at most",
            Comparison::AtLeast => "at least",
            Comparison::Above => "above",
            Comparison::Finite => "should be finite",
        }
    }
}

/// One number that took part in the decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was measured, and over what.
    pub name: String,
    /// Its value; NaN and infinities are written as text, for JSON has no such numbers.
    #[serde(with = "any_number")]
    pub value: f64,
    /// What it was compared with; nothing for a number that only informs.
    pub comparison: Option<Comparison>,
    /// The threshold, where there is one.
    pub threshold: Option<f64>,
    /// The upper threshold, of a number that lies between two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}

impl Evidence {
    /// A number that was compared.
    pub fn compared(name: &str, value: f64, comparison: Comparison, threshold: f64) -> Self {
        Self {
            name: name.to_string(),
            value,
            comparison: Some(comparison),
            threshold: Some(threshold),
            most: None,
        }
    }

    /// A number that lies between two thresholds.
    pub(super) fn between(name: &str, value: f64, least: f64, most: f64) -> Self {
        Self {
            most: Some(most),
            ..Self::compared(name, value, Comparison::AtLeast, least)
        }
    }

    /// A value beside the least that is asked of it.
    pub fn compared_with_least(name: &str, value: f64, least: f64) -> Self {
        let comparison = match value >= least {
            true => Comparison::AtLeast,
            false => Comparison::Below,
        };
        Self::compared(name, value, comparison, least)
    }

    /// A number that decided if the comparison holds, and only informs if not.
    pub fn compared_if_held(
        name: &str,
        value: f64,
        comparison: Comparison,
        threshold: f64,
    ) -> Self {
        let held = match comparison {
            Comparison::Below => value < threshold,
            Comparison::AtMost => value <= threshold,
            Comparison::AtLeast => value >= threshold,
            Comparison::Above => value > threshold,
            Comparison::Finite => !value.is_finite(),
        };
        if held {
            Self::compared(name, value, comparison, threshold)
        } else {
            Self::informative(name, value)
        }
    }

    /// Whether the value is on the wrong side of what is asked of healthy samples.
    pub(super) fn falls_short(&self) -> bool {
        let wrong = |comparison| !matches!(comparison, Comparison::AtLeast);
        self.comparison.is_some_and(wrong)
    }

    /// A number that only informs.
    pub fn informative(name: &str, value: f64) -> Self {
        Self {
            name: name.to_string(),
            value,
            comparison: None,
            threshold: None,
            most: None,
        }
    }
}

/// A change to try, in the study's own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remedy {
    /// A patch of the run, as YAML; empty when there is nothing to change.
    pub patch: String,
    /// Why this one.
    pub reason: String,
}

/// Which way a failure took, where there are several, or what a healthy verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictForm {
    /// Mode collapse: at most half of the modes are in effect used, and more never were.
    Full,
    /// Mode collapse: some modes are missing.
    Partial,
    /// A full collapse of a run that once held everything.
    LateFull,
    /// A partial one of such a run.
    LatePartial,
    /// Generator dominance: D cannot tell, although there is much to tell.
    AtChance,
    /// Generator dominance: D is wrong more often than right.
    Fooled,
    /// Healthy: no failure is visible in the losses, and nothing is known of samples.
    LossesOnly,
    /// Frozen: the losses are the same whatever the batch.
    Saturated,
    /// Frozen: G makes the same of the same latents.
    Still,
    /// Starved: D hardly moves.
    Discriminator,
    /// Starved: G hardly moves.
    Generator,
}

impl VerdictForm {
    /// The name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            VerdictForm::Full => "full",
            VerdictForm::Partial => "partial",
            VerdictForm::LateFull => "late_full",
            VerdictForm::LatePartial => "late_partial",
            VerdictForm::AtChance => "at_chance",
            VerdictForm::Fooled => "fooled",
            VerdictForm::LossesOnly => "losses_only",
            VerdictForm::Saturated => "saturated",
            VerdictForm::Still => "still",
            VerdictForm::Discriminator => "discriminator",
            VerdictForm::Generator => "generator",
        }
    }
}

/// What one rule found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What was found.
    pub symptom: Symptom,
    /// Which way it took, or what it rests on.
    pub form: Option<VerdictForm>,
    /// How bad it is.
    pub severity: Severity,
    /// The step from which on it holds, exceptions aside.
    pub onset: Option<u64>,
    /// The numbers that decided, the most telling first, and some that inform.
    pub evidence: Vec<Evidence>,
    /// What to try.
    pub remedy: Remedy,
}

impl Finding {
    /// A finding without anything that speaks for it yet.
    pub(super) fn of(symptom: impl Into<Symptom>, remedy: Remedy) -> Self {
        let symptom = symptom.into();
        Self {
            symptom,
            form: None,
            severity: Severity::Note,
            onset: None,
            evidence: Vec::new(),
            remedy,
        }
    }

    /// The symptom, with its form where it has one: `mode_collapse (late_partial)`.
    pub fn name(&self) -> String {
        let name = self.symptom.name();
        self.form
            .map_or(name.to_string(), |form| format!("{name} ({})", form.name()))
    }

    /// The number that decided: the first that was compared.
    pub fn decisive(&self) -> Option<&Evidence> {
        self.evidence
            .iter()
            .find(|evidence| evidence.comparison.is_some())
    }

    /// Whether it says that the run has failed.
    pub fn is_failure(&self) -> bool {
        self.symptom.verdict().is_some_and(Verdict::is_failure)
    }
}

/// Verdict and findings of a run: the content of `verdict.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The verdict: that of the first finding.
    pub verdict: Verdict,
    /// The step from which on it holds.
    pub onset: Option<u64>,
    /// How often such a verdict is right; nothing where that is not known, as in files of before it
    /// was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// All findings, the most severe first.
    pub findings: Vec<Finding>,
    /// What could not be judged, and why: one sentence each. Called `limits` in the file.
    #[serde(rename = "limits")]
    pub not_judged: Vec<String>,
    /// How the run went back and tried remedies before (`heal`); the verdict is about the last attempt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub healings: Vec<Healing>,
}

impl Diagnosis {
    /// Which way a failure took, or what a healthy verdict rests on.
    pub fn form(&self) -> Option<VerdictForm> {
        self.findings.first().and_then(|finding| finding.form)
    }

    /// Whether all modes are held and some of them by far too few samples.
    pub fn is_imbalanced(&self) -> bool {
        self.has(Sign::ModeImbalance.into())
    }

    fn has(&self, symptom: Symptom) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.symptom == symptom)
    }

    /// The verdict as people read it: `mode_collapse (late_partial)`, `healthy, mode_imbalance`.
    pub fn label(&self) -> String {
        let name = match self.form() {
            Some(form) => format!("{} ({})", self.verdict.name(), form.name()),
            None => self.verdict.name().to_string(),
        };
        let signs: &[Sign] = match self.verdict.is_failure() {
            true => &[Sign::ModeImbalance],
            false => &[
                Sign::ModeImbalance,
                Sign::Copies,
                Sign::Blurred,
                Sign::Noisy,
                Sign::Checkerboard,
                Sign::LowQuality,
            ],
        };
        let named = signs.iter().map(|sign| Symptom::Sign(*sign));
        let found = named.filter(|sign| self.has(*sign));
        found.fold(name, |name, sign| format!("{name}, {}", sign.name()))
    }
}

mod any_number {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        if value.is_finite() {
            serializer.serialize_f64(*value)
        } else {
            serializer.serialize_str(&value.to_string())
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Number(number) => {
                number.as_f64().ok_or_else(|| D::Error::custom("a number"))
            }
            serde_json::Value::String(text) => text.parse().map_err(D::Error::custom),
            _ => Err(D::Error::custom("a number, or text such as NaN")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_that_was_written_before_confidence_was_known_is_still_read() {
        let old = r#"{"verdict": "mode_collapse", "onset": 400, "findings": [{"symptom": "mode_collapse",
            "form": "late_partial", "severity": "partial", "onset": 400, "evidence": [{"name": "rarest_mode",
            "value": "NaN", "comparison": "below", "threshold": 0.1}], "remedy": {"patch": "", "reason": "r"}}],
            "limits": ["no samples"]}"#;
        let read: Diagnosis = serde_json::from_str(old).unwrap();
        assert_eq!(read.label(), "mode_collapse (late_partial)");
        assert_eq!((read.confidence, read.not_judged.len()), (None, 1));
        let written = serde_json::to_value(&read).unwrap();
        assert!(written.get("confidence").is_none(), "and written as it was");
    }

    #[test]
    fn evidence_that_is_not_finite_survives_json() {
        for value in [1.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let text = serde_json::to_string(&Evidence::informative("d_loss", value)).unwrap();
            let back: Evidence = serde_json::from_str(&text).unwrap();
            assert!(
                back.value == value || (back.value.is_nan() && value.is_nan()),
                "{text}"
            );
        }
    }
}
