//! Which column is what: as the user says, else by its name.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use super::ExternalLogError;
use super::column_aliases::{ColumnAliases, known_columns, normalized};
use super::log_table::{LogColumn, LogTable};
use crate::config::nearest;

/// `OURS=THEIRS`: which column of a log is what.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnChoice {
    ours: &'static str,
    theirs: String,
}

impl FromStr for ColumnChoice {
    type Err = ExternalLogError;

    fn from_str(text: &str) -> Result<Self, ExternalLogError> {
        let Some((written, theirs)) = text
            .split_once('=')
            .filter(|(_, theirs)| !theirs.is_empty())
        else {
            let message = format!("`{text}` is not of the form OURS=THEIRS, such as d_loss=errD");
            return Err(ExternalLogError::ColumnChoice(message));
        };
        let unknown = || ExternalLogError::UnknownColumn {
            written: written.to_string(),
            suggestion: nearest(written, known_columns()),
        };
        let ours = known_columns()
            .find(|name| *name == written)
            .ok_or_else(unknown)?;
        Ok(Self {
            ours,
            theirs: theirs.to_string(),
        })
    }
}

/// The columns of a log that are read, by seesaw's names.
#[derive(Debug, Default)]
pub(super) struct ChosenColumns(BTreeMap<&'static str, usize>);

impl ChosenColumns {
    /// Finds the columns of a log. Those that the user has chosen are taken first and are nothing
    /// else.
    ///
    /// # Errors
    /// If a choice names what is not there, if a name fits several columns, or if no column is a
    /// loss.
    pub fn of(
        path: &Path,
        table: &LogTable,
        choices: &[ColumnChoice],
    ) -> Result<Self, ExternalLogError> {
        let mut chosen = Self::default();
        for choice in choices {
            let index = named(path, table, choice)?;
            if chosen.0.insert(choice.ours, index).is_some() {
                return Err(ExternalLogError::ColumnChoice(format!(
                    "`--column {}=..` is given twice",
                    choice.ours
                )));
            }
        }
        let whole_is_chosen = chosen.get("d_loss").is_some();
        let terms_are_chosen = chosen.has_term();
        if whole_is_chosen && terms_are_chosen {
            let message = "D's loss is chosen twice: leave out `--column d_loss=..`, or those of its two terms";
            return Err(ExternalLogError::ColumnChoice(message.to_string()));
        }
        chosen.recognise(path, table)?;
        chosen.settle_d_loss(terms_are_chosen)?;
        if !["d_loss", "d_loss_real", "g_loss"]
            .iter()
            .any(|loss| chosen.get(loss).is_some())
        {
            let columns = table
                .columns
                .iter()
                .enumerate()
                .filter(|(index, _)| table.step != Some(*index));
            let columns = columns.map(|(_, column)| column.name.clone()).collect();
            return Err(ExternalLogError::NoLoss {
                path: path.to_path_buf(),
                columns,
            });
        }
        Ok(chosen)
    }

    /// The place of a column.
    pub fn get(&self, ours: &str) -> Option<usize> {
        self.0.get(ours).copied()
    }

    /// The values of a column.
    ///
    /// # Errors
    /// If the column is not one of numbers.
    pub fn values<'s>(
        &self,
        path: &Path,
        table: &'s LogTable,
        ours: &str,
    ) -> Result<Option<&'s [Option<f64>]>, ExternalLogError> {
        self.get(ours)
            .map(|index| numbers(path, &table.columns[index]))
            .transpose()
    }

    /// Every column that is read: seesaw's name, and the file's.
    pub fn pairs(&self, table: &LogTable) -> Vec<(String, String)> {
        let name = |ours: &str| {
            self.get(ours)
                .map(|at| (ours.to_string(), table.columns[at].name.clone()))
        };
        known_columns()
            .filter(|ours| *ours != "step")
            .filter_map(name)
            .collect()
    }

    /// Whether the column at this place is read.
    pub fn reads(&self, index: usize) -> bool {
        self.0.values().any(|read| *read == index)
    }

    fn has_term(&self) -> bool {
        self.get("d_loss_real")
            .or(self.get("d_loss_fake"))
            .is_some()
    }

    fn recognise(&mut self, path: &Path, table: &LogTable) -> Result<(), ExternalLogError> {
        let known = ColumnAliases::new();
        let taken: Vec<usize> = self.0.values().copied().chain(table.step).collect();
        let mut candidates: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (index, column) in table
            .columns
            .iter()
            .enumerate()
            .filter(|(index, _)| !taken.contains(index))
        {
            if let Some(ours) = known
                .meaning(&column.name)
                .filter(|ours| !self.0.contains_key(ours))
            {
                candidates.entry(ours).or_default().push(index);
            }
        }
        for (ours, found) in candidates {
            if found.len() > 1 {
                let candidates = found
                    .iter()
                    .map(|index| table.columns[*index].name.clone())
                    .collect();
                return Err(ambiguous(path, ours, candidates));
            }
            self.0.insert(ours, found[0]);
        }
        Ok(())
    }

    /// D's loss is one column, or two terms, never both.
    fn settle_d_loss(&mut self, terms_are_chosen: bool) -> Result<(), ExternalLogError> {
        let has_both = self.get("d_loss_real").is_some() && self.get("d_loss_fake").is_some();
        if terms_are_chosen && !has_both {
            let message =
                "D's loss needs both terms: `--column d_loss_real=NAME --column d_loss_fake=NAME`";
            return Err(ExternalLogError::ColumnChoice(message.to_string()));
        }
        if terms_are_chosen {
            self.0.remove("d_loss");
        } else if self.get("d_loss").is_some() || !has_both {
            self.0.remove("d_loss_real");
            self.0.remove("d_loss_fake");
        }
        Ok(())
    }
}

/// A column's values.
///
/// # Errors
/// If it is not a column of numbers.
pub(super) fn numbers<'s>(
    path: &Path,
    column: &'s LogColumn,
) -> Result<&'s [Option<f64>], ExternalLogError> {
    column
        .values
        .as_deref()
        .map_err(|reason| ExternalLogError::Column {
            path: path.to_path_buf(),
            column: column.name.clone(),
            reason: reason.clone(),
        })
}

/// The column that a choice names: by its very name, else by what case and separators leave of it.
fn named(path: &Path, table: &LogTable, choice: &ColumnChoice) -> Result<usize, ExternalLogError> {
    let all = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..table.columns.len())
            .filter(|index| fits(&table.columns[*index].name))
            .collect()
    };
    let exact = all(&|name| name == choice.theirs);
    let found = if exact.is_empty() {
        all(&|name| normalized(name) == normalized(&choice.theirs))
    } else {
        exact
    };
    match found[..] {
        [index] => Ok(index),
        [] => Err(ExternalLogError::NoColumn {
            path: path.to_path_buf(),
            ours: choice.ours,
            written: choice.theirs.clone(),
            suggestion: nearest(
                &choice.theirs,
                table.columns.iter().map(|column| column.name.as_str()),
            ),
            columns: table.names(),
        }),
        _ => {
            let candidates = found
                .iter()
                .map(|index| table.columns[*index].name.clone())
                .collect();
            Err(ambiguous(path, choice.ours, candidates))
        }
    }
}

fn ambiguous(path: &Path, ours: &'static str, candidates: Vec<String>) -> ExternalLogError {
    let path = path.to_path_buf();
    if candidates.iter().all(|name| *name == candidates[0]) {
        return ExternalLogError::SameName {
            path,
            name: candidates[0].clone(),
            count: candidates.len(),
        };
    }
    ExternalLogError::Ambiguous {
        path,
        ours,
        candidates,
    }
}
