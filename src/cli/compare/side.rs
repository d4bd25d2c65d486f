//! A side of a comparison: a run, an arm of a study, or a whole study, found by what the user calls
//! it.

use std::path::Path;

use super::super::exit::CliError;
use super::super::lookup::runs::warn_of_problems;
use super::super::lookup::studies::{axis_index, open_study};
use super::super::terminal::output::print_message;
use crate::config::{Axis, AxisValue, Run, Study};
use crate::launch::without_hash;
use crate::metrics::Metric;
use crate::record::{StudyPaths, read_complete_run};
use crate::report::{RunOnDisk, key_metrics, read_runs};
use crate::statistics::{LossCurves, Side, plural};

/// A side with the specs of its runs.
pub(super) struct ComparedSide {
    pub(super) side: Side,
    /// The spec of each of its runs.
    pub(super) specs: Vec<Run>,
    /// The metrics of its data, the most telling first.
    pub(super) key_metrics: &'static [Metric],
}

/// `STUDY`, `STUDY:axis=value,axis=value`, or the directory of a run.
struct Selector<'a> {
    path: &'a str,
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Selector<'a> {
    /// An existing path is never taken apart, because names of runs hold `=`, too.
    fn parse(text: &'a str) -> Self {
        let parts = text
            .rsplit_once(':')
            .filter(|(_, values)| values.contains('=') && !Path::new(text).exists());
        let (path, values) = parts.unwrap_or((text, ""));
        let values = values.split(',').filter(|_| parts.is_some());
        let pair = |pair: &'a str| pair.split_once('=').unwrap_or((pair, ""));
        Self {
            path,
            values: values
                .map(pair)
                .map(|(axis, value)| (axis.trim(), value.trim()))
                .collect(),
        }
    }
}

/// Finds the finished runs that a user names.
///
/// # Errors
/// If there is no such study, run, axis or value, or none of the runs is finished.
pub(super) fn find_side(text: &str, results: &Path) -> Result<ComparedSide, CliError> {
    let selector = Selector::parse(text);
    let (study, paths, only) = open(&selector, text, results)?;
    let values = axis_values(&study, &selector, text)?;
    let is_selected = |run: &RunOnDisk| {
        only.as_ref().is_none_or(|id| run.planned.id == *id)
            && values
                .iter()
                .all(|(index, value)| run.planned.cell[*index] == **value)
    };
    let mut runs = read_runs(&study, &paths);
    runs.retain(is_selected);
    warn_of_problems(&runs);
    let name = match &only {
        Some(id) => without_hash(id).to_string(),
        None => name(&selector, &study),
    };
    require_finished(&runs, &name)?;
    let mut found = ComparedSide {
        side: Side {
            name,
            axes: study.axes.clone(),
            runs: Vec::new(),
        },
        specs: Vec::new(),
        key_metrics: key_metrics(&study),
    };
    for run in &runs {
        if let Some(mut judged) = run.judged() {
            // The table of one run at a time is in memory.
            let steps = read_complete_run(&run.paths)?.history.steps;
            judged.losses = LossCurves::new(&steps);
            found.side.runs.push(judged);
            found.specs.push(run.planned.run.clone());
        }
    }
    Ok(found)
}

/// The study of a side, and the id of the run if it is a single one.
fn open(
    selector: &Selector,
    text: &str,
    results: &Path,
) -> Result<(Study, StudyPaths, Option<String>), CliError> {
    let path = Path::new(selector.path);
    if !path.join("run.json").is_file() {
        let (study, paths) = open_study(path, results)?;
        return Ok((study, paths, None));
    }
    let path = path.canonicalize().unwrap_or(path.to_path_buf());
    let (Some(root), Some(id)) = (path.ancestors().nth(2), path.file_name()) else {
        return Err(CliError::Usage(format!("{text} is a run without a study")));
    };
    let (study, paths) = open_study(root, Path::new("."))?;
    Ok((study, paths, Some(id.to_string_lossy().into_owned())))
}

/// The values asked for, each with the place of its axis.
fn axis_values<'a>(
    study: &'a Study,
    selector: &Selector,
    text: &str,
) -> Result<Vec<(usize, &'a AxisValue)>, CliError> {
    let find = |(axis, value): &(&str, &str)| {
        let index = axis_index(study, axis)?;
        Ok((index, axis_value(&study.axes[index], value)?))
    };
    selector
        .values
        .iter()
        .map(find)
        .collect::<Result<_, String>>()
        .map_err(|message| CliError::Usage(format!("{text}: {message}")))
}

/// The value of an axis that is written like this; `1e-3` is 0.001.
fn axis_value<'a>(axis: &'a Axis, text: &str) -> Result<&'a AxisValue, String> {
    let is_same = |value: &&AxisValue| {
        let value = value.to_string();
        let numbers = value.parse::<f64>().ok().zip(text.parse::<f64>().ok());
        value == text || numbers.is_some_and(|(one, other)| one == other)
    };
    axis.values.iter().find(is_same).ok_or_else(|| {
        let values: Vec<String> = axis.values.iter().map(ToString::to_string).collect();
        format!(
            "{} has no value `{text}`; it has {}",
            axis.name,
            values.join(", ")
        )
    })
}

/// The name of a study, with the values that select an arm.
fn name(selector: &Selector, study: &Study) -> String {
    let values = selector.values.iter().map(|(_, value)| *value);
    let words: Vec<&str> = std::iter::once(study.name.as_str()).chain(values).collect();
    words.join(" ")
}

/// Says how many runs are not finished.
///
/// # Errors
/// If none is finished.
fn require_finished(runs: &[RunOnDisk], name: &str) -> Result<(), CliError> {
    let planned = runs.len();
    let unfinished = runs.iter().filter(|run| run.diagnosis.is_none()).count();
    if unfinished == planned {
        return Err(CliError::Usage(format!(
            "{name}: none of its {} is finished",
            plural(planned, "run")
        )));
    }
    if unfinished > 0 {
        let verb = if unfinished == 1 { "is" } else { "are" };
        print_message(format_args!(
            "note: {name}: {unfinished} of {planned} runs {verb} not finished"
        ));
    }
    Ok(())
}
