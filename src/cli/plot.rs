//! `seesaw plot`: the figures of a run, or those of a study and all its runs.

use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::figure_axes::FigureAxes;
use super::lookup::missing_runs::refuse_to_forget;
use super::lookup::places::exists;
use super::lookup::runs::{
    finished_runs_at, is_run, never_trained, read_finished, read_spec, run_name, warn_of_notes,
};
use super::lookup::short_names::study_or_path;
use super::lookup::studies::is_study;
use super::lookup::transfers::{TransfersAt, transfers_at};
use super::terminal::output::{print_line, print_message};
use crate::config;
use crate::launch::{draw_run, draw_transfer_run};
use crate::record::{Depth, RunPaths, RunStatus, StudyPaths, inspect, read_transfer_rows};
use crate::report::{RequestedAxes, read_runs, write_report, write_transfers_report};

/// Draw the figures of a run or a study again
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A run's directory, or a study by its name or directory
    path: PathBuf,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    #[command(flatten)]
    axes: FigureAxes,
}

/// Draws what can be drawn. What cannot is named and does not hide the rest.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let path = &study_or_path(&arguments.path, &arguments.results)?;
    if is_run(path)? && arguments.axes.is_given() {
        return Err(CliError::Usage(
            "`--axes` and `--by` are for the figures of a study, not of a run".to_string(),
        ));
    }
    if let Some(transfers) = transfers_at(path)? {
        return draw_transfers(&transfers, path, arguments);
    }
    let study = match is_study(path)? {
        true => Some(config::load(&StudyPaths::at(path).study_yaml(), &[])?),
        false => None,
    };
    // Drawing takes minutes: an axis that is not there is found before.
    let axes = match &study {
        Some(study) => {
            refuse_to_forget(study, &StudyPaths::at(path))?;
            arguments.axes.resolve(study)?
        }
        None => RequestedAxes::default(),
    };
    let (runs, mut exit) = drawable_runs_at(path)?;
    for run in &runs {
        match draw(run) {
            Ok(drawn) => exit = exit.worse(drawn),
            Err(error) if runs.len() == 1 => return Err(error),
            Err(error) => exit = exit.worse(error.report()),
        }
    }
    if let Some(study) = study {
        let paths = StudyPaths::at(path);
        write_report(&study, &paths, &axes)?;
        exit = exit.worse(warn_of_notes(&paths));
        print_line(paths.plot("").display())?;
    }
    Ok(exit)
}

/// Draws the losses of style transfers, and writes the page of their study.
fn draw_transfers(
    transfers: &TransfersAt,
    path: &Path,
    arguments: &Arguments,
) -> Result<Exit, CliError> {
    if arguments.axes.is_given() {
        return Err(CliError::Usage(
            "`--axes` and `--by` are for GANs: the page of style transfers shows every axis"
                .to_string(),
        ));
    }
    for (run, _) in &transfers.complete {
        let file = read_finished(run)?;
        let rows = read_transfer_rows(&run.steps(), &file.read_verified(run, &run.steps())?)?;
        draw_transfer_run(&run_name(run), run, &rows)?;
        print_line(run.plot("").display())?;
    }
    if let Some(study) = &transfers.study {
        let paths = StudyPaths::at(path);
        write_transfers_report(study, &paths)?;
        print_line(paths.report().display())?;
    }
    Ok(transfers.exit)
}

/// The runs at a path that have anything to draw, and the exit code of those that cannot be used.
fn drawable_runs_at(path: &Path) -> Result<(Vec<RunPaths>, Exit), CliError> {
    if is_run(path)? {
        let run = RunPaths::at(path);
        return match inspect(&run, None, Depth::RunFile).usable()? {
            (RunStatus::Queued, _) if !exists(&run.checkpoint())? => Err(never_trained(path)),
            _ => Ok((vec![run], Exit::Ok)),
        };
    }
    let (finished, exit) = finished_runs_at(path)?;
    let paths = StudyPaths::at(path);
    let study = config::load(&paths.study_yaml(), &[])?;
    let damaged = read_runs(&study, &paths)
        .into_iter()
        .filter(|run| run.status == RunStatus::Damaged)
        .map(|run| run.paths);
    Ok((finished.into_iter().chain(damaged).collect(), exit))
}

fn draw(run: &RunPaths) -> Result<Exit, CliError> {
    let errors = draw_run(&run_name(run), &read_spec(run)?, run)?;
    for error in &errors {
        print_message(format_args!("warning: {error}"));
    }
    print_line(run.plot("").display())?;
    Ok(if errors.is_empty() {
        Exit::Ok
    } else {
        Exit::Files
    })
}
