//! `zip`, `list` and `csv`: axes that vary together, written as columns or as rows.

use std::collections::HashMap;

use super::axes::Axes;
use super::choices::{read_path, value_of};
use super::grid::read_axis;
use super::product::Factor;
use super::swept::AxisChoice;
use crate::config::axis::AxisKind;
use crate::schema::{At, Node, Problem};

/// Axes of equal length: the first values belong together, then the second ones.
pub(super) fn read_zip(node: &Node<'_>, axes: &mut Axes) -> Result<Factor, Problem> {
    let named = node.pairs("a mapping of axes of the same length")?;
    if named.len() < 2 {
        let message = "zip joins two axes or more; a single one belongs into `grid`";
        return Err(Problem::new(&node.path, At::Key, message));
    }
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut length: Option<(&str, usize)> = None;
    for (name, node) in &named {
        let (kind, choices) = read_zipped(name, node)?;
        let (first_name, first) = *length.get_or_insert((name, choices.len()));
        if choices.len() != first {
            let message = format!(
                "the axes of zip must have the same length: `{first_name}` has {first}, `{name}` has {}",
                choices.len()
            );
            return Err(Problem::new(&node.path, At::Key, message));
        }
        columns.push(axes.add(name, kind, choices, &node.path)?);
    }
    let rows = length.map_or(0, |(_, length)| length);
    let row = |row| columns.iter().map(|(_, first)| Some(first + row)).collect();
    Ok(Factor {
        conditions: columns.iter().map(|_| None).collect(),
        axes: columns.iter().map(|(axis, _)| *axis).collect(),
        rows: (0..rows).map(row).collect(),
    })
}

/// As an axis of a grid, with values that may repeat: it is the rows that must differ.
fn read_zipped(name: &str, node: &Node<'_>) -> Result<(AxisKind, Vec<AxisChoice>), Problem> {
    let Some(values) = node.items().filter(|values| !values.is_empty()) else {
        return read_axis(name, node);
    };
    let path = read_path(name, &node.path)?;
    let read = |value: &Node<'_>| {
        value.refuse_null("write one in every row of `list` where some have none")?;
        Ok(value_of(&path, &node.path, value))
    };
    let choices: Result<_, Problem> = values.iter().map(read).collect();
    Ok((AxisKind::Path, choices?))
}

/// Written points, each a mapping of run keys; a key that a point lacks has there the value of `run`.
pub(super) fn read_list(node: &Node<'_>, axes: &mut Axes) -> Result<Factor, Problem> {
    let wanted = "a list of points, such as [{lr_d: 1e-3, batch: 64}]";
    read_rows(node, wanted, axes)
}

/// The rows of a table, which the loader of the study has put in the place of its file.
pub(super) fn read_table(node: &Node<'_>, axes: &mut Axes) -> Result<Factor, Problem> {
    read_rows(
        node,
        "the path of a table of trials, such as trials.csv",
        axes,
    )
}

fn read_rows(node: &Node<'_>, wanted: &str, axes: &mut Axes) -> Result<Factor, Problem> {
    let points = node.items().ok_or_else(|| node.wrong(wanted))?;
    if points.is_empty() {
        let message = format!("{} has no points", node.shown());
        return Err(Problem::new(&node.path, At::Key, message));
    }
    let mut columns: Vec<Column> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (row, point) in points.iter().enumerate() {
        let pairs = point.pairs("a mapping of run keys, such as {lr_d: 1e-3}")?;
        if pairs.is_empty() {
            return Err(point.problem("the point has no keys; write what it sets"));
        }
        for (name, value) in pairs {
            value.refuse_null("write one, or remove the key")?;
            let path = read_path(name, &value.path)?;
            let place = *places.entry(name.to_string()).or_insert_with(|| {
                columns.push(Column::named(name, &value.path));
                columns.len() - 1
            });
            columns[place].rows.push(row);
            columns[place]
                .choices
                .push(value_of(&path, &value.path, &value));
        }
    }
    let mut added = Vec::new();
    for column in columns {
        let depth = column.name.matches('.').count();
        let (axis, first) = axes.add(&column.name, AxisKind::Path, column.choices, &column.path)?;
        added.push((depth, axis, first, column.rows));
    }
    // A key acts before the keys inside it, as in an arm: otherwise it would wipe them out.
    added.sort_by_key(|(depth, ..)| *depth);
    let mut rows = vec![vec![None; added.len()]; points.len()];
    for (place, (_, _, first, of_column)) in added.iter().enumerate() {
        for (choice, row) in of_column.iter().enumerate() {
            rows[*row][place] = Some(first + choice);
        }
    }
    Ok(Factor {
        conditions: added.iter().map(|_| None).collect(),
        axes: added.iter().map(|(_, axis, ..)| *axis).collect(),
        rows,
    })
}

/// One key of written points.
struct Column {
    name: String,
    /// Where it is written first.
    path: Vec<String>,
    /// The points that have it, and their values.
    rows: Vec<usize>,
    choices: Vec<AxisChoice>,
}

impl Column {
    fn named(name: &str, path: &[String]) -> Self {
        Self {
            name: name.to_string(),
            path: path.to_vec(),
            rows: Vec::new(),
            choices: Vec::new(),
        }
    }
}
