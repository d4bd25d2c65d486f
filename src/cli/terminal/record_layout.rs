//! The rows of a table one below the other, each value on lines of its own, where a terminal is too
//! narrow for columns.

use super::shown_column::ShownColumn;
use super::styled_text::{GAP, StyledLine, StyledText, width};
use super::wrapping::wrap_lines;

/// The fewest columns that a value gets, however long its title is.
const LEAST_VALUE_WIDTH: usize = 20;

/// One block of lines per row, with a title before each value that is there. A word that is longer
/// than a line is kept whole, so that it can be copied.
pub(super) fn records(columns: &[ShownColumn], room: usize) -> Vec<StyledLine> {
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let titles = columns.iter().map(|column| width(&column.title.text));
    let indent = titles.max().unwrap_or(0) + GAP;
    let value_width = room.saturating_sub(indent).max(LEAST_VALUE_WIDTH);
    let mut lines = Vec::new();
    for row in 0..rows {
        if row > 0 {
            lines.push(StyledLine::new());
        }
        for column in columns {
            let cell = &column.cells[row];
            if ["", "-"].contains(&cell.text.as_str()) {
                continue;
            }
            let value = wrap_lines(&cell.text, value_width, column.breaks);
            for (number, text) in value.into_iter().enumerate() {
                let title = if number == 0 { &column.title.text } else { "" };
                lines.push(vec![
                    StyledText::dim(format!("{title:indent$}")),
                    cell.with_text(text),
                ]);
            }
        }
    }
    lines
}
