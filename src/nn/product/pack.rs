//! The right operand in panels of sixteen columns, so that the inner loop reads it from first to last.

use super::TILE_COLUMNS;
use super::workers::{Scratch, Workers};

/// A right operand of `depth` rows: panel after panel, each `depth` x 16, the last one filled up with zeros.
pub(in crate::nn) struct Packed {
    values: Scratch,
    depth: usize,
    columns: usize,
}

impl Packed {
    fn new(workers: &Workers, depth: usize, columns: usize) -> Self {
        let depth = depth.max(1);
        let values = workers.scratch(columns.div_ceil(TILE_COLUMNS) * depth * TILE_COLUMNS);
        Self { values, depth, columns }
    }

    /// Each panel with its first column and its width.
    pub(in crate::nn) fn panels(&self) -> impl Iterator<Item = (&[f32], usize, usize)> {
        let width = |at: usize| (self.columns - at * TILE_COLUMNS).min(TILE_COLUMNS);
        let panels = self.values.chunks_exact(self.depth * TILE_COLUMNS).enumerate();
        panels.map(move |(at, panel)| (panel, at * TILE_COLUMNS, width(at)))
    }
}

/// Packs rows that lie in memory as they are: row k is `columns` values from `row(k)`.
pub(in crate::nn) fn pack_rows(
    workers: &Workers,
    values: &[f32],
    (depth, columns): (usize, usize),
    row: impl Fn(usize) -> usize,
) -> Packed {
    let mut packed = Packed::new(workers, depth, columns);
    for (at, panel) in packed.values.chunks_exact_mut(packed.depth * TILE_COLUMNS).enumerate() {
        let first = at * TILE_COLUMNS;
        let width = (columns - first).min(TILE_COLUMNS);
        for (k, out) in panel.chunks_exact_mut(TILE_COLUMNS).take(depth).enumerate() {
            copy(&values[row(k) + first..][..width], out);
        }
    }
    packed
}

/// Copies at most sixteen values and fills up with zeros.
#[inline(always)]
pub(super) fn copy(from: &[f32], out: &mut [f32]) {
    if let (Ok(from), Ok(out)) =
        (<&[f32; TILE_COLUMNS]>::try_from(from), <&mut [f32; TILE_COLUMNS]>::try_from(&mut *out))
    {
        *out = *from;
        return;
    }
    out[..from.len()].copy_from_slice(from);
    out[from.len()..].fill(0.0);
}

/// Packs the transpose of a row-major matrix: column j is row j of `values`, `depth` values long.
pub(in crate::nn) fn pack_columns(workers: &Workers, values: &[f32], (depth, columns): (usize, usize)) -> Packed {
    let mut packed = Packed::new(workers, depth, columns);
    for (at, panel) in packed.values.chunks_exact_mut(packed.depth * TILE_COLUMNS).enumerate() {
        let first = at * TILE_COLUMNS;
        if columns - first < TILE_COLUMNS {
            panel.fill(0.0);
        }
        transpose(&values[first * depth..], depth, (columns - first).min(TILE_COLUMNS), panel);
    }
    packed
}

/// Values of a row that are transposed together.
const STRIP: usize = 8;

/// Writes `width` rows of `depth` values as columns of a panel.
fn transpose(rows: &[f32], depth: usize, width: usize, panel: &mut [f32]) {
    for start in (0..depth).step_by(STRIP) {
        let length = (depth - start).min(STRIP);
        let out = &mut panel[start * TILE_COLUMNS..][..length * TILE_COLUMNS];
        for (column, row) in rows.chunks_exact(depth).take(width).enumerate() {
            let strip = &row[start..][..length];
            for (k, value) in strip.iter().enumerate() {
                out[k * TILE_COLUMNS + column] = *value;
            }
        }
    }
}
