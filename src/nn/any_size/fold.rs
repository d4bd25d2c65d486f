//! Windows back to the map that they lie on. Each row of the map gathers what covers it, so threads
//! share rows, and the order of sums does not depend on them.

use super::window::Window;
use crate::nn::thread_pool::ThreadPool;

/// The windows' rows that cover row `y` of the map, each with its row within the kernel.
pub(super) fn covering(
    y: usize,
    rows: usize,
    (kernel, stride, padding): (usize, usize, usize),
) -> impl Iterator<Item = (usize, usize)> {
    (0..kernel).filter_map(move |tap| {
        let from_top = (y + padding).checked_sub(tap)?;
        let row = from_top / stride;
        (from_top % stride == 0 && row < rows).then_some((row, tap))
    })
}

/// Adds unfolded windows, (positions, K, K, CI), to the positions of the map that they cover.
pub(super) fn add_folded(pool: &ThreadPool, window: &Window, unfolded: &[f32], map: &mut [f32]) {
    let Window {
        input: (_, width),
        output: (rows, columns),
        channels,
        kernel,
        stride,
        padding,
        ..
    } = *window;
    pool.for_each_row_chunk(map, width * channels, |first, map| {
        for (at, map) in map.chunks_exact_mut(width * channels).enumerate() {
            for (row, tap) in covering(first + at, rows, (kernel, stride, padding)) {
                for column in 0..columns {
                    let left = column * stride;
                    let skipped = padding.saturating_sub(left).min(kernel);
                    let end = (width + padding).saturating_sub(left).min(kernel);
                    if skipped >= end {
                        continue;
                    }
                    let from = ((row * columns + column) * kernel + tap) * kernel + skipped;
                    let values = &unfolded[from * channels..][..(end - skipped) * channels];
                    let map = &mut map[(left + skipped - padding) * channels..];
                    let pairs = map.iter_mut().zip(values);
                    pairs.for_each(|(map, value)| *map += value);
                }
            }
        }
    });
}
