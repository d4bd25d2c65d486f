//! `seesaw sweep`: trains what is missing of a study, and writes its tables, pictures and report.

mod jobs;
mod pace;
mod progress;
mod result_table;
mod slurm_flags;
mod submit;
mod training;
mod write_study;

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::lookup::runs::warn_of_problems;
use super::lookup::studies::{did_you_mean, load_study};
use super::signals::StopRequest;
use super::terminal::output::{print_message, print_notes};
use super::terminal::table_printing::TableFormat;
use crate::config::{Override, PlannedRun, Study};
use crate::record::{RunStatus, StudyPaths};
use crate::report::{RequestedAxes, RunOnDisk, write_report};
use crate::statistics::plural;
pub(super) use jobs::unfinished_jobs;
use result_table::result_table;
use slurm_flags::{Launch, SlurmFlags};
use submit::{Wanted, submit};
pub(super) use training::{Pulling, train_all};
use write_study::write_study;

/// Train every run of a study, judge it, and write tables, pictures and a report
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study [default: experiments/quickstart.yaml, or the quickstart built into the program]
    file: Option<PathBuf>,
    /// Runs trained at the same time [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Override>,
    /// Train only this run of the study; can be repeated
    #[arg(long, value_name = "RUN")]
    only: Vec<String>,
    /// Draw no figures of single runs; `seesaw plot` draws them later
    #[arg(long)]
    no_plots: bool,
    /// Set aside runs of another spec, format or program, and train them from their start
    #[arg(long)]
    restart: bool,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
    /// Train here, or submit the study to a Slurm cluster
    #[arg(long, value_enum, default_value_t)]
    launch: Launch,
    #[command(flatten)]
    slurm: SlurmFlags,
}

/// Trains what is missing, publishes the study and prints one row per run.
///
/// # Errors
/// If the study is invalid, data cannot be read, or files cannot be written. A run that fails is
/// no error; the exit code says so.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let mut study = load_study(arguments.file.as_deref(), &arguments.set)?;
    arguments.slurm.apply(&mut study.slurm, arguments.launch)?;
    let chosen = choose(&study, &arguments.only, &plan_command(arguments))?;
    let paths = StudyPaths::new(&arguments.results, &study.name);
    print_notes(&study.notes);
    if arguments.launch == Launch::Slurm {
        refuse_what_jobs_cannot_do(arguments)?;
        let wanted = Wanted {
            results: &arguments.results,
            only: &arguments.only,
            plots: !arguments.no_plots,
            dry_run: arguments.slurm.dry_run,
            wait: arguments.slurm.wait,
        };
        return submit(&study, &chosen, wanted, &stop);
    }
    let (plots, restart) = (!arguments.no_plots, arguments.restart);
    let (jobs, failures) = unfinished_jobs(&study, &chosen, &paths, plots, restart)?;
    write_study(&study, &paths)?;
    print_message(format_args!(
        "{}: {}, {} to train",
        study.name,
        plural(chosen.len(), "run"),
        jobs.len()
    ));

    let pulling = Pulling {
        workers: arguments.jobs,
        limit: None,
        waits: true,
    };
    let failures = failures.worse(train_all(&jobs, pulling, &stop));
    publish(&study, &chosen, &paths, arguments.format, failures, &stop)
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

/// All runs, or those of `--only`; `plan` is the command that lists them.
pub(super) fn choose<'a>(
    study: &'a Study,
    only: &[String],
    plan: &str,
) -> Result<Vec<&'a PlannedRun>, CliError> {
    for id in only {
        if !study.runs.iter().any(|planned| planned.id == *id) {
            let ids = study.runs.iter().map(|planned| planned.id.as_str());
            let hint = did_you_mean(id, ids);
            return Err(CliError::Usage(format!(
                "the study has no run `{id}`; `{plan} --format csv` lists them{hint}"
            )));
        }
    }
    Ok(study
        .runs
        .iter()
        .filter(|planned| only.is_empty() || only.contains(&planned.id))
        .collect())
}

/// The command that plans the same study.
fn plan_command(arguments: &Arguments) -> String {
    let file = arguments.file.iter().map(|file| file.display().to_string());
    let set = arguments
        .set
        .iter()
        .map(|set| format!("--set {}", set.text()));
    let words: Vec<String> = file.chain(set).map(|word| format!(" {word}")).collect();
    format!("seesaw plan{}", words.concat())
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
