//! The catalog as a table: one row per name.

use super::super::terminal::table::TextTable;
use super::super::terminal::value::Value;
use super::contents::{Contents, kind_of};
use crate::config::Parameter;
use crate::diagnose::Rule;
use crate::metrics::MetricDescription;

/// The table, with long texts broken into lines by `wrap`.
pub(super) fn table(contents: &Contents, wrap: impl Fn(&str) -> String) -> TextTable {
    let mut table = TextTable::new(["kind", "name", "meaning", "parameters", "formula", "source"]);
    for entry in &contents.entries {
        let parameter = |parameter: &Parameter| wrap(&parameter.to_string());
        let parameters: Vec<String> = entry.parameters.iter().map(parameter).collect();
        let [kind, name, summary] = [entry.kind, entry.name, entry.summary].map(&wrap);
        let [formula, source] = [entry.formula, entry.source].map(&wrap);
        let row = [kind, name, summary, parameters.join("\n"), formula, source];
        table.push(row.map(Value::Text).to_vec());
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
        table.push(row.map(|text| Value::text(wrap(text))).to_vec());
    }
    for symptom in &contents.symptoms {
        let (kind, name) = (kind_of(*symptom), symptom.name());
        let condition = Rule::of(*symptom).map_or(String::new(), |rule| {
            format!("needs {}; holds when {}", rule.needs(), rule.condition())
        });
        let row = [kind, name, symptom.meaning(), &condition, "", ""];
        table.push(row.map(|text| Value::text(wrap(text))).to_vec());
    }
    table
}
