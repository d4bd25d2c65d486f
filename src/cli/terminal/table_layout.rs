//! A table as lines that fit: columns are dropped, then texts are broken between words.
//!
//! No word is ever broken. A word of a text that is longer than its column ends in an ellipsis;
//! values that are a single word - names, numbers, ids - are always whole. Where not even the columns
//! that cannot be dropped fit, the rows become records (see [`super::record_layout`]).

use super::record_layout::records;
use super::shown_column::{ShownColumn, shown_columns};
use super::styled_text::{GAP, StyledLine, StyledText, align_columns, width};
use super::table::TextTable;
use super::wrapping::{Breaks, wrap_and_cut};

/// The lines of a table in `columns` columns of the terminal, or without a limit. `letters`: whether
/// a title that names a verdict becomes the verdict's letter.
pub(super) fn table_lines(
    table: &TextTable,
    columns: Option<usize>,
    letters: bool,
) -> Vec<StyledLine> {
    let mut shown = shown_columns(table, letters);
    let Some(room) = columns else {
        let natural = shown
            .iter()
            .map(|column| column.natural)
            .collect::<Vec<_>>();
        return aligned(&shown, &natural);
    };
    for optional in &table.optional {
        if least_width(&shown) <= room {
            break;
        }
        match table.digits_first && optional == &[0] {
            true => shown[0].shorten_to_digits(),
            false => shown.retain(|column| !optional.contains(&column.index)),
        }
    }
    if table.digits_first && least_width(&shown) > room {
        shown.remove(0);
    }
    if least_width(&shown) > room {
        return records(&shown_columns(table, letters), room);
    }
    let widths = fitting_widths(&shown, room);
    aligned(&shown, &widths)
}

fn least_width(columns: &[ShownColumn]) -> usize {
    let gaps = GAP * columns.len().saturating_sub(1);
    columns.iter().map(|column| column.least).sum::<usize>() + gaps
}

/// Shares the columns of the terminal: those that need little more than their least width get it,
/// the others get equal parts of what is left. Ids get what nothing else needs, for they are broken
/// well enough at their least width.
fn fitting_widths(columns: &[ShownColumn], room: usize) -> Vec<usize> {
    let room = room - GAP * columns.len().saturating_sub(1);
    let left = |widths: &[usize]| room - widths.iter().sum::<usize>();
    let is_id = |index: usize| columns[index].breaks == Breaks::BlanksAndCommas;
    let least: Vec<usize> = columns.iter().map(|column| column.least).collect();
    let texts = share(columns, &least, left(&least), |index| !is_id(index));
    share(columns, &texts, left(&texts), is_id)
}

/// Adds what is left to the widths of the columns that want more and may have it.
fn share(
    columns: &[ShownColumn],
    widths: &[usize],
    mut left: usize,
    may_grow: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut widths = widths.to_vec();
    let wish = |index: usize, width: usize| match may_grow(index) {
        true => columns[index].natural.saturating_sub(width),
        false => 0,
    };
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|index| wish(*index, widths[*index]));
    for (place, index) in order.iter().enumerate() {
        let more = wish(*index, widths[*index]).min(left / (columns.len() - place));
        widths[*index] += more;
        left -= more;
    }
    widths
}

/// The titles and rows, with each cell broken into lines of its column's width.
fn aligned(columns: &[ShownColumn], widths: &[usize]) -> Vec<StyledLine> {
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let titles: Vec<&StyledText> = columns.iter().map(|column| &column.title).collect();
    let mut lines = physical_lines(&titles, columns, widths);
    for row in 0..rows {
        let cells: Vec<&StyledText> = columns.iter().map(|column| &column.cells[row]).collect();
        lines.extend(physical_lines(&cells, columns, widths));
    }
    align_columns(&lines)
}

fn physical_lines(
    cells: &[&StyledText],
    columns: &[ShownColumn],
    widths: &[usize],
) -> Vec<StyledLine> {
    let broken: Vec<Vec<String>> = cells
        .iter()
        .zip(columns.iter().zip(widths))
        .map(|(cell, (column, room))| broken_cell(&cell.text, *room, column.breaks))
        .collect();
    let height = broken.iter().map(Vec::len).max().unwrap_or(0);
    let line = |number: usize| {
        let pieces = cells.iter().zip(&broken);
        let piece = |(cell, lines): (&&StyledText, &Vec<String>)| {
            (*cell).with_text(lines.get(number).cloned().unwrap_or_default())
        };
        pieces.map(piece).collect()
    };
    (0..height).map(line).collect()
}

/// What fits stays as it is: the blanks of a curve are values that are missing.
fn broken_cell(text: &str, room: usize, breaks: Breaks) -> Vec<String> {
    match text.lines().all(|line| width(line) <= room) {
        true => text.lines().map(str::to_string).collect(),
        false => wrap_and_cut(text, room, breaks),
    }
}

#[cfg(test)]
mod tests {
    use super::super::color::ColorSupport;
    use super::super::styled_text::to_terminal;
    use super::super::value::Value;
    use super::*;
    use proptest::prelude::*;

    fn text(table: &TextTable, columns: usize) -> Vec<String> {
        let lines = table_lines(table, Some(columns), true);
        let text = |line: &StyledLine| to_terminal(line, ColorSupport::None, None);
        lines.iter().map(text).collect()
    }

    fn findings() -> TextTable {
        let headers = ["run", "seed", "form", "evidence"];
        let mut table = TextTable::new(headers)
            .with_ids_first()
            .with_optional(&["form"]);
        table.push(vec![
            Value::text("lr_d=1e-3,strategy=skip_d"),
            Value::Integer(12),
            Value::text("several words of some form"),
            Value::text("modes 3 (below 6)\nhigh_quality 0.02 (below 0.2)"),
        ]);
        table
    }

    #[test]
    fn what_is_optional_goes_first_then_texts_are_broken_between_words() {
        assert_eq!(
            text(&findings(), 120),
            [
                "run                        seed  form                        evidence",
                "lr_d=1e-3,strategy=skip_d    12  several words of some form  modes 3 (below 6)",
                "                                                             high_quality 0.02 (below 0.2)",
            ]
        );
        assert_eq!(
            text(&findings(), 52),
            [
                "run              seed  evidence",
                "lr_d=1e-3,         12  modes 3 (below 6)",
                "strategy=skip_d        high_quality 0.02 (below 0.2)",
            ]
        );
    }

    #[test]
    fn ids_are_shortened_to_their_digits_before_they_are_dropped() {
        let mut table = TextTable::new(["run", "lr_d", "verdict"]).with_digits_first();
        table.push(vec![
            Value::text("lr_d=1e-3,seed=0-0123abcd"),
            Value::text("1e-3"),
            Value::text("healthy"),
        ]);
        assert_eq!(
            text(&table, 80)[1],
            "lr_d=1e-3,seed=0-0123abcd  1e-3  healthy"
        );
        assert_eq!(text(&table, 30)[1], "0123abcd  1e-3  healthy");
        assert_eq!(text(&table, 20)[1], "1e-3  healthy");
    }

    #[test]
    fn columns_that_belong_together_are_dropped_together() {
        let mut table = TextTable::new(["name", "low", "high"])
            .with_optional(&["name"])
            .with_optional_together(&["low", "high"]);
        table.push(vec![
            Value::text("modes"),
            Value::Number(0.125),
            Value::Number(0.25),
        ]);
        assert_eq!(text(&table, 12)[0], "  low  high");
        table.optional.remove(0);
        assert_eq!(
            text(&table, 12),
            ["name", "modes"],
            "no half of an interval"
        );
    }

    #[test]
    fn a_text_that_does_not_fit_is_broken_between_words() {
        let broken = text(&findings(), 48);
        assert_eq!(broken[2], "strategy=skip_d        high_quality 0.02 (below");
        assert_eq!(broken[3], "                       0.2)");
    }

    #[test]
    fn rows_become_records_where_columns_do_not_fit() {
        assert_eq!(
            text(&findings(), 40),
            [
                "run       lr_d=1e-3,strategy=skip_d",
                "seed      12",
                "form      several words of some form",
                "evidence  modes 3 (below 6)",
                "          high_quality 0.02 (below 0.2)",
            ]
        );
    }

    #[test]
    fn a_title_is_broken_between_its_words_and_numbers_stand_at_the_right() {
        let mut table =
            TextTable::new(["final_modes", "study"]).with_titles([("final_modes", "final modes")]);
        table.push(vec![Value::Integer(12), Value::text("ring")]);
        assert_eq!(
            text(&table, 18),
            ["final modes  study", "         12  ring"]
        );
        assert_eq!(text(&table, 12), ["final  study", "modes", "   12  ring"]);
    }

    fn word() -> impl Strategy<Value = String> {
        "[a-z_=.]{1,24}"
    }

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            word().prop_map(Value::Text),
            prop::collection::vec(word(), 2..9).prop_map(|words| Value::Text(words.join(" "))),
            prop::collection::vec(word(), 2..4).prop_map(|words| Value::Text(words.join("\n"))),
            any::<f64>().prop_map(Value::Number),
            any::<u64>().prop_map(Value::Integer),
            Just(Value::Missing),
        ]
    }

    fn any_table() -> impl Strategy<Value = TextTable> {
        let rows =
            |columns| prop::collection::vec(prop::collection::vec(any_value(), columns), 1..5);
        let parts = (1_usize..8).prop_flat_map(move |columns| {
            let titles = prop::collection::vec("[a-z]{1,9}( [a-z]{1,9})?", columns);
            let optional = prop::sample::subsequence((1..columns).collect::<Vec<_>>(), 0..columns);
            (titles, optional, rows(columns))
        });
        parts.prop_map(|(titles, optional, rows)| {
            let mut table = TextTable::new(titles);
            table.optional = optional.into_iter().map(|index| vec![index]).collect();
            rows.into_iter().for_each(|row| table.push(row));
            table
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_line_fits_and_no_word_is_broken(table in any_table(), columns in 1_usize..200) {
            let cells = table.rows.iter().flatten().map(Value::to_string);
            let texts: Vec<String> = cells.chain(table.titles.clone()).collect();
            let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
            let longest_word = words.iter().map(|word| width(word)).max().unwrap_or(0);
            let longest_title = table.titles.iter().map(|title| width(title)).max().unwrap_or(0);
            let can_fit = longest_title + GAP + longest_word.max(20) <= columns;
            for line in text(&table, columns) {
                prop_assert!(!can_fit || width(&line) <= columns, "{columns}: {line}");
                for word in line.split_whitespace() {
                    let is_cut = word.ends_with('…');
                    prop_assert!(is_cut || words.contains(&word), "{word} in {line}");
                }
            }
        }
    }
}
