//! Runs counted over the plane of a phase diagram.

use std::collections::BTreeMap;

use super::judged_run::{JudgedRun, count_verdicts};
use super::value_places::ValuePlaces;
use super::wilson::wilson_interval;
use crate::config::Axis;
use crate::diagnose::Verdict;

/// The runs of one cell of a phase diagram.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PhaseCell {
    /// Index of the value on the axis of the columns; 0 without that axis.
    pub column: usize,
    /// Index of the value on the axis of the rows; 0 without that axis.
    pub row: usize,
    /// Index of the value on the axis of the panels; 0 without that axis.
    pub panel: usize,
    /// How many runs had each verdict, the most frequent first.
    pub verdicts: Vec<(Verdict, usize)>,
    /// How many of them failed.
    pub failing: usize,
    /// 95 % interval of the share of failing runs.
    pub interval: (f64, f64),
}

/// Counts of verdicts over the axes of columns, rows and panels, of which there may be fewer.
/// Cells without runs are left out.
pub(crate) fn phase_cells(runs: &[JudgedRun], axes: &[Axis], plane: &[usize]) -> Vec<PhaseCell> {
    let places = ValuePlaces::new(axes, plane.iter().copied().take(3));
    let place = |run: &JudgedRun| -> Option<[usize; 3]> {
        let mut place = [0; 3];
        for (index, found) in place.iter_mut().zip(places.of(&run.setting)) {
            *index = found?;
        }
        Some(place)
    };
    let mut cells: BTreeMap<[usize; 3], Vec<&JudgedRun>> = BTreeMap::new();
    for run in runs {
        if let Some(at) = place(run) {
            cells.entry(at).or_default().push(run);
        }
    }
    let cell = |(at, here): ([usize; 3], Vec<&JudgedRun>)| {
        let failing = here.iter().filter(|run| run.verdict.is_failure()).count();
        let [column, row, panel] = at;
        PhaseCell {
            column,
            row,
            panel,
            verdicts: count_verdicts(&here),
            failing,
            interval: wilson_interval(failing, here.len()),
        }
    };
    cells.into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::tests::five_runs;

    #[test]
    fn cells_count_their_verdicts() {
        let (runs, axes) = five_runs();
        let cells = phase_cells(&runs, &axes, &[0, 1]);
        let places: Vec<_> = cells.iter().map(|cell| (cell.column, cell.row)).collect();
        assert_eq!(places, [(0, 0), (0, 1), (1, 0)]);
        assert_eq!(
            (cells[0].verdicts.clone(), cells[0].failing),
            (vec![(Verdict::Healthy, 2)], 0)
        );
        assert_eq!(cells[2].failing, 2);
        assert_eq!(
            phase_cells(&runs, &axes, &[]).len(),
            1,
            "without axes there is one cell"
        );
    }
}
