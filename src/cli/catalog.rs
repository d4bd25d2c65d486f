//! `catalog`: everything that YAML may name, from the code's own tables.

use super::args::Format;
use super::exit::{Exit, Failure};
use super::table::{Cell, Rows};
use crate::diagnose::{RULES, Verdict};
use crate::metrics::TABLE;
use crate::spec;

/// `seesaw catalog`.
pub fn catalog(format: Format) -> Result<Exit, Failure> {
    let mut table = Rows::new(["kind", "name", "meaning", "parameters", "source"]);
    for entry in spec::catalog() {
        let parameters: Vec<String> =
            entry.parameters.iter().map(|(name, default, meaning)| format!("{name} = {default}: {meaning}")).collect();
        let cells = [entry.kind, entry.name, entry.summary, &parameters.join("\n"), entry.source];
        table.push(cells.map(Cell::text).to_vec());
    }
    for metric in &TABLE {
        let cells = ["metric", metric.name, metric.meaning, metric.unit, metric.source];
        table.push(cells.map(Cell::text).to_vec());
    }
    for verdict in Verdict::ALL {
        let rule = RULES.iter().find(|rule| rule.verdict == verdict);
        let condition =
            rule.map_or(String::new(), |rule| format!("needs {}; holds when {}", rule.needs, rule.condition));
        table.push(["verdict", verdict.name(), verdict.meaning(), &condition, ""].map(Cell::text).to_vec());
    }
    table.print(format)?;
    Ok(Exit::Ok)
}
