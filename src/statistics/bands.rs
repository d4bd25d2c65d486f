//! Medians over seeds with what surrounds them, step by step.

use super::group_by::{group_by_axis, group_by_setting};
use super::judged_run::JudgedRun;
use super::median::{MIN_VALUES, MedianInterval, median_interval};
use super::step_quantity::StepQuantity;
use crate::config::Axis;

/// Runs that differ in their seed only, over their steps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Band {
    /// The value on the axis that tells bands agroup.
    pub label: String,
    /// Index of that value.
    pub index: usize,
    /// How many runs.
    pub runs: usize,
    /// A point for every step at which a run has a finite value; a run that has ended early no
    /// longer counts.
    pub points: Vec<(u64, MedianInterval)>,
}

/// The bands of one setting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BandPanel {
    /// The values on the other axes; empty where nothing else varies.
    pub label: String,
    /// In the order of the axis that tells them apart.
    pub bands: Vec<Band>,
}

/// One panel per setting, one band per value of the axis `compared`.
pub(crate) fn bands(
    runs: &[JudgedRun],
    axes: &[Axis],
    compared: Option<usize>,
    quantity: StepQuantity,
) -> Vec<BandPanel> {
    let panel = |(label, runs): (String, Vec<&JudgedRun>)| {
        let bands = group_by_axis(&runs, axes, compared)
            .into_iter()
            .map(|group| Band {
                points: median_points(&group.runs, quantity),
                runs: group.runs.len(),
                index: group.index,
                label: group.label,
            });
        BandPanel {
            label,
            bands: bands.collect(),
        }
    };
    group_by_setting(runs, axes, compared)
        .into_iter()
        .map(panel)
        .collect()
}

/// Whether every band is a 95 % interval wherever all of its runs are there.
pub(crate) fn have_intervals(panels: &[BandPanel]) -> bool {
    panels
        .iter()
        .flat_map(|panel| &panel.bands)
        .all(|band| band.runs >= MIN_VALUES)
}

fn median_points(runs: &[&JudgedRun], quantity: StepQuantity) -> Vec<(u64, MedianInterval)> {
    let mut values: Vec<(u64, f64)> = runs.iter().flat_map(|run| quantity.values(run)).collect();
    values.sort_by_key(|(step, _)| *step);
    let same_step = values.chunk_by(|(one, _), (other, _)| one == other);
    let point = |chunk: &[(u64, f64)]| {
        Some((
            chunk[0].0,
            median_interval(chunk.iter().map(|(_, value)| *value))?,
        ))
    };
    same_step.filter_map(point).collect()
}
