//! `diagnose` for samples from anywhere: progress, and what is printed.

use std::sync::Mutex;

use indicatif::ProgressBar;

use super::super::exit::CliError;
use super::super::terminal::output::{print_line, print_message};
use super::super::terminal::progress_bar::progress_bar;
use super::super::terminal::table::TextTable;
use super::super::terminal::table_printing::TableFormat;
use super::super::terminal::value::Value;
use super::finding_rows::{HEADERS, rows};
use crate::launch::samples::{Progress, SampleRequest, judge_samples};
use crate::metrics::{Direction, Metric, TABLE};
use crate::report::{Counts, JudgedSamples, JudgedSet};
use crate::statistics::format_number;

/// Metrics that are shown for each of several sets.
const SHOWN: [Metric; 8] = [
    Metric::Modes,
    Metric::HighQuality,
    Metric::RarestMode,
    Metric::Precision,
    Metric::Coverage,
    Metric::JensenShannon,
    Metric::Frechet,
    Metric::Spread,
];

/// A bar for each thing that takes long, and sentences above it.
#[derive(Default)]
struct Bars {
    now: Mutex<Option<(&'static str, ProgressBar)>>,
}

impl Progress for Bars {
    fn note(&self, sentence: String) {
        self.suspend();
        print_message(sentence);
    }

    fn advance(&self, what: &'static str, done: usize, total: usize) {
        let mut now = self.now.lock().unwrap_or_else(|it| it.into_inner());
        let is_other = now.as_ref().is_none_or(|(name, _)| *name != what);
        if is_other && let Some((_, bar)) = now.take() {
            bar.finish_and_clear();
        }
        let (_, bar) = now.get_or_insert_with(|| (what, progress_bar(total as u64, what, "done")));
        bar.inc(done as u64);
    }
}

impl Bars {
    fn suspend(&self) {
        let now = self.now.lock().unwrap_or_else(|it| it.into_inner());
        if let Some((_, bar)) = now.as_ref() {
            bar.finish_and_clear();
        }
    }
}

/// Judges samples, with progress on stderr.
///
/// # Errors
/// If they cannot be read or compared.
pub(super) fn judge(request: &SampleRequest) -> Result<JudgedSamples, CliError> {
    let bars = Bars::default();
    let judged = judge_samples(request, &bars);
    bars.suspend();
    let judged = judged?;
    print_message(&judged.comparison);
    Ok(judged)
}

/// Prints the findings, and for people the metrics and what was counted.
///
/// # Errors
/// If stdout cannot be written.
pub(super) fn print(
    name: &str,
    judged: &JudgedSamples,
    format: TableFormat,
) -> Result<(), CliError> {
    let headers = HEADERS.into_iter().chain(["metrics"]);
    let mut table = TextTable::new(headers)
        .with_ids_first()
        .with_optional(&["severity", "not_judged"])
        .with_titles([("run", "samples"), ("not_judged", "not judged")])
        .with_columns_for_programs(&["verdict", "form", "metrics"]);
    for (place, mut row) in rows(name, &judged.diagnosis).into_iter().enumerate() {
        row.push(match place {
            0 => Value::structured(&metrics_of(judged), String::new()),
            _ => Value::Missing,
        });
        table.push(row);
    }
    table.print(format)?;
    if format == TableFormat::Table {
        match judged.sets.as_slice() {
            [only] => print_metrics(only, format)?,
            several => print_sets(several, format)?,
        }
        if let Some(counts) = &judged.counts {
            print_counts(counts, format)?;
        }
    }
    Ok(())
}

/// All metrics of every set, for programs.
fn metrics_of(judged: &JudgedSamples) -> Vec<serde_json::Value> {
    let of_set = |set: &JudgedSet| {
        let mut object =
            serde_json::json!({"set": set.name, "step": set.step, "samples": set.samples});
        let measured = set.measured.iter().flat_map(|measured| {
            let values = measured
                .iter()
                .map(|(metric, value)| (metric.description().name, value));
            values.collect::<Vec<_>>()
        });
        for (name, value) in measured {
            object[name] = value.filter(|value| value.is_finite()).into();
        }
        object
    };
    judged.sets.iter().map(of_set).collect()
}

/// Every metric of one set.
fn print_metrics(set: &JudgedSet, format: TableFormat) -> Result<(), CliError> {
    let Some(measured) = set.measured else {
        return Ok(());
    };
    let mut table = TextTable::new(["metric", "value", "better", "unit"]);
    for row in TABLE {
        if let Some(value) = measured.get(row.metric) {
            let better = match row.direction {
                Direction::Up => "higher",
                Direction::Down => "lower",
                Direction::Neither => "-",
            };
            let value = Value::Number(value);
            table.push(vec![
                Value::text(row.name),
                value,
                Value::text(better),
                Value::text(row.unit.text()),
            ]);
        }
    }
    print_line("")?;
    table.print(format)?;
    Ok(())
}

/// The metrics that say most, of each of several sets.
fn print_sets(sets: &[JudgedSet], format: TableFormat) -> Result<(), CliError> {
    let is_measured = |metric: &Metric| {
        let values = sets.iter().filter_map(|set| set.measured?.get(*metric));
        values.count() > 0
    };
    let shown: Vec<Metric> = SHOWN.into_iter().filter(is_measured).collect();
    let names = shown.iter().map(|metric| metric.description().name);
    let mut table = TextTable::new(["step", "samples"].into_iter().chain(names));
    for set in sets {
        let values = shown.iter().map(|metric| {
            let value = set.measured.and_then(|measured| measured.get(*metric));
            value.map_or(Value::Missing, Value::Number)
        });
        let step = set.step.map_or(Value::Missing, Value::Integer);
        let first = [step, Value::Integer(set.samples as u64)];
        table.push(first.into_iter().chain(values).collect());
    }
    print_line("")?;
    table.print(format)?;
    Ok(())
}

/// Samples by mode or class, beside what the data's shares would give.
fn print_counts(counts: &Counts, format: TableFormat) -> Result<(), CliError> {
    let total: u32 = counts.rows.iter().map(|(_, count, _)| count).sum();
    let mut table = TextTable::new([counts.what, "samples", "expected"]);
    for (name, count, share) in &counts.rows {
        let expected = format_number((share * f64::from(total)).round());
        table.push(vec![
            Value::text(name),
            Value::Integer(u64::from(*count)),
            Value::text(expected),
        ]);
    }
    print_line("")?;
    table.print(format)?;
    Ok(())
}
