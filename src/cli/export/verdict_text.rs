//! A verdict and what it rests on, as Markdown.

use crate::diagnose::{Diagnosis, Finding};
use crate::report::evidence_text;

/// All findings with their evidence and remedies, and what could not be judged.
pub(super) fn verdict_text(diagnosis: &Diagnosis) -> String {
    let findings: Vec<String> = diagnosis.findings.iter().map(finding_text).collect();
    let findings = findings.join("\n");
    if diagnosis.not_judged.is_empty() {
        return findings;
    }
    let limits = diagnosis.not_judged.iter();
    let limits: String = limits
        .map(|limit| format!("- not judged: {limit}\n"))
        .collect();
    format!("{findings}\n{limits}")
}

fn finding_text(finding: &Finding) -> String {
    let Finding {
        severity,
        onset,
        evidence,
        remedy,
        ..
    } = finding;
    let from = onset.map_or(String::new(), |step| format!(" from step {step}"));
    let evidence: String = evidence
        .iter()
        .map(|number| format!("- {}\n", evidence_text(number)))
        .collect();
    let remedy = match remedy.patch.as_str() {
        "" => format!("{}\n", remedy.reason),
        patch => format!(
            "A patch to try ({}):\n\n```\n{}\n```\n",
            remedy.reason,
            patch.trim_end()
        ),
    };
    format!(
        "**{}**, {}{from}\n\n{evidence}\n{remedy}",
        finding.name(),
        severity.name()
    )
}
