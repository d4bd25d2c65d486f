//! Tiles of six rows by sixteen columns in plain Rust.

use super::operands::{LeftRows, OutputRows, PairedRows, RightPanels, columns, piece};
use crate::nn::matmul::panel::PANEL_COLUMNS;

pub(super) fn multiply<const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
) {
    for panel in 0..target.panels() {
        in_sixes!(left.rows.len(), row => tile<_, STRIDE>(left, right, target, (row, panel)));
    }
}

fn tile<const M: usize, const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
    (row, panel): (usize, usize),
) {
    let mut sums = [[0.0; PANEL_COLUMNS]; M];
    for segment in (0..left.segments).filter(|_| left.segment > 0) {
        let rows: [&[f32]; M] = std::array::from_fn(|at| piece::<STRIDE>(left, row + at, segment));
        let columns = columns(right, panel, segment, left.segment);
        for (k, columns) in columns.chunks_exact(PANEL_COLUMNS).enumerate() {
            for (sums, row) in sums.iter_mut().zip(rows) {
                let value = row[k * STRIDE];
                sums.iter_mut()
                    .zip(columns)
                    .for_each(|(sum, column)| *sum += value * column);
            }
        }
    }
    for (at, sums) in sums.iter().enumerate() {
        // SAFETY: `multiply` of the module above has checked the target.
        unsafe { target.write(row + at, panel, sums) };
    }
}

pub(super) fn multiply_pairs(pairs: &PairedRows, target: &mut OutputRows) {
    for panel in 0..target.panels() {
        for row in 0..target.rows.len() {
            let mut sums = [0.0; PANEL_COLUMNS];
            for (left, right) in pairs.left_rows.iter().zip(pairs.right_rows) {
                let value = pairs.left[left + row];
                let columns = &pairs.right[right + panel * PANEL_COLUMNS..][..PANEL_COLUMNS];
                sums.iter_mut()
                    .zip(columns)
                    .for_each(|(sum, column)| *sum += value * column);
            }
            // SAFETY: `multiply_pairs` of the module above has checked the target.
            unsafe { target.write(row, panel, &sums) };
        }
    }
}
