//! Maps with few channels: windows are unfolded a few samples at a time.

use super::StridedWindow;
use super::sizes::WindowSizes;
use crate::nn::matmul::{Finish, add_transposed_matmul, matmul, pack_columns, pack_rows};
use crate::nn::thread_pool::ThreadPool;

/// Unfolded values that stay in the L2 cache.
const CACHED: usize = 1 << 16;

impl StridedWindow {
    /// Samples that are unfolded together.
    fn samples(&self, pool: &ThreadPool, all: usize) -> usize {
        let sizes = &self.sizes;
        let one = sizes.small * sizes.small * sizes.weight_row();
        pool.chunk_size(all, 1, (CACHED / one).max(1))
    }

    pub(super) fn convolve_unfolded(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        weight: &[f32],
        small: &mut [f32],
        finish: Finish,
    ) {
        let (sizes, depth) = (&self.sizes, self.sizes.weight_row());
        let weight = pack_columns(pool, weight, (depth, sizes.small_channels));
        let share = self.samples(pool, small.len() / sizes.small_row());
        pool.for_each_chunk(small, share * sizes.small_row(), |piece, small| {
            let samples = small.len() / sizes.small_row();
            let mut unfolded = pool.scratch(samples * sizes.small * sizes.small * depth);
            unfold(
                sizes,
                &big[piece * share * sizes.big_row()..],
                &mut unfolded,
            );
            matmul(
                pool,
                &unfolded,
                depth,
                &weight,
                small,
                sizes.small_channels,
                finish,
            );
        });
    }

    pub(super) fn convolve_transposed_unfolded(
        &self,
        pool: &ThreadPool,
        small: &[f32],
        weight: &[f32],
        big: &mut [f32],
        finish: Finish,
    ) {
        let (sizes, width) = (&self.sizes, self.sizes.weight_row());
        let weight = pack_rows(pool, weight, (sizes.small_channels, width), |row| {
            row * width
        });
        let share = self.samples(pool, big.len() / sizes.big_row());
        pool.for_each_chunk(big, share * sizes.big_row(), |piece, big| {
            let samples = big.len() / sizes.big_row();
            let small = &small[piece * share * sizes.small_row()..][..samples * sizes.small_row()];
            let mut unfolded = pool.scratch(samples * sizes.small * sizes.small * width);
            matmul(
                pool,
                small,
                sizes.small_channels,
                &weight,
                &mut unfolded,
                width,
                Finish::REPLACE,
            );
            if !finish.add {
                big.fill(0.0);
            }
            fold(sizes, &unfolded, big);
            finish.apply(big);
        });
    }

    pub(super) fn weight_gradient_unfolded(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        small: &[f32],
        out: &mut [f32],
    ) {
        let (sizes, depth) = (&self.sizes, self.sizes.weight_row());
        // One thread's worth at a time: the sums must not depend on the number of threads.
        let share = (CACHED / (sizes.small * sizes.small * depth)).max(1);
        for (piece, small) in small.chunks(share * sizes.small_row()).enumerate() {
            let mut unfolded = pool.scratch(small.len() / sizes.small_channels * depth);
            let (big, one) = (
                &big[piece * share * sizes.big_row()..],
                sizes.small * sizes.small * depth,
            );
            pool.for_each_row_chunk(&mut unfolded, one, |first, unfolded| {
                unfold(sizes, &big[first * sizes.big_row()..], unfolded);
            });
            add_transposed_matmul(pool, (small, sizes.small_channels), (&unfolded, depth), out);
        }
    }
}

/// Calls `piece` with the place in the unfolded rows, the place in `big` and the length of every
/// run of values that a window shares with its map; padding is what is left out.
fn runs(sizes: &WindowSizes, samples: usize, mut piece: impl FnMut(usize, usize, usize)) {
    let WindowSizes {
        big,
        big_channels: channels,
        small,
        kernel,
        stride,
        padding,
        ..
    } = *sizes;
    for window in 0..samples * small * small {
        let (sample, y, x) = (
            window / (small * small),
            window / small % small,
            window % small,
        );
        let (top, left) = (y * stride, x * stride);
        let first = padding.saturating_sub(left).min(kernel);
        let end = (big + padding).saturating_sub(left).min(kernel);
        for tap in
            (0..kernel).filter(|tap| (padding..big + padding).contains(&(top + tap)) && first < end)
        {
            let row = (sample * big + top + tap - padding) * big;
            let unfolded = (window * kernel + tap) * kernel + first;
            piece(
                unfolded * channels,
                (row + left + first - padding) * channels,
                (end - first) * channels,
            );
        }
    }
}

/// One row of K * K * channels values for each window, zeros where it meets padding.
fn unfold(sizes: &WindowSizes, big: &[f32], out: &mut [f32]) {
    out.fill(0.0);
    let samples = out.len() / (sizes.small * sizes.small * sizes.weight_row());
    runs(sizes, samples, |unfolded, place, length| {
        out[unfolded..][..length].copy_from_slice(&big[place..][..length]);
    });
}

/// Adds each window's row to the positions that it covers.
fn fold(sizes: &WindowSizes, unfolded: &[f32], big: &mut [f32]) {
    let samples = unfolded.len() / (sizes.small * sizes.small * sizes.weight_row());
    runs(sizes, samples, |from, place, length| {
        let row = &unfolded[from..][..length];
        big[place..][..length]
            .iter_mut()
            .zip(row)
            .for_each(|(big, value)| *big += value);
    });
}
