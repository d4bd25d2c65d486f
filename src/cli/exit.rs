//! Exit codes, and the errors that lead to one.

use std::path::PathBuf;
use std::process::ExitCode;

use super::terminal::output::{OutputError, print_message};
use crate::config::ConfigError;
use crate::data::DataError;
use crate::launch::samples::JudgeError;
use crate::launch::sampling::SamplingError;
use crate::launch::{LaunchError, TransferError};
use crate::record::external_logs::ExternalLogError;
use crate::record::{RecordError, RunStatus};

/// The documented exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Ok = 0,
    /// A file or folder cannot be read or written, or is damaged.
    Files = 1,
    /// The command line makes no sense; clap exits with the same code.
    Usage = 2,
    /// The study is invalid.
    StudyInvalid = 3,
    SomeRunsFailed = 10,
    /// A run trained again differs from the recorded one.
    VerifyMismatch = 12,
    /// Files belong to another spec, data, format or program.
    Incompatible = 13,
    /// A training that was watched has failed for as long as one was to wait.
    FailureLasted = 20,
    /// Stopped by the system and saved: start it again (`EX_TEMPFAIL` of sysexits.h).
    Requeue = 75,
    /// Interrupted by Ctrl-C and saved.
    Interrupted = 130,
}

impl Exit {
    /// What a run in this state means to a verb that looks at it: unusable files are an error, a
    /// run that has failed or is not finished is not.
    pub(crate) fn of_status(status: RunStatus) -> Self {
        match status {
            RunStatus::Damaged | RunStatus::Unreadable => Exit::Files,
            RunStatus::Incompatible => Exit::Incompatible,
            RunStatus::Queued
            | RunStatus::Running
            | RunStatus::Stopped
            | RunStatus::Pruned
            | RunStatus::Interrupted
            | RunStatus::Failed
            | RunStatus::Complete => Exit::Ok,
        }
    }

    /// What a run in this state means to a verb that was to finish it, or to wait for its end.
    pub(crate) fn of_outcome(status: RunStatus) -> Self {
        match status {
            RunStatus::Complete | RunStatus::Pruned => Exit::Ok,
            _ if status.is_unusable() => Exit::of_status(status),
            _ => Exit::SomeRunsFailed,
        }
    }

    /// The one of two exit codes that a user should hear of first: unusable files, what is of
    /// something else, then runs that failed.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Exit::Ok => 0,
            Exit::SomeRunsFailed | Exit::FailureLasted => 1,
            Exit::Incompatible => 2,
            Exit::Files => 3,
            Exit::Usage | Exit::StudyInvalid => 4,
            Exit::VerifyMismatch => 5,
            Exit::Requeue | Exit::Interrupted => 6,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a verb could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    ExternalLog(#[from] ExternalLogError),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    Samples(#[from] JudgeError),
    #[error(transparent)]
    Sampling(#[from] SamplingError),
    #[error(transparent)]
    Launch(#[from] LaunchError),
    #[error("{0}")]
    Usage(String),
    /// Nothing is finished, and why may have an exit code of its own.
    #[error("{what} has no finished run")]
    Unfinished { what: String, exit: Exit },
    /// Runs of a study are not there, although its tables tell of them.
    #[error("{0}")]
    RunsMissing(String),
    #[error("cannot read {}: {error}", path.display())]
    Unreadable {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("cannot start a shell for the command: {0}")]
    Command(std::io::Error),
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
    #[error("cannot listen to signals: {0}")]
    Signals(std::io::Error),
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl CliError {
    /// Prints the error on stderr and returns its exit code.
    pub(crate) fn report(&self) -> Exit {
        print_message(format_args!("error: {self}"));
        self.exit()
    }

    /// The exit code that it leads to.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            CliError::Config(error) if error.is_unreadable => Exit::Files,
            CliError::Config(_) => Exit::StudyInvalid,
            CliError::Unfinished { exit, .. } => *exit,
            CliError::RunsMissing(_) => Exit::SomeRunsFailed,
            CliError::Record(error) | CliError::ExternalLog(ExternalLogError::Record(error)) => {
                Exit::of_status(RunStatus::unusable_by(error))
            }
            CliError::Launch(LaunchError::Record(error))
            | CliError::Sampling(SamplingError::Record(error)) => {
                Exit::of_status(RunStatus::unusable_by(error))
            }
            CliError::Samples(JudgeError::Samples(error)) if error.is_refused_by_system() => {
                Exit::Files
            }
            CliError::Data(_)
            | CliError::Samples(JudgeError::Data(_))
            | CliError::Sampling(SamplingError::Data(_))
            | CliError::Launch(_)
            | CliError::Transfer(_)
            | CliError::Unreadable { .. }
            | CliError::Output(_)
            | CliError::Command(_)
            | CliError::Thread(_)
            | CliError::Signals(_) => Exit::Files,
            // What a log lacks, a flag can add.
            CliError::Usage(_)
            | CliError::ExternalLog(_)
            | CliError::Samples(_)
            | CliError::Sampling(SamplingError::Asked(_)) => Exit::Usage,
        }
    }
}
