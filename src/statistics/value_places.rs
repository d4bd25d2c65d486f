//! Where values stand among those of their axes.

use std::collections::HashMap;

use crate::config::{Axis, AxisValue};

/// The place of each value of some axes, to be looked up: a study may have as many values as runs.
pub(super) struct ValuePlaces<'a> {
    /// Of each axis: its index in the study, and its values with their places.
    axes: Vec<(usize, HashMap<Key<'a>, usize>)>,
}

/// A value that can be hashed.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Number(u64),
    Text(&'a str),
}

impl<'a> Key<'a> {
    fn of(value: &'a AxisValue) -> Self {
        match value {
            // -0 is 0.
            AxisValue::Number(number) => Key::Number((number + 0.0).to_bits()),
            AxisValue::Text(text) => Key::Text(text),
        }
    }
}

impl<'a> ValuePlaces<'a> {
    /// Of the axes with these indices.
    pub fn new(axes: &'a [Axis], which: impl IntoIterator<Item = usize>) -> Self {
        let places = |index: usize| {
            let mut places = HashMap::new();
            for (place, value) in axes[index].values.iter().enumerate() {
                places.entry(Key::of(value)).or_insert(place);
            }
            (index, places)
        };
        Self {
            axes: which.into_iter().map(places).collect(),
        }
    }

    /// The places of a run with this setting, in the order of the axes that were asked for; `None` for a value that
    /// its axis does not have.
    pub fn of(&self, setting: &[AxisValue]) -> Vec<Option<usize>> {
        let place = |(index, places): &(usize, HashMap<Key, usize>)| {
            places.get(&Key::of(&setting[*index])).copied()
        };
        self.axes.iter().map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AxisKind;

    #[test]
    fn values_are_found_where_they_first_stand() {
        let number = AxisValue::Number;
        let text = |text: &str| AxisValue::Text(text.to_string());
        let axis = |values: Vec<AxisValue>| Axis {
            name: String::new(),
            kind: AxisKind::Path,
            values,
        };
        let axes = [
            axis(vec![number(1e-3), number(0.0), number(1e-3)]),
            axis(vec![text("adam"), text("0")]),
        ];
        let places = ValuePlaces::new(&axes, [1, 0]);
        assert_eq!(places.of(&[number(1e-3), text("0")]), [Some(1), Some(0)]);
        assert_eq!(places.of(&[number(-0.0), text("sgd")]), [None, Some(1)]);
        assert_eq!(places.of(&[text("0"), number(0.0)]), [None, None]);
    }
}
