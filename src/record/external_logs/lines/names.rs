//! What the names of a log's lines mean. Each spelling is looked up once.

use std::collections::HashMap;
use std::fmt::Write;

use super::super::alias_table::{is_batch, is_epoch, is_player, is_quantity, is_validation};
use super::super::column_aliases::{ColumnAliases, step_rank};
use super::super::sparse_table::SparseTable;
use super::written::{Written, player_in};

/// What a name before a number is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    Epoch,
    /// Steps or batches, and the column for them.
    Counter(usize),
    Quantity(usize),
    Nothing,
}

/// Words of a name without a colon after it, at most: `D loss 0.5` is one, prose is not.
const MOST_WORDS_ALONE: usize = 3;

/// The names so far, and the table whose columns they are.
pub(super) struct Names {
    pub table: SparseTable,
    aliases: ColumnAliases,
    /// Meanings by name as written, with all that decides.
    known: HashMap<String, Meaning>,
    columns: HashMap<String, usize>,
    /// Reused.
    key: String,
}

impl Names {
    pub fn new() -> Self {
        Self {
            table: SparseTable::default(),
            aliases: ColumnAliases::new(),
            known: HashMap::new(),
            columns: HashMap::new(),
            key: String::new(),
        }
    }

    /// What a name is.
    pub fn meaning(&mut self, written: &Written) -> Meaning {
        self.key.clear();
        for word in &written.words {
            self.key.push_str(word);
            self.key.push(' ');
        }
        let (section, player) = (&written.section, written.player.unwrap_or_default());
        let flags = u8::from(written.is_separated) + 2 * u8::from(written.is_after_text);
        let section = section.as_deref().unwrap_or_default();
        write!(self.key, "\n{section}\n{player}\n{flags}").expect("a string takes all");
        if let Some(meaning) = self.known.get(&self.key) {
            return *meaning;
        }
        let meaning = self.look_up(written);
        // Prose may have a new one in every line.
        if meaning != Meaning::Nothing {
            self.known.insert(self.key.clone(), meaning);
        }
        meaning
    }

    fn look_up(&mut self, written: &Written) -> Meaning {
        let last = written.words.last().copied().unwrap_or_default();
        if is_epoch(last) {
            return Meaning::Epoch;
        }
        if step_rank(last).is_some() || is_batch(last) {
            return self.column(last).map_or(Meaning::Nothing, Meaning::Counter);
        }
        if !written.is_separated && written.words.len() > MOST_WORDS_ALONE {
            return Meaning::Nothing;
        }
        let name = self.full_name(written);
        self.column(&name)
            .map_or(Meaning::Nothing, Meaning::Quantity)
    }

    /// The name with the heading or player that it belongs to, and without a word that is the value
    /// of the name before.
    fn full_name(&self, written: &Written) -> String {
        let section = written.section.as_deref();
        let whole = written.words.join(" ");
        if let Some(section) = section.filter(|section| is_validation(section)) {
            return format!("{section} {whole}");
        }
        let is_known = |name: &String| self.aliases.meaning(name).is_some();
        let without_first = (written.is_after_text && written.words.len() > 1)
            .then(|| written.words[1..].join(" "));
        let alone = [Some(&whole), without_first.as_ref()];
        if let Some(known) = alone.into_iter().flatten().find(|name| is_known(name))
            && !is_player(known)
        {
            return known.clone();
        }
        let name = without_first.unwrap_or(whole);
        let has_player = name.split(' ').any(|word| player_in(word).is_some());
        let owner = [section, written.player]
            .into_iter()
            .flatten()
            .find(|owner| {
                if is_player(owner) {
                    !has_player
                } else {
                    is_quantity(owner) && is_player(&name)
                }
            });
        match owner {
            Some(owner) => format!("{owner} {name}"),
            None => name,
        }
    }

    /// The column of a name; `None` if there are too many.
    pub fn column(&mut self, name: &str) -> Option<usize> {
        if let Some(column) = self.columns.get(name) {
            return Some(*column);
        }
        let column = self.table.add_column(name.to_string())?;
        self.columns.insert(name.to_string(), column);
        Some(column)
    }

    /// The column of a second number after a slash: `D(G(z)): 0.36 / 0.0005`.
    pub fn second(&mut self, first: usize) -> Option<usize> {
        let name = format!("{} / 2", self.table.columns[first].name);
        self.column(&name)
    }

    pub fn is_known(&self, name: &str) -> bool {
        self.aliases.meaning(name).is_some()
    }
}
