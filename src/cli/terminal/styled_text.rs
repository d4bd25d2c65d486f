//! Text in styles, and rows whose columns are aligned.

use std::borrow::Cow;

use super::color::{ColorSupport, TextStyle};
use crate::text::visible_lines;

/// Blanks between two columns.
pub(crate) const GAP: usize = 2;

/// A piece of text in one style.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StyledText {
    pub(crate) text: String,
    pub(crate) style: TextStyle,
    /// Whether it is aligned to the right of its column.
    is_right_aligned: bool,
}

/// Pieces of text one after the other, or the columns of a row.
pub(crate) type StyledLine = Vec<StyledText>;

impl StyledText {
    /// Text as it is.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::with_style(text, TextStyle::Plain)
    }

    /// Text that is less important.
    pub(crate) fn dim(text: impl Into<String>) -> Self {
        Self::with_style(text, TextStyle::Dim)
    }

    /// Text in any style, aligned to the left, with everything escaped that would act on a
    /// terminal.
    pub(crate) fn with_style(text: impl Into<String>, style: TextStyle) -> Self {
        Self {
            text: visible_lines(&text.into()).into_owned(),
            style,
            is_right_aligned: false,
        }
    }

    /// Aligned to the right of its column, as numbers are.
    pub(crate) fn right_aligned(self) -> Self {
        Self {
            is_right_aligned: true,
            ..self
        }
    }

    /// Another text in the same style and alignment.
    pub(super) fn with_text(&self, text: String) -> Self {
        Self {
            text,
            ..self.clone()
        }
    }

    fn width(&self) -> usize {
        width(&self.text)
    }
}

/// Columns of the terminal that a text takes.
pub(crate) fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// A text cut to at most `columns` columns of the terminal.
pub(crate) fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    console::truncate_str(text, columns, "…")
}

/// Pads the rows so that their columns stand below each other. Empty columns are left out.
pub(crate) fn align_columns(rows: &[StyledLine]) -> Vec<StyledLine> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(StyledText::width)
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    rows.iter().map(|row| pad(row, &widths)).collect()
}

fn pad(row: &[StyledText], widths: &[usize]) -> StyledLine {
    let filled: Vec<(&StyledText, usize)> = row
        .iter()
        .zip(widths.iter().copied())
        .filter(|(_, width)| *width > 0)
        .collect();
    let last = filled
        .iter()
        .rposition(|(piece, _)| !piece.text.is_empty())
        .unwrap_or(0);
    let mut line = StyledLine::new();
    for (place, (piece, width)) in filled.into_iter().take(last + 1).enumerate() {
        let blanks = width - piece.width();
        let gap = if place == 0 { 0 } else { GAP };
        let before = if piece.is_right_aligned {
            gap + blanks
        } else {
            gap
        };
        let after = if piece.is_right_aligned || place == last {
            0
        } else {
            blanks
        };
        line.extend((before > 0).then(|| StyledText::plain(" ".repeat(before))));
        line.push(piece.clone());
        line.extend((after > 0).then(|| StyledText::plain(" ".repeat(after))));
    }
    line
}

/// Columns of the terminal that a line takes.
pub(crate) fn line_width(line: &[StyledText]) -> usize {
    line.iter().map(StyledText::width).sum()
}

/// A line as the terminal gets it, cut to at most `columns` columns.
pub(crate) fn to_terminal(
    line: &[StyledText],
    colors: ColorSupport,
    columns: Option<usize>,
) -> String {
    let mut room = columns.unwrap_or(usize::MAX);
    let mut text = String::new();
    for piece in line {
        let shown = if room == 0 {
            "".into()
        } else {
            truncate(&piece.text, room)
        };
        text.push_str(&colors.apply(&shown, piece.style));
        room -= width(&shown).min(room);
        if shown != piece.text {
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
    fn columns_are_aligned_and_empty_ones_left_out() {
        let row = |name: &str, number: &str, note: &str| {
            vec![
                StyledText::plain(name),
                StyledText::plain(""),
                StyledText::plain(number).right_aligned(),
                StyledText::plain(note),
            ]
        };
        let lines = align_columns(&[
            row("run", "step", ""),
            row("a", "1", "▁█ late"),
            row("longer", "12345", ""),
        ]);
        let text: Vec<String> = lines
            .iter()
            .map(|line| to_terminal(line, ColorSupport::None, None))
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
        assert_eq!(align_columns(&[]), Vec::<StyledLine>::new());
    }

    #[test]
    fn a_line_is_cut_at_the_edge() {
        let line = [
            StyledText::plain("abc "),
            StyledText::with_style("defgh", TextStyle::Bold),
            StyledText::plain("ij"),
        ];
        assert_eq!(
            to_terminal(&line, ColorSupport::None, Some(20)),
            "abc defghij"
        );
        assert_eq!(
            to_terminal(&line, ColorSupport::None, Some(11)),
            "abc defghij"
        );
        assert_eq!(
            to_terminal(&line, ColorSupport::None, Some(10)),
            "abc defgh…"
        );
        assert_eq!(
            to_terminal(&line, ColorSupport::Basic, Some(7)),
            "abc \x1b[1mde…\x1b[0m"
        );
        assert_eq!(to_terminal(&line, ColorSupport::None, Some(0)), "");
        assert_eq!(
            to_terminal(&[StyledText::plain("日本語")], ColorSupport::None, Some(5)),
            "日本…",
            "two columns a letter"
        );
    }
}
