//! Why a log was refused: which file, what, what is allowed, and what to do.

use std::path::PathBuf;

use thiserror::Error;

use super::column_aliases::known_columns;
use crate::record::RecordError;

/// Why a log of another program cannot be read.
#[derive(Debug, Error)]
pub enum ExternalLogError {
    /// The file cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The file is not what its name says, or a line of it is wrong.
    #[error("{}{}: {reason}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Text {
        /// The log.
        path: PathBuf,
        /// Line number, from 1; none for a file without lines.
        line: Option<u64>,
        /// What is wrong, as a fragment.
        reason: String,
    },
    /// A column that is wanted cannot be used.
    #[error("{}: column `{column}` {reason}", path.display())]
    Column {
        /// The log.
        path: PathBuf,
        /// The name in the log.
        column: String,
        /// What is wrong, as a fragment.
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
        /// The log.
        path: PathBuf,
        /// Columns of the log that hold numbers.
        columns: Vec<String>,
    },
    /// Several columns could be one of ours.
    #[error(
        "{}: more than one column could be `{ours}`: {}\n  say which it is: --column {ours}={}",
        path.display(),
        listed(candidates),
        shell(&candidates[0])
    )]
    Ambiguous {
        /// The log.
        path: PathBuf,
        /// seesaw's name for it.
        ours: &'static str,
        /// The columns that it could be.
        candidates: Vec<String>,
    },
    /// Several columns have the same name, which is wanted.
    #[error("{}: {count} columns are called `{name}`; rename all but one", path.display())]
    SameName {
        /// The log.
        path: PathBuf,
        /// The name.
        name: String,
        /// How many columns have it.
        count: usize,
    },
    /// A column that a flag names is not there.
    #[error(
        "{}: no column `{written}`, which `--column {ours}={written}` names\n  columns here: {}{}",
        path.display(),
        listed(columns),
        meant(suggestion)
    )]
    NoColumn {
        /// The log.
        path: PathBuf,
        /// seesaw's name for it.
        ours: &'static str,
        /// As it was written.
        written: String,
        /// Columns of the log that hold numbers.
        columns: Vec<String>,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A flag names a column that seesaw does not have.
    #[error("`{written}` is no column that seesaw knows\n  allowed here: {}{}", known_columns().collect::<Vec<_>>().join(", "), meant(suggestion))]
    UnknownColumn {
        /// As it was written.
        written: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A flag is not of the form OURS=NAME.
    #[error("{0}")]
    ColumnChoice(String),
    /// The scale does not fit the loss.
    #[error("{0}")]
    LossScale(&'static str),
    /// Too few rows hold a loss.
    #[error(
        "{}: too few rows with a loss of D or G: {rows}, and {LEAST_ROWS} are needed to say anything{}",
        path.display(),
        notes.iter().map(|note| format!("\n  {note}")).collect::<String>()
    )]
    TooFew {
        /// The log.
        path: PathBuf,
        /// Rows with a loss.
        rows: usize,
        /// Why other rows were left out.
        notes: Vec<String>,
    },
}

/// Rows with a loss from which on a log is judged: the last quarter of eight is two.
pub const LEAST_ROWS: usize = 8;

/// Names of a file shown at most: event files can hold hundreds.
const SHOWN: usize = 40;

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = names.len().saturating_sub(SHOWN);
    match (names.len(), more) {
        (0, _) => "none with numbers".to_string(),
        (_, 0) => quoted.join(", "),
        _ => format!("{}, and {more} more", quoted.join(", ")),
    }
}

fn meant(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("\n  did you mean `{name}`?"))
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
