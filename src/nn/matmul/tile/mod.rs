//! The inner loop: a few rows of the left operand against packed panels of the right one, sums in
//! registers.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;

use super::finish::Finish;
use crate::nn::instructions::Instructions;
use crate::nn::thread_pool::ThreadPool;

/// Rows that are interleaved together, so that a tile reads them from one piece of memory.
pub(in crate::nn) const INTERLEAVED_ROWS: usize = 6;
/// Columns of one packed panel: a vector of AVX-512, two of AVX2.
pub(in crate::nn) const PANEL_COLUMNS: usize = 16;
/// Threads and blocks share rows in multiples of this, which every tile divides well.
pub(in crate::nn) const ROW_GRAIN: usize = 4;

/// Rows of the left operand. Value (row, k) of segment s is `values[rows[row] + s * step + k *
/// STRIDE]`.
pub(in crate::nn) struct LeftRows<'a> {
    /// The memory that the rows lie in.
    pub values: &'a [f32],
    /// Where each row begins.
    pub rows: &'a [usize],
    /// Number of segments of a row, such as the rows of a convolution's window.
    pub segments: usize,
    /// Distance between segments.
    pub step: usize,
    /// Number of values in a segment.
    pub segment: usize,
}

/// The packed panels of the right operand: value (k, column) of segment s of panel p is `values[p *
/// distance + s * step + k * 16 + column]`.
pub(in crate::nn) struct RightPanels<'a> {
    /// The packed values.
    pub values: &'a [f32],
    /// Distance between panels.
    pub distance: usize,
    /// Distance between segments.
    pub step: usize,
}

/// Pairs of rows whose outer products are summed, where they lie: value m of the left row k is
/// `left[left_rows[k] + m]`, value n of the right one `right[right_rows[k] + n]`.
pub(in crate::nn) struct PairedRows<'a> {
    /// Values of the left rows.
    pub left: &'a [f32],
    /// Where each left row begins.
    pub left_rows: &'a [usize],
    /// Values of the right rows.
    pub right: &'a [f32],
    /// Where each right row begins.
    pub right_rows: &'a [usize],
}

/// Where the products go: `width` values from `rows[row] + column`.
pub(in crate::nn) struct OutputRows<'a> {
    /// The memory that the rows lie in.
    pub values: &'a mut [f32],
    /// Where each row begins.
    pub rows: &'a [usize],
    /// First column.
    pub column: usize,
    /// Number of columns, of all panels together.
    pub width: usize,
    /// What becomes of the sums.
    pub finish: Finish<'a>,
}

impl OutputRows<'_> {
    /// The part of a row that one panel writes: at most sixteen values.
    #[inline(always)]
    fn part(&mut self, row: usize, panel: usize) -> &mut [f32] {
        let first = panel * PANEL_COLUMNS;
        let width = (self.width - first).min(PANEL_COLUMNS);
        &mut self.values[self.rows[row] + self.column + first..][..width]
    }

    /// Writes the sums of one row and panel.
    #[inline(always)]
    fn write(&mut self, row: usize, panel: usize, sums: &[f32; PANEL_COLUMNS]) {
        let finish = self.finish;
        finish.write(self.part(row, panel), panel * PANEL_COLUMNS, sums);
    }

    /// Number of panels.
    fn panels(&self) -> usize {
        self.width.div_ceil(PANEL_COLUMNS)
    }
}

/// All rows against all panels. STRIDE is 1 for rows that lie in memory as they are, 6 for
/// interleaved ones.
///
/// # Panics
/// If a row, a segment or a target reaches out of its slice.
pub(super) fn multiply<const STRIDE: usize>(
    instructions: Instructions,
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
) {
    assert_eq!(left.rows.len(), target.rows.len(), "a target for each row");
    match instructions {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: only `Instructions::detect` makes it, after the CPU has said that it has AVX-512F.
        Instructions::Avx512(_) => unsafe { avx512::multiply::<STRIDE>(left, right, target) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: only `Instructions::detect` makes it, after the CPU has said that it has AVX2 and
        // FMA.
        Instructions::Avx2(_) => unsafe { avx2::multiply::<STRIDE>(left, right, target) },
        Instructions::Portable => portable::multiply::<STRIDE>(left, right, target),
    }
}

/// The sum of all outer products: a row of the target for each value of a left row, a column for
/// each of a right one.
///
/// # Panics
/// If a row or a target reaches out of its slice, the numbers of left and right rows differ, or the
/// width is no multiple of sixteen.
pub(super) fn multiply_pairs(
    instructions: Instructions,
    pairs: &PairedRows,
    target: &mut OutputRows,
) {
    let is_within = |rows: &[usize], width: usize, values: &[f32]| {
        let last = values.len().checked_sub(width);
        last.is_some_and(|last| rows.iter().all(|row| *row <= last))
    };
    assert_eq!(
        pairs.left_rows.len(),
        pairs.right_rows.len(),
        "rows in pairs"
    );
    assert_eq!(target.width % PANEL_COLUMNS, 0, "whole panels");
    assert!(
        is_within(pairs.left_rows, target.rows.len(), pairs.left)
            && is_within(pairs.right_rows, target.width, pairs.right),
        "every row lies within its values"
    );
    match instructions {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: AVX-512F as in `multiply`; the assertions are what the function asks for.
        Instructions::Avx512(_) => unsafe { avx512::multiply_pairs(pairs, target) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: AVX2 and FMA as in `multiply`; the assertions are what the function asks for.
        Instructions::Avx2(_) => unsafe { avx2::multiply_pairs(pairs, target) },
        Instructions::Portable => portable::multiply_pairs(pairs, target),
    }
}

/// [`multiply`] for rows as they lie in memory.
pub(in crate::nn) fn multiply_rows(
    pool: &ThreadPool,
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
) {
    multiply::<1>(pool.instructions(), left, right, target);
}

/// The slice of one row's segment, as long as the last value that is read needs.
#[inline(always)]
fn piece<'a, const STRIDE: usize>(left: &LeftRows<'a>, row: usize, segment: usize) -> &'a [f32] {
    &left.values[left.rows[row] + segment * left.step..][..(left.segment - 1) * STRIDE + 1]
}

/// A segment of one panel.
#[inline(always)]
fn columns<'a>(right: &RightPanels<'a>, panel: usize, segment: usize, depth: usize) -> &'a [f32] {
    &right.values[panel * right.distance + segment * right.step..][..depth * PANEL_COLUMNS]
}

#[cfg(test)]
mod tests;
