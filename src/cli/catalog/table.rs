//! The catalog as a table: one row per name.

use super::super::terminal::table::TextTable;
use super::super::terminal::value::Value;
use super::contents::{Contents, kind_of};
use crate::config::Parameter;
use crate::diagnose::Rule;
use crate::metrics::MetricDescription;

/// Everything about each name, for programs.
pub(super) fn table(contents: &Contents) -> TextTable {
    let mut table = TextTable::new(["kind", "name", "meaning", "parameters", "formula", "source"]);
    for entry in &contents.entries {
        let parameters: Vec<String> = entry.parameters.iter().map(Parameter::to_string).collect();
        let parameters = parameters.join("\n");
        let (kind, name, summary) = (entry.kind, entry.name, entry.summary);
        let row = [
            kind,
            name,
            summary,
            &parameters,
            entry.formula,
            entry.source,
        ];
        table.push(row.map(Value::text).to_vec());
    }
    for metric in &contents.metrics {
        let MetricDescription {
            name,
            meaning,
            unit,
            source,
            ..
        } = *metric;
        let row = ["metric", name, meaning, unit.text(), "", source];
        table.push(row.map(Value::text).to_vec());
    }
    for symptom in &contents.symptoms {
        let (kind, name) = (kind_of(*symptom), symptom.name());
        let condition = Rule::of(*symptom).map_or(String::new(), |rule| {
            format!("needs {}; holds when {}", rule.needs(), rule.condition())
        });
        let row = [kind, name, symptom.meaning(), &condition, "", ""];
        table.push(row.map(Value::text).to_vec());
    }
    table
}

/// What each name means, for people.
pub(super) fn overview(contents: &Contents) -> TextTable {
    let mut table = TextTable::new(["kind", "name", "meaning"]);
    let entries = contents.entries.iter();
    let entries = entries.map(|entry| [entry.kind, entry.name, entry.summary]);
    let metrics = contents.metrics.iter();
    let metrics = metrics.map(|metric| ["metric", metric.name, metric.meaning]);
    let symptoms = contents.symptoms.iter();
    let symptoms = symptoms.map(|symptom| [kind_of(*symptom), symptom.name(), symptom.meaning()]);
    for row in entries.chain(metrics).chain(symptoms) {
        table.push(row.map(Value::text).to_vec());
    }
    table
}
