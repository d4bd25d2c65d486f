//! Medians over seeds with what surrounds them, step by step.

use super::median::{LEAST_VALUES, MedianInterval, median_interval};
use super::quantity::Quantity;
use super::split::{parts, settings};
use super::study::JudgedRun;
use crate::config::Axis;

/// Runs that differ in their seed only, over their steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The value on the axis that tells bands apart.
    pub label: String,
    /// Index of that value.
    pub index: usize,
    pub runs: usize,
    /// A point for every step at which a run has a finite value; a run that has ended early no
    /// longer counts.
    pub points: Vec<(u64, MedianInterval)>,
}

/// The bands of one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct BandPanel {
    /// The values on the other axes; empty where nothing else varies.
    pub label: String,
    pub bands: Vec<Band>,
}

/// A panel a setting, a band a value of the axis `by`.
pub fn bands(
    runs: &[JudgedRun],
    axes: &[Axis],
    by: Option<usize>,
    quantity: Quantity,
) -> Vec<BandPanel> {
    let panel = |(label, runs): (String, Vec<&JudgedRun>)| {
        let bands = parts(&runs, axes, by).into_iter().map(|part| Band {
            points: points(&part.runs, quantity),
            runs: part.runs.len(),
            index: part.index,
            label: part.label,
        });
        BandPanel {
            label,
            bands: bands.collect(),
        }
    };
    settings(runs, axes, by).into_iter().map(panel).collect()
}

/// Whether every band is a 95 % interval wherever all of its runs are there.
pub fn have_intervals(panels: &[BandPanel]) -> bool {
    panels
        .iter()
        .flat_map(|panel| &panel.bands)
        .all(|band| band.runs >= LEAST_VALUES)
}

fn points(runs: &[&JudgedRun], quantity: Quantity) -> Vec<(u64, MedianInterval)> {
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
