//! What is done about a failure that has lasted.

use std::process::{Child, Command};

use super::super::exit::{CliError, Exit};
use super::super::terminal::output::print_message;
use super::attached_log::AttachedLog;
use super::attached_samples::AttachedSamples;
use super::training::Training;

/// A command that is run, or an exit code.
pub(super) struct Response<'a> {
    command: Option<&'a str>,
    running: Option<Child>,
}

impl<'a> Response<'a> {
    pub(super) fn new(command: Option<&'a str>) -> Self {
        Self {
            command,
            running: None,
        }
    }

    /// Says that a failure has lasted, in words why, and starts the command. Returns the exit code
    /// where there is none.
    ///
    /// # Errors
    /// If the shell cannot be started.
    pub(super) fn give(
        &mut self,
        training: &Training,
        why: &str,
    ) -> Result<Option<Exit>, CliError> {
        let Some(game) = training.failing_game() else {
            return Ok(None);
        };
        let (name, label) = (&game.name, game.diagnosis.label());
        let Some(command) = self.command else {
            print_message(format_args!("{name}: {label}, {why}: exit code 20"));
            return Ok(Some(Exit::FailureLasted));
        };
        if self.running.is_some() {
            print_message(format_args!(
                "{name}: {label}, {why}; the command of the failure before is still running"
            ));
            return Ok(None);
        }
        print_message(format_args!("{name}: {label}, {why}: running `{command}`"));
        let onset = game.diagnosis.onset.map(|step| step.to_string());
        let paths = [
            ("SEESAW_LOG", training.log.as_ref().map(AttachedLog::path)),
            (
                "SEESAW_FAKES",
                training.samples.as_ref().map(AttachedSamples::path),
            ),
        ];
        let paths = paths
            .into_iter()
            .filter_map(|(name, path)| Some((name, path?)));
        let child = shell(command)
            .env("SEESAW_VERDICT", game.diagnosis.verdict.name())
            .env("SEESAW_STEP", game.last_step().to_string())
            .env("SEESAW_ONSET", onset.unwrap_or_default())
            .envs(paths)
            .spawn();
        self.running = Some(child.map_err(CliError::Command)?);
        Ok(None)
    }

    /// Whether the command has just ended; says so if it failed.
    pub(super) fn has_ended(&mut self) -> bool {
        let ended = self.running.as_mut().map(Child::try_wait);
        let Some(Ok(Some(status))) = ended else {
            return false;
        };
        self.running = None;
        if !status.success() {
            print_message(format_args!("the command has failed: {status}"));
        }
        true
    }

    /// Waits until the command has ended.
    pub(super) fn wait(&mut self) {
        if let Some(running) = &mut self.running {
            // Its end is told by `has_ended`, which then finds it.
            drop(running.wait());
        }
        self.has_ended();
    }
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}
