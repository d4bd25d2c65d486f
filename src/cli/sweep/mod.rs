//! `seesaw sweep`: trains what is missing of a study, and writes its tables, pictures and report.

mod arguments;
mod jobs;
mod live_log;
mod pace;
mod progress;
mod racing;
mod result_table;
mod revive;
mod slurm_flags;
mod slurm_options;
mod study_file;
mod submit;
mod training;
mod transfers;

use super::exit::{CliError, Exit};
use super::lookup::runs::{warn_of_notes, warn_of_problems, warn_of_unfinished};
use super::lookup::selection::only;
use super::lookup::studies::load_any_study;
use super::signals::StopRequest;
use super::terminal::output::{print_message, print_notes};
use super::terminal::table_printing::TableFormat;
use crate::config::{AnyStudy, PlannedRun, Study};
use crate::launch::{Goal, Job, Race};
use crate::record::{Depth, RunStatus, StudyPaths};
use crate::report::{RequestedAxes, write_report};
use crate::statistics::plural;
pub(super) use arguments::Arguments;
use arguments::plan_command;
pub(super) use jobs::unfinished_jobs;
use live_log::with_log;
pub(super) use racing::{conclude, train_runs};
use result_table::result_table;
use revive::revive;
use slurm_flags::Launch;
use slurm_options::with_own_file;
use study_file::write_study;
use submit::{Wanted, submit};
pub(super) use training::Pulling;

/// Trains what is missing, publishes the study and prints one row per run.
///
/// # Errors
/// If the study is invalid, data cannot be read, or files cannot be written. A run that fails is
/// no error; the exit code says so.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let mut study = match load_any_study(arguments.file.as_deref(), &arguments.set)? {
        AnyStudy::Games(study) => *study,
        AnyStudy::Transfers(study) => {
            arguments.refuse_slurm()?;
            return transfers::run(&study, arguments, &stop);
        }
    };
    if arguments.launch == Launch::Slurm {
        study.slurm = with_own_file(&study)?;
    }
    arguments.slurm.apply(&mut study.slurm, arguments.launch)?;
    let paths = StudyPaths::new(&arguments.results, &study.name);
    let chosen = only(&study, &arguments.only, &paths, &plan_command(arguments))?;
    revive(&study, &arguments.revive, &paths, &plan_command(arguments))?;
    print_notes(&study.notes);
    if arguments.launch == Launch::Slurm {
        refuse_what_jobs_cannot_do(arguments)?;
        // What an expression means changes while runs are trained; their ids do not.
        let ids = chosen.iter().map(|planned| planned.id.clone());
        let ids: Vec<String> = ids.filter(|_| !arguments.only.is_empty()).collect();
        let wanted = Wanted {
            results: &arguments.results,
            only: &ids,
            plots: !arguments.no_plots,
            dry_run: arguments.slurm.dry_run,
            wait: arguments.slurm.wait,
        };
        return submit(&study, &chosen, wanted, &stop);
    }
    let how = How {
        jobs: arguments.jobs,
        plots: !arguments.no_plots,
        restart: arguments.restart,
        format: arguments.format,
    };
    let missing = missing_runs(&study, &chosen, &paths, &how)?;
    train_missing(&study, &chosen, &paths, missing, &how, &stop)
}

/// How missing runs are trained on this machine.
pub(super) struct How {
    /// Runs at the same time, where the user has said how many.
    pub jobs: Option<u16>,
    /// Whether figures of single runs are drawn.
    pub plots: bool,
    /// Whether runs of another spec, format or program are set aside.
    pub restart: bool,
    /// How the table of runs is printed.
    pub format: TableFormat,
}

/// The chosen runs that are not finished, and the exit code of those that cannot be mended.
///
/// # Errors
/// If data cannot be read.
pub(super) fn missing_runs<'a>(
    study: &'a Study,
    chosen: &[&'a PlannedRun],
    paths: &StudyPaths,
    how: &How,
) -> Result<(Vec<Job<'a>>, Exit), CliError> {
    unfinished_jobs(
        study,
        chosen,
        paths,
        Depth::Originals,
        how.plots,
        how.restart,
    )
}

/// Trains the missing runs, publishes the study and prints one row per run.
///
/// # Errors
/// If files cannot be written.
pub(super) fn train_missing(
    study: &Study,
    chosen: &[&PlannedRun],
    paths: &StudyPaths,
    (jobs, failures): (Vec<Job>, Exit),
    how: &How,
    stop: &StopRequest,
) -> Result<Exit, CliError> {
    write_study(study, paths)?;
    let race = Race::of(study, paths)?;
    let has_more = |job: &Job| {
        race.as_ref()
            .is_none_or(|race| race.goal(job) != Goal::Nothing)
    };
    let jobs: Vec<Job> = jobs.into_iter().filter(has_more).collect();
    print_message(format_args!(
        "{}: {}, {} to train",
        study.name,
        plural(chosen.len(), "run"),
        jobs.len()
    ));
    race.iter().for_each(racing::announce);
    let pulling = Pulling {
        workers: how.jobs,
        task: None,
        race: race.as_ref(),
        waits: true,
    };
    let trained = with_log(study, paths, || train_runs(&jobs, pulling, stop));
    let failures = failures.worse(trained);
    race.as_ref().map_or(Ok(()), conclude)?;
    publish(study, chosen, paths, how.format, failures, stop)
}

/// Writes the study's tables, pictures and page, and prints one row per run. Returns what became of
/// the chosen runs.
///
/// # Errors
/// If files cannot be written.
pub(super) fn publish(
    study: &Study,
    chosen: &[&PlannedRun],
    paths: &StudyPaths,
    format: TableFormat,
    failures: Exit,
    stop: &StopRequest,
) -> Result<Exit, CliError> {
    let runs = write_report(study, paths, &RequestedAxes::default())?;
    result_table(study, &runs).print(format)?;
    warn_of_problems(&runs);
    warn_of_unfinished(&runs);
    warn_of_notes(paths);
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

/// `--restart` would have two kinds of node set the runs of each other aside.
fn refuse_what_jobs_cannot_do(arguments: &Arguments) -> Result<(), CliError> {
    let flag = match (arguments.restart, arguments.jobs) {
        (true, _) => "`--restart` is for a sweep on this machine; run it here first",
        (_, Some(_)) => "`--jobs` is for this machine; use `--set slurm.jobs=..`",
        _ => return Ok(()),
    };
    Err(CliError::Usage(flag.to_string()))
}
