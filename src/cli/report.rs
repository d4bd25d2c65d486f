//! `seesaw report`: the tables, plots and page of a study, written again.

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::figure_axes::FigureAxes;
use super::lookup::missing_runs::refuse_to_forget;
use super::lookup::runs::{warn_of_notes, warn_of_problems, warn_of_unfinished};
use super::lookup::studies::open_any_study;
use super::terminal::output::print_line;
use crate::config::AnyStudy;
use crate::report::{write_report, write_transfers_report};

/// Write runs.parquet, the study's plots and report.html again from what is on disk
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Name of a study below the results folder, or its directory
    study: PathBuf,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    #[command(flatten)]
    axes: FigureAxes,
}

/// Writes the report and prints where it is.
///
/// # Errors
/// If there is no such study, or a file cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let (study, paths) = open_any_study(&arguments.study, &arguments.results)?;
    let study = match study {
        AnyStudy::Games(study) => study,
        AnyStudy::Transfers(study) => {
            write_transfers_report(&study, &paths)?;
            print_line(paths.report().display())?;
            return Ok(Exit::Ok);
        }
    };
    refuse_to_forget(&study, &paths)?;
    let runs = write_report(&study, &paths, &arguments.axes.resolve(&study)?)?;
    print_line(paths.report().display())?;
    warn_of_unfinished(&runs);
    Ok(warn_of_problems(&runs).worse(warn_of_notes(&paths)))
}
