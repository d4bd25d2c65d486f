//! The memory that tiles write to.

use std::marker::PhantomData;
use std::ops::Range;

/// Values that products are written to: those of a slice, or some columns of its rows, while others
/// write the columns beside them.
pub(in crate::nn) struct OutputValues<'a> {
    first: *mut f32,
    length: usize,
    row: usize,
    columns: Range<usize>,
    values: PhantomData<&'a mut [f32]>,
}

// SAFETY: like a mutable slice, they are the only way to what they give out: `by_columns` hands out
// each column once, and borrows the slice as long as the last of them lives.
unsafe impl Send for OutputValues<'_> {}

impl<'a> From<&'a mut [f32]> for OutputValues<'a> {
    fn from(values: &'a mut [f32]) -> Self {
        Self {
            first: values.as_mut_ptr(),
            length: values.len(),
            row: values.len(),
            columns: 0..values.len(),
            values: PhantomData,
        }
    }
}

impl<'a> OutputValues<'a> {
    /// The columns of rows of `row` values, at most `width` together, each with its columns.
    ///
    /// # Panics
    /// If `values` are not whole rows.
    pub fn by_columns(
        values: &'a mut [f32],
        row: usize,
        width: usize,
    ) -> Vec<(Range<usize>, Self)> {
        assert_eq!(values.len() % row, 0, "whole rows");
        let (first, length) = (values.as_mut_ptr(), values.len());
        let of_columns = |start: usize| {
            let columns = start..(start + width).min(row);
            let part = Self {
                first,
                length,
                row,
                columns: columns.clone(),
                values: PhantomData,
            };
            (columns, part)
        };
        (0..row).step_by(width).map(of_columns).collect()
    }

    /// The same values, for as long as these are not used.
    pub fn again(&mut self) -> OutputValues<'_> {
        OutputValues {
            columns: self.columns.clone(),
            ..*self
        }
    }

    /// Checks that `width` columns from `column` on of each row that begins at one of `rows` are among
    /// these values, where they are some columns only.
    ///
    /// # Panics
    /// If they are not, or if the rows do not follow each other.
    pub(super) fn check(&self, rows: &[usize], column: usize, width: usize) {
        if self.columns.len() == self.row {
            return;
        }
        let first = rows.first().copied().unwrap_or(0);
        let follow = rows
            .iter()
            .enumerate()
            .all(|(at, row)| row.checked_sub(at * self.row) == Some(first));
        assert!(
            first % self.row == 0
                && follow
                && self.columns.start <= column
                && column <= self.columns.end
                && width <= self.columns.end - column,
            "rows and columns of these values"
        );
    }

    /// `width` values from `start` on.
    ///
    /// # Safety
    /// [`OutputValues::check`] has found the row and the columns that they lie in.
    ///
    /// # Panics
    /// If they reach out of the slice.
    #[inline(always)]
    pub(super) unsafe fn part(&mut self, start: usize, width: usize) -> &mut [f32] {
        assert!(start <= self.length && width <= self.length - start);
        // SAFETY: they lie within the slice, which is borrowed, and the caller vouches that they lie
        // within the columns of which there is no other owner.
        unsafe { std::slice::from_raw_parts_mut(self.first.add(start), width) }
    }

    /// Where value `start` lies, for a prefetch; it need not exist.
    pub(super) fn address(&self, start: usize) -> *const f32 {
        self.first.wrapping_add(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_one_owner() {
        let mut values = [0.0; 3 * 40];
        let parts = OutputValues::by_columns(&mut values, 40, 32);
        let columns: Vec<_> = parts.iter().map(|(columns, _)| columns.clone()).collect();
        assert_eq!(columns, [0..32, 32..40]);
        for (columns, mut part) in parts {
            part.check(&[0, 40, 80], columns.start, columns.len());
            for row in [0, 40, 80] {
                // SAFETY: checked above.
                unsafe { part.part(row + columns.start, columns.len()) }.fill(columns.start as f32);
            }
        }
        let expected = |at: usize| if at % 40 < 32 { 0.0 } else { 32.0 };
        assert!(
            values
                .iter()
                .enumerate()
                .all(|(at, value)| *value == expected(at))
        );
    }

    #[test]
    fn what_belongs_to_another_owner_is_refused() {
        let refused = |rows: &[usize], column: usize, width: usize| {
            let mut values = [0.0; 3 * 40];
            let (_, part) = OutputValues::by_columns(&mut values, 40, 32).remove(1);
            std::panic::catch_unwind(|| part.check(rows, column, width)).is_err()
        };
        assert!(!refused(&[40, 80], 32, 8));
        for (rows, column, width) in [
            (&[0][..], 31, 8),
            (&[0], 32, 9),
            (&[0], 33, usize::MAX),
            (&[1], 32, 8),
            (&[0, 41], 32, 8),
            (&[0, 80], 32, 8),
        ] {
            assert!(refused(rows, column, width), "{rows:?} {column} {width}");
        }
    }
}
