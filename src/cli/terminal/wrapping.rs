//! Text broken into lines at the ends of words.

use super::styled_text::{truncate, width};

/// Where a text may be broken into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// At blanks.
    Blanks,
    /// At blanks, and after a comma before a letter: the id of a run is a list of `axis=value`.
    BlanksAndCommas,
}

impl Breaks {
    /// The pieces of a line between which it may be broken, each with whether a blank comes before
    /// it.
    fn pieces(self, line: &str) -> Vec<(bool, &str)> {
        let mut pieces = Vec::new();
        for word in line.split_whitespace() {
            let mut start = 0;
            let bytes = word.as_bytes();
            for (index, _) in word.match_indices(',') {
                let is_break = bytes.get(index + 1).is_some_and(u8::is_ascii_alphabetic);
                if self == Breaks::BlanksAndCommas && is_break {
                    pieces.push((start == 0, &word[start..=index]));
                    start = index + 1;
                }
            }
            pieces.push((start == 0, &word[start..]));
        }
        pieces
    }

    /// The width of the longest piece that is not broken.
    pub(super) fn longest_piece(self, text: &str) -> usize {
        let pieces = self.pieces(text);
        let widths = pieces.iter().map(|(_, piece)| width(piece));
        widths.max().unwrap_or(0)
    }
}

/// Breaks a text into lines of at most `columns` columns of the terminal, and where it has lines of
/// its own. A longer word has a line of its own.
pub(crate) fn wrap_lines(text: &str, columns: usize, breaks: Breaks) -> Vec<String> {
    let mut lines = Vec::new();
    for own in text.lines() {
        let mut line = String::new();
        for (has_blank, piece) in breaks.pieces(own) {
            let gap = if has_blank && !line.is_empty() {
                " "
            } else {
                ""
            };
            if !line.is_empty() && width(&line) + gap.len() + width(piece) > columns {
                lines.push(std::mem::take(&mut line));
                line.push_str(piece);
            } else {
                line.push_str(gap);
                line.push_str(piece);
            }
        }
        lines.push(line);
    }
    lines
}

/// As [`wrap_lines`], with an ellipsis at the end of a word that is longer than a line.
pub(super) fn wrap_and_cut(text: &str, columns: usize, breaks: Breaks) -> Vec<String> {
    wrap_lines(text, columns, breaks)
        .iter()
        .map(|line| truncate(line, columns).into_owned())
        .collect()
}

/// Breaks a paragraph into lines of at most `columns` columns. A longer word has a line of its own.
pub(crate) fn wrap(text: &str, columns: usize) -> String {
    let paragraph: Vec<&str> = text.split_whitespace().collect();
    wrap_lines(&paragraph.join(" "), columns, Breaks::Blanks).join("\n")
}

/// A text in at most `columns` columns, with an ellipsis where something in its middle is left out:
/// the end of a run's id tells as much as its beginning.
pub(crate) fn shorten_middle(text: &str, columns: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= columns {
        return text.to_string();
    }
    let kept = columns.saturating_sub(1);
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    let head: String = letters[..head].iter().collect();
    let tail: String = letters[letters.len() - tail..].iter().collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_words_end() {
        assert_eq!(wrap("one two  three", 7), "one two\nthree");
        assert_eq!(wrap("a longer-than-that b", 6), "a\nlonger-than-that\nb");
        assert_eq!(wrap("", 6), "");
        assert_eq!(
            wrap_lines("1\n2 3", 1, Breaks::Blanks),
            ["1", "2", "3"],
            "a text keeps its own lines"
        );
        assert_eq!(wrap_and_cut("a abcdef", 4, Breaks::Blanks), ["a", "abc…"]);
    }

    #[test]
    fn the_middle_of_a_long_id_is_left_out() {
        assert_eq!(shorten_middle("lr_d=1e-3,seed=12", 17), "lr_d=1e-3,seed=12");
        assert_eq!(shorten_middle("lr_d=1e-3,seed=12", 10), "lr_d=…d=12");
        assert_eq!(shorten_middle("abc", 1), "…");
    }

    #[test]
    fn the_id_of_a_run_is_broken_between_its_values() {
        let id = "lr_d=1e-3,strategy=skip_d,seed=1";
        let lines = wrap_lines(id, 20, Breaks::BlanksAndCommas);
        assert_eq!(lines, ["lr_d=1e-3,", "strategy=skip_d,", "seed=1"]);
        assert_eq!(wrap_lines(id, 20, Breaks::Blanks), [id]);
        assert_eq!(
            wrap_lines("1,000 is 1000", 4, Breaks::BlanksAndCommas),
            ["1,000", "is", "1000"]
        );
        assert_eq!(Breaks::BlanksAndCommas.longest_piece(id), 16);
    }
}
