//! The catalog as a page: one section per kind, one paragraph per name.

use super::super::terminal::wrapping::wrap;
use super::contents::{Contents, kind_of};
use crate::config::Entry;
use crate::diagnose::{Rule, Symptom};
use crate::metrics::MetricDescription;

/// Width of a formula on the page.
const FORMULA_WIDTH: usize = 110;

const INTRODUCTION: &str = "\
# Catalog

Every key and every name of a study, with default, allowed values, formula and source; then the metrics and the verdicts. `seesaw
catalog NAME` prints one of them in the terminal. This page is what `seesaw catalog --format markdown` prints from the tables that the
program reads its keys and defaults from; a test fails where they differ.
";

/// The page, as `docs/catalog.md` has it.
pub(super) fn page(contents: &Contents) -> String {
    let mut page = format!("{INTRODUCTION}\n{}\n", jumps(contents));
    let mut kind = "";
    for entry in &contents.entries {
        if entry.kind != kind {
            kind = entry.kind;
            page.push_str(&format!("\n## {kind}\n"));
        }
        page.push_str(&entry_text(entry));
    }
    if !contents.metrics.is_empty() {
        page.push_str("\n## metric\n\n| name | unit | meaning | source |\n|--|--|--|--|\n");
        page.extend(contents.metrics.iter().map(|metric| metric_row(metric)));
    }
    for kind in ["verdict", "sign"] {
        let rows = contents
            .symptoms
            .iter()
            .filter(|symptom| kind_of(**symptom) == kind)
            .map(|symptom| symptom_row(*symptom));
        let rows: String = rows.collect();
        if !rows.is_empty() {
            page.push_str(&format!(
                "\n## {kind}\n\n| name | meaning | needs | holds when |\n|--|--|--|--|\n{rows}"
            ));
        }
    }
    page.trim_end().to_string()
}

/// A line of links to the sections.
fn jumps(contents: &Contents) -> String {
    let mut kinds: Vec<&str> = contents.entries.iter().map(|entry| entry.kind).collect();
    if !contents.metrics.is_empty() {
        kinds.push("metric");
    }
    kinds.extend(contents.symptoms.iter().map(|symptom| kind_of(*symptom)));
    kinds.dedup();
    let links = kinds.iter().map(|kind| format!("[{kind}](#{kind})"));
    links.collect::<Vec<_>>().join(" | ")
}

fn entry_text(entry: &Entry) -> String {
    let mut text = format!("\n### {}\n\n{}\n", entry.name, entry.summary);
    if !entry.parameters.is_empty() {
        text.push_str("\n| key | default | meaning | allowed |\n|--|--|--|--|\n");
    }
    for parameter in entry.parameters {
        let (key, default) = (parameter.key, parameter.default);
        let meaning = cell(parameter.meaning);
        let allowed = parameter.allowed();
        text.push_str(&format!(
            "| `{key}` | `{default}` | {meaning} | {allowed} |\n"
        ));
    }
    if !entry.formula.is_empty() {
        let formula = wrap(entry.formula, FORMULA_WIDTH);
        text.push_str(&format!("\n```text\n{formula}\n```\n"));
    }
    if !entry.source.is_empty() {
        text.push_str(&format!("\nSource: {}.\n", entry.source));
    }
    text
}

/// A text that may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn metric_row(metric: &MetricDescription) -> String {
    format!(
        "| `{}` | {} | {} | {} |\n",
        metric.name,
        metric.unit.text(),
        cell(metric.meaning),
        metric.source
    )
}

fn symptom_row(symptom: Symptom) -> String {
    let (needs, condition) = Rule::of(symptom)
        .map(|rule| (rule.needs(), rule.condition()))
        .unwrap_or_default();
    format!(
        "| `{}` | {} | {needs} | {condition} |\n",
        symptom.name(),
        symptom.meaning()
    )
}
