//! The pairs of rows whose outer products the gradient of a weight sums.

use super::sizes::WindowSizes;
use crate::nn::matmul::{RowPairs, ZEROS};

/// Values of the weight's gradient that stay in the L2 cache while all samples are added to them.
const CACHED: usize = 1 << 15;

/// Which small positions pair with which big ones, for a few taps of one kernel row at a time.
/// Positions whose tap lies in padding above or below are left out; those whose tap lies in padding
/// left or right are paired with zeros.
pub(super) fn row_pairs(sizes: &WindowSizes) -> Vec<RowPairs> {
    let WindowSizes {
        big,
        big_channels,
        small,
        small_channels,
        kernel,
        stride,
        padding,
    } = *sizes;
    let together = (CACHED / (small_channels * big_channels)).clamp(1, kernel);
    let place = move |index: usize, tap: usize| {
        (index * stride + tap)
            .checked_sub(padding)
            .filter(|at| *at < big)
    };
    let pairs = |tap_y: usize, first: usize| {
        let taps = first..(first + together).min(kernel);
        let pair = |y: usize, big_y: usize, x: usize| {
            let right =
                |tap| place(x, tap).map_or(ZEROS, |big_x| (big_y * big + big_x) * big_channels);
            (
                (y * small + x) * small_channels,
                taps.clone().map(right).collect(),
            )
        };
        let rows = (0..small).filter_map(|y| Some((y, place(y, tap_y)?)));
        let pairs = rows
            .flat_map(|(y, big_y)| (0..small).map(move |x| (y, big_y, x)))
            .map(|(y, big_y, x)| pair(y, big_y, x));
        let columns = taps
            .clone()
            .map(|tap_x| (tap_y * kernel + tap_x) * big_channels);
        RowPairs::new(pairs.collect(), columns.collect())
    };
    let pairs = &pairs;
    (0..kernel)
        .flat_map(|tap_y| {
            (0..kernel)
                .step_by(together)
                .map(move |first| pairs(tap_y, first))
        })
        .collect()
}
