//! `seesaw schema`: the JSON Schema of a study file.

use super::exit::{CliError, Exit};
use super::terminal::output::print_line;
use crate::config::study_schema;

/// Print the JSON Schema of a study file, with which editors complete and check it
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

/// Prints the schema.
///
/// # Errors
/// If stdout cannot be written.
pub(super) fn run(_: &Arguments) -> Result<Exit, CliError> {
    let schema = study_schema();
    print_line(serde_json::to_string_pretty(&schema).expect("a schema is plain JSON"))?;
    Ok(Exit::Ok)
}
