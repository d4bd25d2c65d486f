//! Runs of several studies, arms or single runs as one study, whose first axis says where each
//! comes from.

use super::axis_values::axis_number;
use super::judged_run::JudgedRun;
use crate::config::{Axis, AxisKind, AxisValue};

/// Runs that are compared as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What people call it.
    pub name: String,
    /// The axes of the study that they come from.
    pub axes: Vec<Axis>,
    /// Its finished runs.
    pub runs: Vec<JudgedRun>,
}

/// What the axis is called that tells sides apart.
const SIDE_AXIS: &str = "side";

/// Joins sides over the axes that all of them have with a value in common; runs are then paired on
/// these and on their seed. An axis without a common value is part of what is compared.
pub fn join_sides(sides: &[Side]) -> (Vec<Axis>, Vec<JudgedRun>) {
    let Some(first) = sides.first() else {
        return (Vec::new(), Vec::new());
    };
    let common: Vec<&Axis> = first
        .axes
        .iter()
        .filter(|axis| is_common(&axis.name, sides))
        .collect();
    let runs: Vec<JudgedRun> = sides
        .iter()
        .flat_map(|side| placed_runs(side, &common))
        .collect();
    let names = sides.iter().map(|side| side.name.clone());
    let mut axes = vec![Axis {
        name: SIDE_AXIS.to_string(),
        kind: AxisKind::Arms,
        values: names.map(AxisValue::Text).collect(),
    }];
    for axis in common {
        let index = axes.len();
        let is_used = |value: &AxisValue| runs.iter().any(|run| run.setting[index] == *value);
        let mut values: Vec<AxisValue> = Vec::new();
        for value in sides.iter().flat_map(|side| values_on(side, &axis.name)) {
            if is_used(value) && !values.contains(value) {
                values.push(value.clone());
            }
        }
        axes.push(Axis {
            name: axis.name.clone(),
            kind: axis.kind,
            values: sorted_values(values),
        });
    }
    (axes, runs)
}

/// The runs of a side, each placed by the side and by its values on the common axes.
fn placed_runs<'a>(side: &'a Side, common: &[&Axis]) -> impl Iterator<Item = JudgedRun> + use<'a> {
    let places: Vec<usize> = common
        .iter()
        .filter_map(|axis| place(side, &axis.name))
        .collect();
    side.runs.iter().map(move |run| {
        let kept = places.iter().map(|place| run.setting[*place].clone());
        let setting = std::iter::once(AxisValue::Text(side.name.clone()));
        JudgedRun {
            setting: setting.chain(kept).collect(),
            ..run.clone()
        }
    })
}

/// The values that a side's study has on an axis.
fn values_on<'a>(side: &'a Side, name: &str) -> &'a [AxisValue] {
    place(side, name).map_or(&[], |place| &side.axes[place].values)
}

/// Numbers ascend, words stay in their order.
fn sorted_values(mut values: Vec<AxisValue>) -> Vec<AxisValue> {
    let numbers: Option<Vec<f64>> = values.iter().map(axis_number).collect();
    if numbers.is_some() {
        values.sort_by(|one, other| {
            let number = |value| axis_number(value).unwrap_or(0.0);
            number(one).total_cmp(&number(other))
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
                .map(|run| run.setting[place].clone())
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
        let settings = texts(arms).into_iter().flat_map(|arm| {
            numbers
                .iter()
                .map(move |rate| vec![arm.clone(), rate.clone()])
        });
        let runs = settings
            .map(|setting| JudgedRun::new(setting, 0, Verdict::Healthy))
            .collect();
        Side {
            name: name.to_string(),
            axes,
            runs,
        }
    }

    #[test]
    fn arms_are_compared_over_the_axes_that_they_share() {
        let (axes, runs) = join_sides(&[
            side("A", &["plain"], &[1.0, 2.0]),
            side("B", &["cure"], &[0.5, 2.0]),
        ]);
        let names: Vec<&str> = axes.iter().map(|axis| axis.name.as_str()).collect();
        assert_eq!(names, ["side", "lr_d"], "what differs is no axis");
        assert_eq!(axes[1].values, [0.5, 1.0, 2.0].map(AxisValue::Number));
        assert_eq!(
            runs[3].setting,
            [AxisValue::Text("B".to_string()), AxisValue::Number(2.0)]
        );
    }

    #[test]
    fn without_a_common_value_only_the_sides_are_left() {
        let (axes, runs) =
            join_sides(&[side("A", &["plain"], &[1.0]), side("B", &["cure"], &[2.0])]);
        assert_eq!((axes.len(), runs.len()), (1, 2));
        assert_eq!(join_sides(&[]), (Vec::new(), Vec::new()));
    }
}
