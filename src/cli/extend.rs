//! `seesaw extend`: goes on with the runs of a study from where they have ended.

use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::lookup::studies::open_study;
use super::signals::StopRequest;
use super::sweep::{How, missing_runs, train_missing};
use super::terminal::output::{print_message, print_notes};
use super::terminal::table_printing::TableFormat;
use crate::config::{self, Override, PlannedRun, Study};
use crate::launch::{Extension, Job, extension};
use crate::record::tensorboard::remove_export;
use crate::record::{RecordError, StudyPaths, read_text};
use crate::statistics::plural;

/// Train the runs of a study for more steps, each from its latest kept state instead of from its start
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Name of a study below the results folder, or its directory
    study: PathBuf,
    /// Steps that every run is to have in all
    #[arg(long, value_name = "STEPS")]
    steps: u64,
    /// Runs trained at the same time [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    /// Draw no figures of single runs; `seesaw plot` draws them later
    #[arg(long)]
    no_plots: bool,
    /// Train runs that cannot go on, such as those whose schedules depend on the length, from their
    /// start
    #[arg(long)]
    restart: bool,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// Trains what is missing of the longer study, and publishes it in place of the shorter one, whose runs
/// are kept.
///
/// # Errors
/// If there is no such study, it is not shorter, or a run cannot go on and `--restart` is not given.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let (shorter, paths) = open_study(&arguments.study, &arguments.results)?;
    let study = longer_study(&shorter, &paths, arguments.steps)?;
    let chosen: Vec<&PlannedRun> = study.runs.iter().collect();
    print_notes(&study.notes);
    let how = How {
        jobs: arguments.jobs,
        plots: !arguments.no_plots,
        restart: false,
        format: arguments.format,
    };
    let missing = missing_runs(&study, &chosen, &paths, &how)?;
    let refused = refusals(&missing.0)?;
    if !refused.is_empty() && !arguments.restart {
        return Err(refusal(&refused, &arguments.study));
    }
    if study.log.is_some() {
        forget_shorter(&shorter, &study, &paths)?;
    }
    train_missing(&study, &chosen, &paths, missing, &how, &stop)
}

/// Takes the shorter runs out of the log, in which the longer ones show the same steps again.
fn forget_shorter(shorter: &Study, study: &Study, paths: &StudyPaths) -> Result<(), RecordError> {
    let is_kept = |run: &PlannedRun| study.runs.iter().any(|kept| kept.id == run.id);
    let mut gone = shorter.runs.iter().filter(|run| !is_kept(run));
    gone.try_for_each(|run| remove_export(&paths.tensorboard(), &run.id))
}

/// The study with more steps.
fn longer_study(shorter: &Study, paths: &StudyPaths, steps: u64) -> Result<Study, CliError> {
    let longest = shorter
        .runs
        .iter()
        .map(|planned| planned.run.steps as u64)
        .max();
    if longest.is_some_and(|longest| longest > steps) {
        return Err(CliError::Usage(format!(
            "{} has runs of {} steps already; --steps says how many they are to have in all",
            shorter.name,
            longest.unwrap_or_default()
        )));
    }
    let change: Override = format!("steps={steps}").parse()?;
    let path = paths.study_yaml();
    let text = read_text(&path)?.unwrap_or_default();
    let name = path.display().to_string();
    let changed = config::parse(&name, &text, std::slice::from_ref(&change))?;
    // The text that somebody has written stays as it is where it says `steps` in a line.
    let edited = config::with_value(&text, &change);
    let study = edited.and_then(|text| config::parse(&name, &text, &[]).ok());
    Ok(study
        .filter(|study| study.runs == changed.runs)
        .unwrap_or(changed))
}

/// The runs that cannot go on, and why.
fn refusals(jobs: &[Job]) -> Result<Vec<(String, String)>, CliError> {
    let mut refused = Vec::new();
    for job in jobs {
        if let Extension::Refused(reason) = extension(job)? {
            refused.push((job.planned.id.clone(), reason));
        }
    }
    Ok(refused)
}

/// Runs that an error names.
const MOST_NAMED: usize = 3;

fn refusal(refused: &[(String, String)], study: &Path) -> CliError {
    let named = refused.iter().take(MOST_NAMED);
    let mut lines: Vec<String> = named
        .map(|(id, reason)| format!("\n  {id}: {reason}"))
        .collect();
    if refused.len() > MOST_NAMED {
        lines.push(format!("\n  and {} more", refused.len() - MOST_NAMED));
    }
    print_message(format_args!("nothing was trained or changed"));
    CliError::Usage(format!(
        "{} of {} cannot go on:{}\n  `--restart` trains them from their start",
        plural(refused.len(), "run"),
        study.display(),
        lines.concat()
    ))
}
