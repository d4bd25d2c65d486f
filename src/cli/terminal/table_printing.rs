//! Tables on stdout: for people fitted to the terminal, for programs as CSV or JSON.

use std::io::IsTerminal;

use clap::ValueEnum;

use super::color::ColorSupport;
use super::output::{OutputError, print_json, print_line, print_styled_line};
use super::styled_text::to_terminal;
use super::table::TextTable;
use super::table_layout::table_lines;
use super::terminal_size::stdout_width;
use super::value::Value;
use crate::diagnose::Verdict;

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
            TableFormat::Table => print_styled_line(self.text()),
            TableFormat::Json => print_json(&self.json_rows()),
            // For programs exact, for a terminal harmless.
            TableFormat::Csv if std::io::stdout().is_terminal() => print_line(self.csv()),
            TableFormat::Csv => print_styled_line(self.csv()),
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

    /// As stdout shows it to people.
    fn text(&self) -> String {
        let letters = std::io::stdout().is_terminal();
        let colors = ColorSupport::of_stdout();
        table_lines(self, stdout_width(), letters)
            .iter()
            .map(|line| to_terminal(line, colors, None))
            .collect::<Vec<_>>()
            .join("\n")
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
        assert!(table.text().contains("▁▅ ×"));
    }

    #[test]
    fn verdicts_that_no_run_has_are_left_out_for_people() {
        let verdicts = ["healthy", "divergence"];
        let mut table =
            TextTable::new(["study", "healthy", "divergence"]).with_columns_where_used(&verdicts);
        for healthy in [2, 0] {
            table.push(vec![
                Value::text("a"),
                Value::VerdictCount(Verdict::Healthy, healthy),
                Value::VerdictCount(Verdict::Divergence, 0),
            ]);
        }
        assert_eq!(table.csv(), "study,healthy,divergence\na,2,0\na,0,0");
        let text = table.text();
        assert!(
            text.contains("healthy") && !text.contains("divergence") && !text.contains('0'),
            "{text}"
        );
    }
}
