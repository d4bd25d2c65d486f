//! Tiles of twelve rows by two panels: 24 of the 32 registers of AVX-512 hold sums.
//!
//! Every sum is formed in the same order as with AVX2, with the same fused multiply-adds: the bits
//! are the same. Of the shapes that were tried on an Intel Xeon (6, 8, 10, 12, 14 rows by two
//! panels, 6 to 9 by three, 5 and 6 by four) this one was within 5 % of the peak at every depth.

use std::arch::x86_64::{
    __m512, __mmask16, _mm512_add_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_mask_storeu_ps,
    _mm512_maskz_loadu_ps, _mm512_set1_ps, _mm512_setzero_ps,
};

use super::{LeftRows, OutputRows, PANEL_COLUMNS, PairedRows, RightPanels, columns, piece};

#[target_feature(enable = "avx512f")]
pub(super) fn multiply<const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
) {
    let panels = target.panels();
    for panel in (0..panels).step_by(2) {
        match panels - panel {
            1 => multiply_panels::<1, STRIDE>(left, right, target, panel),
            _ => multiply_panels::<2, STRIDE>(left, right, target, panel),
        }
    }
}

/// All rows against P panels.
#[target_feature(enable = "avx512f")]
fn multiply_panels<const P: usize, const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
    panel: usize,
) {
    let rows = left.rows.len();
    let mut row = 0;
    while row < rows {
        let place = (row, panel);
        let height = tile_height(rows - row);
        match height {
            12 => tile::<12, P, STRIDE>(left, right, target, place),
            8 => tile::<8, P, STRIDE>(left, right, target, place),
            4 => tile::<4, P, STRIDE>(left, right, target, place),
            3 => tile::<3, P, STRIDE>(left, right, target, place),
            2 => tile::<2, P, STRIDE>(left, right, target, place),
            _ => tile::<1, P, STRIDE>(left, right, target, place),
        }
        row += height;
    }
}

/// Rows of the next tile: multiples of four come without a small one at the end.
fn tile_height(left: usize) -> usize {
    match left {
        12 | 20.. => 12,
        8.. => 8,
        4.. => 4,
        _ => left,
    }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn tile<const M: usize, const P: usize, const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
    (row, panel): (usize, usize),
) {
    let mut registers = [[_mm512_setzero_ps(); P]; M];
    for segment in (0..left.segments).filter(|_| left.segment > 0) {
        let rows: [*const f32; M] =
            std::array::from_fn(|at| piece::<STRIDE>(left, row + at, segment).as_ptr());
        let columns: [*const f32; P] =
            std::array::from_fn(|at| columns(right, panel + at, segment, left.segment).as_ptr());
        for k in 0..left.segment {
            // SAFETY: k < segment; `columns` were sliced to segment * 16 values each, and `piece` to
            // the last value (segment - 1) * STRIDE of each row.
            unsafe {
                let vectors: [__m512; P] =
                    std::array::from_fn(|at| _mm512_loadu_ps(columns[at].add(k * PANEL_COLUMNS)));
                for at in 0..M {
                    let value = _mm512_set1_ps(*rows[at].add(k * STRIDE));
                    for (sum, vector) in registers[at].iter_mut().zip(vectors) {
                        *sum = _mm512_fmadd_ps(value, vector, *sum);
                    }
                }
            }
        }
    }
    store(target, (row, panel), &registers);
}

/// # Safety
/// The rows of `pairs` have `target.rows.len()` and `target.width` values within their slices, there
/// are as many left as right ones, and the width is a multiple of sixteen.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn multiply_pairs(pairs: &PairedRows, target: &mut OutputRows) {
    let panels = target.panels();
    for panel in (0..panels).step_by(2) {
        // SAFETY: what the caller vouches for.
        unsafe {
            match panels - panel {
                1 => multiply_pairs_panels::<1>(pairs, target, panel),
                _ => multiply_pairs_panels::<2>(pairs, target, panel),
            }
        }
    }
}

/// # Safety
/// As for [`multiply_pairs`], and P panels from `panel` on exist.
#[target_feature(enable = "avx512f")]
unsafe fn multiply_pairs_panels<const P: usize>(
    pairs: &PairedRows,
    target: &mut OutputRows,
    panel: usize,
) {
    let rows = target.rows.len();
    let mut row = 0;
    while row < rows {
        let place = (row, panel);
        let height = tile_height(rows - row);
        // SAFETY: a tile has at most as many rows as are left.
        unsafe {
            match height {
                12 => pairs_tile::<12, P>(pairs, target, place),
                8 => pairs_tile::<8, P>(pairs, target, place),
                4 => pairs_tile::<4, P>(pairs, target, place),
                3 => pairs_tile::<3, P>(pairs, target, place),
                2 => pairs_tile::<2, P>(pairs, target, place),
                _ => pairs_tile::<1, P>(pairs, target, place),
            }
        }
        row += height;
    }
}

/// # Safety
/// As for [`multiply_pairs`], and M rows and P panels from the first ones on exist.
#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn pairs_tile<const M: usize, const P: usize>(
    pairs: &PairedRows,
    target: &mut OutputRows,
    (row, panel): (usize, usize),
) {
    let mut registers = [[_mm512_setzero_ps(); P]; M];
    for (left, right) in pairs.left_rows.iter().zip(pairs.right_rows) {
        // SAFETY: row + M values lie behind `left`, the panels behind `right`.
        unsafe {
            let left = pairs.left.as_ptr().add(left + row);
            let right = pairs.right.as_ptr().add(right + panel * PANEL_COLUMNS);
            let vectors: [__m512; P] =
                std::array::from_fn(|at| _mm512_loadu_ps(right.add(at * PANEL_COLUMNS)));
            for (at, sums) in registers.iter_mut().enumerate() {
                let value = _mm512_set1_ps(*left.add(at));
                for (sum, vector) in sums.iter_mut().zip(vectors) {
                    *sum = _mm512_fmadd_ps(value, vector, *sum);
                }
            }
        }
    }
    store(target, (row, panel), &registers);
}

/// Writes the sums of M rows and P panels, or adds them.
#[target_feature(enable = "avx512f")]
#[inline]
fn store<const M: usize, const P: usize>(
    target: &mut OutputRows,
    (row, panel): (usize, usize),
    registers: &[[__m512; P]; M],
) {
    for (at, registers) in registers.iter().enumerate() {
        for (of, sums) in registers.iter().enumerate() {
            store_vector(target, (row + at, panel + of), *sums);
        }
    }
}

/// Writes the sums of one row and panel, or adds them.
#[target_feature(enable = "avx512f")]
#[inline]
fn store_vector(target: &mut OutputRows, (row, panel): (usize, usize), sums: __m512) {
    let add = target.add;
    let out = target.part(row, panel);
    let mask = __mmask16::MAX >> (PANEL_COLUMNS - out.len());
    // SAFETY: the mask has as many bits as `out` has values, at most sixteen.
    unsafe {
        let sums = match add {
            true => _mm512_add_ps(_mm512_maskz_loadu_ps(mask, out.as_ptr()), sums),
            false => sums,
        };
        _mm512_mask_storeu_ps(out.as_mut_ptr(), mask, sums);
    }
}
