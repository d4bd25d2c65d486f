//! The right operand in panels of sixteen columns, so that the inner loop reads it from first to
//! last.

use std::ops::Range;
use std::slice::ChunksExactMut;

use super::panel::PANEL_COLUMNS;
use super::tile::RightPanels;
use crate::nn::thread_pool::{Scratch, ThreadPool};

/// A right operand of `depth` rows: panel after panel, each `depth` x 16, the last one filled up
/// with zeros.
pub(in crate::nn) struct PackedMatrix {
    values: Scratch,
    depth: usize,
    columns: usize,
}

impl PackedMatrix {
    fn new(pool: &ThreadPool, depth: usize, columns: usize) -> Self {
        let values = pool.scratch(columns.div_ceil(PANEL_COLUMNS) * distance(depth));
        Self {
            values,
            depth,
            columns,
        }
    }

    /// All panels, from row `first` on; segments are `step` rows apart.
    pub(in crate::nn) fn panels(&self, first: usize, step: usize) -> RightPanels<'_> {
        RightPanels {
            values: &self.values[first * PANEL_COLUMNS..],
            distance: distance(self.depth),
            step: step * PANEL_COLUMNS,
        }
    }

    /// Number of columns.
    pub(in crate::nn) fn columns(&self) -> usize {
        self.columns
    }

    /// Hands panels that lie side by side to `fill`, with the number of the first one, on all threads.
    fn fill(&mut self, pool: &ThreadPool, fill: impl Fn(usize, ChunksExactMut<f32>) + Sync) {
        let distance = distance(self.depth);
        let share = pool.chunk_size(self.values.len() / distance, 1, usize::MAX);
        pool.for_each_chunk(&mut self.values, share * distance, |at, panels| {
            fill(at * share, panels.chunks_exact_mut(distance))
        });
    }
}

/// From one panel to the next. Whole pages apart, panels that are filled together would fight for
/// the same few places of the L1 cache; one more line sets them side by side.
fn distance(depth: usize) -> usize {
    (depth + 1) * PANEL_COLUMNS
}

/// A right operand as it lies in memory.
#[derive(Clone, Copy)]
pub(in crate::nn) enum Matrix<'a> {
    /// Value (k, column) is `values[k * columns + column]`.
    RowMajor(&'a [f32]),
    /// Value (k, column) is `values[column * depth + k]`.
    ColumnMajor(&'a [f32]),
}

/// A part of a right operand in panels, in memory that the next part uses again.
pub(super) struct PackedBlock {
    values: Scratch,
    distance: usize,
}

impl PackedBlock {
    /// For parts of up to (depth, columns).
    pub(super) fn new(pool: &ThreadPool, (depth, columns): (usize, usize)) -> Self {
        let distance = distance(depth);
        Self {
            values: pool.scratch(columns.div_ceil(PANEL_COLUMNS) * distance),
            distance,
        }
    }

    /// Packs these rows and columns of a matrix (depth, columns).
    pub(super) fn pack(
        &mut self,
        matrix: Matrix,
        (depth, columns): (usize, usize),
        rows: &Range<usize>,
        part: &Range<usize>,
    ) {
        let panels = self.values.chunks_exact_mut(self.distance);
        match matrix {
            Matrix::RowMajor(values) => {
                let mut panels: Vec<_> = panels.collect();
                for (k, row) in rows.clone().enumerate() {
                    let row = &values[row * columns..][part.clone()];
                    for (values, panel) in row.chunks(PANEL_COLUMNS).zip(&mut panels) {
                        copy(values, &mut panel[k * PANEL_COLUMNS..][..PANEL_COLUMNS]);
                    }
                }
            }
            Matrix::ColumnMajor(values) => {
                let values = &values[part.start * depth..part.end * depth];
                for (values, panel) in values.chunks(depth * PANEL_COLUMNS).zip(panels) {
                    if values.len() < depth * PANEL_COLUMNS {
                        panel.fill(0.0);
                    }
                    transpose(values, depth, rows.clone(), panel);
                }
            }
        }
    }

    /// The panels of the last part.
    pub(super) fn panels(&self) -> RightPanels<'_> {
        RightPanels {
            values: &self.values,
            distance: self.distance,
            step: 0,
        }
    }
}

/// Packs rows that lie in memory as they are, for a size of (depth, columns): row k is `columns`
/// values from `row(k)`.
pub(in crate::nn) fn pack_rows(
    pool: &ThreadPool,
    values: &[f32],
    size: (usize, usize),
    row: impl Fn(usize) -> usize + Sync,
) -> PackedMatrix {
    pack_rows_at(pool, values, size, &row)
}

/// Not generic: a typed layer of another package would compile it there, in many units, where the
/// callees of the loops are not inlined.
fn pack_rows_at(
    pool: &ThreadPool,
    values: &[f32],
    (depth, columns): (usize, usize),
    row: &(dyn Fn(usize) -> usize + Sync),
) -> PackedMatrix {
    let mut packed = PackedMatrix::new(pool, depth, columns);
    packed.fill(pool, |first, panels| {
        let mut panels: Vec<_> = panels.collect();
        for k in 0..depth {
            let row = &values[row(k)..][..columns];
            let row = row[first * PANEL_COLUMNS..].chunks(PANEL_COLUMNS);
            for (values, panel) in row.zip(&mut panels) {
                copy(values, &mut panel[k * PANEL_COLUMNS..][..PANEL_COLUMNS]);
            }
        }
    });
    packed
}

/// Copies at most sixteen values and fills up with zeros.
#[inline(always)]
pub(super) fn copy(from: &[f32], out: &mut [f32]) {
    if let (Ok(from), Ok(out)) = (
        <&[f32; PANEL_COLUMNS]>::try_from(from),
        <&mut [f32; PANEL_COLUMNS]>::try_from(&mut *out),
    ) {
        *out = *from;
        return;
    }
    out[..from.len()].copy_from_slice(from);
    out[from.len()..].fill(0.0);
}

/// Packs the transpose of a row-major matrix: column j is row j of `values`, `depth` values long.
pub(in crate::nn) fn pack_columns(
    pool: &ThreadPool,
    values: &[f32],
    (depth, columns): (usize, usize),
) -> PackedMatrix {
    let mut packed = PackedMatrix::new(pool, depth, columns);
    packed.fill(pool, |first, panels| {
        let rows = &values[first * PANEL_COLUMNS * depth..depth * columns];
        for (rows, panel) in rows.chunks(depth * PANEL_COLUMNS).zip(panels) {
            if rows.len() < depth * PANEL_COLUMNS {
                panel.fill(0.0);
            }
            transpose(rows, depth, 0..depth, panel);
        }
    });
    packed
}

/// Values of a row that are transposed together: four lines of the cache, which are fetched ahead.
const STRIP: usize = 64;

/// Writes values `range` of rows of `depth` values as columns of a panel.
fn transpose(rows: &[f32], depth: usize, range: Range<usize>, panel: &mut [f32]) {
    for start in range.clone().step_by(STRIP) {
        let length = (range.end - start).min(STRIP);
        let out = &mut panel[(start - range.start) * PANEL_COLUMNS..][..length * PANEL_COLUMNS];
        for (column, rows) in rows.chunks(depth * 4).enumerate() {
            let out = &mut out[column * 4..];
            let whole = match rows.len() == depth * 4 {
                true => length / 4 * 4,
                false => 0,
            };
            for k in (0..whole).step_by(4) {
                transpose_four(&rows[start + k..], depth, &mut out[k * PANEL_COLUMNS..]);
            }
            for (column, row) in rows.chunks_exact(depth).enumerate() {
                for (k, value) in row[start..][whole..length].iter().enumerate() {
                    out[(whole + k) * PANEL_COLUMNS + column] = *value;
                }
            }
        }
    }
}

/// Four values each of four rows that are `depth` apart, as columns of a panel.
#[inline(always)]
fn transpose_four(rows: &[f32], depth: usize, out: &mut [f32]) {
    let rows: [[f32; 4]; 4] = std::array::from_fn(|row| {
        let four = rows[row * depth..].first_chunk();
        *four.expect("four values of each row")
    });
    for k in 0..4 {
        out[k * PANEL_COLUMNS..][..4].copy_from_slice(&rows.map(|row| row[k]));
    }
}
