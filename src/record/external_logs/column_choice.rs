//! Which column the user says is what.

use std::path::Path;
use std::str::FromStr;

use super::ExternalLogError;
use super::column_aliases::known_columns;
use super::log_table::LogTable;
use super::normalized::normalized;
use crate::config::nearest;

/// `OURS=THEIRS`: which column of a log is what.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnChoice {
    /// seesaw's name of the column.
    pub(super) known: &'static str,
    /// The name that it has in the log.
    in_log: String,
}

impl FromStr for ColumnChoice {
    type Err = ExternalLogError;

    fn from_str(text: &str) -> Result<Self, ExternalLogError> {
        let Some((written, in_log)) = text
            .split_once('=')
            .filter(|(_, in_log)| !in_log.is_empty())
        else {
            let message = format!("`{text}` is not of the form OURS=THEIRS, such as d_loss=errD");
            return Err(ExternalLogError::Choice(message));
        };
        let unknown = || ExternalLogError::UnknownColumn {
            written: written.to_string(),
            suggestion: nearest(written, known_columns()),
        };
        let known = known_columns()
            .find(|name| *name == written)
            .ok_or_else(unknown)?;
        Ok(Self {
            known,
            in_log: in_log.to_string(),
        })
    }
}

impl ColumnChoice {
    /// The place of the column in a log: by its very name, else by what case and separators leave
    /// of it, else by its number from 1.
    ///
    /// # Errors
    /// If no column fits, or several do.
    pub(super) fn find(&self, path: &Path, table: &LogTable) -> Result<usize, ExternalLogError> {
        let all = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..table.columns.len())
                .filter(|index| fits(&table.columns[*index].name))
                .collect()
        };
        let exact = all(&|name| name == self.in_log);
        let found = if exact.is_empty() {
            all(&|name| normalized(name) == normalized(&self.in_log))
        } else {
            exact
        };
        let number = self.in_log.parse::<usize>().ok();
        let by_number = number
            .and_then(|number| number.checked_sub(1))
            .filter(|index| *index < table.columns.len());
        match (&found[..], by_number) {
            ([index], _) => Ok(*index),
            ([], Some(index)) => Ok(index),
            ([], None) => Err(ExternalLogError::NoColumn {
                path: path.to_path_buf(),
                known: self.known,
                written: self.in_log.clone(),
                suggestion: nearest(
                    &self.in_log,
                    table.columns.iter().map(|column| column.name.as_str()),
                ),
                columns: table.names(),
            }),
            (several, _) => Err(ambiguous(path, table, self.known, several)),
        }
    }
}

/// The error of several columns that could be one.
pub(super) fn ambiguous(
    path: &Path,
    table: &LogTable,
    known: &'static str,
    found: &[usize],
) -> ExternalLogError {
    let path = path.to_path_buf();
    let name = |index: &usize| table.columns[*index].name.clone();
    let candidates: Vec<String> = found.iter().map(name).collect();
    if candidates.iter().all(|name| *name == candidates[0]) {
        return ExternalLogError::SameName {
            path,
            known,
            name: candidates[0].clone(),
            numbers: found.iter().map(|index| index + 1).collect(),
        };
    }
    ExternalLogError::Ambiguous {
        path,
        known,
        candidates,
    }
}
