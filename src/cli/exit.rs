//! Exit codes, and the errors that lead to one.

use std::process::ExitCode;

use super::terminal::output::{OutputError, print_message};
use crate::config::ConfigError;
use crate::data::DataError;
use crate::record::RecordError;
use crate::record::external_logs::ExternalLogError;

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
    /// The files of a run belong to another spec, format or program.
    ResumeRefused = 13,
    /// Stopped by the system and saved: start it again (`EX_TEMPFAIL` of sysexits.h).
    Requeue = 75,
    /// Interrupted by Ctrl-C and saved.
    Interrupted = 130,
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
    #[error("{0}")]
    Usage(String),
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

    fn exit(&self) -> Exit {
        match self {
            CliError::Config(_) => Exit::StudyInvalid,
            CliError::Data(_)
            | CliError::Record(_)
            | CliError::Output(_)
            | CliError::Signals(_)
            | CliError::ExternalLog(ExternalLogError::Record(_)) => Exit::Files,
            // What a log lacks, a flag can add.
            CliError::Usage(_) | CliError::ExternalLog(_) => Exit::Usage,
        }
    }
}
