//! A sweep whose runs are style transfers.

use super::super::exit::{CliError, Exit};
use super::super::signals::StopRequest;
use super::super::terminal::output::{print_message, print_notes};
use super::super::terminal::progress_bar::progress_bar;
use super::super::transfer_table::transfer_table;
use super::arguments::{Arguments, plan_command, refuse_unknown};
use super::study_file::write_study;
use crate::config::{PlannedRun, Study, Transfer};
use crate::launch::{
    RunUpdate, TransferEnd, TransferJob, open_transfer, repair_transfer, run_transfer,
};
use crate::parallel::{cores, parallel_map};
use crate::record::{Depth, RunPaths, RunStatus, StudyPaths, inspect};
use crate::report::write_transfers_report;
use crate::statistics::plural;
use crate::train::TrainingControl;

/// Runs what is missing, writes the report and prints one row per run.
///
/// # Errors
/// If a picture or a network cannot be used, or files cannot be written. A run that fails is no
/// error; the exit code says so.
pub(super) fn run(
    study: &Study<Transfer>,
    arguments: &Arguments,
    stop: &StopRequest,
) -> Result<Exit, CliError> {
    let chosen = choose(study, arguments)?;
    let paths = StudyPaths::new(&arguments.results, &study.name);
    print_notes(&study.notes);
    let (jobs, repaired) = unfinished(study, &chosen, &paths, arguments)?;
    write_study(study, &paths)?;
    print_message(format_args!(
        "{}: {}, {} to run",
        study.name,
        plural(chosen.len(), "style transfer"),
        jobs.len()
    ));
    let failures = run_all(&jobs, arguments.jobs, stop).worse(repaired);
    let runs = write_transfers_report(study, &paths)?;
    transfer_table(study, &runs).print(arguments.format)?;
    print_message(format_args!("report: {}", paths.report().display()));
    let outcomes = chosen.iter().map(|planned| {
        let found = runs.iter().find(|run| run.planned.id == planned.id);
        found.map_or(RunStatus::Queued, |run| run.status)
    });
    let outcome = outcomes.map(Exit::of_outcome).fold(Exit::Ok, Exit::worse);
    Ok(match (stop.exit(), outcome) {
        (Some(stopped), Exit::SomeRunsFailed) => stopped,
        _ => outcome.worse(failures),
    })
}

/// All runs, or those of `--only`.
fn choose<'a>(
    study: &'a Study<Transfer>,
    arguments: &Arguments,
) -> Result<Vec<&'a PlannedRun<Transfer>>, CliError> {
    refuse_unknown(study, &arguments.only, &plan_command(arguments))?;
    let is_chosen = |id: &String| arguments.only.is_empty() || arguments.only.contains(id);
    let chosen = study.runs.iter().filter(|planned| is_chosen(&planned.id));
    Ok(chosen.collect())
}

/// The chosen runs that are not finished. What cannot be opened is refused before any begins. Of
/// finished ones, lost files are written again; the exit code is that of those where this fails.
fn unfinished<'a>(
    study: &'a Study<Transfer>,
    chosen: &[&'a PlannedRun<Transfer>],
    paths: &StudyPaths,
    arguments: &Arguments,
) -> Result<(Vec<TransferJob<'a>>, Exit), CliError> {
    let (mut jobs, mut exit, mut said) = (Vec::new(), Exit::Ok, Vec::new());
    for planned in chosen {
        let run = paths.run(&planned.id);
        let features = &planned.run.features;
        // Once for each network: later runs find its classifier kept.
        let is_new = !said.contains(&features);
        said.push(features);
        let open = || {
            open_transfer(&planned.run, Some(&paths.classifiers()), &mut |text| {
                if is_new {
                    print_message(text);
                }
            })
        };
        let inspection = inspect(&run, Some(&planned.hash), Depth::Originals);
        if inspection.status == RunStatus::Complete {
            exit = exit.worse(repair_finished(&run, planned));
            // A finished run does not need its pictures, which may be gone.
            let here = open().ok().map(|opened| opened.sha256);
            let recorded = inspection.file.and_then(|file| file.provenance.data_sha256);
            if here.is_some() && here != recorded {
                print_message(format_args!(
                    "warning: {} was made of other pictures or weights than those there now; delete it to make it of these",
                    planned.id
                ));
            }
            continue;
        }
        drop(open()?);
        jobs.push(TransferJob {
            study: &study.name,
            planned,
            paths: run,
            plots: !arguments.no_plots,
            restart: arguments.restart,
        });
    }
    Ok((jobs, exit))
}

/// Writes lost files of a finished run again, and says so.
fn repair_finished(run: &RunPaths, planned: &PlannedRun<Transfer>) -> Exit {
    match repair_transfer(run, planned) {
        Ok(files) => {
            for file in files {
                print_message(format_args!(
                    "{}: {file} was missing or damaged and has been rewritten",
                    planned.id
                ));
            }
            Exit::Ok
        }
        Err(error) => CliError::from(error).report(),
    }
}

/// Runs the jobs on worker threads. Returns the exit code of those that have failed or were refused.
fn run_all(jobs: &[TransferJob], workers: Option<u16>, stop: &StopRequest) -> Exit {
    let threads = jobs.iter().map(|job| job.planned.run.threads).max();
    let fitting = (cores() / threads.unwrap_or(1)).max(1);
    let workers = workers.map_or(fitting, usize::from);
    let steps = jobs.iter().map(|job| job.planned.run.steps as u64).sum();
    let bar = progress_bar(steps, "style", "steps");
    let say = |id: &str, text: &str| bar.suspend(|| print_message(format_args!("{id}: {text}")));
    let ends = parallel_map(jobs, workers, |job| {
        let id = &job.planned.id;
        if stop.has_come() {
            return Exit::Ok;
        }
        let end = run_transfer(job, &mut |update| {
            match update {
                RunUpdate::Step(_) => bar.inc(1),
                RunUpdate::Note(note) | RunUpdate::WentBack(note) => say(id, &note),
            }
            match stop.has_come() {
                true => TrainingControl::Interrupt,
                false => TrainingControl::Continue,
            }
        });
        match end {
            TransferEnd::Complete(diagnosis) => say(id, diagnosis.verdict.name()),
            TransferEnd::Stopped(step) => say(id, &format!("stopped and saved after step {step}")),
            TransferEnd::Elsewhere => say(id, "another process is at it, or has finished it"),
            TransferEnd::Refused(reason) => {
                say(id, &format!("refused: {reason}"));
                return Exit::Incompatible;
            }
            TransferEnd::Failed(reason) => {
                say(id, &format!("failed: {reason}"));
                return Exit::SomeRunsFailed;
            }
        }
        Exit::Ok
    });
    bar.finish_and_clear();
    ends.into_iter().fold(Exit::Ok, Exit::worse)
}
