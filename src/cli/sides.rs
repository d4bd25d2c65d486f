//! What `compare` compares: runs, arms of studies, or whole studies, found by what the user calls
//! them.

use std::path::{Path, PathBuf};

use super::exit::Failure;
use super::out;
use super::study;
use crate::config::{Axis, Run, Study};
use crate::launch::without_hash;
use crate::metrics::Metric;
use crate::record::{RunPaths, read_complete_run};
use crate::report::{GatheredRun, gather, key_metrics};
use crate::statistics::{Side, Trajectory};

/// A side with what explains it.
pub struct Found {
    pub side: Side,
    /// The spec of each of its runs.
    pub specs: Vec<Run>,
    pub metrics: &'static [Metric],
}

/// `STUDY`, `STUDY:axis=value,axis=value`, or the directory of a run.
struct Selection<'a> {
    place: &'a str,
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Selection<'a> {
    /// A directory that is there is never taken apart: names of runs hold `=`, too.
    fn parse(text: &'a str) -> Self {
        let apart = text
            .rsplit_once(':')
            .filter(|(_, values)| values.contains('=') && !Path::new(text).exists());
        let Some((place, values)) = apart else {
            return Self {
                place: text,
                values: Vec::new(),
            };
        };
        let values = values
            .split(',')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self {
            place,
            values: values
                .map(|(axis, value)| (axis.trim(), value.trim()))
                .collect(),
        }
    }
}

/// Finds the finished runs that a user names.
///
/// # Errors
/// If there is no such study, run, axis or value, or none of the runs is finished.
pub fn find(text: &str, results: &Path) -> Result<Found, Failure> {
    let selection = Selection::parse(text);
    let place = PathBuf::from(selection.place);
    let (study, paths, only) = match place.join("run.json").is_file() {
        true => {
            let place = place.canonicalize().unwrap_or(place);
            let (Some(root), Some(id)) = (place.ancestors().nth(2), place.file_name()) else {
                return Err(Failure::Usage(format!("{text} is a run without a study")));
            };
            let (study, paths) = study::open(root, Path::new("."))?;
            (study, paths, Some(id.to_string_lossy().into_owned()))
        }
        false => {
            let (study, paths) = study::open(&place, results)?;
            (study, paths, None)
        }
    };
    let wanted = wanted(&study, &selection, text)?;
    let mut runs = gather(&study, &paths);
    runs.retain(|run| only.as_ref().is_none_or(|id| run.planned.id == *id) && wanted(run));
    study::say_problems(&runs);
    let name = name(&selection, &study, only.as_deref());
    let (planned, finished) = (
        runs.len(),
        runs.iter().filter(|run| run.diagnosis.is_some()).count(),
    );
    if finished == 0 {
        return Err(Failure::Usage(format!(
            "{name}: none of {planned} runs is finished"
        )));
    }
    if finished < planned {
        out::message(format_args!(
            "note: {name}: {} of {planned} runs are not finished",
            planned - finished
        ));
    }
    let judged = runs.iter().filter_map(|run| Some((run, run.judged()?)));
    let mut side = Side {
        name,
        axes: study.axes.clone(),
        runs: Vec::new(),
    };
    let mut specs = Vec::new();
    for (run, mut judged) in judged {
        judged.trajectory = trajectory(&run.paths)?;
        side.runs.push(judged);
        specs.push(run.planned.run.clone());
    }
    Ok(Found {
        side,
        specs,
        metrics: key_metrics(&study),
    })
}

/// The run's losses, reduced: its table is in memory only while this is done.
fn trajectory(run: &RunPaths) -> Result<Trajectory, Failure> {
    Ok(Trajectory::of(&read_complete_run(run)?.history.steps))
}

/// Whether a run has the values asked for.
fn wanted<'a>(
    study: &'a Study,
    selection: &Selection<'a>,
    text: &str,
) -> Result<impl Fn(&GatheredRun) -> bool + use<'a>, Failure> {
    let place = |(axis, value): &(&str, &'a str)| {
        let known = || {
            study
                .axes
                .iter()
                .map(|axis| axis.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let index = study
            .axes
            .iter()
            .position(|other| other.name == *axis)
            .ok_or_else(|| {
                Failure::Usage(format!(
                    "{text}: {} has no axis `{axis}`; it has {}",
                    study.name,
                    known()
                ))
            })?;
        let axis: &Axis = &study.axes[index];
        let found = axis
            .values
            .iter()
            .find(|other| same(&other.to_string(), value))
            .ok_or_else(|| {
                let values: Vec<String> = axis.values.iter().map(ToString::to_string).collect();
                Failure::Usage(format!(
                    "{text}: {} has no value `{value}`; it has {}",
                    axis.name,
                    values.join(", ")
                ))
            })?;
        Ok((index, found))
    };
    let places: Vec<_> = selection
        .values
        .iter()
        .map(place)
        .collect::<Result<_, Failure>>()?;
    Ok(move |run: &GatheredRun| {
        places
            .iter()
            .all(|(index, value)| run.planned.cell[*index] == **value)
    })
}

/// `1e-3` is 0.001.
fn same(one: &str, other: &str) -> bool {
    let numbers = one.parse::<f64>().ok().zip(other.parse::<f64>().ok());
    one == other || numbers.is_some_and(|(one, other)| one == other)
}

/// A study by its name, an arm by its values, a run by its id without the hash.
fn name(selection: &Selection, study: &Study, only: Option<&str>) -> String {
    if let Some(id) = only {
        return without_hash(id).to_string();
    }
    let values: Vec<&str> = selection.values.iter().map(|(_, value)| *value).collect();
    if values.is_empty() {
        study.name.clone()
    } else {
        format!("{} {}", study.name, values.join(" "))
    }
}
