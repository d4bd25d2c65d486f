//! The two streams: results on stdout, messages on stderr.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use super::exit::Failure;

/// Prints a result. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// If stdout cannot be written for another reason, such as a full disk.
pub fn result(text: impl Display) -> Result<(), Failure> {
    part(format_args!("{text}\n")).map(drop)
}

/// Prints a part of a result that has more to come, as it is; `false` when the reader has gone
/// away.
///
/// # Errors
/// As [`result`].
pub fn part(text: impl Display) -> Result<bool, Failure> {
    let mut out = std::io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::Output(error)),
    }
}

/// Says something to the user. Training does not stop because nobody listens.
pub fn message(text: impl Display) {
    drop(writeln!(std::io::stderr(), "{text}"));
}
