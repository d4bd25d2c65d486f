//! Which kind of text a log is, by its content.

use super::csv::count_table_rows;
use super::lines;

/// Lines that are looked at. What a program prints before it trains is shorter.
pub(super) const LINES: usize = 400;

/// Whether a text is printed lines rather than a table: more of its lines have names before their
/// numbers than have as many cells as a header.
pub(super) fn is_printed_lines(text: &str) -> bool {
    let end = text
        .match_indices('\n')
        .nth(LINES)
        .map_or(text.len(), |(at, _)| at);
    match counts(&text[..end]) {
        (0, 0) => counts(text).0 > 0,
        (named, rows) => named > rows,
    }
}

/// Lines with named numbers, and rows of a table.
fn counts(text: &str) -> (usize, usize) {
    (lines::count_with_pairs(text), count_table_rows(text))
}
