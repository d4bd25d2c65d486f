//! What `seesaw diagnose` says of a run: one row per finding.

use super::super::terminal::value::Value;
use crate::diagnose::{Diagnosis, Evidence, Finding, Remedy, Severity, Symptom, VerdictForm};
use crate::report::evidence_text;

/// The columns of [`rows`].
pub(in crate::cli) const HEADERS: [&str; 10] = [
    "run",
    "verdict",
    "finding",
    "form",
    "severity",
    "onset",
    "confidence",
    "evidence",
    "remedy",
    "not_judged",
];

/// One row per finding: those that decided the verdict, then signs. What could not be judged is
/// said once, with the first.
pub(in crate::cli) fn rows(run: &str, diagnosis: &Diagnosis) -> Vec<Vec<Value>> {
    let confidence = diagnosis
        .confidence
        .map(|confidence| Value::structured(&confidence, confidence.words()));
    let not_judged = Some(&diagnosis.not_judged)
        .filter(|sentences| !sentences.is_empty())
        .map(|sentences| Value::structured(sentences, sentences.join("\n")));
    let row = |(place, finding): (usize, &Finding)| {
        let is_first = place == 0;
        let of_first = |value: &Option<Value>| value.clone().filter(|_| is_first);
        vec![
            Value::text(run),
            Value::text(diagnosis.verdict.name()),
            found(finding),
            Value::optional_text(finding.form.map(VerdictForm::name)),
            severity(finding.severity),
            Value::optional_integer(finding.onset),
            of_first(&confidence).unwrap_or(Value::Missing),
            evidence(&finding.evidence),
            remedy(&finding.remedy),
            of_first(&not_judged).unwrap_or(Value::Missing),
        ]
    };
    diagnosis.findings.iter().enumerate().map(row).collect()
}

/// The finding by its name, with its form for people, and a verdict in its colour. What losses
/// alone say of health is said in words.
fn found(finding: &Finding) -> Value {
    match finding.symptom {
        Symptom::Verdict(verdict) => Value::Judged {
            verdict,
            label: match finding.form {
                Some(VerdictForm::LossesOnly) => format!(
                    "{}: no failure visible in the losses; samples unknown",
                    finding.name()
                ),
                _ => finding.name(),
            },
            imbalanced: false,
        },
        Symptom::Sign(_) => Value::text(finding.symptom.name()),
    }
}

/// Of what is no failure people need not be told that it is none.
fn severity(severity: Severity) -> Value {
    Value::Structured {
        json: severity.name().into(),
        csv: severity.name().to_string(),
        shown: match severity {
            Severity::Note => "-".to_string(),
            Severity::Partial | Severity::Severe => severity.name().to_string(),
        },
    }
}

fn evidence(numbers: &[Evidence]) -> Value {
    let lines: Vec<String> = numbers.iter().map(evidence_text).collect();
    Value::structured(&numbers, lines.join("\n"))
}

/// The patch to try, or the advice in words where there is no spec to patch.
fn remedy(remedy: &Remedy) -> Value {
    let text = match remedy.patch.as_str() {
        "" => &remedy.reason,
        patch => patch,
    };
    Value::structured(remedy, text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::terminal::table::TextTable;
    use crate::diagnose::{RunHistory, diagnose};
    use crate::strategies::Loss;
    use crate::train::StepRow;

    #[test]
    fn programs_get_parts_and_people_sentences() {
        let row = |step| StepRow {
            step,
            d_loss: Some(0.5 + 0.15 * (step as f64 / 5.0).sin() + 1e-3 * (step % 7) as f64),
            g_loss: Some(1.0),
            ..StepRow::default()
        };
        let log: Vec<StepRow> = (1..=400).map(row).collect();
        let history = RunHistory::external(Loss::NonSaturating, 0, &log, &[]);
        let mut table = TextTable::new(HEADERS);
        for row in rows("log.csv", &diagnose(&history)) {
            table.push(row);
        }
        let found = table.json_rows();
        assert_eq!(found[0]["finding"], "healthy");
        assert_eq!(found[0]["severity"], "note");
        assert_eq!(
            found[0]["evidence"][0]["name"]
                .as_str()
                .unwrap()
                .find("d_loss over"),
            Some(0)
        );
        assert!(found[0]["confidence"]["of"].as_u64().unwrap() > 0);
        assert!(found[0]["remedy"]["reason"].is_string());
        assert!(!found[0]["not_judged"].as_array().unwrap().is_empty());
        assert_eq!(found[1]["finding"], "oscillation");
        assert!(found[1]["not_judged"].is_null() && found[1]["confidence"].is_null());
        let shown: Vec<String> = rows("log.csv", &diagnose(&history))[0]
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            shown[2],
            "healthy (losses_only): no failure visible in the losses; samples unknown"
        );
        assert_eq!(shown[4], "-");
        assert!(
            shown[6].contains("of seesaw's own held-out runs"),
            "{}",
            shown[6]
        );
        assert!(
            shown[7].starts_with("d_loss over its ideal (median of the last tenth) 0."),
            "{}",
            shown[7]
        );
        assert!(shown[7].contains("(0.42 to 1.25)"), "{}", shown[7]);
    }
}
