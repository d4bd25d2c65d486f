//! Which axes the figures of a study are about.

use super::axis_values::axis_number;
use super::group_by::group_by_axis;
use super::judged_run::{JudgedRun, count_healthy};
use super::scattered_axis::grouping_axes;
use crate::config::{Axis, AxisKind};

/// The axes that a study's figures are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownAxes {
    /// Columns, rows and panels of the phase diagram, as many as there are.
    pub plane: Vec<usize>,
    /// The axis whose values are compared.
    pub compared: Option<usize>,
}

impl ShownAxes {
    /// The axes where nobody asks for others: numbers span the plane, learning rates first, and arms make panels; arms are
    /// compared. Axes along which runs lie scattered span no plane.
    pub fn usual(runs: &[JudgedRun], axes: &[Axis]) -> Self {
        let numeric = |axis: &Axis| axis.values.iter().all(|value| axis_number(value).is_some());
        let rank = |axis: &Axis| match axis.name.as_str() {
            "lr_g" => 0,
            "lr_d" => 1,
            _ if axis.kind == AxisKind::Arms || !numeric(axis) => 3,
            _ => 2,
        };
        let mut plane: Vec<usize> = grouping_axes(runs, axes).collect();
        plane.sort_by_key(|index| rank(&axes[*index]));
        plane.truncate(3);
        Self {
            plane,
            compared: compared_axis(runs, axes),
        }
    }
}

/// The axis whose values a study compares: its first group of arms, else the one that moves the
/// share of healthy runs most. `None` where nothing varies.
pub(super) fn compared_axis(runs: &[JudgedRun], axes: &[Axis]) -> Option<usize> {
    let arms = grouping_axes(runs, axes).find(|axis| axes[*axis].kind == AxisKind::Arms);
    arms.or_else(|| strongest_axis(runs, axes))
}

/// The axis whose values move the share of healthy runs most, the first of equals; `None` where nothing
/// varies but scattered numbers.
pub(super) fn strongest_axis(runs: &[JudgedRun], axes: &[Axis]) -> Option<usize> {
    grouping_axes(runs, axes).max_by(|one, other| {
        healthy_share_range(runs, axes, *one)
            .total_cmp(&healthy_share_range(runs, axes, *other))
            .then(other.cmp(one))
    })
}

/// Difference between the largest and the smallest share of healthy runs over the values of an
/// axis.
pub(super) fn healthy_share_range(runs: &[JudgedRun], axes: &[Axis], axis: usize) -> f64 {
    let runs: Vec<&JudgedRun> = runs.iter().collect();
    let groups = group_by_axis(&runs, axes, Some(axis)).into_iter();
    let shares = groups.map(|group| count_healthy(&group.runs) as f64 / group.runs.len() as f64);
    let (low, high) = shares.fold((1.0_f64, 0.0_f64), |(low, high), share| {
        (low.min(share), high.max(share))
    });
    (high - low).max(0.0)
}
