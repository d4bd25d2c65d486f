//! A name as a line is writing it, and what stands before it that belongs to it.

use super::super::alias_table::{is_player, is_quantity, is_validation};

/// The words before a number, and whose they are.
#[derive(Debug, Default)]
pub(super) struct Written<'a> {
    pub words: Vec<&'a str>,
    /// A colon or equals sign has ended the name.
    pub is_separated: bool,
    /// The first word may be the value of the name before, as in `ada: no d_loss: 0.5`.
    pub is_after_text: bool,
    /// The heading under which the name stands: `[D] real 0.5`, `Loss: D 0.5`.
    pub section: Option<String>,
    /// The player that was named first in these brackets: `[D loss: 0.5, acc: 90%]`.
    pub player: Option<&'a str>,
    is_in_brackets: bool,
    /// Nothing but words stands in these brackets so far.
    is_heading: bool,
}

impl<'a> Written<'a> {
    /// The name ends without a number.
    pub fn end(&mut self) {
        self.words.clear();
        (self.is_separated, self.is_after_text) = (false, false);
    }

    /// A word follows a colon: what was before it is a heading, or the word is its value.
    pub fn after_text(&mut self) {
        let is_heading = self.heading();
        self.end();
        self.is_after_text = !is_heading;
    }

    pub fn after_number(&mut self) {
        if self.is_in_brackets && self.player.is_none() {
            self.player = self.words.iter().copied().find_map(player_in);
        }
        self.is_heading = false;
        self.end();
    }

    pub fn open(&mut self, may_be_heading: bool) {
        self.player = None;
        self.is_in_brackets = true;
        self.is_heading = may_be_heading;
    }

    pub fn close(&mut self) {
        if self.is_heading && !self.is_separated {
            self.heading();
        }
        (self.player, self.is_in_brackets, self.is_heading) = (None, false, false);
        self.end();
    }

    /// Takes the words for a heading if they can be one.
    fn heading(&mut self) -> bool {
        let [word] = self.words[..] else { return false };
        let is_heading = is_player(word) || is_quantity(word) || is_validation(word);
        if is_heading {
            self.section = Some(word.to_string());
        }
        is_heading
    }
}

/// The player that a word names, alone or with others: `D`, `d_loss`.
pub(super) fn player_in(word: &str) -> Option<&str> {
    word.split(['_', '-', '/', '.'])
        .find(|part| is_player(part))
}
