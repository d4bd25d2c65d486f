//! The inner loop: a few rows of the left operand against packed panels of the right one, sums in
//! registers.

/// Calls a tile function for every six rows, and once for those left over: a macro, for a function
/// could not hand on the instructions that it is compiled for.
macro_rules! in_sixes {
    ($rows:expr, $row:ident => $tile:ident<_ $(, $more:ident)*>($($argument:expr),*)) => {
        let rows = $rows;
        let mut $row = 0;
        while $row < rows {
            match rows - $row {
                6.. => $tile::<6 $(, $more)*>($($argument),*),
                5 => $tile::<5 $(, $more)*>($($argument),*),
                4 => $tile::<4 $(, $more)*>($($argument),*),
                3 => $tile::<3 $(, $more)*>($($argument),*),
                2 => $tile::<2 $(, $more)*>($($argument),*),
                _ => $tile::<1 $(, $more)*>($($argument),*),
            }
            $row += 6;
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod operands;
mod outputs;
mod portable;

use super::panel::PANEL_COLUMNS;
use super::work;
use crate::nn::instructions::Instructions;
use crate::nn::thread_pool::ThreadPool;

pub(in crate::nn) use operands::{
    INTERLEAVED_ROWS, LeftRows, OutputRows, PairedRows, ROW_GRAIN, RightPanels,
};
pub(in crate::nn) use outputs::OutputValues;

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
    target.check();
    work::count(left.rows.len() * left.segments * left.segment * target.width);
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
    target.check();
    assert!(
        is_within(pairs.left_rows, target.rows.len(), pairs.left)
            && is_within(pairs.right_rows, target.width, pairs.right),
        "every row lies within its values"
    );
    work::count(pairs.left_rows.len() * target.rows.len() * target.width);
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

#[cfg(test)]
mod tests;
