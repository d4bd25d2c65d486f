//! Runs grouped by their value on one axis, and by their setting of the others.

use std::collections::BTreeMap;

use super::judged_run::JudgedRun;
use super::value_places::ValuePlaces;
use crate::config::{Axis, AxisValue, short_axis_names};

/// The runs that share a value of one axis.
pub(super) struct AxisGroup<'a> {
    /// Index of the value on the axis.
    pub index: usize,
    /// The value in words; `all runs` without an axis.
    pub label: String,
    /// The runs, in the order of the study.
    pub runs: Vec<&'a JudgedRun>,
}

/// Runs by their value on the axis `by`, in its order; without an axis all together. Values without
/// runs are left out.
pub(super) fn group_by_axis<'a>(
    runs: &[&'a JudgedRun],
    axes: &[Axis],
    by: Option<usize>,
) -> Vec<AxisGroup<'a>> {
    let Some(by) = by else {
        return vec![AxisGroup {
            index: 0,
            label: "all runs".to_string(),
            runs: runs.to_vec(),
        }];
    };
    let places = ValuePlaces::new(axes, [by]);
    let mut groups: BTreeMap<usize, Vec<&JudgedRun>> = BTreeMap::new();
    for run in runs {
        if let [Some(index)] = places.of(&run.setting)[..] {
            groups.entry(index).or_default().push(run);
        }
    }
    let group = |(index, runs): (usize, Vec<&'a JudgedRun>)| AxisGroup {
        index,
        label: axes[by].values[index].to_string(),
        runs,
    };
    groups.into_iter().map(group).collect()
}

/// Runs that share their values on all axes except `by`, in the order of the study, each group with
/// its label: the values on axes that vary, and nothing where none does.
pub(super) fn group_by_setting<'a>(
    runs: &'a [JudgedRun],
    axes: &[Axis],
    by: Option<usize>,
) -> Vec<(String, Vec<&'a JudgedRun>)> {
    let others: Vec<usize> = (0..axes.len()).filter(|axis| Some(*axis) != by).collect();
    let places = ValuePlaces::new(axes, others.iter().copied());
    let mut groups: BTreeMap<Vec<Option<usize>>, Vec<&JudgedRun>> = BTreeMap::new();
    for run in runs {
        groups.entry(places.of(&run.setting)).or_default().push(run);
    }
    let names = short_names(axes);
    let label = |run: &JudgedRun| -> String {
        let varied = others.iter().filter(|axis| axes[**axis].values.len() > 1);
        join_pairs(varied.map(|axis| (&names[*axis], &run.setting[*axis])))
    };
    groups
        .into_values()
        .map(|group| (label(group[0]), group))
        .collect()
}

/// `lr_d=1e-3, strategy=alternate`, or `all runs` without axes.
pub(super) fn setting_label(axes: &[Axis], setting: &[AxisValue]) -> String {
    if axes.is_empty() {
        return "all runs".to_string();
    }
    join_pairs(short_names(axes).iter().zip(setting))
}

/// `betas` for `optimizer.adam.betas`, where no other axis is called so: as in the names of runs.
fn short_names(axes: &[Axis]) -> Vec<String> {
    short_axis_names(axes.iter().map(|axis| axis.name.as_str()))
}

fn join_pairs<'a>(pairs: impl Iterator<Item = (&'a String, &'a AxisValue)>) -> String {
    let words = pairs.map(|(name, value)| format!("{name}={value}"));
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AxisKind;

    #[test]
    fn settings_have_the_short_names_of_axes() {
        let axis = |name: &str| Axis {
            name: name.to_string(),
            kind: AxisKind::Path,
            values: vec![AxisValue::Number(1.0), AxisValue::Number(2.0)],
        };
        let axes = [axis("optimizer.adam.betas"), axis("lr_d")];
        let setting = [AxisValue::Number(1.0), AxisValue::Number(2.0)];
        assert_eq!(setting_label(&axes, &setting), "betas=1, lr_d=2");
        assert_eq!(setting_label(&[], &[]), "all runs");
    }
}
