//! One table, three formats.

use std::fmt;
use std::io::IsTerminal;

use comfy_table::{Attribute, Color, ColumnConstraint, ContentArrangement, Table, presets};

use super::args::Format;
use super::color::Colors;
use super::exit::Failure;
use super::out;
use super::sparkline::sparkline;
use crate::config::AxisValue;
use crate::diagnose::Verdict;
use crate::plot;

/// One cell. Numbers stay numbers in JSON and CSV and get few digits for people.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Whole(u64),
    /// What a run has on an axis, written as everywhere else.
    Axis(AxisValue),
    /// How many runs have this verdict.
    Tally(Verdict, usize),
    /// Values over time between 0 and `top`: bars for people, the values in JSON, the values with
    /// blanks between them in CSV.
    Curve {
        values: Vec<Option<f64>>,
        top: f64,
    },
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
            Cell::Tally(_, count) => count.to_string(),
            Cell::Curve { values, .. } => {
                let text =
                    |value: &Option<f64>| value.map_or("-".to_string(), |value| value.to_string());
                values.iter().map(text).collect::<Vec<_>>().join(" ")
            }
            Cell::Nothing => String::new(),
        }
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Cell::Text(text) => text.as_str().into(),
            // JSON has no NaN and no infinity; as text they are not lost.
            Cell::Number(value) => serde_json::Number::from_f64(*value)
                .map_or_else(|| value.to_string().into(), Into::into),
            Cell::Whole(value) => (*value).into(),
            Cell::Axis(AxisValue::Number(value)) => (*value).into(),
            Cell::Axis(AxisValue::Text(text)) => text.as_str().into(),
            Cell::Tally(_, count) => (*count).into(),
            Cell::Curve { values, .. } => values
                .iter()
                .map(|value| Cell::number(*value).json())
                .collect(),
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
            Cell::Tally(_, count) => write!(out, "{count}"),
            Cell::Curve { values, top } => {
                out.write_str(&sparkline(values, Some((0.0, *top)), CURVE))
            }
            Cell::Nothing => out.write_str("-"),
        }
    }
}

/// Widest sparkline in a table.
const CURVE: usize = 16;
/// Width from which a text at the end of a table may be broken into lines.
const LAST: usize = 20;

/// Cells in rows and columns.
pub struct Rows {
    heads: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// Columns that a narrow terminal can do without, the first to go first.
    optional: Vec<usize>,
}

impl Rows {
    pub fn new(heads: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            heads: heads.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            optional: Vec::new(),
        }
    }

    /// The first column repeats what others say.
    pub fn with_optional_first(self) -> Self {
        Self {
            optional: vec![0],
            ..self
        }
    }

    /// A narrow terminal can do without these columns, too, and without the first of them first.
    pub fn with_optional(mut self, heads: &[&str]) -> Self {
        let place = |head: &&str| self.heads.iter().position(|name| name == head);
        let places: Vec<usize> = heads.iter().filter_map(place).collect();
        self.optional.extend(places);
        self
    }

    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The verdicts that are counted here and that some run has.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        let counted = |verdict: &Verdict| {
            let cells = self.rows.iter().flatten();
            cells
                .into_iter()
                .any(|cell| matches!(cell, Cell::Tally(of, count) if of == verdict && *count > 0))
        };
        Verdict::ALL.into_iter().filter(counted)
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
        let mut columns = self.columns();
        let mut table = self.laid_out(&columns);
        if let (true, Some(width)) = (std::io::stdout().is_terminal(), table.width()) {
            for optional in &self.optional {
                if least_width(&table) <= usize::from(width) {
                    break;
                }
                columns.retain(|column| column != optional);
                table = self.laid_out(&columns);
            }
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        table
    }

    /// All columns but those of verdicts that no run has.
    fn columns(&self) -> Vec<usize> {
        let is_empty = |index: &usize| {
            self.column(*index)
                .all(|cell| matches!(cell, Cell::Tally(_, 0)))
        };
        (0..self.heads.len())
            .filter(|index| self.rows.is_empty() || !is_empty(index))
            .collect()
    }

    fn column(&self, index: usize) -> impl Iterator<Item = &Cell> {
        self.rows.iter().map(move |row| &row[index])
    }

    fn laid_out(&self, columns: &[usize]) -> Table {
        let colors = Colors::of_stdout();
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(
            columns
                .iter()
                .map(|index| head(&self.heads[*index], colors)),
        );
        for row in &self.rows {
            table.add_row(columns.iter().map(|index| painted(&row[*index], colors)));
        }
        for (place, index) in columns.iter().enumerate() {
            let curve = self
                .column(*index)
                .any(|cell| matches!(cell, Cell::Curve { .. }));
            if let (true, Some(column)) = (curve, table.column_mut(place)) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        table
    }

    /// One object a row.
    pub fn values(&self) -> Vec<serde_json::Map<String, serde_json::Value>> {
        self.rows
            .iter()
            .map(|row| {
                self.heads
                    .iter()
                    .cloned()
                    .zip(row.iter().map(Cell::json))
                    .collect()
            })
            .collect()
    }

    fn json(&self) -> String {
        serde_json::to_string_pretty(&self.values()).expect("cells become JSON")
    }

    fn csv(&self) -> String {
        let quoted = |text: String| {
            if text.contains([',', '"', '\n']) {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text
            }
        };
        let heads = self
            .heads
            .iter()
            .cloned()
            .map(quoted)
            .collect::<Vec<_>>()
            .join(",");
        let line = |row: &Vec<Cell>| {
            row.iter()
                .map(|cell| quoted(cell.exact()))
                .collect::<Vec<_>>()
                .join(",")
        };
        std::iter::once(heads)
            .chain(self.rows.iter().map(line))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Terminal columns that a table takes at least, where only a text at its end may be broken into
/// lines.
fn least_width(table: &Table) -> usize {
    let mut widths: Vec<usize> = table
        .column_max_content_widths()
        .into_iter()
        .map(usize::from)
        .collect();
    if let Some(last) = widths.last_mut() {
        *last = (*last).min(LAST);
    }
    widths.iter().map(|width| width + 2).sum()
}

/// A verdict in its colour, by name or by number of runs.
fn painted(cell: &Cell, colors: Colors) -> comfy_table::Cell {
    let named = || {
        Verdict::ALL
            .into_iter()
            .find(|verdict| *cell == Cell::text(verdict.name()))
    };
    match cell {
        Cell::Tally(_, 0) => comfy_table::Cell::new(""),
        Cell::Tally(verdict, _) => in_color(comfy_table::Cell::new(cell), *verdict, colors),
        cell => match named() {
            Some(verdict) => in_color(comfy_table::Cell::new(cell), verdict, colors),
            None => comfy_table::Cell::new(cell),
        },
    }
}

/// A head that is a verdict becomes its letter on a terminal, in its colour.
fn head(name: &str, colors: Colors) -> comfy_table::Cell {
    let verdict = Verdict::ALL
        .into_iter()
        .find(|verdict| name == verdict.name());
    match verdict.filter(|_| std::io::stdout().is_terminal()) {
        Some(verdict) => in_color(
            comfy_table::Cell::new(plot::letter(verdict)),
            verdict,
            colors,
        ),
        None => comfy_table::Cell::new(name),
    }
}

fn in_color(cell: comfy_table::Cell, verdict: Verdict, colors: Colors) -> comfy_table::Cell {
    match colors.of_verdict(verdict) {
        _ if colors == Colors::None => cell,
        Color::Reset => cell.add_attribute(Attribute::Bold),
        color => cell.fg(color),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_keep_types() {
        let mut rows = Rows::new(["run", "seed", "value", "none"]);
        rows.push(vec![
            Cell::text("a,\"b\""),
            Cell::Whole(u64::MAX),
            Cell::Number(f64::NAN),
            Cell::Nothing,
        ]);
        rows.push(vec![
            Cell::text("1e3"),
            Cell::Whole(0),
            Cell::Number(0.0004),
            Cell::Nothing,
        ]);
        assert_eq!(
            rows.csv(),
            "run,seed,value,none\n\"a,\"\"b\"\"\",18446744073709551615,NaN,\n1e3,0,0.0004,"
        );
        let json: serde_json::Value = serde_json::from_str(&rows.json()).unwrap();
        assert_eq!(json[0]["seed"], u64::MAX);
        assert_eq!(
            (&json[0]["value"], &json[0]["none"]),
            (&"NaN".into(), &serde_json::Value::Null)
        );
        assert_eq!(
            (json[1]["run"].as_str(), json[1]["value"].as_f64()),
            (Some("1e3"), Some(0.0004))
        );
    }

    #[test]
    fn a_curve_is_bars_for_people_and_values_for_programs() {
        let mut rows = Rows::new(["modes_over_time"]);
        rows.push(vec![Cell::Curve {
            values: vec![Some(0.0), Some(4.0), None, Some(f64::NAN)],
            top: 8.0,
        }]);
        assert_eq!(rows.csv(), "modes_over_time\n0 4 - NaN");
        let json: serde_json::Value = serde_json::from_str(&rows.json()).unwrap();
        assert_eq!(
            json[0]["modes_over_time"],
            serde_json::json!([0.0, 4.0, null, "NaN"])
        );
        assert!(rows.table().to_string().contains("▁▅ ×"));
    }

    #[test]
    fn verdicts_that_no_run_has_are_left_out_for_people() {
        let mut rows = Rows::new(["study", "healthy", "divergence"]);
        for healthy in [2, 0] {
            rows.push(vec![
                Cell::text("a"),
                Cell::Tally(Verdict::Healthy, healthy),
                Cell::Tally(Verdict::Divergence, 0),
            ]);
        }
        assert_eq!(rows.csv(), "study,healthy,divergence\na,2,0\na,0,0");
        let table = rows.table().to_string();
        assert!(
            table.contains("healthy") && !table.contains("divergence") && !table.contains('0'),
            "{table}"
        );
    }
}
