//! The axes of a sweep while it is read: each has one name in all parts.

use std::collections::HashMap;

use super::swept::{AxisChoice, SweptAxis};
use crate::config::axis::AxisKind;
use crate::schema::{At, Problem};

/// The axes so far.
#[derive(Default)]
pub(super) struct Axes {
    all: Vec<SweptAxis>,
    places: HashMap<String, usize>,
    /// Those of the part that is being read, in the order in which they act.
    of_part: Vec<usize>,
}

impl Axes {
    /// A further part may sweep the axes of the earlier ones.
    pub fn begin_part(&mut self) {
        self.of_part.clear();
    }

    pub fn into_swept(self) -> Vec<SweptAxis> {
        self.all
    }

    /// Adds an axis of this part with its choices, and returns its index and that of its first choice.
    pub fn add(
        &mut self,
        name: &str,
        kind: AxisKind,
        choices: Vec<AxisChoice>,
        path: &[String],
    ) -> Result<(usize, usize), Problem> {
        let refuse = |message: String| Err(Problem::new(path, At::Key, message));
        let Some(&place) = self.places.get(name) else {
            let place = self.all.len();
            self.places.insert(name.to_string(), place);
            self.of_part.push(place);
            self.all.push(SweptAxis {
                name: name.to_string(),
                kind,
                choices,
                is_everywhere: true,
            });
            return Ok((place, 0));
        };
        if self.of_part.contains(&place) {
            return refuse(format!(
                "the axis `{name}` is written twice in one part of the sweep"
            ));
        }
        self.of_part.push(place);
        let axis = &mut self.all[place];
        if axis.kind != kind {
            return refuse(format!(
                "`{name}` is a path in one part of the sweep and a group of arms in another; give the \
                 arms another name"
            ));
        }
        if kind == AxisKind::Arms
            && let Some(changed) = choices.iter().find(|choice| is_changed(axis, choice))
        {
            return refuse(format!(
                "the arm `{}` of `{name}` sets something else in an earlier part; give it another name",
                changed.label
            ));
        }
        let first = axis.choices.len();
        axis.choices.extend(choices);
        Ok((place, first))
    }

    /// An axis by its index.
    pub fn axis(&self, place: usize) -> &SweptAxis {
        &self.all[place]
    }

    /// The index of an axis of this part.
    pub fn place_in_part(&self, name: &str) -> Option<usize> {
        let mut places = self.of_part.iter().copied();
        places.find(|place| self.all[*place].name == name)
    }

    /// The names of the axes of this part so far.
    pub fn names_in_part(&self) -> impl Iterator<Item = &str> {
        self.of_part
            .iter()
            .map(|place| self.all[*place].name.as_str())
    }
}

/// Whether the axis has an arm of this name that sets something else.
fn is_changed(axis: &SweptAxis, arm: &AxisChoice) -> bool {
    let set = |choice: &AxisChoice| -> Vec<_> {
        let patches = choice.patches.iter();
        patches
            .map(|patch| (patch.path.clone(), patch.value.clone()))
            .collect()
    };
    let mut same = axis
        .choices
        .iter()
        .filter(|choice| choice.label == arm.label);
    same.any(|choice| set(choice) != set(arm))
}
