//! `grid`: axes, every combination of which is a cell.

use super::axes::Axes;
use super::choices::{check_arms_name, read_arms, read_values};
use super::condition::Condition;
use super::product::Factor;
use super::range::{is_range, read_range};
use super::swept::AxisChoice;
use crate::config::axis::AxisKind;
use crate::schema::{At, Node, Problem};

/// What an axis of a grid may be, in words.
pub(super) const WANTED: &str = "a list of values, or a mapping of named arms";

/// The axes, each a factor of its own.
pub(super) fn read(node: &Node<'_>, axes: &mut Axes) -> Result<Vec<Factor>, Problem> {
    let named = node.pairs("a mapping of axes")?;
    if named.is_empty() {
        let message = "the grid has no axes; remove it for a single run";
        return Err(Problem::new(&node.path, At::Key, message));
    }
    named
        .iter()
        .map(|(name, node)| {
            let (written, condition) = conditional(node, axes)?;
            let (kind, choices) = read_axis(name, &written)?;
            let count = choices.len();
            let (axis, first) = axes.add(name, kind, choices, &node.path)?;
            Ok(Factor {
                axes: vec![axis],
                conditions: vec![condition],
                rows: (first..first + count).map(|row| vec![Some(row)]).collect(),
            })
        })
        .collect()
}

/// An axis without its condition, where it is `{when: .., values: ..}` or a range with `when`.
pub(super) fn conditional<'a>(
    node: &'a Node<'a>,
    axes: &Axes,
) -> Result<(Node<'a>, Option<Condition>), Problem> {
    let has_when = node.value.get("when").is_some();
    let mut condition = None;
    let mut values = None;
    let mut others = serde_yaml::Mapping::new();
    if !has_when {
        return Ok((node.clone(), None));
    }
    for (key, child) in node.pairs(WANTED)? {
        match key {
            "when" => condition = Some(Condition::read(&child, axes)?),
            "values" => values = Some(child),
            _ => {
                others.insert(key.into(), child.value.into_owned());
            }
        }
    }
    let written = match (values, others.is_empty()) {
        (Some(values), true) => Node {
            path: values.path.clone(),
            value: std::borrow::Cow::Owned(values.value.into_owned()),
        },
        (None, false) => Node {
            path: node.path.clone(),
            value: std::borrow::Cow::Owned(others.into()),
        },
        (Some(_), false) => {
            let message =
                "`values` holds all that the axis may be; write nothing beside it but `when`";
            return Err(node.problem(message));
        }
        (None, true) => {
            let message = "an axis with `when` has its values in `values`";
            return Err(node.problem(message));
        }
    };
    Ok((written, condition))
}

/// What an axis may choose: a list, a range, or named arms.
pub(super) fn read_axis(
    name: &str,
    node: &Node<'_>,
) -> Result<(AxisKind, Vec<AxisChoice>), Problem> {
    node.refuse_null("write a list of values, or a mapping of named arms")?;
    let (kind, choices) = match node.items() {
        Some(values) => (AxisKind::Path, read_values(name, node, &values)?),
        None if is_range(node) => (AxisKind::Path, read_range(name, node)?),
        None => (AxisKind::Arms, read_arms(node, WANTED)?),
    };
    if choices.is_empty() {
        let message = format!("the axis `{name}` is empty");
        return Err(Problem::new(&node.path, At::Key, message));
    }
    if kind == AxisKind::Arms {
        check_arms_name(name, &node.path)?;
    }
    Ok((kind, choices))
}
