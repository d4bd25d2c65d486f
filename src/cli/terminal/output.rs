//! The two streams: results on stdout, messages on stderr.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use serde::Serialize;

use crate::text::{is_unfit, visible_lines};

/// Stdout cannot be written, because the disk is full, say.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to stdout: {0}")]
pub(crate) struct OutputError(std::io::Error);

/// Prints a result and a line break on stdout, with everything escaped that would act on a
/// terminal. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// If stdout cannot be written for another reason.
pub(crate) fn print_line(text: impl Display) -> Result<(), OutputError> {
    print_styled_line(visible_lines(&text.to_string()))
}

/// Prints a result that is fit to be shown, and may have colors, and a line break.
///
/// # Errors
/// As [`print_line`].
pub(crate) fn print_styled_line(text: impl Display) -> Result<(), OutputError> {
    print(format_args!("{text}\n")).map(drop)
}

/// Prints a value as JSON: characters that would act on a terminal are escaped as JSON has it.
///
/// # Errors
/// As [`print_line`].
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), OutputError> {
    let json = serde_json::to_string_pretty(value).expect("plain data becomes JSON");
    print_styled_line(escaped_in_json(&json))
}

/// JSON whose strings hold nothing that would act on a terminal; line breaks between values stay.
fn escaped_in_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for letter in json.chars() {
        match is_unfit(letter) && letter != '\n' {
            true => letter
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}"))),
            false => escaped.push(letter),
        }
    }
    escaped
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
/// What would act on a terminal is escaped.
pub(crate) fn print_message(text: impl Display) {
    let text = text.to_string();
    drop(writeln!(std::io::stderr(), "{}", visible_lines(&text)));
}

/// Prints each note on stderr, after `note: `.
pub(crate) fn print_notes(notes: impl IntoIterator<Item = impl Display>) {
    for note in notes {
        print_message(format_args!("note: {note}"));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn json_keeps_its_values_and_holds_nothing_that_acts(text in any::<String>()) {
            let text = format!("{text}\u{202e}\u{e0001}\u{9b}");
            let json = escaped_in_json(&serde_json::to_string_pretty(&[&text]).unwrap());
            prop_assert!(!json.chars().any(|letter| letter != '\n' && is_unfit(letter)));
            prop_assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
        }
    }
}
