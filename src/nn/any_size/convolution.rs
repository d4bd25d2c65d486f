//! Convolution on one map of any size: windows are multiplied where they lie.

use super::fold::add_folded;
use super::window::Window;
use crate::nn::matmul::{
    Finish, LeftRows, OutputRows, PackedMatrix, ROW_GRAIN, matmul, multiply_rows, pack_columns,
    pack_rows,
};
use crate::nn::thread_pool::ThreadPool;

/// Rows that pass all panels of the weight before the next ones: few enough for the L2 cache, and
/// enough blocks for all threads.
const ROWS: usize = 240;

/// Inputs with fewer channels receive their gradient through unfolded windows: a panel of the
/// weight would hold more padding than values.
const FEW_CHANNELS: usize = 16;

/// The windows of a map, where they lie.
struct Windows<'a> {
    values: &'a [f32],
    width: usize,
    channels: usize,
    kernel: usize,
    stride: usize,
}

impl Window {
    /// `out` = the convolution of `input` with `weight`, finished.
    pub fn convolve(
        &self,
        pool: &ThreadPool,
        input: &[f32],
        weight: &[f32],
        out: &mut [f32],
        finish: Finish,
    ) {
        let depth = self.kernel * self.kernel * self.channels;
        let packed = pack_columns(pool, weight, (depth, self.out_channels));
        let size = (self.input.0, self.input.1, self.channels);
        with_zeros_around(pool, input, size, self.padding, |values, width| {
            let windows = Windows {
                values,
                width,
                channels: self.channels,
                kernel: self.kernel,
                stride: self.stride,
            };
            windows.multiply(pool, &packed, self.output.1, out, finish);
        });
    }

    /// `gradient` += the gradient of the input, where `upstream` is that of the output.
    pub fn add_input_gradient(
        &self,
        pool: &ThreadPool,
        upstream: &[f32],
        weight: &[f32],
        gradient: &mut [f32],
    ) {
        match self.stride == 1 && self.channels >= FEW_CHANNELS && self.padding < self.kernel {
            true => self.convolve_back(pool, upstream, weight, gradient),
            false => self.fold_back(pool, upstream, weight, gradient),
        }
    }

    /// Windows one apart: the gradient is a convolution of `upstream` with the weight turned around.
    fn convolve_back(
        &self,
        pool: &ThreadPool,
        upstream: &[f32],
        weight: &[f32],
        gradient: &mut [f32],
    ) {
        let (taps, channels) = (self.kernel * self.kernel, self.out_channels);
        let row = |k: usize| {
            let (tap, channel) = (taps - 1 - k / channels, k % channels);
            (channel * taps + tap) * self.channels
        };
        let packed = pack_rows(pool, weight, (taps * channels, self.channels), row);
        let size = (self.output.0, self.output.1, channels);
        let around = self.kernel - 1 - self.padding;
        with_zeros_around(pool, upstream, size, around, |values, width| {
            let windows = Windows {
                values,
                width,
                channels,
                kernel: self.kernel,
                stride: 1,
            };
            windows.multiply(pool, &packed, self.input.1, gradient, Finish::ADD);
        });
    }

    /// Each window's gradient by itself, then added where the windows lie.
    fn fold_back(&self, pool: &ThreadPool, upstream: &[f32], weight: &[f32], gradient: &mut [f32]) {
        let depth = self.kernel * self.kernel * self.channels;
        let packed = pack_rows(pool, weight, (self.out_channels, depth), |row| row * depth);
        let mut unfolded = pool.scratch(self.output.0 * self.output.1 * depth);
        matmul(
            pool,
            upstream,
            self.out_channels,
            &packed,
            &mut unfolded,
            depth,
            Finish::REPLACE,
        );
        add_folded(pool, self, &unfolded, gradient);
    }
}

impl Windows<'_> {
    /// `out`, `out_width` positions wide, = or += the product of each window with `packed`.
    fn multiply(
        &self,
        pool: &ThreadPool,
        packed: &PackedMatrix,
        out_width: usize,
        out: &mut [f32],
        finish: Finish,
    ) {
        let columns = packed.columns();
        let segment = self.kernel * self.channels;
        let share = pool.chunk_size(out.len() / columns, ROW_GRAIN, ROWS);
        pool.for_each_chunk(out, share * columns, |piece, out| {
            let count = out.len() / columns;
            let place = |at: usize| {
                let (y, x) = (at / out_width, at % out_width);
                (y * self.width + x) * self.stride * self.channels
            };
            let rows: Vec<usize> = (0..count).map(|row| place(piece * share + row)).collect();
            let targets: Vec<usize> = (0..count).map(|row| row * columns).collect();
            let left = LeftRows {
                values: self.values,
                rows: &rows,
                segments: self.kernel,
                step: self.width * self.channels,
                segment,
            };
            let mut target = OutputRows {
                values: out.into(),
                rows: &targets,
                column: 0,
                width: columns,
                finish,
            };
            multiply_rows(pool, &left, &packed.panels(0, segment), &mut target);
        });
    }
}

/// Hands a map with `around` zeros on each side, and its width then, to `work`.
fn with_zeros_around(
    pool: &ThreadPool,
    map: &[f32],
    (height, width, channels): (usize, usize, usize),
    around: usize,
    work: impl FnOnce(&[f32], usize),
) {
    if around == 0 {
        return work(map, width);
    }
    let wide = width + 2 * around;
    let mut padded = pool.scratch((height + 2 * around) * wide * channels);
    pool.for_each_row_chunk(&mut padded, wide * channels, |first, rows| {
        for (at, row) in rows.chunks_exact_mut(wide * channels).enumerate() {
            let from = (first + at).checked_sub(around).filter(|y| *y < height);
            let Some(from) = from else {
                row.fill(0.0);
                continue;
            };
            let (edge, middle) = (around * channels, width * channels);
            row[..edge].fill(0.0);
            row[edge..][..middle].copy_from_slice(&map[from * middle..][..middle]);
            row[edge + middle..].fill(0.0);
        }
    });
    work(&padded, wide);
}
