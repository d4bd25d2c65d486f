//! Pieces of text, lines, and columns that stand under each other.

use std::borrow::Cow;

use super::super::color::{Colors, Paint};

/// Blanks between two columns.
const GAP: usize = 2;

/// A piece of text with its look.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub text: String,
    pub paint: Paint,
    /// Whether it stands at the right end of its column.
    right: bool,
}

/// Pieces one after the other.
pub type Line = Vec<Span>;

impl Span {
    pub fn plain(text: impl Into<String>) -> Self {
        Self::painted(text, Paint::Plain)
    }

    pub fn faint(text: impl Into<String>) -> Self {
        Self::painted(text, Paint::Faint)
    }

    pub fn painted(text: impl Into<String>, paint: Paint) -> Self {
        Self {
            text: text.into(),
            paint,
            right: false,
        }
    }

    /// At the right end of its column, as numbers are.
    pub fn right(self) -> Self {
        Self {
            right: true,
            ..self
        }
    }

    fn width(&self) -> usize {
        width(&self.text)
    }
}

/// Columns on the terminal that a text takes.
pub fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// A text cut to so many columns.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    console::truncate_str(text, columns, "…")
}

/// Rows with their columns under each other; a column in which nothing stands is left out.
pub fn aligned(rows: &[Line]) -> Vec<Line> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(Span::width)
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    rows.iter().map(|row| padded(row, &widths)).collect()
}

fn padded(row: &[Span], widths: &[usize]) -> Line {
    let filled: Vec<(&Span, usize)> = row
        .iter()
        .zip(widths.iter().copied())
        .filter(|(_, width)| *width > 0)
        .collect();
    let last = filled
        .iter()
        .rposition(|(span, _)| !span.text.is_empty())
        .unwrap_or(0);
    let mut line = Line::new();
    for (place, (span, width)) in filled.into_iter().take(last + 1).enumerate() {
        let blanks = width - span.width();
        let gap = if place == 0 { 0 } else { GAP };
        let before = if span.right { gap + blanks } else { gap };
        let after = if span.right || place == last {
            0
        } else {
            blanks
        };
        line.extend((before > 0).then(|| Span::plain(" ".repeat(before))));
        line.push(span.clone());
        line.extend((after > 0).then(|| Span::plain(" ".repeat(after))));
    }
    line
}

/// Columns that a line takes.
pub fn line_width(line: &[Span]) -> usize {
    line.iter().map(Span::width).sum()
}

/// A line as text, of at most so many columns.
pub fn written(line: &[Span], colors: Colors, columns: Option<usize>) -> String {
    let mut room = columns.unwrap_or(usize::MAX);
    let mut text = String::new();
    for span in line {
        let shown = if room == 0 {
            "".into()
        } else {
            cut(&span.text, room)
        };
        text.push_str(&colors.painted(&shown, span.paint));
        room -= width(&shown).min(room);
        if shown != span.text {
            break;
        }
    }
    text.truncate(text.trim_end_matches(' ').len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_empty_ones_are_left_out() {
        let row = |name: &str, number: &str, note: &str| {
            vec![
                Span::plain(name),
                Span::plain(""),
                Span::plain(number).right(),
                Span::plain(note),
            ]
        };
        let lines = aligned(&[
            row("run", "step", ""),
            row("a", "1", "▁█ late"),
            row("longer", "12345", ""),
        ]);
        let text: Vec<String> = lines
            .iter()
            .map(|line| written(line, Colors::None, None))
            .collect();
        assert_eq!(
            text,
            ["run      step", "a           1  ▁█ late", "longer  12345"]
        );
        assert_eq!(
            lines
                .iter()
                .map(|line| line_width(line))
                .collect::<Vec<_>>(),
            [13, 22, 13]
        );
        assert_eq!(aligned(&[]), Vec::<Line>::new());
    }

    #[test]
    fn a_line_is_cut_at_the_edge() {
        let line = [
            Span::plain("abc "),
            Span::painted("defgh", Paint::Strong),
            Span::plain("ij"),
        ];
        assert_eq!(written(&line, Colors::None, Some(20)), "abc defghij");
        assert_eq!(written(&line, Colors::None, Some(11)), "abc defghij");
        assert_eq!(written(&line, Colors::None, Some(10)), "abc defgh…");
        assert_eq!(
            written(&line, Colors::Basic, Some(7)),
            "abc \x1b[1mde…\x1b[0m"
        );
        assert_eq!(written(&line, Colors::None, Some(0)), "");
        assert_eq!(
            written(&[Span::plain("日本語")], Colors::None, Some(5)),
            "日本…",
            "two columns a letter"
        );
    }
}
