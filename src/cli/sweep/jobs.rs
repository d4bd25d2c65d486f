//! The runs of a sweep that are not finished, ready to be trained.

use super::super::exit::{CliError, Exit};
use super::super::terminal::output::{print_message, print_notes};
use crate::config::{PlannedRun, Study};
use crate::launch::{DataSets, Job, repair};
use crate::record::{Depth, RunFile, RunPaths, RunStatus, StudyPaths, inspect};

/// Makes a job of each chosen run that is not finished: with its data, and with its classifier once
/// all data are loaded. Of finished runs, lost files are written again; the exit code is that of
/// those where this fails. With [`Depth::RunFile`] finished runs are left as they are: then a thousand
/// tasks need not read all files of all runs.
///
/// # Errors
/// If data cannot be read.
pub(in crate::cli) fn unfinished_jobs<'a>(
    study: &'a Study,
    chosen: &[&'a PlannedRun],
    paths: &StudyPaths,
    depth: Depth,
    plots: bool,
    restart: bool,
) -> Result<(Vec<Job<'a>>, Exit), CliError> {
    let (mut jobs, mut complete, mut exit) = (Vec::new(), Vec::new(), Exit::Ok);
    let mut sets = DataSets::default();
    for planned in chosen {
        let run = paths.run(&planned.id);
        let inspection = inspect(&run, Some(&planned.hash), depth);
        if inspection.status == RunStatus::Complete {
            if depth == Depth::RunFile {
                continue;
            }
            if let Err(error) = repair_finished(&run, planned) {
                exit = exit.worse(error.report());
            }
            complete.push((*planned, inspection.file));
            continue;
        }
        jobs.push(Job {
            study: &study.name,
            planned,
            data: sets.open(&planned.run)?,
            classifier: None,
            paths: run,
            plots,
            restart,
        });
    }
    print_notes(sets.notes());
    for job in &mut jobs {
        let mut print = |text| print_message(text);
        job.classifier =
            sets.classifier(&job.planned.run, Some(&paths.classifiers()), &mut print)?;
    }
    for (planned, file) in complete {
        warn_if_data_changed(&sets, planned, file);
    }
    Ok((jobs, exit))
}

/// Writes lost files beside the tables of a finished run again, and says so.
fn repair_finished(run: &RunPaths, planned: &PlannedRun) -> Result<(), CliError> {
    for file in repair(run, planned)? {
        print_message(format_args!(
            "{}: {file} was missing or damaged and has been rewritten",
            planned.id
        ));
    }
    Ok(())
}

/// A spec knows the place of its images, not their content.
fn warn_if_data_changed(sets: &DataSets, planned: &PlannedRun, file: Option<RunFile>) {
    let trained_on = file.and_then(|file| file.provenance.data_sha256);
    if sets.differs_from(&planned.run, trained_on.as_deref()) {
        print_message(format_args!(
            "warning: {} was trained on images other than those there now; delete it to train it on these",
            planned.id
        ));
    }
}
