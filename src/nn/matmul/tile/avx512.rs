//! Tiles of twelve rows by two panels: 24 of the 32 registers of AVX-512 hold sums.
//!
//! Every sum is formed in the same order as with AVX2, with the same fused multiply-adds: the bits
//! are the same. Of the shapes that were tried on an Intel Xeon (6, 8, 10, 12, 14 rows by two
//! panels, 6 to 9 by three, 5 and 6 by four) this one was within 5 % of the peak at every depth.

use std::arch::x86_64::{
    __m512, __mmask16, _CMP_GT_OQ, _MM_HINT_T0, _mm_prefetch, _mm512_add_ps, _mm512_cmp_ps_mask,
    _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_mask_mul_ps, _mm512_mask_storeu_ps,
    _mm512_maskz_loadu_ps, _mm512_set1_ps, _mm512_setzero_ps,
};

use super::operands::{LeftRows, OutputRows, PairedRows, RightPanels, columns, piece};
use crate::nn::matmul::panel::PANEL_COLUMNS;

/// Rows of a panel that are fetched ahead, from the L2 cache.
const AHEAD: usize = 12;

/// Calls a tile function for the rows of one tile after the other.
macro_rules! in_tiles {
    ($rows:expr, $row:ident => $tile:ident<_ $(, $more:ident)*>($($argument:expr),*)) => {
        let rows = $rows;
        let mut $row = 0;
        while $row < rows {
            let height = tile_height(rows - $row);
            match height {
                12 => $tile::<12 $(, $more)*>($($argument),*),
                8 => $tile::<8 $(, $more)*>($($argument),*),
                4 => $tile::<4 $(, $more)*>($($argument),*),
                3 => $tile::<3 $(, $more)*>($($argument),*),
                2 => $tile::<2 $(, $more)*>($($argument),*),
                _ => $tile::<1 $(, $more)*>($($argument),*),
            }
            $row += height;
        }
    };
}

/// Finishes the sums of a tile's rows and panels, and writes them. A macro, for a function would
/// pass the registers through memory.
macro_rules! store {
    ($target:expr, ($row:expr, $panel:expr), $registers:expr, $panels:expr) => {
        let OutputRows {
            values,
            rows,
            column,
            width,
            finish,
        } = &mut *$target;
        let first = $panel * PANEL_COLUMNS;
        let width = (*width - first).min($panels * PANEL_COLUMNS);
        // The last panel may be narrower.
        let last = __mmask16::MAX >> ($panels * PANEL_COLUMNS - width);
        let mask = |at: usize| if at + 1 == $panels { last } else { __mmask16::MAX };
        let bias = finish.bias.map(|bias| &bias[first..][..width]);
        let slope = _mm512_set1_ps(finish.slope);
        for (sums, row) in $registers.iter().zip(&rows[$row..]) {
            // SAFETY: `multiply` and `multiply_pairs` of the module above have checked the target.
            let out = unsafe { values.part(row + *column + first, width) };
            for (at, sums) in sums.iter().enumerate() {
                let (mut sums, place) = (*sums, at * PANEL_COLUMNS);
                // SAFETY: `out` and `bias` hold `width` values: whole panels, and in the last one as
                // many as its mask has bits.
                unsafe {
                    if finish.add {
                        let before = _mm512_maskz_loadu_ps(mask(at), out.as_ptr().add(place));
                        sums = _mm512_add_ps(before, sums);
                    }
                    if let Some(bias) = bias {
                        let bias = _mm512_maskz_loadu_ps(mask(at), bias.as_ptr().add(place));
                        sums = _mm512_add_ps(sums, bias);
                    }
                    if finish.slope != 1.0 {
                        let above = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(sums, _mm512_setzero_ps());
                        sums = _mm512_mask_mul_ps(sums, !above, sums, slope);
                    }
                    _mm512_mask_storeu_ps(out.as_mut_ptr().add(place), mask(at), sums);
                }
            }
        }
    };
}

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
    in_tiles!(left.rows.len(), row => fetching_tile<_, P, STRIDE>(left, right, target, (row, panel)));
}

/// A tile whose place in memory is fetched while its sums are formed.
#[target_feature(enable = "avx512f")]
#[inline]
fn fetching_tile<const M: usize, const P: usize, const STRIDE: usize>(
    left: &LeftRows,
    right: &RightPanels,
    target: &mut OutputRows,
    (row, panel): (usize, usize),
) {
    fetch(target, &target.rows[row..row + M], panel);
    tile::<M, P, STRIDE>(left, right, target, (row, panel));
}

/// Fetches what two panels write in these rows. Not inlined: with the prefetches in its own code, a
/// tile did not keep its sums in registers.
#[inline(never)]
fn fetch(target: &OutputRows, rows: &[usize], panel: usize) {
    let first = target.column + panel * PANEL_COLUMNS;
    for row in rows {
        let values = target.values.address(row + first);
        // SAFETY: a prefetch of an address that is not there does nothing.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(values.cast());
            _mm_prefetch::<_MM_HINT_T0>(values.wrapping_add(PANEL_COLUMNS).cast());
        }
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
                // Interleaved rows come with panels that are in the L1 cache.
                if STRIDE == 1 {
                    for panel in columns {
                        let ahead = panel.wrapping_add((k + AHEAD) * PANEL_COLUMNS);
                        _mm_prefetch::<_MM_HINT_T0>(ahead.cast());
                    }
                }
                for at in 0..M {
                    let value = _mm512_set1_ps(*rows[at].add(k * STRIDE));
                    for (sum, vector) in registers[at].iter_mut().zip(vectors) {
                        *sum = _mm512_fmadd_ps(value, vector, *sum);
                    }
                }
            }
        }
    }
    store!(target, (row, panel), registers, P);
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
    // SAFETY: a tile has at most as many rows as are left, and the caller vouches for the rest.
    unsafe {
        in_tiles!(target.rows.len(), row => pairs_tile<_, P>(pairs, target, (row, panel)));
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
    store!(target, (row, panel), registers, P);
}
