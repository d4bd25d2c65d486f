//! `seesaw sweep`: trains what is missing of a study, and writes its tables, pictures and report.

mod arguments;
mod jobs;
mod pace;
mod progress;
mod result_table;
mod study_file;
mod training;
mod transfers;

use super::exit::{CliError, Exit};
use super::lookup::runs::warn_of_problems;
use super::lookup::studies::load_any_study;
use super::signals::StopRequest;
use super::terminal::output::{print_message, print_notes};
use crate::config::{AnyStudy, PlannedRun, Study};
use crate::record::{RunStatus, StudyPaths};
use crate::report::{RequestedAxes, RunOnDisk, write_report};
use crate::statistics::plural;
pub(super) use arguments::Arguments;
use arguments::refuse_unknown;
use jobs::unfinished_jobs;
use result_table::result_table;
use study_file::write_study;
use training::train_all;

/// Trains what is missing, publishes the study and prints one row per run.
///
/// # Errors
/// If the study is invalid, data cannot be read, or files cannot be written. A run that fails is
/// no error; the exit code says so.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let study = match load_any_study(arguments.file.as_deref(), &arguments.set)? {
        AnyStudy::Games(study) => *study,
        AnyStudy::Transfers(study) => return transfers::run(&study, arguments, &stop),
    };
    let chosen = choose(&study, arguments)?;
    let paths = StudyPaths::new(&arguments.results, &study.name);
    print_notes(&study.notes);
    let (plots, restart) = (!arguments.no_plots, arguments.restart);
    let (jobs, failures) = unfinished_jobs(&study, &chosen, &paths, plots, restart)?;
    write_study(&study, &paths)?;
    print_message(format_args!(
        "{}: {}, {} to train",
        study.name,
        plural(chosen.len(), "run"),
        jobs.len()
    ));

    let failures = failures.worse(train_all(&jobs, arguments.jobs, &stop));

    let runs = write_report(&study, &paths, &RequestedAxes::default())?;
    result_table(&study, &runs).print(arguments.format)?;
    warn_of_problems(&runs);
    warn_of_unfinished(&runs);
    print_message(format_args!("report: {}", paths.report().display()));
    let outcomes = chosen.iter().map(|planned| {
        let found = runs.iter().find(|run| run.planned == *planned);
        found.map_or(RunStatus::Queued, |run| run.status)
    });
    let outcome = outcomes.map(Exit::of_outcome).fold(Exit::Ok, Exit::worse);
    Ok(match (stop.exit(), outcome) {
        (Some(stopped), Exit::SomeRunsFailed) => stopped,
        _ => outcome.worse(failures),
    })
}

/// All runs, or those of `--only`.
fn choose<'a>(study: &'a Study, arguments: &Arguments) -> Result<Vec<&'a PlannedRun>, CliError> {
    refuse_unknown(study, arguments)?;
    let only = &arguments.only;
    let is_chosen = |planned: &&PlannedRun| only.is_empty() || only.contains(&planned.id);
    Ok(study.runs.iter().filter(is_chosen).collect())
}

/// Says that runs are missing in the report.
fn warn_of_unfinished(runs: &[RunOnDisk]) {
    let unfinished = runs.iter().filter(|run| run.diagnosis.is_none()).count();
    if unfinished > 0 {
        let all = plural(runs.len(), "run");
        let verb = if unfinished == 1 { "is" } else { "are" };
        print_message(format_args!(
            "{unfinished} of {all} {verb} not finished; the report is partial"
        ));
    }
}
