//! Lines of a table that are left out.

/// How many lines there are of a kind, and the first: a log may have as many as it likes.
#[derive(Clone, Copy, Default)]
pub(super) struct LeftOut {
    count: u64,
    first: u64,
}

impl LeftOut {
    pub fn add(&mut self, line: u64) {
        if self.count == 0 {
            self.first = line;
        }
        self.count += 1;
    }

    pub fn count(self) -> u64 {
        self.count
    }

    /// In words, if there is any; `what` says which lines.
    pub fn note(self, what: &str) -> Option<String> {
        self.counted(&format!("{what}, and left out"))
    }

    /// How many there are of `what`, if there is any, and the first.
    pub fn counted(self, what: &str) -> Option<String> {
        let Self { count, first } = self;
        (count > 0).then(|| format!("{what}: {count}, the first of them line {first}"))
    }

    /// In words for lines that have the header again: a program that is started again and appends
    /// writes it again.
    pub fn header_note(self) -> Option<String> {
        match self.count {
            1 => Some(format!(
                "line {} has the header again, and is left out",
                self.first
            )),
            _ => self.note("lines that have the header again"),
        }
    }
}
