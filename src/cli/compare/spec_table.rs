//! The keys of the specs whose values are not the same on all sides.

use super::super::terminal::table::TextTable;
use super::super::terminal::value::Value;
use super::side::ComparedSide;
use crate::config::Run;

/// One row per key, one column per side.
pub(super) fn spec_table(sides: &[ComparedSide]) -> TextTable {
    let names = sides.iter().map(|found| found.side.name.clone());
    let mut table = TextTable::new(std::iter::once("key".to_string()).chain(names));
    let specs: Vec<SideSpecs> = sides.iter().map(specs_of).collect();
    for (key, _) in &specs[0][0] {
        // Two spellings of a number are no difference.
        let values: Vec<String> = specs.iter().map(|specs| values_of(specs, key)).collect();
        if values.iter().any(|value| *value != values[0]) {
            let spelled = sides.iter().map(|side| values_of(&side.listed, key));
            let row = std::iter::once(key.clone()).chain(spelled);
            table.push(row.map(Value::Text).collect());
        }
    }
    if table.is_empty() {
        let mut row = vec![Value::text(""); sides.len() + 1];
        row[0] = Value::text(why_nothing_differs(sides));
        table.push(row);
    }
    table
}

fn why_nothing_differs(sides: &[ComparedSide]) -> &'static str {
    let first = &sides[0].directories;
    match sides.iter().all(|side| side.directories == *first) {
        true => "nothing differs: all sides are the same runs",
        false => "nothing differs except seeds",
    }
}

/// The keys and values of each run of a side.
type SideSpecs = Vec<Vec<(String, String)>>;

fn specs_of(side: &ComparedSide) -> SideSpecs {
    side.specs.iter().map(Run::listed).collect()
}

/// The distinct values that the runs of a side have for a key.
fn values_of(specs: &SideSpecs, key: &str) -> String {
    let mut values: Vec<&str> = Vec::new();
    for (_, value) in specs.iter().flatten().filter(|(other, _)| other == key) {
        if !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    values.join(" | ")
}
