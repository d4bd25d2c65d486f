//! What the names of a log's lines mean. Each spelling is looked up once.

use std::collections::HashMap;

use super::super::alias_table::{
    is_batch, is_epoch, is_of_date, is_player, is_quantity, is_validation,
};
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

/// Names of a line that are remembered for the next.
const MOST_RECENT: usize = 64;

/// Words of a name without a colon after it, at most: `D loss 0.5` is one, prose is not.
const MOST_WORDS_ALONE: usize = 3;

/// The names so far, and the table whose columns they are.
pub(super) struct Names {
    pub table: SparseTable,
    aliases: ColumnAliases,
    /// Meanings by name as written, with all that decides.
    known: HashMap<String, Meaning>,
    columns: HashMap<String, usize>,
    /// Those of the line before, by their places in it.
    recent: Vec<(String, Meaning)>,
    /// The place in the line at hand.
    place: usize,
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
            recent: Vec::new(),
            place: 0,
            key: String::new(),
        }
    }

    /// A new line begins.
    pub fn begin_line(&mut self) {
        self.place = 0;
    }

    /// What a name is. Lines are mostly like the one before, so the name that stood at the same
    /// place there is looked at first.
    pub fn meaning(&mut self, written: &Written) -> Meaning {
        self.key.clear();
        for word in &written.words {
            self.key.push_str(word);
            self.key.push(' ');
        }
        let flags = [".", ":", "-", "-:"];
        let flag = usize::from(written.is_separated) + 2 * usize::from(written.is_after_text);
        self.key.push_str(flags[flag]);
        for owner in [written.section.as_deref(), written.player] {
            self.key.push('\n');
            self.key.push_str(owner.unwrap_or_default());
        }
        let place = self.place;
        self.place += 1;
        if let Some((key, meaning)) = self.recent.get(place)
            && *key == self.key
        {
            return *meaning;
        }
        let meaning = match self.known.get(&self.key) {
            Some(meaning) => *meaning,
            None => self.look_up(written),
        };
        // Prose may have a new name in every line.
        if meaning != Meaning::Nothing {
            self.known.insert(self.key.clone(), meaning);
        }
        if place < self.recent.len() {
            self.recent[place] = (self.key.clone(), meaning);
        } else if place < MOST_RECENT {
            self.recent.push((self.key.clone(), meaning));
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
        let is_prose = !written.is_separated && written.words.len() > MOST_WORDS_ALONE;
        if is_prose || written.words.iter().all(|word| is_of_date(word)) {
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
