//! One table, three formats.

use std::io::IsTerminal;

use comfy_table::{Cell, Color, ContentArrangement, Table, presets};

use super::args::Format;
use crate::diagnose::Verdict;

/// Text in rows and columns.
pub struct Rows {
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    pub fn new(heads: &[&str]) -> Self {
        Self { heads: heads.iter().map(ToString::to_string).collect(), rows: Vec::new() }
    }

    /// Prints the table on stdout.
    pub fn print(&self, format: Format) {
        match format {
            Format::Table => println!("{}", self.table()),
            Format::Json => println!("{}", self.json()),
            Format::Csv => print!("{}", self.csv()),
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        // Only a terminal has a width to fit into; a file or a pipe gets whole lines.
        let arrangement =
            if std::io::stdout().is_terminal() { ContentArrangement::Dynamic } else { ContentArrangement::Disabled };
        table.set_content_arrangement(arrangement);
        table.set_header(&self.heads);
        let colored = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        for row in &self.rows {
            table.add_row(row.iter().map(|text| if colored { cell(text) } else { Cell::new(text) }));
        }
        table
    }

    fn json(&self) -> String {
        let object = |row: &Vec<String>| -> serde_json::Map<String, serde_json::Value> {
            self.heads.iter().zip(row).map(|(head, text)| (head.clone(), value(text))).collect()
        };
        let rows: Vec<_> = self.rows.iter().map(object).collect();
        serde_json::to_string_pretty(&rows).expect("text becomes JSON")
    }

    fn csv(&self) -> String {
        let quoted = |text: &String| {
            if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() }
        };
        let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
        std::iter::once(&self.heads).chain(&self.rows).map(line).collect()
    }
}

/// Numbers as numbers, `-` as null, the rest as text.
fn value(text: &str) -> serde_json::Value {
    let number = text.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    match (text, number) {
        ("-", _) => serde_json::Value::Null,
        (_, Some(number)) => number.into(),
        (text, None) => text.into(),
    }
}

fn cell(text: &str) -> Cell {
    let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.name() == text);
    let color = match verdict {
        Some(Verdict::Healthy) => Color::Green,
        Some(Verdict::ModeCollapse | Verdict::Divergence) => Color::Red,
        Some(Verdict::DiscriminatorDominance | Verdict::GeneratorDominance | Verdict::Frozen) => Color::Yellow,
        Some(Verdict::Undecided) => Color::DarkGrey,
        None => return Cell::new(text),
    };
    Cell::new(text).fg(color)
}

/// A number in few digits; `-` when it was not measured.
pub fn short(value: Option<f64>) -> String {
    match value {
        None => "-".to_string(),
        Some(value) if value == value.trunc() && value.abs() < 1e9 => format!("{value}"),
        Some(value) => format!("{value:.3}"),
    }
}
