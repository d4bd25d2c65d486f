//! Runs: the finished ones at a path, their specs, and what is wrong with others.

use std::path::Path;

use super::super::exit::{CliError, Exit};
use super::super::terminal::output::print_message;
use super::places::exists;
use super::studies::is_study;
use crate::config::{self, Run, Transfer};
use crate::record::{
    Annotations, Depth, RecordError, RunFile, RunPaths, RunStatus, StoredStatus, StudyPaths,
    inspect, read_history_of, read_text, sha256,
};
use crate::report::{RunOnDisk, read_runs};
use crate::statistics::plural;

/// Whether a directory is that of a run.
///
/// # Errors
/// If it cannot be told.
pub(crate) fn is_run(path: &Path) -> Result<bool, CliError> {
    Ok(exists(&path.join("run.yaml"))? || exists(&path.join("run.json"))?)
}

/// The finished runs at a path, itself or those of a study that its `study.yaml` plans, and the
/// exit code of the others.
///
/// # Errors
/// If the path is neither a run nor a study, or none of the runs is finished.
pub(crate) fn finished_runs_at(path: &Path) -> Result<(Vec<RunPaths>, Exit), CliError> {
    if is_run(path)? {
        let run = RunPaths::at(path);
        read_finished(&run)?;
        return Ok((vec![run], Exit::Ok));
    }
    if !is_study(path)? {
        return Err(neither_run_nor_study(path));
    }
    let paths = StudyPaths::at(path);
    let study = config::load(&paths.study_yaml(), &[])?;
    let runs = read_runs(&study, &paths);
    let exit = warn_of_problems(&runs);
    let finished: Vec<RunPaths> = runs
        .into_iter()
        .filter(|run| run.diagnosis.is_some())
        .map(|run| run.paths)
        .collect();
    if finished.is_empty() {
        return Err(no_finished_run(path, exit));
    }
    Ok((finished, exit))
}

/// The runs at a path that can be judged: the finished ones, and damaged ones whose spec and tables
/// are whole; and the exit code of those that are not whole.
///
/// # Errors
/// If the path is neither a run nor a study, or no run can be judged.
pub(crate) fn runs_with_tables_at(path: &Path) -> Result<(Vec<RunPaths>, Exit), CliError> {
    if is_run(path)? {
        let run = RunPaths::at(path);
        return match read_finished(&run) {
            Ok(_) => Ok((vec![run], Exit::Ok)),
            Err(error) if has_tables(&run) => {
                let exit = error.report();
                print_message(JUDGED_BY_TABLES);
                Ok((vec![run], exit))
            }
            Err(error) => Err(error),
        };
    }
    if !is_study(path)? {
        return Err(neither_run_nor_study(path));
    }
    let paths = StudyPaths::at(path);
    let study = config::load(&paths.study_yaml(), &[])?;
    let runs = read_runs(&study, &paths);
    let exit = warn_of_problems(&runs);
    let (finished, others): (Vec<_>, Vec<_>) = runs.iter().partition(|run| run.diagnosis.is_some());
    let damaged = others
        .into_iter()
        .filter(|run| run.status == RunStatus::Damaged && has_tables(&run.paths));
    let damaged: Vec<&RunOnDisk> = damaged.collect();
    if !damaged.is_empty() {
        print_message(JUDGED_BY_TABLES);
    }
    let judged: Vec<RunPaths> = (finished.into_iter().chain(damaged))
        .map(|run| run.paths.clone())
        .collect();
    if judged.is_empty() {
        return Err(no_finished_run(path, exit));
    }
    Ok((judged, exit))
}

const JUDGED_BY_TABLES: &str = "note: what is damaged is judged by its tables where these are whole; a verdict needs nothing else";

/// Whether the spec and the tables of a run that was trained to its end are whole.
fn has_tables(run: &RunPaths) -> bool {
    let file = RunFile::read(run).ok().flatten();
    file.is_some_and(|file| {
        matches!(file.status, StoredStatus::Complete | StoredStatus::Pruned)
            && read_spec(run).is_ok()
            && read_history_of(run, &file).is_ok()
    })
}

/// The `run.json` of a finished run.
///
/// # Errors
/// If it cannot be read, or the run is not finished or was never trained.
pub(crate) fn read_finished(run: &RunPaths) -> Result<RunFile, CliError> {
    match inspect(run, None, Depth::AllFiles).usable()? {
        (status, Some(file)) if status.has_verdict() => Ok(file),
        (_, None) => Err(never_trained(run.root())),
        (status, Some(_)) => Err(CliError::Usage(format!(
            "{} is not finished ({})",
            run.root().display(),
            status.name()
        ))),
    }
}

/// The error of a path that is neither a run nor a study.
pub(crate) fn neither_run_nor_study(path: &Path) -> CliError {
    CliError::Usage(format!(
        "{} is neither a run (run.yaml) nor a study (study.yaml)",
        path.display()
    ))
}

/// The error of a study without a finished run, where `exit` is the exit code of its other runs.
pub(crate) fn no_finished_run(study: &Path, exit: Exit) -> CliError {
    CliError::Unfinished {
        what: study.display().to_string(),
        exit: match exit {
            Exit::Ok => Exit::Usage,
            unusable => unusable,
        },
    }
}

/// The error of a run of which there is nothing but its spec.
pub(crate) fn never_trained(run: &Path) -> CliError {
    CliError::Usage(format!(
        "{} has no run.json: it was never trained",
        run.display()
    ))
}

/// The spec that a run was trained by.
///
/// # Errors
/// If its file is missing, is not the one that `run.json` was written for, or is that of a style transfer.
pub(crate) fn read_spec(paths: &RunPaths) -> Result<Run, CliError> {
    let path = paths.run_yaml();
    let text = read_text(&path)?.ok_or_else(|| RecordError::missing(&path))?;
    let hash = RunFile::read(paths)?.map(|file| file.spec_hash);
    if hash.is_some_and(|hash| hash != sha256(text.as_bytes())) {
        let reason = "its SHA-256 does not match the one in run.json";
        return Err(RecordError::damaged(&path, reason).into());
    }
    Run::from_yaml(&text).map_err(|error| match Transfer::from_yaml(&text) {
        Ok(_) => CliError::Usage(format!(
            "{} is a style transfer and not the run of a GAN",
            paths.root().display()
        )),
        Err(_) => error.into(),
    })
}

/// The name of a run's directory, which is its id.
pub(crate) fn run_name(paths: &RunPaths) -> String {
    let name = paths.root().file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Which run has a problem, and which one. Most problems of damage say themselves that they are.
pub(crate) fn problem_sentence(id: &str, status: RunStatus, problem: &str) -> String {
    match status {
        RunStatus::Damaged if problem.contains(" is damaged") => format!("{id}: {problem}"),
        RunStatus::Failed => format!("{id} has failed: {problem}"),
        _ => format!("{id} is {}: {problem}", status.name()),
    }
}

/// Names every unusable or failed run on stderr. Returns the exit code of the unusable ones; a
/// failed run is no error here.
pub(crate) fn warn_of_problems(runs: &[RunOnDisk]) -> Exit {
    for run in runs {
        if let Some(problem) = &run.problem {
            let problem = problem_sentence(&run.planned.id, run.status, problem);
            print_message(format_args!("warning: {problem}"));
        }
    }
    runs.iter()
        .map(|run| Exit::of_status(run.status))
        .fold(Exit::Ok, Exit::worse)
}

/// Says that runs are missing in a report.
pub(crate) fn warn_of_unfinished(runs: &[RunOnDisk]) {
    let unfinished = runs.iter().filter(|run| run.diagnosis.is_none()).count();
    if unfinished > 0 {
        let all = plural(runs.len(), "run");
        let verb = if unfinished == 1 { "is" } else { "are" };
        print_message(format_args!(
            "{unfinished} of {all} {verb} not finished; the report is partial"
        ));
    }
}

/// Says that what is noted of the runs of a study cannot be read. It is no part of any result, so
/// everything else is shown without it.
pub(crate) fn warn_of_notes(study: &StudyPaths) -> Exit {
    match Annotations::read(study) {
        Ok(_) => Exit::Ok,
        Err(error) => {
            print_message(format_args!(
                "warning: {error}; tags and notes are not shown: mend the file, or move it away to begin anew"
            ));
            Exit::Files
        }
    }
}
