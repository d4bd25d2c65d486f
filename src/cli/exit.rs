//! Exit codes, and errors on their way to one.

use std::process::ExitCode;

use super::out;
use crate::config::ConfigError;
use crate::data::DataError;
use crate::record::RecordError;
use crate::record::external_logs::ExternalLogError;

/// The documented exit codes. 2 (usage) is clap's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Ok = 0,
    /// A file or folder could not be read or written, or is damaged.
    Files = 1,
    Usage = 2,
    SpecInvalid = 3,
    SomeRunsFailed = 10,
    /// A run trained again is another one than the recorded one.
    VerifyMismatch = 12,
    /// What is there of a run belongs to another spec, format or program.
    ResumeRefused = 13,
    /// Stopped by the system, saved: start it again.
    Requeue = 75,
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Spec(#[from] ConfigError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Foreign(#[from] ExternalLogError),
    #[error("{0}")]
    Usage(String),
    #[error("cannot listen to signals: {0}")]
    Signals(std::io::Error),
    #[error("cannot write to stdout: {0}")]
    Output(std::io::Error),
}

impl Failure {
    /// Says it on stderr.
    pub(super) fn report(&self) -> Exit {
        out::message(format_args!("error: {self}"));
        self.exit()
    }

    fn exit(&self) -> Exit {
        match self {
            Failure::Spec(_) => Exit::SpecInvalid,
            Failure::Data(_) | Failure::Record(_) | Failure::Output(_) | Failure::Signals(_) => {
                Exit::Files
            }
            Failure::Foreign(ExternalLogError::Record(_)) => Exit::Files,
            // What a log lacks, a flag can add.
            Failure::Usage(_) | Failure::Foreign(_) => Exit::Usage,
        }
    }
}
