//! The two streams: results on stdout, messages on stderr.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use super::exit::Failure;

/// Prints a result. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// If stdout cannot be written for another reason, such as a full disk.
pub fn result(text: impl Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Says something to the user. Training does not stop because nobody listens.
pub fn message(text: impl Display) {
    drop(writeln!(std::io::stderr(), "{text}"));
}
