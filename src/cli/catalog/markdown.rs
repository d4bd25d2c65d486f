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

Everything that a study may name. This page is printed by `seesaw catalog --format markdown` from the tables that the
program reads its keys and defaults from; a test fails where they differ.
";

/// The page, as `docs/catalog.md` has it.
pub(super) fn page(contents: &Contents) -> String {
    let mut page = INTRODUCTION.to_string();
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

fn entry_text(entry: &Entry) -> String {
    let mut text = format!("\n### {}\n\n{}\n", entry.name, entry.summary);
    if !entry.parameters.is_empty() {
        text.push_str("\n| key | default | meaning | allowed |\n|--|--|--|--|\n");
    }
    for parameter in entry.parameters {
        let (key, default) = (parameter.key, parameter.default);
        let meaning = parameter.meaning.replace('|', "\\|");
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

fn metric_row(metric: &MetricDescription) -> String {
    format!(
        "| `{}` | {} | {} | {} |\n",
        metric.name,
        metric.unit.text(),
        metric.meaning,
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
