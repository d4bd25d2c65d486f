//! One table, three formats.

use std::fmt;
use std::io::IsTerminal;

use comfy_table::{Color, ContentArrangement, Table, presets};

use super::args::Format;
use super::exit::Failure;
use super::out;
use crate::diagnose::Verdict;
use crate::plot;
use crate::spec::AxisValue;

/// One cell. Numbers stay numbers in JSON and CSV and get few digits for people.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Whole(u64),
    /// What a run has on an axis, written as everywhere else.
    Axis(AxisValue),
    /// Not measured, or not there.
    Nothing,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Cell::Nothing, Cell::Number)
    }

    pub fn whole(value: Option<u64>) -> Self {
        value.map_or(Cell::Nothing, Cell::Whole)
    }

    fn exact(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(value) => value.to_string(),
            Cell::Whole(value) => value.to_string(),
            Cell::Axis(value) => value.to_string(),
            Cell::Nothing => String::new(),
        }
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Cell::Text(text) => text.as_str().into(),
            // JSON has no NaN and no infinity; as text they are not lost.
            Cell::Number(value) => {
                serde_json::Number::from_f64(*value).map_or_else(|| value.to_string().into(), Into::into)
            }
            Cell::Whole(value) => (*value).into(),
            Cell::Axis(AxisValue::Number(value)) => (*value).into(),
            Cell::Axis(AxisValue::Text(text)) => text.as_str().into(),
            Cell::Nothing => serde_json::Value::Null,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Text(text) => out.write_str(text),
            Cell::Number(value) => out.write_str(&plot::number(*value)),
            Cell::Whole(value) => write!(out, "{value}"),
            Cell::Axis(value) => write!(out, "{value}"),
            Cell::Nothing => out.write_str("-"),
        }
    }
}

/// Cells in rows and columns.
pub struct Rows {
    heads: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// Whether the first column repeats what others say, so that a narrow terminal can do without it.
    first_is_optional: bool,
}

impl Rows {
    pub fn new(heads: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { heads: heads.into_iter().map(Into::into).collect(), rows: Vec::new(), first_is_optional: false }
    }

    pub fn with_optional_first(self) -> Self {
        Self { first_is_optional: true, ..self }
    }

    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints the table on stdout.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        match format {
            Format::Table => out::result(self.table()),
            Format::Json => out::result(self.json()),
            Format::Csv => out::result(self.csv()),
        }
    }

    /// For people: fitted to the terminal; a file or a pipe has no width to fit into.
    fn table(&self) -> Table {
        let mut table = self.laid_out(0);
        if let (true, Some(width)) = (std::io::stdout().is_terminal(), table.width()) {
            let needed: usize = table.column_max_content_widths().iter().map(|width| usize::from(*width) + 2).sum();
            if self.first_is_optional && needed > usize::from(width) {
                table = self.laid_out(1);
            }
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        table
    }

    /// The table without its first `skipped` columns.
    fn laid_out(&self, skipped: usize) -> Table {
        let colored = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let cell = |cell: &Cell| if colored { painted(cell) } else { comfy_table::Cell::new(cell) };
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(&self.heads[skipped..]);
        for row in &self.rows {
            table.add_row(row[skipped..].iter().map(cell));
        }
        table
    }

    fn json(&self) -> String {
        let object = |row: &Vec<Cell>| -> serde_json::Map<String, serde_json::Value> {
            self.heads.iter().cloned().zip(row.iter().map(Cell::json)).collect()
        };
        let rows: Vec<_> = self.rows.iter().map(object).collect();
        serde_json::to_string_pretty(&rows).expect("cells become JSON")
    }

    fn csv(&self) -> String {
        let quoted = |text: String| {
            if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
        };
        let heads = self.heads.iter().cloned().map(quoted).collect::<Vec<_>>().join(",");
        let line = |row: &Vec<Cell>| row.iter().map(|cell| quoted(cell.exact())).collect::<Vec<_>>().join(",");
        std::iter::once(heads).chain(self.rows.iter().map(line)).collect::<Vec<_>>().join("\n")
    }
}

/// Verdicts in colour.
fn painted(cell: &Cell) -> comfy_table::Cell {
    let verdict = Verdict::ALL.into_iter().find(|verdict| *cell == Cell::text(verdict.name()));
    let color = match verdict {
        Some(Verdict::Healthy) => Color::Green,
        Some(Verdict::ModeCollapse | Verdict::Divergence) => Color::Red,
        Some(Verdict::DiscriminatorDominance | Verdict::GeneratorDominance | Verdict::Frozen) => Color::Yellow,
        Some(Verdict::Undecided) => Color::DarkGrey,
        None => return comfy_table::Cell::new(cell),
    };
    comfy_table::Cell::new(cell).fg(color)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_keep_types() {
        let mut rows = Rows::new(["run", "seed", "value", "none"]);
        rows.push(vec![Cell::text("a,\"b\""), Cell::Whole(u64::MAX), Cell::Number(f64::NAN), Cell::Nothing]);
        rows.push(vec![Cell::text("1e3"), Cell::Whole(0), Cell::Number(0.0004), Cell::Nothing]);
        assert_eq!(rows.csv(), "run,seed,value,none\n\"a,\"\"b\"\"\",18446744073709551615,NaN,\n1e3,0,0.0004,");
        let json: serde_json::Value = serde_json::from_str(&rows.json()).unwrap();
        assert_eq!(json[0]["seed"], u64::MAX);
        assert_eq!((&json[0]["value"], &json[0]["none"]), (&"NaN".into(), &serde_json::Value::Null));
        assert_eq!((json[1]["run"].as_str(), json[1]["value"].as_f64()), (Some("1e3"), Some(0.0004)));
    }
}
