//! Tables on stdout: for people fitted to the terminal, for programs as CSV or JSON.

use std::io::IsTerminal;

use clap::ValueEnum;
use comfy_table::{Attribute, Color, ColumnConstraint, ContentArrangement, Table, presets};

use super::color::ColorSupport;
use super::output::{OutputError, print_line};
use super::table::TextTable;
use super::value::Value;
use crate::diagnose::Verdict;
use crate::plot;

/// Columns of the terminal that the text at the end of a table keeps; beyond these it may be
/// broken into lines.
const LAST_COLUMN_WIDTH: usize = 20;
/// Blanks beside a column.
const PADDING: usize = 2;

/// How tables are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    #[default]
    Table,
    Json,
    Csv,
}

impl TextTable {
    /// Prints the table on stdout.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub(crate) fn print(&self, format: TableFormat) -> Result<(), OutputError> {
        match format {
            TableFormat::Table => print_line(fit_to_terminal(self)),
            TableFormat::Json => print_line(self.json()),
            TableFormat::Csv => print_line(self.csv()),
        }
    }

    /// The verdicts that have a column of counts here and that some run has.
    pub(crate) fn counted_verdicts(&self) -> impl Iterator<Item = Verdict> {
        let is_counted = |verdict: &Verdict| {
            self.rows.iter().flatten().any(
                |value| matches!(value, Value::VerdictCount(of, count) if of == verdict && *count > 0),
            )
        };
        Verdict::ALL.into_iter().filter(is_counted)
    }
}

/// Drops optional columns until the table fits. A file or a pipe has no width to fit into.
fn fit_to_terminal(table: &TextTable) -> Table {
    let mut columns = shown_columns(table);
    let mut layout = lay_out(table, &columns);
    if let (true, Some(width)) = (std::io::stdout().is_terminal(), layout.width()) {
        for optional in &table.optional {
            if least_width(&layout) <= usize::from(width) {
                break;
            }
            columns.retain(|column| column != optional);
            layout = lay_out(table, &columns);
        }
        layout.set_content_arrangement(ContentArrangement::Dynamic);
    }
    layout
}

/// All columns except those of verdicts that no run has.
fn shown_columns(table: &TextTable) -> Vec<usize> {
    let is_empty = |index: &usize| {
        column(table, *index).all(|value| matches!(value, Value::VerdictCount(_, 0)))
    };
    (0..table.headers.len())
        .filter(|index| table.rows.is_empty() || !is_empty(index))
        .collect()
}

fn column(table: &TextTable, index: usize) -> impl Iterator<Item = &Value> {
    table.rows.iter().map(move |row| &row[index])
}

/// The chosen columns in the order of the table.
fn lay_out(table: &TextTable, columns: &[usize]) -> Table {
    let colors = ColorSupport::of_stdout();
    let mut layout = Table::new();
    layout.load_style(presets::NOTHING);
    layout.set_header(
        columns
            .iter()
            .map(|index| header_cell(&table.headers[*index], colors)),
    );
    for row in &table.rows {
        layout.add_row(columns.iter().map(|index| value_cell(&row[*index], colors)));
    }
    for (place, index) in columns.iter().enumerate() {
        let is_series = column(table, *index).any(|value| matches!(value, Value::Series { .. }));
        if let (true, Some(column)) = (is_series, layout.column_mut(place)) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    layout
}

/// The width below which more than the text at the end of the table would be broken into lines.
fn least_width(layout: &Table) -> usize {
    let mut widths: Vec<usize> = layout
        .column_max_content_widths()
        .into_iter()
        .map(usize::from)
        .collect();
    if let Some(last) = widths.last_mut() {
        *last = (*last).min(LAST_COLUMN_WIDTH);
    }
    widths.iter().map(|width| width + PADDING).sum()
}

/// A value; a verdict, by its name or by its number of runs, in its color.
fn value_cell(value: &Value, colors: ColorSupport) -> comfy_table::Cell {
    let named = || {
        Verdict::ALL
            .into_iter()
            .find(|verdict| *value == Value::text(verdict.name()))
    };
    let cell = comfy_table::Cell::new(value);
    match value {
        Value::VerdictCount(_, 0) => comfy_table::Cell::new(""),
        Value::VerdictCount(verdict, _) => in_color(cell, *verdict, colors),
        _ => match named() {
            Some(verdict) => in_color(cell, verdict, colors),
            None => cell,
        },
    }
}

/// On a terminal, a header that names a verdict becomes the verdict's letter in its color.
fn header_cell(name: &str, colors: ColorSupport) -> comfy_table::Cell {
    let verdict = Verdict::ALL
        .into_iter()
        .find(|verdict| name == verdict.name());
    match verdict.filter(|_| std::io::stdout().is_terminal()) {
        Some(verdict) => {
            let letter = comfy_table::Cell::new(plot::verdict_letter(verdict));
            in_color(letter, verdict, colors)
        }
        None => comfy_table::Cell::new(name),
    }
}

fn in_color(cell: comfy_table::Cell, verdict: Verdict, colors: ColorSupport) -> comfy_table::Cell {
    match colors.of_verdict(verdict) {
        _ if colors == ColorSupport::None => cell,
        Color::Reset => cell.add_attribute(Attribute::Bold),
        color => cell.fg(color),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_bars_for_people_and_values_for_programs() {
        let mut table = TextTable::new(["modes_over_time"]);
        table.push(vec![Value::Series {
            values: vec![Some(0.0), Some(4.0), None, Some(f64::NAN)],
            top: 8.0,
        }]);
        assert_eq!(table.csv(), "modes_over_time\n0 4 - NaN");
        let json: serde_json::Value = serde_json::from_str(&table.json()).unwrap();
        assert_eq!(
            json[0]["modes_over_time"],
            serde_json::json!([0.0, 4.0, null, "NaN"])
        );
        assert!(fit_to_terminal(&table).to_string().contains("▁▅ ×"));
    }

    #[test]
    fn verdicts_that_no_run_has_are_left_out_for_people() {
        let mut table = TextTable::new(["study", "healthy", "divergence"]);
        for healthy in [2, 0] {
            table.push(vec![
                Value::text("a"),
                Value::VerdictCount(Verdict::Healthy, healthy),
                Value::VerdictCount(Verdict::Divergence, 0),
            ]);
        }
        assert_eq!(table.csv(), "study,healthy,divergence\na,2,0\na,0,0");
        let text = fit_to_terminal(&table).to_string();
        assert!(
            text.contains("healthy") && !text.contains("divergence") && !text.contains('0'),
            "{text}"
        );
    }
}
