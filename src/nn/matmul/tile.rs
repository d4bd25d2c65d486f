//! The inner loop: six rows of the left operand against sixteen packed columns of the right one,
//! sums in registers.

use crate::nn::instructions::Instructions;
use crate::nn::thread_pool::ThreadPool;

/// Rows of one tile.
pub(in crate::nn) const TILE_ROWS: usize = 6;
/// Columns of one tile, and of one packed panel.
pub(in crate::nn) const TILE_COLUMNS: usize = 16;

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

/// One packed panel of the right operand: value (k, column) of segment s is `values[s * step + k *
/// 16 + column]`.
pub(in crate::nn) struct RightPanel<'a> {
    /// The packed values.
    pub values: &'a [f32],
    /// Distance between segments.
    pub step: usize,
}

/// Where the products go: `width` (at most 16) values from `rows[row] + column`.
pub(in crate::nn) struct OutputRows<'a> {
    /// The memory that the rows lie in.
    pub values: &'a mut [f32],
    /// Where each row begins.
    pub rows: &'a [usize],
    /// First column of the panel.
    pub column: usize,
    /// Number of columns.
    pub width: usize,
    /// Whether products are added to what is there, or replace it.
    pub add: bool,
}

type Sums<const M: usize> = [[f32; TILE_COLUMNS]; M];

impl OutputRows<'_> {
    #[inline(always)]
    fn take<const M: usize>(&mut self, first: usize, sums: &Sums<M>) {
        for (row, sums) in self.rows[first..first + M].iter().zip(sums) {
            let out = &mut self.values[row + self.column..][..self.width];
            match <&mut [f32; TILE_COLUMNS]>::try_from(&mut *out) {
                Ok(out) if self.add => out.iter_mut().zip(sums).for_each(|(out, sum)| *out += sum),
                Ok(out) => *out = *sums,
                Err(_) if self.add => out.iter_mut().zip(sums).for_each(|(out, sum)| *out += sum),
                Err(_) => out.copy_from_slice(&sums[..self.width]),
            }
        }
    }
}

/// All rows against one panel. STRIDE is 1 for rows that lie in memory as they are, 6 for
/// interleaved ones.
///
/// # Panics
/// If a row, a segment or a target reaches out of its slice.
pub(super) fn panel<const STRIDE: usize>(
    instructions: Instructions,
    left: &LeftRows,
    right: &RightPanel,
    target: &mut OutputRows,
) {
    assert_eq!(left.rows.len(), target.rows.len(), "a target for each row");
    match instructions {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a `Detected` is made only by `Instructions::detect` after the CPU has said that
        // it has both features.
        Instructions::Avx2(_) => unsafe { avx2::panel::<STRIDE>(left, right, target) },
        Instructions::Portable => portable::panel::<STRIDE>(left, right, target),
    }
}

/// [`panel`] for rows as they lie in memory.
pub(in crate::nn) fn multiply_panel(
    pool: &ThreadPool,
    left: &LeftRows,
    right: &RightPanel,
    target: &mut OutputRows,
) {
    panel::<1>(pool.instructions(), left, right, target);
}

/// The loop over tiles around a `tile` function with the same instructions.
macro_rules! panel {
    ($(#[$feature:meta])*) => {
        $(#[$feature])*
        pub(super) fn panel<const STRIDE: usize>(left: &LeftRows, right: &RightPanel, target: &mut OutputRows) {
            let mut row = 0;
            while row + TILE_ROWS <= left.rows.len() {
                target.take(row, &tile::<TILE_ROWS, STRIDE>(left, right, row));
                row += TILE_ROWS;
            }
            match left.rows.len() - row {
                1 => target.take(row, &tile::<1, STRIDE>(left, right, row)),
                2 => target.take(row, &tile::<2, STRIDE>(left, right, row)),
                3 => target.take(row, &tile::<3, STRIDE>(left, right, row)),
                4 => target.take(row, &tile::<4, STRIDE>(left, right, row)),
                5 => target.take(row, &tile::<5, STRIDE>(left, right, row)),
                _ => {}
            }
        }
    };
}

/// The slice of one row's segment, as long as the last value that is read needs.
#[inline(always)]
fn piece<'a, const STRIDE: usize>(left: &LeftRows<'a>, row: usize, segment: usize) -> &'a [f32] {
    &left.values[left.rows[row] + segment * left.step..][..(left.segment - 1) * STRIDE + 1]
}

mod portable {
    use super::{LeftRows, OutputRows, RightPanel, Sums, TILE_COLUMNS, TILE_ROWS, piece};

    panel!();

    fn tile<const M: usize, const STRIDE: usize>(
        left: &LeftRows,
        right: &RightPanel,
        row: usize,
    ) -> Sums<M> {
        let mut sums = [[0.0; TILE_COLUMNS]; M];
        for segment in (0..left.segments).filter(|_| left.segment > 0) {
            let rows: [&[f32]; M] =
                std::array::from_fn(|at| piece::<STRIDE>(left, row + at, segment));
            let columns = &right.values[segment * right.step..][..left.segment * TILE_COLUMNS];
            for (k, columns) in columns.chunks_exact(TILE_COLUMNS).enumerate() {
                for (sums, row) in sums.iter_mut().zip(rows) {
                    let value = row[k * STRIDE];
                    sums.iter_mut()
                        .zip(columns)
                        .for_each(|(sum, column)| *sum += value * column);
                }
            }
        }
        sums
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        _mm256_broadcast_ss, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_setzero_ps, _mm256_storeu_ps,
    };

    use super::{LeftRows, OutputRows, RightPanel, Sums, TILE_COLUMNS, TILE_ROWS, piece};

    panel!(#[target_feature(enable = "avx2,fma")]);

    #[target_feature(enable = "avx2,fma")]
    #[inline]
    fn tile<const M: usize, const STRIDE: usize>(
        left: &LeftRows,
        right: &RightPanel,
        row: usize,
    ) -> Sums<M> {
        let mut registers = [[_mm256_setzero_ps(); 2]; M];
        for segment in (0..left.segments).filter(|_| left.segment > 0) {
            let rows: [*const f32; M] =
                std::array::from_fn(|at| piece::<STRIDE>(left, row + at, segment).as_ptr());
            let columns =
                right.values[segment * right.step..][..left.segment * TILE_COLUMNS].as_ptr();
            for k in 0..left.segment {
                // SAFETY: k < segment; `columns` was sliced to segment * 16 values, and `piece` to
                // the last value (segment - 1) * STRIDE of each row.
                unsafe {
                    let low = _mm256_loadu_ps(columns.add(k * TILE_COLUMNS));
                    let high = _mm256_loadu_ps(columns.add(k * TILE_COLUMNS + 8));
                    for at in 0..M {
                        let value = _mm256_broadcast_ss(&*rows[at].add(k * STRIDE));
                        registers[at][0] = _mm256_fmadd_ps(value, low, registers[at][0]);
                        registers[at][1] = _mm256_fmadd_ps(value, high, registers[at][1]);
                    }
                }
            }
        }
        let mut sums = [[0.0; TILE_COLUMNS]; M];
        for (sums, registers) in sums.iter_mut().zip(registers) {
            // SAFETY: a row of sums holds 16 values.
            unsafe {
                _mm256_storeu_ps(sums.as_mut_ptr(), registers[0]);
                _mm256_storeu_ps(sums.as_mut_ptr().add(8), registers[1]);
            }
        }
        sums
    }
}
