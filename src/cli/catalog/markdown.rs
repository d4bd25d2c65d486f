//! The catalog as a page: one section per kind, one paragraph per name.

use super::super::terminal::wrapping::wrap;
use super::contents::{Contents, kind_of};
use crate::config::Entry;
use crate::diagnose::{Rule, Symptom};
use crate::metrics::MetricDescription;
use crate::schema::{ABSENT, REQUIRED};

/// Width of the page's source.
const WIDTH: usize = 98;

const INTRODUCTION: &str = "\
# Catalog

Every key and every name of a study, with default, allowed values, formula and source; then the
metrics and the verdicts. `seesaw catalog NAME` prints one of them in the terminal. This page is
what `seesaw catalog --format markdown` prints from the tables that the program reads its keys and
defaults from; a test fails where they differ.
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
        page.push_str("\n## metric\n\n");
        page.extend(contents.metrics.iter().map(|metric| metric_item(metric)));
    }
    for kind in ["verdict", "sign"] {
        let items = contents
            .symptoms
            .iter()
            .filter(|symptom| kind_of(**symptom) == kind)
            .map(|symptom| symptom_item(*symptom));
        let items: String = items.collect();
        if !items.is_empty() {
            page.push_str(&format!("\n## {kind}\n\n{items}"));
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
    wrap(&links.collect::<Vec<_>>().join(" | "), WIDTH)
}

fn entry_text(entry: &Entry) -> String {
    let summary = wrap(entry.summary, WIDTH);
    let mut text = format!("\n### {}\n\n{summary}\n", entry.name);
    if !entry.parameters.is_empty() {
        text.push('\n');
    }
    for parameter in entry.parameters {
        let default = match parameter.default {
            REQUIRED => "required".to_string(),
            ABSENT => "may be left out".to_string(),
            default => format!("default `{default}`"),
        };
        let (key, meaning, allowed) = (parameter.key, parameter.meaning, parameter.allowed());
        text.push_str(&item(&format!(
            "`{key}` ({default}): {meaning}. Allowed: {allowed}."
        )));
    }
    if !entry.formula.is_empty() {
        let formula = wrap(entry.formula, WIDTH);
        text.push_str(&format!("\n```text\n{formula}\n```\n"));
    }
    if !entry.source.is_empty() {
        text.push_str(&format!(
            "\n{}\n",
            wrap(&format!("Source: {}.", entry.source), WIDTH)
        ));
    }
    text
}

/// An item of a list.
fn item(text: &str) -> String {
    format!("- {}\n", wrap(text, WIDTH - 2).replace('\n', "\n  "))
}

fn metric_item(metric: &MetricDescription) -> String {
    let (name, unit) = (metric.name, metric.unit.text());
    let (meaning, source) = (metric.meaning, metric.source);
    item(&format!("`{name}` ({unit}): {meaning}. Source: {source}."))
}

fn symptom_item(symptom: Symptom) -> String {
    let (name, meaning) = (symptom.name(), symptom.meaning());
    let rule = Rule::of(symptom).map(|rule| {
        let (needs, condition) = (rule.needs(), rule.condition());
        format!(" Needs: {needs}. Holds when: {condition}.")
    });
    item(&format!("`{name}`: {meaning}{}", rule.unwrap_or_default()))
}
