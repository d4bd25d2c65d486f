//! The columns of a log that are read: as the user has chosen, else recognised by their names.

use std::collections::BTreeMap;
use std::path::Path;

use super::ExternalLogError;
use super::aliases::Rank;
use super::column_aliases::known_columns;
use super::column_choice::{ColumnChoice, ambiguous};
use super::games::Game;
use super::log_table::{LogTable, Values};
use super::no_loss::no_loss;

/// The columns of a log that are read, by seesaw's names.
#[derive(Clone, Debug, Default)]
pub(super) struct ChosenColumns {
    columns: BTreeMap<&'static str, usize>,
    /// Both terms of D's loss where they are not read, because the whole is.
    terms: Option<(usize, usize)>,
    /// Columns that the user has named.
    named: Vec<usize>,
    /// What was decided between several columns, in words.
    pub notes: Vec<String>,
}

impl ChosenColumns {
    /// The columns that the user has chosen.
    ///
    /// # Errors
    /// If a choice names what is not there, or choices contradict each other.
    pub fn named(
        path: &Path,
        table: &LogTable,
        choices: &[ColumnChoice],
    ) -> Result<Self, ExternalLogError> {
        let mut chosen = Self::default();
        for choice in choices {
            let index = choice.find(path, table)?;
            chosen.named.push(index);
            if chosen.columns.insert(choice.known, index).is_some() {
                return Err(ExternalLogError::Choice(format!(
                    "`--column {}=..` is given twice",
                    choice.known
                )));
            }
        }
        let message = match (chosen.get("d_loss"), chosen.term_count()) {
            (None, 1) => {
                "D's loss needs both of its terms: name the columns of d_loss_real and of d_loss_fake"
            }
            (Some(_), 1) => {
                "D's loss is chosen twice: leave out d_loss, or its term, or name both of its terms"
            }
            _ => return Ok(chosen),
        };
        Err(ExternalLogError::Choice(message.to_string()))
    }

    /// Whether the user has chosen a loss of D.
    pub fn has_d_loss(&self) -> bool {
        self.get("d_loss").is_some() || self.term_count() > 0
    }

    /// These columns with those of a game, which are recognised by their names. What the user has
    /// chosen is nothing else.
    ///
    /// # Errors
    /// If a name fits several columns, or if no column is a loss.
    pub fn with_recognised(
        mut self,
        path: &Path,
        table: &LogTable,
        game: &Game,
    ) -> Result<Self, ExternalLogError> {
        let terms_are_chosen = self.get("d_loss").is_none() && self.term_count() == 2;
        let ranks = self.recognise(path, table, game)?;
        self.take_bare_terms(table, &ranks);
        self.settle_d_loss(terms_are_chosen);
        self.settle_accuracy();
        let has_loss = ["d_loss", "d_loss_real", "g_loss"]
            .iter()
            .any(|loss| self.get(loss).is_some());
        if has_loss {
            return Ok(self);
        }
        Err(no_loss(path, table))
    }

    /// The place of a column.
    pub fn get(&self, known: &str) -> Option<usize> {
        self.columns.get(known).copied()
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
    ) -> Result<Option<Values<'s>>, ExternalLogError> {
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
        self.columns
            .values()
            .chain(&self.named)
            .any(|read| *read == index)
    }

    /// Whether anything is read of a row, beside its step.
    pub fn rows<'s>(
        &self,
        table: &'s LogTable,
        step: Option<usize>,
    ) -> impl Fn(usize) -> bool + use<'s> {
        let columns = self.read_values(table, step);
        move |row| columns.iter().any(|values| values[row].is_some())
    }

    /// Whether a row holds a loss that is read.
    pub fn rows_with_loss<'s>(&self, table: &'s LogTable) -> impl Fn(usize) -> bool + use<'s> {
        let losses = ["d_loss", "d_loss_real", "d_loss_fake", "g_loss"];
        let columns = losses.into_iter().filter_map(|loss| self.get(loss));
        let values = columns.filter_map(|at| table.columns[at].values.as_deref().ok());
        let values: Vec<Values> = values.collect();
        move |row| values.iter().any(|values| values[row].is_some())
    }

    /// The columns that are read, beside the step.
    pub fn read_values<'s>(&self, table: &'s LogTable, step: Option<usize>) -> Vec<Values<'s>> {
        let columns = self.columns.values().filter(|index| Some(**index) != step);
        let values = columns.filter_map(|index| table.columns[*index].values.as_deref().ok());
        values.collect()
    }

    /// The values of D's terms beside its loss.
    pub fn terms<'s>(&self, table: &'s LogTable) -> Option<(Values<'s>, Values<'s>)> {
        let values = |index: usize| table.columns[index].values.as_deref().ok();
        let (real, fake) = self.terms?;
        values(real).zip(values(fake))
    }

    fn term_count(&self) -> usize {
        let terms = ["d_loss_real", "d_loss_fake"];
        terms.iter().filter(|term| self.get(term).is_some()).count()
    }

    /// Takes the best column of each kind. Returns how sure each is.
    fn recognise(
        &mut self,
        path: &Path,
        table: &LogTable,
        game: &Game,
    ) -> Result<BTreeMap<&'static str, Rank>, ExternalLogError> {
        let mut candidates: BTreeMap<&'static str, Vec<(Rank, bool, usize)>> = BTreeMap::new();
        for (index, alias) in game.aliases.iter().enumerate() {
            if let Some(alias) = alias
                && table.step != Some(index)
                && !self.named.contains(&index)
                && !self.columns.contains_key(alias.known)
            {
                let of_all = !game.is_own[index];
                candidates
                    .entry(alias.known)
                    .or_default()
                    .push((alias.rank, of_all, index));
            }
        }
        let mut ranks = BTreeMap::new();
        for (known, mut found) in candidates {
            found.sort_unstable();
            let (rank, of_all, best) = found[0];
            let is_equal = |other: &&(Rank, bool, usize)| (other.0, other.1) == (rank, of_all);
            let equal: Vec<usize> = found
                .iter()
                .filter(is_equal)
                .map(|(_, _, at)| *at)
                .collect();
            if equal.len() > 1 {
                return Err(ambiguous(path, table, known, &equal));
            }
            if rank == Rank::Adversarial {
                let name = |at: usize| format!("`{}`", table.columns[at].name);
                let others: Vec<String> = found[1..].iter().map(|other| name(other.2)).collect();
                let others = match others.is_empty() {
                    true => "without other terms".to_string(),
                    false => format!("not {}", others.join(", ")),
                };
                self.notes.push(format!(
                    "{known} is the adversarial term {} alone, {others}",
                    name(best)
                ));
            }
            self.columns.insert(known, best);
            ranks.insert(known, rank);
        }
        Ok(ranks)
    }

    /// `D_real` and `D_fake` are D's outputs, unless there is no other loss of D and G's loss is
    /// named in the same way: as in pix2pix (`D_real D_fake G_GAN`), they are its terms then.
    fn take_bare_terms(&mut self, table: &LogTable, ranks: &BTreeMap<&'static str, Rank>) {
        let is = |known: &str, rank: Rank| ranks.get(known) == Some(&rank);
        let is_bare = is("d_real", Rank::Bare) && is("d_fake", Rank::Bare);
        if self.has_d_loss() || !is_bare || !is("g_loss", Rank::Adversarial) {
            return;
        }
        let taken = [("d_real", "d_loss_real"), ("d_fake", "d_loss_fake")].map(|(output, term)| {
            let index = self.columns.remove(output).expect("it has a rank");
            self.columns.insert(term, index);
            table.columns[index].name.as_str()
        });
        self.notes.push(format!(
            "`{}` and `{}` are read as the terms of D's loss, as the log has no other",
            taken[0], taken[1]
        ));
    }

    /// D's loss is one column, or two terms, never both.
    fn settle_d_loss(&mut self, terms_are_chosen: bool) {
        let terms = self.get("d_loss_real").zip(self.get("d_loss_fake"));
        if terms_are_chosen {
            self.columns.remove("d_loss");
        } else if self.get("d_loss").is_some() || terms.is_none() {
            self.terms = terms;
            self.columns.remove("d_loss_real");
            self.columns.remove("d_loss_fake");
        }
    }

    /// D's accuracy is one column, or that on real and that on fake samples, or two signs.
    fn settle_accuracy(&mut self) {
        let mut is_known = self.get("d_acc").is_some();
        for [real, fake] in [["d_acc_real", "d_acc_fake"], ["d_sign_real", "d_sign_fake"]] {
            let has_both = self.get(real).is_some() && self.get(fake).is_some();
            if is_known || !has_both {
                self.columns.remove(real);
                self.columns.remove(fake);
            }
            is_known |= has_both;
        }
    }
}
