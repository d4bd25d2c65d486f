//! Sums over the columns of rows.
//!
//! Rows are gone through in blocks that stay in the cache from one loop to the next, on all threads.
//! The size of a block depends on the width of a row alone: so does the order of a sum, whatever the
//! number of threads.

use multiversion::multiversion;

use super::thread_pool::{Scratch, ThreadPool};

/// Calls a function for strip after strip of `width` columns, with its number of columns as constant
/// and its first column before the other arguments. The sums of a strip stay in registers from row to
/// row. A macro, for a function could not hand on the instructions that it is compiled for.
macro_rules! in_strips {
    ($width:expr, $strip:ident($($argument:expr),*)) => {
        let width = $width;
        let mut first = 0;
        while first < width {
            first += match width - first {
                64.. => { $strip::<64>(first, $($argument),*); 64 }
                16.. => { $strip::<16>(first, $($argument),*); 16 }
                4.. => { $strip::<4>(first, $($argument),*); 4 }
                _ => { $strip::<1>(first, $($argument),*); 1 }
            };
        }
    };
}
pub(super) use in_strips;

/// Values of a block.
const VALUES: usize = 1 << 13;

/// Rows of a block whose rows have `width` values: few enough for their sum in f32 to be exact
/// enough, and enough for the sum of all blocks, in f64, to cost little.
pub(super) fn block_rows(width: usize) -> usize {
    (VALUES / width).clamp(16, 512)
}

/// The sums that `block` writes for each block of `values`, in rows of `width`: `count` sums, given
/// the block's values.
pub(super) fn block_sums(
    pool: &ThreadPool,
    (values, width): (&[f32], usize),
    count: usize,
    block: impl Fn(&[f32], &mut [f32]) + Sync,
) -> Scratch {
    let length = block_rows(width) * width;
    let mut sums = pool.scratch(values.len().div_ceil(length) * count);
    pool.for_each_chunk(&mut sums, count, |at, sums| {
        let values = &values[at * length..];
        block(&values[..length.min(values.len())], sums);
    });
    sums
}

/// The same where `block`, which is also given its first row, changes the values that it sums.
pub(super) fn changing_block_sums(
    pool: &ThreadPool,
    (values, width): (&mut [f32], usize),
    count: usize,
    block: impl Fn(usize, &mut [f32], &mut [f32]) + Sync,
) -> Scratch {
    let rows = block_rows(width);
    let length = rows * width;
    let mut sums = pool.scratch(values.len().div_ceil(length) * count);
    let blocks = values.chunks_mut(length).zip(sums.chunks_exact_mut(count));
    pool.for_each(blocks.enumerate().collect(), |(at, (values, sums))| {
        block(at * rows, values, sums)
    });
    sums
}

/// `sums` += the sum of each column of `rows`.
pub(super) fn add_column_sums(pool: &ThreadPool, rows: &[f32], sums: &mut [f32]) {
    let width = sums.len();
    let blocks = block_sums(pool, (rows, width), width, |rows, sums| {
        sums.fill(0.0);
        add_rows(rows, sums);
    });
    add_total(&blocks, sums);
}

/// Changes `rows` by `change`, given the first of some rows, and adds the sums of their columns to
/// `sums`.
pub(super) fn change_and_add_column_sums(
    pool: &ThreadPool,
    rows: &mut [f32],
    sums: &mut [f32],
    change: impl Fn(usize, &mut [f32]) + Sync,
) {
    let width = sums.len();
    let blocks = changing_block_sums(pool, (rows, width), width, |first, rows, sums| {
        change(first, rows);
        sums.fill(0.0);
        add_rows(rows, sums);
    });
    add_total(&blocks, sums);
}

/// `sums` += the sums of all blocks, which are added up in f64.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn add_total(blocks: &[f32], sums: &mut [f32]) {
    in_strips!(sums.len(), add_total_of_strip(blocks, sums));
}

#[inline(always)]
fn add_total_of_strip<const N: usize>(first: usize, blocks: &[f32], sums: &mut [f32]) {
    let mut totals = [0f64; N];
    for block in blocks.chunks_exact(sums.len()) {
        let block = strip::<N>(block, first);
        for at in 0..N {
            totals[at] += f64::from(block[at]);
        }
    }
    for (sum, total) in sums[first..][..N].iter_mut().zip(totals) {
        *sum += total as f32;
    }
}

/// `sums` += the sum of each column of `rows`, row after row.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn add_rows(rows: &[f32], sums: &mut [f32]) {
    in_strips!(sums.len(), add_rows_of_strip(rows, sums));
}

#[inline(always)]
fn add_rows_of_strip<const N: usize>(first: usize, rows: &[f32], sums: &mut [f32]) {
    let mut totals = strip::<N>(sums, first);
    for row in rows.chunks_exact(sums.len()) {
        let row = strip::<N>(row, first);
        for at in 0..N {
            totals[at] += row[at];
        }
    }
    sums[first..][..N].copy_from_slice(&totals);
}

/// N values of a row, from `first` on.
#[inline(always)]
pub(super) fn strip<const N: usize>(row: &[f32], first: usize) -> [f32; N] {
    *row[first..]
        .first_chunk()
        .expect("a strip lies within its row")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(count: usize, pace: f32) -> Vec<f32> {
        (0..count).map(|at| (at as f32 * pace).sin()).collect()
    }

    #[test]
    fn sums_are_those_of_columns_with_the_same_bits_for_all_threads() {
        // One block and several, the last one shorter; strips of every width.
        for (rows, width) in [
            (1, 1),
            (1300, 1),
            (700, 3),
            (513, 7),
            (33, 64),
            (300, 149),
            (40, 9000),
        ] {
            let values = wave(rows * width, 0.37);
            let before = wave(width, 1.1);
            let [mut plain, mut changed] = [before.clone(), before.clone()];
            let mut twice = values.clone();
            let pool = ThreadPool::new(1);
            // What a scratch buffer holds must not matter.
            pool.scratch(1 << 16).fill(f32::NAN);
            add_column_sums(&pool, &values, &mut plain);
            change_and_add_column_sums(&pool, &mut twice, &mut changed, |first, rows| {
                let unchanged = &values[first * width..][..rows.len()];
                assert_eq!(rows, unchanged, "rows from {first} on");
                rows.iter_mut().for_each(|value| *value *= 2.0);
            });
            assert!(
                twice
                    .iter()
                    .zip(&values)
                    .all(|(two, one)| *two == 2.0 * one)
            );
            for column in 0..width {
                let column_values = values.iter().skip(column).step_by(width);
                let sum: f64 = column_values.map(|value| f64::from(*value)).sum();
                for (found, factor) in [(plain[column], 1.0), (changed[column], 2.0)] {
                    let error = f64::from(found) - f64::from(before[column]) - factor * sum;
                    assert!(error.abs() < 1e-4, "{rows} x {width}: off by {error:e}");
                }
            }
            for threads in [2, 3] {
                let pool = ThreadPool::new(threads);
                let [mut again, mut again_changed] = [before.clone(), before.clone()];
                add_column_sums(&pool, &values, &mut again);
                let mut copy = values.clone();
                change_and_add_column_sums(&pool, &mut copy, &mut again_changed, |_, rows| {
                    rows.iter_mut().for_each(|value| *value *= 2.0);
                });
                let size = format!("{rows} x {width}, {threads} threads");
                assert_eq!(
                    (again, again_changed),
                    (plain.clone(), changed.clone()),
                    "{size}"
                );
            }
        }
    }
}
