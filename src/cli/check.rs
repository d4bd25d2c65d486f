//! `seesaw check`: every file is read, and the first mistake of each is shown.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::terminal::output::{print_line, print_notes};
use crate::config::{self, Override, Study};
use crate::files;
use crate::statistics::plural;

/// Read study files and say whether they are valid
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Study files in YAML
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Override>,
}

/// Reads each file and prints whether it is valid. The exit code is that of the worst mistake.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let mut exit = Exit::Ok;
    for file in &arguments.files {
        match config::load(file, &arguments.set) {
            Ok(study) => {
                let runs = plural(study.runs.len(), "run");
                print_line(format_args!("{}: ok, {runs}", file.display()))?;
                print_notes(&study.notes);
                print_notes(missing_data(&study));
            }
            Err(error) => exit = exit.worse(CliError::Config(error).report()),
        }
    }
    Ok(exit)
}

/// The places of data that a sweep would not find now. A study may be written before its data are
/// there, so this is no mistake.
fn missing_data(study: &Study) -> Vec<String> {
    let places = study
        .runs
        .iter()
        .filter_map(|planned| planned.run.data.path());
    let places: BTreeSet<&Path> = places.collect();
    places
        .into_iter()
        .filter(|place| matches!(files::exists(place), Ok(false)))
        .map(|place| format!("{} does not exist yet; a sweep needs it", place.display()))
        .collect()
}
