//! The columns of a log that are read: as the user has chosen, else recognised by their names.

use std::collections::BTreeMap;
use std::path::Path;

use super::ExternalLogError;
use super::column_aliases::{ColumnAliases, known_columns};
use super::column_choice::{ColumnChoice, ambiguous};
use super::log_table::LogTable;

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
            let index = choice.find(path, table)?;
            if chosen.0.insert(choice.known, index).is_some() {
                return Err(ExternalLogError::Choice(format!(
                    "`--column {}=..` is given twice",
                    choice.known
                )));
            }
        }
        let whole_is_chosen = chosen.get("d_loss").is_some();
        let terms_are_chosen = chosen.has_term();
        if whole_is_chosen && terms_are_chosen {
            let message = "D's loss is chosen twice: leave out `--column d_loss=..`, or those of its two terms";
            return Err(ExternalLogError::Choice(message.to_string()));
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
    pub fn get(&self, known: &str) -> Option<usize> {
        self.0.get(known).copied()
    }

    /// The values of a column.
    ///
    /// # Errors
    /// If the column is not one of numbers.
    pub fn values<'s>(
        &self,
        path: &Path,
        table: &'s LogTable,
        known: &str,
    ) -> Result<Option<&'s [Option<f64>]>, ExternalLogError> {
        self.get(known)
            .map(|index| table.columns[index].numbers(path))
            .transpose()
    }

    /// Every column that is read: seesaw's name, and the file's.
    pub fn pairs(&self, table: &LogTable) -> Vec<(String, String)> {
        let name = |known: &str| {
            self.get(known)
                .map(|at| (known.to_string(), table.columns[at].name.clone()))
        };
        known_columns()
            .filter(|known| *known != "step")
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
        let aliases = ColumnAliases::new();
        let taken: Vec<usize> = self.0.values().copied().chain(table.step).collect();
        let mut candidates: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (index, column) in table
            .columns
            .iter()
            .enumerate()
            .filter(|(index, _)| !taken.contains(index))
        {
            if let Some(known) = aliases
                .meaning(&column.name)
                .filter(|known| !self.0.contains_key(known))
            {
                candidates.entry(known).or_default().push(index);
            }
        }
        for (known, found) in candidates {
            if found.len() > 1 {
                return Err(ambiguous(path, table, known, &found));
            }
            self.0.insert(known, found[0]);
        }
        Ok(())
    }

    /// D's loss is one column, or two terms, never both.
    fn settle_d_loss(&mut self, terms_are_chosen: bool) -> Result<(), ExternalLogError> {
        let has_both = self.get("d_loss_real").is_some() && self.get("d_loss_fake").is_some();
        if terms_are_chosen && !has_both {
            let message =
                "D's loss needs both terms: `--column d_loss_real=NAME --column d_loss_fake=NAME`";
            return Err(ExternalLogError::Choice(message.to_string()));
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
