//! The figures of a whole study, from counts and spreads computed elsewhere.

use super::of_run::Drawing;
use super::{Arm, Arms, Axis, Cell, PhaseDiagram, PlotError};
use crate::metrics::Description;
use crate::statistics::{Group, PhaseCell};

/// The phase diagram over up to three axes: x, y and facets, in this order.
///
/// # Errors
/// If a backend refuses.
pub fn draw_phase(title: &str, axes: &[crate::spec::Axis], cells: &[PhaseCell]) -> Result<Drawing, PlotError> {
    let axis = |index: usize| -> Option<Axis> {
        let axis: &crate::spec::Axis = axes.get(index)?;
        Some(Axis { name: &axis.name, values: axis.values.iter().map(ToString::to_string).collect() })
    };
    let place = |cell: &PhaseCell, axis: usize| cell.place.get(axis).copied().unwrap_or(0);
    let cells = cells.iter().map(|cell| Cell {
        x: place(cell, 0),
        y: place(cell, 1),
        facet: place(cell, 2),
        verdicts: cell.verdicts.clone(),
        failing: cell.failing,
    });
    let figure = PhaseDiagram { title, x: axis(0), y: axis(1), facet: axis(2), cells: cells.collect() };
    Drawing::new("phase", &figure)
}

/// A metric by arm, one dot a seed.
///
/// # Errors
/// If a backend refuses.
pub fn draw_arms(title: &str, metric: &Description, groups: &[Group]) -> Result<Drawing, PlotError> {
    let label = format!("{} ({})", metric.name, metric.unit);
    let range = metric.unit.starts_with("share").then_some((0.0, 1.0));
    let arms =
        groups.iter().map(|group| Arm { label: &group.label, values: group.values.clone(), summary: group.summary });
    let figure = Arms { title, label: &label, range, arms: arms.collect() };
    Drawing::new(&format!("{}_by_arm", metric.name), &figure)
}
