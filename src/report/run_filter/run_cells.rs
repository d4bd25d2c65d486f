//! What is known of a run on disk, by the names of columns.

use super::columns::{Cell, Columns, SortKey};
use crate::config::{AxisKind, AxisValue, Study};
use crate::diagnose::{Confidence, Diagnosis, Verdict, VerdictForm};
use crate::metrics::{Direction, Metric, MetricDescription, TABLE};
use crate::record::RunStatus;
use crate::report::RunOnDisk;

/// Columns of words that every run has.
const WORDS: [&str; 7] = ["run", "study", "status", "verdict", "form", "tag", "note"];
/// Columns of numbers that every run has.
const NUMBERS: [&str; 7] = [
    "seed",
    "done",
    "confidence",
    "onset",
    "attempts",
    "healings",
    "seconds",
];

/// The columns of the runs of studies: their axes, whatever every run has, every key of a run, and the
/// metrics, which are those of the last evaluation unless `best_` stands before them.
pub(crate) fn columns_of(studies: &[&Study]) -> Columns {
    let verdicts = Verdict::ALL.map(Verdict::name);
    let statuses = RunStatus::ALL.map(RunStatus::name);
    let known = [("verdict", &verdicts[..]), ("status", &statuses[..])];
    let mut columns = Columns::new(&[], &WORDS, &known);
    columns.add(&NUMBERS, Some(true));
    for study in studies {
        for axis in &study.axes {
            let is_words = axis.kind == AxisKind::Arms;
            columns.add(&[&axis.name], is_words.then_some(false));
        }
    }
    let names: Vec<&str> = TABLE.iter().map(|metric| metric.name).collect();
    columns.add(&names, Some(true));
    let named = |prefix: &str| -> Vec<String> {
        names.iter().map(|name| format!("{prefix}{name}")).collect()
    };
    for names in [named("best_"), named("final_")] {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        columns.add(&names, Some(true));
    }
    for study in studies {
        // A path exists only under the name that a run has chosen, so every run may add some.
        for planned in study.runs.iter().take(MOST_LOOKED_AT) {
            for (path, _) in planned.run.path_values() {
                columns.add(&[&path], None);
            }
        }
    }
    columns
}

/// Runs of a study whose keys are looked at: those of thousands are alike.
const MOST_LOOKED_AT: usize = 200;

/// What a run of a study has in a column.
pub(crate) fn cell_of(study: &Study, run: &RunOnDisk, column: &str) -> Cell {
    let text = |text: Option<&str>| text.map_or(Cell::Missing, |text| Cell::Text(text.to_string()));
    let number = |number: Option<f64>| number.map_or(Cell::Missing, Cell::Number);
    let (file, diagnosis) = (run.file.as_ref(), run.diagnosis.as_ref());
    if let Some(place) = study.axes.iter().position(|axis| axis.name == column) {
        return value_cell(&run.planned.cell[place]);
    }
    match column {
        "run" => text(Some(&run.planned.id)),
        "study" => text(Some(&study.name)),
        "status" => text(Some(run.status.name())),
        "verdict" => text(diagnosis.map(|it| it.verdict.name())),
        "form" => text(diagnosis.and_then(Diagnosis::form).map(VerdictForm::name)),
        "tag" if run.annotation.tags.is_empty() => Cell::Missing,
        "tag" => Cell::Words(run.annotation.tags.clone()),
        "note" => text(Some(run.annotation.note.as_str()).filter(|note| !note.is_empty())),
        "seed" => Cell::Number(run.planned.seed as f64),
        "done" => number(file.map(|file| file.steps as f64)),
        "confidence" => number(
            diagnosis
                .and_then(|it| it.confidence)
                .map(Confidence::share),
        ),
        "onset" => number(diagnosis.and_then(|it| it.onset).map(|step| step as f64)),
        "attempts" => number(file.map(|file| file.attempts.len() as f64)),
        "healings" => number(file.map(|file| file.healings.len() as f64)),
        "seconds" => number(file.and_then(|file| file.seconds)),
        _ => match metric_cell(run, column) {
            Some(value) => number(value),
            None => {
                let values = run.planned.run.path_values();
                let found = values.iter().find(|(path, _)| path == column);
                found.map_or(Cell::Missing, |(_, value)| value_cell(value))
            }
        },
    }
}

fn value_cell(value: &AxisValue) -> Cell {
    match value {
        AxisValue::Number(number) => Cell::Number(*number),
        AxisValue::Text(text) => Cell::Text(text.clone()),
    }
}

/// The metric of a column's name, and whether it is the best value that is asked for.
fn metric_of(column: &str) -> Option<(&'static MetricDescription, bool)> {
    let best = column.strip_prefix("best_");
    let name = best.or(column.strip_prefix("final_")).unwrap_or(column);
    let metric = TABLE.iter().find(|metric| metric.name == name)?;
    Some((metric, best.is_some()))
}

/// Whether a column holds values of this metric.
pub(crate) fn is_of_metric(column: &str, metric: Metric) -> bool {
    metric_of(column).is_some_and(|(description, _)| description.metric == metric)
}

fn metric_cell(run: &RunOnDisk, column: &str) -> Option<Option<f64>> {
    let (metric, is_best) = metric_of(column)?;
    let values = if is_best { &run.best } else { &run.last };
    Some(values.get(metric.metric))
}

/// The order of a column: the better value of a metric first, else the smaller one; turned round where `-`
/// stands before the name.
///
/// # Errors
/// A message with the columns that there are.
pub(crate) fn sort_key(text: &str, columns: &Columns) -> Result<SortKey, String> {
    let (name, turned) = match text.strip_prefix('-') {
        Some(name) => (name, true),
        None => (text, false),
    };
    let column = columns.find(name.trim())?;
    let is_better_high =
        metric_of(&column).is_some_and(|(metric, _)| metric.direction == Direction::Up);
    Ok(SortKey {
        column,
        descending: is_better_high != turned,
    })
}
