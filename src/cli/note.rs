//! `seesaw note`: a sentence about a run.

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::lookup::short_names::find_run;
use super::tag::change;
use crate::text::is_unfit;

/// Note a sentence about a run, which `list`, `compare` and the report show
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its directory or id, or the beginning of its id or of the digits at its end
    run: String,
    /// The text; an empty one takes the note away. It replaces the note that is there
    text: String,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
}

/// Writes the note beside the runs of the study; no file of the run changes.
///
/// # Errors
/// If there is no such run, the text cannot be shown, or the file cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let text = arguments
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if text.contains(is_unfit) {
        return Err(CliError::Usage(
            "the note has a control or invisible character".to_string(),
        ));
    }
    let run = find_run(&arguments.run, &arguments.results)?;
    change(&run, |annotation| annotation.note.clone_from(&text))?;
    Ok(Exit::Ok)
}
