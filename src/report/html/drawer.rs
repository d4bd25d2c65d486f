//! Everything about one run, in a drawer that the script fills when it is opened.
//!
//! Each run has a script element of its own with JSON, so that opening one parses only that one.
//! Its axes and metrics are in its row of the table already.

use super::super::evidence_words::evidence_name;
use super::super::text::{encode_path, value_and_threshold};
use super::escape::safe_json;
use super::gallery::is_shown_in_gallery;
use super::page::{Page, PageRun};
use super::run_table::run_anchor;
use crate::diagnose::{Finding, Severity};
use crate::statistics::format_number;
use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

/// The empty drawer.
pub(super) fn dialog() -> Markup {
    html! {
        dialog #drawer aria-labelledby="drawer-heading" {
            header {
                div.steps {
                    button #previous type="button" { span aria-hidden="true" { "←" } " Previous" }
                    button #next type="button" { "Next " span aria-hidden="true" { "→" } }
                    span #place role="status" { }
                }
                button #close type="button" { "Close" }
            }
            div #drawer-body tabindex="0" role="document" { }
        }
    }
}

/// Where a figure is shown enlarged.
pub(super) fn enlarged_figure() -> Markup {
    html! {
        dialog #zoom aria-label="Enlarged figure" {
            header { span #zoom-hint { "Wider than the screen: scroll sideways." } button #zoom-close type="button" { "Close" } }
            div #zoom-body tabindex="0" role="document" { }
        }
    }
}

/// What the drawer is filled with, run by run.
pub(super) fn data(page: &Page) -> Markup {
    let figures: Value = page
        .run_figures
        .iter()
        .map(|(name, words)| (name.clone(), json!(words)))
        .collect();
    html! {
        script #run-figures type="application/json" { (PreEscaped(safe_json(&figures))) }
        @for (run, in_gallery) in page.runs.iter().zip(is_shown_in_gallery(page)) {
            script type="application/json" data-run=(run_anchor(&run.id)) {
                (PreEscaped(safe_json(&run_data(run, in_gallery && page.runs.len() > 1))))
            }
        }
    }
}

/// The last samples are taken from the gallery where it shows the run.
fn run_data(run: &PageRun, in_gallery: bool) -> Value {
    let thumbnail = run.thumbnail.as_ref().filter(|_| !in_gallery);
    json!({
        "id": run.id,
        "name": run.name,
        "confidence": run.confidence,
        "decidedBy": run.decided_by,
        "problem": run.problem,
        "findings": run.findings.iter().map(finding).collect::<Vec<_>>(),
        "healings": run.healings,
        "limits": run.limits,
        "thumbnail": thumbnail.map(|bytes| STANDARD.encode(bytes)),
        "overview": run.overview,
        "folder": encode_path(&run.folder),
        "figures": run.figures.iter().map(|figure| (&figure.name, &figure.deflated)).collect::<Vec<_>>(),
        "files": run.files,
        "commands": run.commands,
    })
}

fn finding(finding: &Finding) -> Value {
    let evidence = finding
        .evidence
        .iter()
        .map(|evidence| [evidence_name(evidence), value_and_threshold(evidence)]);
    json!({
        "verdict": title(finding),
        "severity": finding.severity.name(),
        "harm": harm(finding.severity),
        "onset": finding.onset.map(|step| format_number(step as f64)),
        "evidence": evidence.collect::<Vec<_>>(),
        "patch": finding.remedy.patch,
        "reason": finding.remedy.reason,
    })
}

/// The symptom with its form: `mode_collapse, late partial`.
fn title(finding: &Finding) -> String {
    let name = finding.symptom.name();
    match finding.form {
        Some(form) => format!("{name}, {}", form.name().replace('_', " ")),
        None => name.to_string(),
    }
}

/// What the severity means.
fn harm(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "nothing to mend",
        Severity::Partial => "a part is lost, the rest is usable",
        Severity::Severe => "the run is unusable",
    }
}
