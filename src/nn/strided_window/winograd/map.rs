//! The tiles of a map, transformed.

use std::ops::Range;

use super::transform::{combine_columns, combine_rows, scale_row};
use crate::nn::thread_pool::ThreadPool;

/// A batch of square maps (N, side, side, channels).
pub(super) struct Map<'a> {
    pub values: &'a [f32],
    pub side: usize,
    pub channels: usize,
}

impl Map<'_> {
    /// Tiles along a side.
    pub fn across(&self) -> usize {
        self.side / 2
    }

    /// Rows of tiles of all samples.
    pub fn tile_rows(&self) -> usize {
        self.values.len() / (2 * self.side * self.channels)
    }

    /// B^T D B of the tiles of `tile_rows`, counted through all samples: for each of `rows` of a
    /// transformed tile and each of its four columns a plane (tiles, channels) of `out`.
    pub fn transform(
        &self,
        pool: &ThreadPool,
        tile_rows: Range<usize>,
        rows: Range<usize>,
        out: &mut [f32],
    ) {
        let (across, channels) = (self.across(), self.channels);
        let plane = tile_rows.len() * across * channels;
        // A row of the map with a column of zeros on each side.
        let wide = (self.side + 2) * channels;
        let mut combined = pool.scratch(wide);
        combined[..channels].fill(0.0);
        combined[wide - channels..].fill(0.0);
        for (at, tile_row) in tile_rows.enumerate() {
            for (row, planes) in rows.clone().zip(out.chunks_exact_mut(4 * plane)) {
                let inner = &mut combined[channels..wide - channels];
                // A row of B^T; beyond the edge of the map are zeros.
                let (a, b, sign) = [(0, 2, -1.0), (1, 2, 1.0), (2, 1, -1.0), (1, 3, -1.0)][row];
                match (self.row(tile_row, a), self.row(tile_row, b)) {
                    (Some(a), Some(b)) => combine_rows(inner, a, b, sign),
                    (Some(a), None) => inner.copy_from_slice(a),
                    (None, Some(b)) => scale_row(inner, b, sign),
                    (None, None) => inner.fill(0.0),
                }
                let first = at * across * channels;
                let mut columns = planes
                    .chunks_exact_mut(plane)
                    .map(|plane| &mut plane[first..][..across * channels]);
                let mut next = || columns.next().expect("four columns");
                combine_columns(&combined, channels, [next(), next(), next(), next()]);
            }
        }
    }

    /// The row of the map that row `tap` of a tile lies on, if it lies on the map.
    fn row(&self, tile_row: usize, tap: usize) -> Option<&[f32]> {
        let (sample, tile) = (tile_row / self.across(), tile_row % self.across());
        let y = (2 * tile + tap).checked_sub(1).filter(|y| *y < self.side)?;
        let length = self.side * self.channels;
        Some(&self.values[(sample * self.side + y) * length..][..length])
    }
}
