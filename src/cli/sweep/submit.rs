//! `sweep --launch slurm`: checks a study here and gives its missing runs to a cluster.

use std::path::{Path, PathBuf};

use super::study_file::write_study;
use crate::cli::exit::{CliError, Exit};
use crate::cli::lookup::queue::queue_of;
use crate::cli::signals::StopRequest;
use crate::cli::terminal::output::{print, print_line, print_message, print_notes};
use crate::cli::watch;
use crate::config::{PlannedRun, Study};
use crate::launch::{DataSets, Launched, Launcher, SlurmLauncher};
use crate::record::{Depth, RunStatus, StudyPaths, SubmissionPaths, inspect};
use crate::search::Revived;
use crate::statistics::plural;

/// What the command line asks for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Folder that holds one directory per study.
    pub(super) results: &'a Path,
    /// Runs, where not all are asked for.
    pub(super) only: &'a [String],
    /// Whether figures of single runs are drawn.
    pub(super) plots: bool,
    /// Whether the script is only printed.
    pub(super) dry_run: bool,
    /// Whether to show the sweep until its end.
    pub(super) wait: bool,
}

/// Submits what is missing, prints the ids of the jobs, and returns.
///
/// # Errors
/// If data cannot be read, files cannot be written, or the cluster refuses.
pub(super) fn submit(
    study: &Study,
    chosen: &[&PlannedRun],
    wanted: Wanted,
    stop: &StopRequest,
) -> Result<Exit, CliError> {
    let results = absolute(wanted.results)?;
    let (program, directory) = (this_program()?, absolute(Path::new("."))?);
    let paths = StudyPaths::new(&results, &study.name);
    let revived = Revived::read(&paths)?;
    let missing = missing_runs(study, chosen, &paths, &revived);
    if missing.is_empty() {
        print_message(format_args!(
            "{}: {}, 0 to train; `seesaw sweep` without `--launch` publishes them",
            study.name,
            plural(chosen.len(), "run")
        ));
        return Ok(Exit::Ok);
    }
    check_data(&missing)?;
    let mut launcher = SlurmLauncher {
        study,
        results: &results,
        only: wanted.only,
        missing: missing.len(),
        plots: wanted.plots,
        program: &program,
        directory: &directory,
    };
    if wanted.dry_run {
        let number = SubmissionPaths::all(&paths)?.len() + 1;
        let next = paths.submissions().join(number.to_string());
        print(launcher.array_script(&next, usize::MAX)?)?;
        return Ok(Exit::Ok);
    }
    refuse_second_submission(study, &paths)?;
    write_study(study, &paths)?;
    if let Launched::Submitted { array, last } = launcher.launch()? {
        let runs = plural(missing.len(), "missing run");
        print_line(format_args!("{}: job {array} trains {runs}", study.name))?;
        print_line(format_args!("{}: job {last} publishes them", study.name))?;
    }
    match wanted.wait {
        true => watch::show(paths, wanted.results, None, false, stop),
        false => Ok(Exit::Ok),
    }
}

/// Two submissions at once would do no harm, and no good.
fn refuse_second_submission(study: &Study, paths: &StudyPaths) -> Result<(), CliError> {
    let queued = queue_of(&study.name, paths)?;
    match queued.first() {
        None => Ok(()),
        Some(job) => Err(CliError::Usage(format!(
            "job {} of this study is {}; `seesaw cancel {}` ends its jobs",
            job.id, job.state, study.name
        ))),
    }
}

/// The runs that are neither complete nor dropped by the study's search.
fn missing_runs<'a>(
    study: &Study,
    chosen: &[&'a PlannedRun],
    paths: &StudyPaths,
    revived: &Revived,
) -> Vec<&'a PlannedRun> {
    let is_missing = |planned: &&PlannedRun| {
        let run = paths.run(&planned.id);
        let status = inspect(&run, Some(&planned.hash), Depth::RunFile).status;
        match status {
            RunStatus::Complete => false,
            RunStatus::Pruned => study.search.is_none() || revived.runs.contains(&planned.id),
            _ => true,
        }
    };
    chosen.iter().copied().filter(is_missing).collect()
}

/// Opens every data set, so that a path that is wrong is found before a job waits for hours.
fn check_data(missing: &[&PlannedRun]) -> Result<(), CliError> {
    let mut sets = DataSets::default();
    for planned in missing {
        sets.open(&planned.run)?;
    }
    print_notes(sets.notes());
    Ok(())
}

fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    std::path::absolute(path).map_err(|error| CliError::Unreadable {
        path: path.to_path_buf(),
        error,
    })
}

fn this_program() -> Result<PathBuf, CliError> {
    std::env::current_exe().map_err(|error| CliError::Unreadable {
        path: PathBuf::from("the program's own path"),
        error,
    })
}
