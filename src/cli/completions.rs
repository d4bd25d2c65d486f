//! `seesaw completions`: a script that completes the command line in a shell.

use super::exit::{CliError, Exit};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    shell: clap_complete::Shell,
}

/// Prints the script for `program`, the whole command line.
pub(super) fn run(arguments: &Arguments, program: &mut clap::Command) -> Result<Exit, CliError> {
    clap_complete::generate(arguments.shell, program, "seesaw", &mut std::io::stdout());
    Ok(Exit::Ok)
}
