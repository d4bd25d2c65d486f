//! What tiles read and write.

use super::outputs::OutputValues;
use crate::nn::matmul::finish::Finish;
use crate::nn::matmul::panel::PANEL_COLUMNS;

/// Rows that are interleaved together, so that a tile reads them from one piece of memory.
pub(in crate::nn) const INTERLEAVED_ROWS: usize = 6;
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
    pub values: OutputValues<'a>,
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
    /// Checks that the values may be written; the tiles rely on it.
    ///
    /// # Panics
    /// If they may not.
    pub fn check(&self) {
        self.values.check(self.rows, self.column, self.width);
    }

    /// Writes the sums of one row and panel, at most sixteen values.
    ///
    /// # Safety
    /// [`OutputRows::check`] was called since the target last changed, and it has such a row and panel.
    #[inline(always)]
    pub unsafe fn write(&mut self, row: usize, panel: usize, sums: &[f32; PANEL_COLUMNS]) {
        let first = panel * PANEL_COLUMNS;
        let width = (self.width - first).min(PANEL_COLUMNS);
        // SAFETY: columns of a row that was checked.
        let out = unsafe {
            self.values
                .part(self.rows[row] + self.column + first, width)
        };
        self.finish.write(out, first, sums);
    }

    /// Number of panels.
    pub fn panels(&self) -> usize {
        self.width.div_ceil(PANEL_COLUMNS)
    }
}

/// The slice of one row's segment, as long as the last value that is read needs.
#[inline(always)]
pub(super) fn piece<'a, const STRIDE: usize>(
    left: &LeftRows<'a>,
    row: usize,
    segment: usize,
) -> &'a [f32] {
    &left.values[left.rows[row] + segment * left.step..][..(left.segment - 1) * STRIDE + 1]
}

/// A segment of one panel.
#[inline(always)]
pub(super) fn columns<'a>(
    right: &RightPanels<'a>,
    panel: usize,
    segment: usize,
    depth: usize,
) -> &'a [f32] {
    &right.values[panel * right.distance + segment * right.step..][..depth * PANEL_COLUMNS]
}
