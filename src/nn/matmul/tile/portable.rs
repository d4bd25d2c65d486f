//! Tiles of six rows by sixteen columns in plain Rust.

use super::operands::{LeftRows, OutputRows, PairedRows, RightPanels, columns, piece};
use crate::nn::matmul::panel::PANEL_COLUMNS;

const ROWS: usize = 6;

pub(super) fn multiply<const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
) {
    let rows = left.rows.len();
    for panel in 0..target.panels() {
        let mut row = 0;
        while row < rows {
            match rows - row {
                ROWS.. => tile::<ROWS, STRIDE>(left, right, target, (row, panel)),
                5 => tile::<5, STRIDE>(left, right, target, (row, panel)),
                4 => tile::<4, STRIDE>(left, right, target, (row, panel)),
                3 => tile::<3, STRIDE>(left, right, target, (row, panel)),
                2 => tile::<2, STRIDE>(left, right, target, (row, panel)),
                _ => tile::<1, STRIDE>(left, right, target, (row, panel)),
            }
            row += ROWS;
        }
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
        target.write(row + at, panel, sums);
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
            target.write(row, panel, &sums);
        }
    }
}
