//! A separable filter: along the rows of a map, then along its columns.

use multiversion::multiversion;

use super::filter::Filter;
use crate::nn::thread_pool::ThreadPool;

/// Sizes of a filter between a big and a small map, channels last.
#[derive(Clone, Copy)]
pub(super) struct FirSizes {
    big: usize,
    small: usize,
    channels: usize,
    stride: usize,
    padding: usize,
    taps: &'static [f32],
    gain: f32,
}

impl FirSizes {
    pub fn new<F: Filter>(
        big: usize,
        small: usize,
        channels: usize,
        (stride, padding): (usize, usize),
        gain: f32,
    ) -> Self {
        Self {
            big,
            small,
            channels,
            stride,
            padding,
            taps: F::TAPS,
            gain,
        }
    }

    fn big_row(&self) -> usize {
        self.big * self.big * self.channels
    }

    fn small_row(&self) -> usize {
        self.small * self.small * self.channels
    }

    /// Values between the two sweeps: big rows of small width.
    fn between(&self) -> usize {
        self.big * self.small * self.channels
    }

    /// `small` += the filtered `big`.
    pub fn add_convolved(&self, pool: &ThreadPool, big: &[f32], small: &mut [f32]) {
        pool.for_each_row_chunk(small, self.small_row(), |first, small| {
            let mut between = pool.scratch(self.between());
            let big = big[first * self.big_row()..].chunks_exact(self.big_row());
            for (small, big) in small.chunks_exact_mut(self.small_row()).zip(big) {
                convolve(self, big, &mut between, small);
            }
        });
    }

    /// `big` += the transposed filter of `small`.
    pub fn add_transposed(&self, pool: &ThreadPool, small: &[f32], big: &mut [f32]) {
        pool.for_each_row_chunk(big, self.big_row(), |first, big| {
            let mut between = pool.scratch(self.between());
            let small = small[first * self.small_row()..].chunks_exact(self.small_row());
            for (big, small) in big.chunks_exact_mut(self.big_row()).zip(small) {
                transpose(self, small, &mut between, big);
            }
        });
    }

    /// Calls `add` with every small place, big place and tap that meet along one axis.
    #[inline(always)]
    fn meetings(&self, mut add: impl FnMut(usize, usize, f32)) {
        for small in 0..self.small {
            for (tap, factor) in self.taps.iter().enumerate() {
                let big = (small * self.stride + tap).wrapping_sub(self.padding);
                if big < self.big {
                    add(small, big, *factor);
                }
            }
        }
    }
}

#[inline(always)]
fn add(out: &mut [f32], factor: f32, values: &[f32]) {
    for (out, value) in out.iter_mut().zip(values) {
        *out += factor * value;
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn convolve(sizes: &FirSizes, big: &[f32], between: &mut [f32], small: &mut [f32]) {
    let channels = sizes.channels;
    let (big_width, width) = (sizes.big * channels, sizes.small * channels);
    between.fill(0.0);
    for (out, row) in between
        .chunks_exact_mut(width)
        .zip(big.chunks_exact(big_width))
    {
        sizes.meetings(|small, big, factor| {
            let values = &row[big * channels..][..channels];
            add(&mut out[small * channels..][..channels], factor, values);
        });
    }
    sizes.meetings(|y, big_y, factor| {
        let row = &between[big_y * width..][..width];
        add(&mut small[y * width..][..width], sizes.gain * factor, row);
    });
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn transpose(sizes: &FirSizes, small: &[f32], between: &mut [f32], big: &mut [f32]) {
    let channels = sizes.channels;
    let (big_width, width) = (sizes.big * channels, sizes.small * channels);
    between.fill(0.0);
    sizes.meetings(|y, big_y, factor| {
        let row = &small[y * width..][..width];
        let out = &mut between[big_y * width..][..width];
        add(out, sizes.gain * factor, row);
    });
    for (row, out) in between
        .chunks_exact(width)
        .zip(big.chunks_exact_mut(big_width))
    {
        sizes.meetings(|small, big, factor| {
            let values = &row[small * channels..][..channels];
            add(&mut out[big * channels..][..channels], factor, values);
        });
    }
}
