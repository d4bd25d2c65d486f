//! Why a log was refused: which file, what, what is allowed, and what to do.

use std::path::PathBuf;

use thiserror::Error;

use super::column_aliases::known_columns;
use crate::record::RecordError;
use crate::text::visible_word;

/// Why a log of another program cannot be read.
#[derive(Debug, Error)]
pub enum ExternalLogError {
    /// The file cannot be read, or its checksums do not fit.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The text is no table.
    #[error("{}{}: {reason}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Text {
        /// The file.
        path: PathBuf,
        /// Its line, from 1, where it is one line's fault.
        line: Option<u64>,
        /// What is wrong and what to do.
        reason: String,
    },
    /// A column cannot be what it is taken for.
    #[error("{}: column `{}` {reason}", path.display(), visible_word(column))]
    Column {
        /// The file.
        path: PathBuf,
        /// The column's name in the file, or seesaw's.
        column: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// No column is recognised as a loss.
    #[error(
        "{}: {}\n  columns here: {}\n  {}",
        path.display(),
        if *is_headless { "the first line holds numbers, so the columns have no names but their numbers" } else { "no column is recognised as the loss of D or of G" },
        listed_up_to(MAX_SHOWN_UNKNOWN, columns),
        chosen(example, *has_losses_elsewhere)
    )]
    NoLoss {
        /// The file.
        path: PathBuf,
        /// Whether the columns have no names.
        is_headless: bool,
        /// The names of its columns.
        columns: Vec<String>,
        /// Whether it is StyleGAN's `log.txt`, which has no losses.
        has_losses_elsewhere: bool,
        /// Columns that can be chosen: seesaw's name, and the file's.
        example: Vec<(&'static str, String)>,
    },
    /// Several columns could be what one is wanted for.
    #[error(
        "{}: more than one column could be `{known}`: {}\n  say which it is: --column {known}={}",
        path.display(),
        listed(candidates),
        shell(&candidates[0])
    )]
    Ambiguous {
        /// The file.
        path: PathBuf,
        /// seesaw's name of the column.
        known: &'static str,
        /// The names of the columns that could be it.
        candidates: Vec<String>,
    },
    /// Several columns have one name.
    #[error(
        "{}: {} columns are called `{}`\n  say which it is by its number from 1: --column {known}={}",
        path.display(),
        numbers.len(),
        visible_word(name),
        numbers[0]
    )]
    SameName {
        /// The file.
        path: PathBuf,
        /// seesaw's name of the column.
        known: &'static str,
        /// Their name.
        name: String,
        /// Which columns they are, from 1.
        numbers: Vec<usize>,
    },
    /// A choice names a column that the file does not have.
    #[error(
        "{}: no column `{written}`, which `--column {known}={written}` names\n  columns here: {}{}",
        path.display(),
        listed(columns),
        meant(suggestion)
    )]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// seesaw's name of the column.
        known: &'static str,
        /// The name that the user gave.
        written: String,
        /// The names of the file's columns.
        columns: Vec<String>,
        /// The nearest of them.
        suggestion: Option<String>,
    },
    /// A choice is for a column that seesaw does not know.
    #[error("`{written}` is no column that seesaw knows\n  allowed here: {}{}", known_columns().collect::<Vec<_>>().join(", "), meant(suggestion))]
    UnknownColumn {
        /// The name that the user gave.
        written: String,
        /// The nearest name that is known.
        suggestion: Option<String>,
    },
    /// Choices that are malformed or contradict each other, in words.
    #[error("{0}")]
    Choice(String),
    /// A scale that the loss does not have, in words.
    #[error("{0}")]
    Scale(&'static str),
    /// No row has a loss.
    #[error(
        "{}: no row has a loss of D or G{}",
        path.display(),
        notes.iter().map(|note| format!("\n  {note}")).collect::<String>()
    )]
    NoRows {
        /// The file.
        path: PathBuf,
        /// What was left out, in words.
        notes: Vec<String>,
    },
}

/// Names of a file shown at most: event files can hold hundreds.
const MAX_SHOWN: usize = 40;

/// Of a file in which nothing is recognised.
const MAX_SHOWN_UNKNOWN: usize = 12;

fn listed(names: &[String]) -> String {
    listed_up_to(MAX_SHOWN, names)
}

fn listed_up_to(most: usize, names: &[String]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .take(most)
        .map(|name| format!("`{}`", visible_word(name)))
        .collect();
    let more = names.len().saturating_sub(most);
    match (names.len(), more) {
        (0, _) => "none with numbers".to_string(),
        (_, 0) => quoted.join(", "),
        _ => format!("{}, and {more} more", quoted.join(", ")),
    }
}

/// The choice of columns to try, as it is written on the command line.
fn chosen(example: &[(&str, String)], has_losses_elsewhere: bool) -> String {
    let flag = |(known, name): &(&str, String)| format!("--column {known}={}", shell(name));
    match example {
        _ if has_losses_elsewhere => {
            "StyleGAN's losses are in stats.jsonl, in the same folder".to_string()
        }
        [] => "there seems to be no loss of a GAN here; if there is one, name its column with `--column`, or say \
               which part of a line it is, such as --pattern 'D loss (?P<d_loss>\\S+) G loss (?P<g_loss>\\S+)'; see docs/logs.md"
            .to_string(),
        example => format!(
            "say which is which, such as: {}",
            example.iter().map(flag).collect::<Vec<_>>().join(" ")
        ),
    }
}

fn meant(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("\n  did you mean `{}`?", visible_word(name)))
        .unwrap_or_default()
}

/// A name as a shell takes it.
pub(super) fn shell(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./".contains(letter);
    if name.chars().all(is_plain) {
        name.to_string()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}
