//! The finished runs that are to be exported: one, or those of a study.

use std::path::{Path, PathBuf};

use super::super::exit::{CliError, Exit};
use super::super::lookup::places::exists;
use super::super::lookup::runs::{
    is_run, neither_run_nor_study, no_finished_run, read_finished, read_spec, warn_of_problems,
};
use super::super::lookup::studies::{is_study, open_study};
use super::verdict_text::verdict_text;
use crate::config::{self, AxisValue, Run, Study};
use crate::record::{RunFile, RunPaths, StudyPaths};
use crate::report::{RunOnDisk, read_diagnosis_of, read_runs};

/// What is to be exported.
pub(super) struct Selection {
    /// `None` for a run whose study is not known.
    pub(super) study: Option<Study>,
    pub(super) runs: Vec<FinishedRun>,
    /// `tensorboard`, below the run or study.
    pub(super) default_folder: PathBuf,
    /// Whether some runs cannot be read.
    pub(super) exit: Exit,
}

/// A run that is to be exported.
pub(super) struct FinishedRun {
    pub(super) id: String,
    pub(super) run: Run,
    /// Its values on the axes of the study.
    pub(super) cell: Vec<AxisValue>,
    pub(super) paths: RunPaths,
    pub(super) file: RunFile,
    /// The verdict and its evidence, as Markdown.
    pub(super) verdict: String,
}

/// Finds the run of this directory, or the study of this directory or name.
///
/// # Errors
/// If there is no such run or study, or nothing of it is finished.
pub(super) fn select(path: &Path, results: &Path) -> Result<Selection, CliError> {
    if is_run(path)? {
        return select_run(RunPaths::at(path));
    }
    if exists(path)? && !is_study(path)? && !is_study(&results.join(path))? {
        return Err(neither_run_nor_study(path));
    }
    let (study, paths) = open_study(path, results)?;
    let gathered = read_runs(&study, &paths);
    let exit = warn_of_problems(&gathered);
    let runs: Vec<FinishedRun> = gathered.into_iter().filter_map(if_finished).collect();
    if runs.is_empty() {
        return Err(no_finished_run(paths.root(), exit));
    }
    Ok(Selection {
        study: Some(study),
        runs,
        default_folder: paths.tensorboard(),
        exit,
    })
}

fn if_finished(run: RunOnDisk) -> Option<FinishedRun> {
    let (file, diagnosis) = (run.file?, run.diagnosis?);
    Some(FinishedRun {
        id: run.planned.id.clone(),
        run: run.planned.run.clone(),
        cell: run.planned.cell.clone(),
        paths: run.paths,
        file,
        verdict: verdict_text(&diagnosis),
    })
}

/// A run, with the axes of its study if it lies where the study has put it.
fn select_run(paths: RunPaths) -> Result<Selection, CliError> {
    let file = read_finished(&paths)?;
    let run = read_spec(&paths)?;
    let verdict = verdict_text(&read_diagnosis_of(&paths, &file)?);
    let (study, cell) = match study_with(&paths, &file) {
        Some((study, cell)) => (Some(study), cell),
        None => (None, Vec::new()),
    };
    Ok(Selection {
        study,
        default_folder: paths.tensorboard(),
        exit: Exit::Ok,
        runs: vec![FinishedRun {
            id: file.run.clone(),
            run,
            cell,
            paths,
            file,
            verdict,
        }],
    })
}

/// The study of a run, with the values that it gives the run on its axes. A study that cannot be
/// read, or does not plan this run any more, is no reason not to export the run.
fn study_with(paths: &RunPaths, file: &RunFile) -> Option<(Study, Vec<AxisValue>)> {
    let study = config::load(&StudyPaths::of_run(paths)?.study_yaml(), &[]).ok()?;
    let is_this = |planned: &&config::PlannedRun| planned.hash == file.spec_hash;
    let cell = study.runs.iter().find(is_this)?.cell.clone();
    Some((study, cell))
}
