//! Runs of several studies, arms or single runs as one study, whose first axis says where each
//! comes from.

use super::study::JudgedRun;
use crate::config::{Axis, AxisKind, AxisValue};

/// Runs that are compared as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What people call it.
    pub name: String,
    /// The axes of the study that they come from.
    pub axes: Vec<Axis>,
    pub runs: Vec<JudgedRun>,
}

/// What the axis is called that tells sides apart.
pub const SIDE: &str = "side";

/// Joins sides over the axes that all of them have with a value in common; runs are then paired on
/// these and on their seed. An axis without a common value is part of what is compared.
pub fn join(sides: &[Side]) -> (Vec<Axis>, Vec<JudgedRun>) {
    let Some(first) = sides.first() else {
        return (Vec::new(), Vec::new());
    };
    let common: Vec<&Axis> = first
        .axes
        .iter()
        .filter(|axis| is_common(&axis.name, sides))
        .collect();
    let names = sides
        .iter()
        .map(|side| AxisValue::Text(side.name.clone()))
        .collect();
    let mut axes = vec![Axis {
        name: SIDE.to_string(),
        kind: AxisKind::Arms,
        values: names,
    }];
    let mut runs = Vec::new();
    for side in sides {
        let places: Vec<usize> = common
            .iter()
            .filter_map(|axis| place(side, &axis.name))
            .collect();
        runs.extend(side.runs.iter().map(|run| {
            let kept = places.iter().map(|place| run.cell[*place].clone());
            let cell = std::iter::once(AxisValue::Text(side.name.clone()))
                .chain(kept)
                .collect();
            JudgedRun {
                cell,
                ..run.clone()
            }
        }));
    }
    axes.extend(common.iter().enumerate().map(|(index, axis)| {
        let values = sides
            .iter()
            .filter_map(|side| Some(&side.axes[place(side, &axis.name)?]))
            .flat_map(|axis| &axis.values);
        let used = |value: &&AxisValue| runs.iter().any(|run| run.cell[index + 1] == **value);
        let mut distinct: Vec<AxisValue> = Vec::new();
        for value in values.filter(used) {
            if !distinct.contains(value) {
                distinct.push(value.clone());
            }
        }
        Axis {
            name: axis.name.clone(),
            kind: axis.kind,
            values: in_order(distinct),
        }
    }));
    (axes, runs)
}

/// Numbers ascend, words stay in their order.
fn in_order(mut values: Vec<AxisValue>) -> Vec<AxisValue> {
    let number = |value: &AxisValue| {
        if let AxisValue::Number(number) = value {
            Some(*number)
        } else {
            None
        }
    };
    if values.iter().all(|value| number(value).is_some()) {
        values.sort_by(|one, other| {
            number(one)
                .unwrap_or(0.0)
                .total_cmp(&number(other).unwrap_or(0.0))
        });
    }
    values
}

fn place(side: &Side, name: &str) -> Option<usize> {
    side.axes.iter().position(|axis| axis.name == name)
}

/// Whether some value of this axis has runs on every side.
fn is_common(name: &str, sides: &[Side]) -> bool {
    let values = |side: &Side| -> Vec<AxisValue> {
        place(side, name).map_or(Vec::new(), |place| {
            side.runs
                .iter()
                .map(|run| run.cell[place].clone())
                .collect()
        })
    };
    let (first, others) = sides.split_first().expect("there is a first side");
    let others: Vec<Vec<AxisValue>> = others.iter().map(values).collect();
    values(first)
        .iter()
        .any(|value| others.iter().all(|other| other.contains(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Verdict;

    fn side(name: &str, arms: &[&str], rates: &[f64]) -> Side {
        let texts = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| AxisValue::Text((*text).to_string()))
                .collect::<Vec<_>>()
        };
        let numbers: Vec<AxisValue> = rates.iter().copied().map(AxisValue::Number).collect();
        let axes = vec![
            Axis {
                name: "strategy".to_string(),
                kind: AxisKind::Arms,
                values: texts(arms),
            },
            Axis {
                name: "lr_d".to_string(),
                kind: AxisKind::Path,
                values: numbers.clone(),
            },
        ];
        let cells = texts(arms).into_iter().flat_map(|arm| {
            numbers
                .iter()
                .map(move |rate| vec![arm.clone(), rate.clone()])
        });
        let runs = cells
            .map(|cell| JudgedRun::new(cell, 0, Verdict::Healthy))
            .collect();
        Side {
            name: name.to_string(),
            axes,
            runs,
        }
    }

    #[test]
    fn arms_are_compared_over_the_axes_that_they_share() {
        let (axes, runs) = join(&[
            side("A", &["plain"], &[1.0, 2.0]),
            side("B", &["cure"], &[0.5, 2.0]),
        ]);
        let names: Vec<&str> = axes.iter().map(|axis| axis.name.as_str()).collect();
        assert_eq!(names, ["side", "lr_d"], "what differs is no axis");
        assert_eq!(axes[1].values, [0.5, 1.0, 2.0].map(AxisValue::Number));
        assert_eq!(
            runs[3].cell,
            [AxisValue::Text("B".to_string()), AxisValue::Number(2.0)]
        );
    }

    #[test]
    fn without_a_common_value_only_the_sides_are_left() {
        let (axes, runs) = join(&[side("A", &["plain"], &[1.0]), side("B", &["cure"], &[2.0])]);
        assert_eq!((axes.len(), runs.len()), (1, 2));
        assert_eq!(join(&[]), (Vec::new(), Vec::new()));
    }
}
