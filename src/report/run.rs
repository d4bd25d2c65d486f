//! Everything about one run, folded away until asked for.

use super::figure;
use super::glossary::chip;
use super::page::Run;
use super::table::anchor;
use crate::diagnose::{Evidence, Finding};
use crate::plot::number;
use maud::{Markup, html};

pub fn details(run: &Run) -> Markup {
    html! {
        details.run id=(anchor(&run.id)) {
            summary {
                span.identifier { (run.id) }
                (chip(run.verdict))
                @if let Some(step) = run.onset { span.onset { "from step " (number(step as f64)) } }
            }
            div.inside {
                @for finding in &run.findings { (finding_card(finding)) }
                @if run.findings.is_empty() { p { "No rule found anything to report." } }
                @for drawing in &run.figures { (figure::card(drawing)) }
                h3 { "Repeat this run" }
                pre tabindex="0" { code { (run.command) } }
                p { a href="#runs" { "Back to the table" } }
            }
        }
    }
}

fn finding_card(finding: &Finding) -> Markup {
    let severity = finding.severity.name();
    html! {
        div class=(format!("finding {severity}")) {
            h3 {
                span.severity { (severity) } " " (finding.verdict.name())
                @if let Some(step) = finding.onset { " from step " (number(step as f64)) }
            }
            dl.pairs { @for evidence in &finding.evidence { dt { (evidence.name) } dd { (value_and_threshold(evidence)) } } }
            @if finding.remedy.patch.is_empty() { p { (finding.remedy.reason) } } @else {
                p { "A patch to try (" (finding.remedy.reason) "):" }
                pre tabindex="0" { code { (finding.remedy.patch) } }
            }
        }
    }
}

/// The evidence in words: `high_quality 0.02 (below 0.2)`.
pub fn decided(evidence: &Evidence) -> String {
    format!("{} {}", evidence.name, value_and_threshold(evidence))
}

/// The value, and what it was compared with.
fn value_and_threshold(evidence: &Evidence) -> String {
    let value = number(evidence.value);
    match (evidence.comparison, evidence.threshold) {
        (Some(comparison), Some(threshold)) => format!("{value} ({} {})", comparison.words(), number(threshold)),
        (Some(comparison), None) => format!("{value} ({})", comparison.words()),
        _ => value,
    }
}
