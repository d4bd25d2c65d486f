//! `seesaw task`: what the jobs of `seesaw sweep --launch slurm` run.

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::lookup::selection::only;
use super::signals::StopRequest;
use super::sweep::{Pulling, conclude, publish, train_runs, unfinished_jobs};
use super::terminal::output::print_message;
use super::terminal::table_printing::TableFormat;
use crate::config;
use crate::launch::{ClusterTask, Race, RequeueLimit};
use crate::record::{
    Depth, StudyPaths, Submission, SubmissionPaths, array_of, job_here, task_number,
};
use crate::statistics::plural;

/// Train runs of a submitted study until none is left or a signal comes: what the jobs of `seesaw
/// sweep --launch slurm` run
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Directory of the submission, results/STUDY/slurm/NUMBER
    submission: PathBuf,
    /// Also wait for runs that others train, and publish the study at the end
    #[arg(long)]
    last: bool,
}

/// Pulls runs. The last job publishes them.
///
/// # Errors
/// If the submission or the data cannot be read, or files cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let files = SubmissionPaths::at(&arguments.submission);
    let submission = Submission::read(&files)?;
    let study = config::load(&files.study_yaml(), &[])?;
    let paths = StudyPaths::new(&submission.results, &study.name);
    let chosen = only(&study, &submission.only, &paths, "seesaw plan")?;
    // The last job alone reads every file.
    let depth = match arguments.last {
        true => Depth::Originals,
        false => Depth::RunFile,
    };
    let (jobs, failures) =
        unfinished_jobs(&study, &chosen, &paths, depth, submission.plots, false)?;
    print_message(format_args!(
        "{}: {}, {} to train",
        study.name,
        plural(chosen.len(), "run"),
        jobs.len()
    ));
    // The ids are written down after the jobs are submitted, when this one may already run.
    let own = job_here();
    let own_id = own.iter().map(|job| array_of(job));
    let task = ClusterTask {
        limit: RequeueLimit {
            requeues: submission.requeues,
            jobs: submission
                .job_ids()
                .chain(own_id)
                .map(String::from)
                .collect(),
        },
        number: own.as_deref().map_or(0, task_number),
        depth,
    };
    let race = Race::of(&study, &paths)?;
    let pulling = Pulling {
        workers: u16::try_from(submission.jobs).ok(),
        task: Some(&task),
        race: race.as_ref(),
        // At a rung, the tasks wait for the slowest of them.
        waits: arguments.last || race.is_some(),
    };
    let failures = failures.worse(train_runs(&jobs, pulling, &stop));
    match (stop.exit(), arguments.last) {
        (None, true) => {
            race.as_ref().map_or(Ok(()), conclude)?;
            let format = TableFormat::default();
            publish(&study, &chosen, &paths, format, failures, &stop)
        }
        (Some(stopped), _) => Ok(stopped),
        (None, false) => Ok(failures),
    }
}
