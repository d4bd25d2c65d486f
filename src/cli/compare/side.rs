//! A side of a comparison: a run, an arm of a study, or a whole study, found by what the user calls
//! it.

use std::path::{Path, PathBuf};

use super::super::exit::{CliError, Exit};
use super::super::lookup::runs::warn_of_problems;
use super::super::terminal::output::print_message;
use super::select::{Selected, select};
use crate::config::{AxisValue, PlannedRun, Run, Study};
use crate::launch::without_hash;
use crate::metrics::Metric;
use crate::record::{RunStatus, read_complete_run};
use crate::report::{RunOnDisk, key_metrics, read_runs};
use crate::statistics::{LossCurves, Side, plural};

/// A side with the specs of its runs.
pub(super) struct ComparedSide {
    pub(super) side: Side,
    /// The spec of each of its runs.
    pub(super) specs: Vec<Run>,
    /// The keys and values of each of its runs in words, as its study spells them.
    pub(super) listed: Vec<Vec<(String, String)>>,
    /// The metrics of its data, the most telling first.
    pub(super) key_metrics: &'static [Metric],
    /// The exit code of those of its runs that cannot be used.
    pub(super) exit: Exit,
    /// The directories of its runs: two sides of the same runs are one.
    pub(super) directories: Vec<PathBuf>,
}

/// Finds the finished runs that a user names.
///
/// # Errors
/// If there is no such study, run, axis or value, or none of the runs is finished.
pub(super) fn find_side(text: &str, results: &Path) -> Result<ComparedSide, CliError> {
    let Selected {
        study,
        paths,
        only,
        values,
    } = select(text, results)?;
    let is_selected = |run: &RunOnDisk| {
        only.as_ref().is_none_or(|id| run.planned.id == *id)
            && values
                .iter()
                .all(|(index, value)| run.planned.cell[*index] == *value)
    };
    let mut runs = read_runs(&study, &paths);
    runs.retain(is_selected);
    let exit = warn_of_problems(&runs);
    let name = match &only {
        Some(id) => without_hash(id).to_string(),
        None => name(&study, &values),
    };
    require_finished(&runs, &name, exit)?;
    for run in &runs {
        if let Some(words) = run.annotation.words() {
            print_message(format_args!(
                "noted of {}: {words}",
                without_hash(&run.planned.id)
            ));
        }
    }
    let mut found = ComparedSide {
        side: Side {
            name,
            axes: study.axes.clone(),
            runs: Vec::new(),
        },
        specs: Vec::new(),
        listed: Vec::new(),
        key_metrics: key_metrics(&study),
        exit,
        directories: Vec::new(),
    };
    for run in &runs {
        if let Some(mut judged) = run.judged().filter(|_| !is_dropped(run)) {
            // The table of one run at a time is in memory.
            let steps = read_complete_run(&run.paths)?.history.steps;
            judged.losses = LossCurves::new(&steps);
            found.side.runs.push(judged);
            found.listed.push(listed(&study, run.planned));
            found.specs.push(run.planned.run.clone());
            let directory = run.paths.root();
            let real = directory.canonicalize();
            found
                .directories
                .push(real.unwrap_or(directory.to_path_buf()));
        }
    }
    Ok(found)
}

/// Whether a search has dropped the run: its last evaluation is earlier than that of others.
fn is_dropped(run: &RunOnDisk) -> bool {
    run.status == RunStatus::Pruned
}

/// The name of a study, with the values that select an arm.
fn name(study: &Study, values: &[(usize, AxisValue)]) -> String {
    let values = values
        .iter()
        .map(|(axis, value)| study.spelled(*axis, value));
    let words: Vec<String> = std::iter::once(study.name.clone()).chain(values).collect();
    words.join(" ")
}

/// The keys of a run and their values, those of axes as the study spells them.
fn listed(study: &Study, planned: &PlannedRun) -> Vec<(String, String)> {
    let mut listed = planned.run.listed();
    for (key, words) in &mut listed {
        if let Some(axis) = study.axes.iter().position(|axis| axis.name == *key) {
            *words = study.spelled(axis, &planned.cell[axis]);
        }
    }
    listed
}

/// Says how many runs are not finished.
///
/// # Errors
/// If none is finished.
fn require_finished(runs: &[RunOnDisk], name: &str, exit: Exit) -> Result<(), CliError> {
    let planned = runs.len();
    let dropped = runs.iter().filter(|run| is_dropped(run)).count();
    let unfinished = runs.iter().filter(|run| run.diagnosis.is_none()).count() + dropped;
    if unfinished == planned {
        let none = CliError::Usage(format!(
            "{name}: none of its {} is finished",
            plural(planned, "run")
        ));
        return Err(match exit {
            Exit::Ok => none,
            exit => CliError::Unfinished {
                what: name.to_string(),
                exit,
            },
        });
    }
    let unusable = runs.iter().filter(|run| run.status.is_unusable()).count();
    for (count, what) in [
        (unusable, "cannot be used"),
        (dropped, "pruned, and left out"),
        (unfinished - dropped - unusable, "not finished"),
    ] {
        let verb = match (what, count) {
            ("cannot be used", _) => "",
            (_, 1) => "is ",
            _ => "are ",
        };
        if count > 0 {
            print_message(format_args!(
                "note: {name}: {count} of {planned} runs {verb}{what}"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spelled_as_in_the_study() {
        let text = "study: s\nquestion: q\nsweep: {grid: {lr_d: [1e-2], regularize: [[]]}}\n";
        let study = crate::config::parse("s.yaml", text, &[]).unwrap();
        let planned = &study.runs[0];
        assert_eq!(name(&study, &[(0, planned.cell[0].clone())]), "s 1e-2");
        let listed = listed(&study, planned);
        let of = |key: &str| listed.iter().find(|(name, _)| name == key);
        let is = |key: &str, words: &str| of(key).is_some_and(|(_, shown)| shown == words);
        assert!(is("lr_d", "1e-2") && is("regularize", "[]"), "{listed:?}");
    }
}
