//! `seesaw completions`: a script that completes the command line in a shell.

use super::exit::{CliError, Exit};
use super::terminal::output::print;

const EXAMPLE: &str = "\
Example:
  seesaw completions bash > ~/.local/share/bash-completion/completions/seesaw

A new shell then completes commands, options and their values.";

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Arguments {
    shell: clap_complete::Shell,
}

/// Prints the script for `program`, the whole command line.
///
/// # Errors
/// If it cannot be written.
pub(super) fn run(arguments: &Arguments, program: &mut clap::Command) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, program, "seesaw", &mut script);
    print(String::from_utf8_lossy(&script))?;
    Ok(Exit::Ok)
}
