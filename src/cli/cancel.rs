//! `seesaw cancel`: ends the jobs of a study.

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::lookup::queue::queue_of;
use super::lookup::studies::open_study;
use super::terminal::output::print_message;
use crate::launch::cancel;
use crate::record::array_of;
use crate::statistics::plural;

/// End a study's jobs on a cluster; their runs are saved, and a later sweep resumes them
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Name of a study below the results folder, or its directory
    study: PathBuf,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
}

/// Cancels what waits or runs.
///
/// # Errors
/// If there is no such study, or Slurm cannot be asked.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let (study, paths) = open_study(&arguments.study, &arguments.results)?;
    let queued = queue_of(&study.name, &paths)?;
    // A whole array is one job: it is cancelled by its own id.
    let ids = queued.iter().map(|job| array_of(&job.id).to_string());
    let mut ids: Vec<String> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        print_message(format_args!("{}: no job waits or runs", study.name));
        return Ok(Exit::Ok);
    }
    cancel(&ids)?;
    let jobs = plural(ids.len(), "job");
    print_message(format_args!(
        "{}: {jobs} cancelled: {}",
        study.name,
        ids.join(", ")
    ));
    Ok(Exit::Ok)
}
