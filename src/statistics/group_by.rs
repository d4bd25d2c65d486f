//! Runs grouped by their value on one axis, and by their setting of the others.

use super::judged_run::JudgedRun;
use crate::config::{Axis, AxisValue};

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
    let values = axes[by].values.iter().enumerate();
    values
        .map(|(index, value)| AxisGroup {
            index,
            label: value.to_string(),
            runs: runs
                .iter()
                .copied()
                .filter(|run| run.setting[by] == *value)
                .collect(),
        })
        .filter(|group| !group.runs.is_empty())
        .collect()
}

/// Runs that share their values on all axes except `by`, in the order of the study, each group with
/// its label: the values on axes that vary, and nothing where none does.
pub(super) fn group_by_setting<'a>(
    runs: &'a [JudgedRun],
    axes: &[Axis],
    by: Option<usize>,
) -> Vec<(String, Vec<&'a JudgedRun>)> {
    let others: Vec<usize> = (0..axes.len()).filter(|axis| Some(*axis) != by).collect();
    let places = |run: &JudgedRun| -> Vec<Option<usize>> {
        let place = |axis: &usize| {
            let mut values = axes[*axis].values.iter();
            values.position(|value| *value == run.setting[*axis])
        };
        others.iter().map(place).collect()
    };
    let mut groups: Vec<Vec<&JudgedRun>> = Vec::new();
    for run in runs {
        let same = |other: &JudgedRun| {
            others
                .iter()
                .all(|axis| other.setting[*axis] == run.setting[*axis])
        };
        match groups.iter_mut().find(|group| same(group[0])) {
            Some(group) => group.push(run),
            None => groups.push(vec![run]),
        }
    }
    groups.sort_by_key(|group| places(group[0]));
    let label = |run: &JudgedRun| -> String {
        let varied = others.iter().filter(|axis| axes[**axis].values.len() > 1);
        let pairs: Vec<(&Axis, &AxisValue)> = varied
            .map(|axis| (&axes[*axis], &run.setting[*axis]))
            .collect();
        join_pairs(&pairs)
    };
    groups
        .into_iter()
        .map(|group| (label(group[0]), group))
        .collect()
}

/// `lr_d=1e-3, strategy=alternate`, or `all runs` without axes.
pub(super) fn setting_label(axes: &[Axis], setting: &[AxisValue]) -> String {
    let pairs: Vec<(&Axis, &AxisValue)> = axes.iter().zip(setting).collect();
    if pairs.is_empty() {
        return "all runs".to_string();
    }
    join_pairs(&pairs)
}

fn join_pairs(pairs: &[(&Axis, &AxisValue)]) -> String {
    let words = pairs
        .iter()
        .map(|(axis, value)| format!("{}={value}", axis.name));
    words.collect::<Vec<_>>().join(", ")
}
