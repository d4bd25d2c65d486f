//! `when`: an axis that exists only under some values of an earlier one.

use super::axes::Axes;
use crate::config::axis::AxisValue;
use crate::schema::{At, Node, Problem};

/// Values of other axes, of each of which one must be chosen.
pub(super) struct Condition(Vec<(usize, Vec<AxisValue>)>);

impl Condition {
    /// Reads `{strategy: skip_d}` or `{strategy: [skip_d, gap]}`: axes that stand above in the same part.
    pub fn read(node: &Node<'_>, axes: &Axes) -> Result<Condition, Problem> {
        let wanted = "a mapping from an axis above to its value, such as {strategy: skip_d}";
        let pairs = node.pairs(wanted)?;
        if pairs.is_empty() {
            return Err(node.wrong(wanted));
        }
        let read = |(name, node): &(&str, Node<'_>)| {
            let Some(place) = axes.place_in_part(name) else {
                let message =
                    format!("`{name}` is no axis that stands above in this part of the sweep");
                let problem = Problem::new(&node.path, At::Key, message);
                return Err(problem.with_allowed(name, axes.names_in_part()));
            };
            Ok((place, read_values(node, place, axes)?))
        };
        Ok(Condition(pairs.iter().map(read).collect::<Result<_, _>>()?))
    }

    /// Whether it holds where these choices are made; an axis that does not exist has no value.
    pub fn holds(&self, picks: &[(usize, usize)], axes: &Axes) -> bool {
        let chosen = |axis: usize| {
            let pick = picks.iter().find(|(place, _)| *place == axis);
            pick.map(|(_, choice)| &axes.axis(axis).choices[*choice].label)
        };
        let mut needed = self.0.iter();
        needed.all(|(axis, values)| chosen(*axis).is_some_and(|label| values.contains(label)))
    }
}

/// One value or several, each of which the axis has.
fn read_values(node: &Node<'_>, place: usize, axes: &Axes) -> Result<Vec<AxisValue>, Problem> {
    let axis = axes.axis(place);
    let has = |label: &AxisValue| axis.choices.iter().any(|choice| choice.label == *label);
    let whole = AxisValue::of(&node.value);
    if has(&whole) {
        return Ok(vec![whole]);
    }
    let items = node.items().unwrap_or_else(|| vec![node.clone()]);
    let read = |item: &Node<'_>| {
        let label = AxisValue::of(&item.value);
        if has(&label) {
            return Ok(label);
        }
        let message = format!("the axis `{}` has no value {label}", axis.name);
        let known = axis.choices.iter().map(|choice| choice.label.to_string());
        let problem = item.problem(message);
        Err(problem.with_allowed(&label.to_string(), known.take(MOST_NAMED)))
    };
    items.iter().map(read).collect()
}

/// Values that an error names.
const MOST_NAMED: usize = 20;
