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
        "{}: no column is recognised as the loss of D or of G\n  columns here: {}\n  say which it is: \
         --column d_loss=NAME --column g_loss=NAME, or --column d_loss_real=NAME --column d_loss_fake=NAME for the two terms of D's",
        path.display(),
        listed(columns)
    )]
    NoLoss {
        /// The file.
        path: PathBuf,
        /// The names of its columns.
        columns: Vec<String>,
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
    #[error("{}: {count} columns are called `{}`; rename all but one", path.display(), visible_word(name))]
    SameName {
        /// The file.
        path: PathBuf,
        /// Their name.
        name: String,
        /// How many there are.
        count: usize,
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
    /// Fewer than [`MIN_ROWS`] rows have a loss.
    #[error(
        "{}: too few rows with a loss of D or G: {rows}, and {MIN_ROWS} are needed to say anything{}",
        path.display(),
        notes.iter().map(|note| format!("\n  {note}")).collect::<String>()
    )]
    TooFew {
        /// The file.
        path: PathBuf,
        /// Rows with a loss.
        rows: usize,
        /// What was left out, in words.
        notes: Vec<String>,
    },
}

/// Rows with a loss that a log must have to be judged: the last quarter of eight is two.
pub const MIN_ROWS: usize = 8;

/// Names of a file shown at most: event files can hold hundreds.
const MAX_SHOWN: usize = 40;

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .take(MAX_SHOWN)
        .map(|name| format!("`{}`", visible_word(name)))
        .collect();
    let more = names.len().saturating_sub(MAX_SHOWN);
    match (names.len(), more) {
        (0, _) => "none with numbers".to_string(),
        (_, 0) => quoted.join(", "),
        _ => format!("{}, and {more} more", quoted.join(", ")),
    }
}

fn meant(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("\n  did you mean `{}`?", visible_word(name)))
        .unwrap_or_default()
}

/// A name as a shell takes it.
fn shell(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./".contains(letter);
    if name.chars().all(is_plain) {
        name.to_string()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}
