//! The two streams: results on stdout, messages on stderr.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

/// Stdout cannot be written, because the disk is full, say.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to stdout: {0}")]
pub(crate) struct OutputError(std::io::Error);

/// Prints a result and a line break on stdout. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// If stdout cannot be written for another reason.
pub(crate) fn print_line(text: impl Display) -> Result<(), OutputError> {
    print(format_args!("{text}\n")).map(drop)
}

/// Prints a part of a result on stdout as it is. Returns whether the reader is still there.
///
/// # Errors
/// As [`print_line`].
pub(crate) fn print(text: impl Display) -> Result<bool, OutputError> {
    let mut stdout = std::io::stdout().lock();
    match write!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(OutputError(error)),
    }
}

/// Prints a message on stderr. If stderr cannot be written, training goes on all the same.
pub(crate) fn print_message(text: impl Display) {
    drop(writeln!(std::io::stderr(), "{text}"));
}

/// Prints each note on stderr, after `note: `.
pub(crate) fn print_notes(notes: impl IntoIterator<Item = impl Display>) {
    for note in notes {
        print_message(format_args!("note: {note}"));
    }
}
