//! Tiles of six rows by sixteen columns: twelve of the sixteen registers of AVX2 hold sums.

use std::arch::x86_64::{
    __m256, _mm256_broadcast_ss, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_setzero_ps,
    _mm256_storeu_ps,
};

use super::operands::{LeftRows, OutputRows, PairedRows, RightPanels, columns, piece};
use crate::nn::matmul::panel::PANEL_COLUMNS;

#[target_feature(enable = "avx2,fma")]
pub(super) fn multiply<const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
) {
    for panel in 0..target.panels() {
        in_sixes!(left.rows.len(), row => tile<_, STRIDE>(left, right, target, (row, panel)));
    }
}

#[target_feature(enable = "avx2,fma")]
#[inline]
fn tile<const M: usize, const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
    (row, panel): (usize, usize),
) {
    let mut registers = [[_mm256_setzero_ps(); 2]; M];
    for segment in (0..left.segments).filter(|_| left.segment > 0) {
        let rows: [*const f32; M] =
            std::array::from_fn(|at| piece::<STRIDE>(left, row + at, segment).as_ptr());
        let columns = columns(right, panel, segment, left.segment).as_ptr();
        for k in 0..left.segment {
            // SAFETY: k < segment; `columns` was sliced to segment * 16 values, and `piece` to the
            // last value (segment - 1) * STRIDE of each row.
            unsafe {
                let low = _mm256_loadu_ps(columns.add(k * PANEL_COLUMNS));
                let high = _mm256_loadu_ps(columns.add(k * PANEL_COLUMNS + 8));
                for at in 0..M {
                    let value = _mm256_broadcast_ss(&*rows[at].add(k * STRIDE));
                    registers[at][0] = _mm256_fmadd_ps(value, low, registers[at][0]);
                    registers[at][1] = _mm256_fmadd_ps(value, high, registers[at][1]);
                }
            }
        }
    }
    store(target, (row, panel), &registers);
}

/// # Safety
/// The rows of `pairs` have `target.rows.len()` and `target.width` values within their slices, there
/// are as many left as right ones, and the width is a multiple of sixteen.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn multiply_pairs(pairs: &PairedRows, target: &mut OutputRows) {
    for panel in 0..target.panels() {
        // SAFETY: a tile has at most as many rows as are left, and the caller vouches for the rest.
        unsafe {
            in_sixes!(target.rows.len(), row => pairs_tile<_>(pairs, target, (row, panel)));
        }
    }
}

/// # Safety
/// As for [`multiply_pairs`], and M rows from the first one on exist.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn pairs_tile<const M: usize>(
    pairs: &PairedRows,
    target: &mut OutputRows,
    (row, panel): (usize, usize),
) {
    let mut registers = [[_mm256_setzero_ps(); 2]; M];
    for (left, right) in pairs.left_rows.iter().zip(pairs.right_rows) {
        // SAFETY: row + M values lie behind `left`, a whole panel behind `right`.
        unsafe {
            let left = pairs.left.as_ptr().add(left + row);
            let right = pairs.right.as_ptr().add(right + panel * PANEL_COLUMNS);
            let (low, high) = (_mm256_loadu_ps(right), _mm256_loadu_ps(right.add(8)));
            for (at, sums) in registers.iter_mut().enumerate() {
                let value = _mm256_broadcast_ss(&*left.add(at));
                sums[0] = _mm256_fmadd_ps(value, low, sums[0]);
                sums[1] = _mm256_fmadd_ps(value, high, sums[1]);
            }
        }
    }
    store(target, (row, panel), &registers);
}

/// Writes the sums of M rows.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn store<const M: usize>(
    target: &mut OutputRows,
    (row, panel): (usize, usize),
    registers: &[[__m256; 2]; M],
) {
    for (at, registers) in registers.iter().enumerate() {
        let mut sums = [0.0; PANEL_COLUMNS];
        // SAFETY: a row of sums holds 16 values.
        unsafe {
            _mm256_storeu_ps(sums.as_mut_ptr(), registers[0]);
            _mm256_storeu_ps(sums.as_mut_ptr().add(8), registers[1]);
        }
        // SAFETY: `multiply` and `multiply_pairs` of the module above have checked the target.
        unsafe { target.write(row + at, panel, &sums) };
    }
}
