//! Windows on groups of channels, each with a weight of its own.

use super::StridedWindow;
use super::sizes::{Route, WindowSizes};
use crate::nn::matmul::Finish;
use crate::nn::thread_pool::{Scratch, ThreadPool};

/// A window on each of some groups of channels: (N, side, side, groups C). The weight is (groups
/// small channels, K, K, big channels of a group).
///
/// Unless they are transformed anyway, groups are laid out one behind the other, gone through as
/// maps of their own, and put back.
pub(in crate::nn) struct GroupedWindow {
    window: StridedWindow,
    groups: usize,
}

impl GroupedWindow {
    /// As many groups with windows of these sizes.
    pub fn new(sizes: WindowSizes, groups: usize) -> Self {
        Self {
            window: StridedWindow::new(sizes),
            groups,
        }
    }

    /// `small` = or += the convolution of `big`, finished.
    pub fn convolve(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        weight: &[f32],
        small: &mut [f32],
        finish: Finish,
    ) {
        if self.window.sizes.route() == Route::Winograd {
            let groups = self.window.winograd(self.groups);
            return groups.convolve(pool, big, weight, small, finish);
        }
        let (from, to) = self.channels();
        let big = self.apart(pool, big, from);
        let mut parts = pool.scratch(small.len());
        for (weight, small, big) in self.parts(weight, &mut parts, &big) {
            self.window
                .convolve(pool, big, weight, small, Finish::REPLACE);
        }
        self.put_back(&parts, to, small, finish);
    }

    /// `big` = or += the transposed convolution of `small`, finished.
    pub fn convolve_transposed(
        &self,
        pool: &ThreadPool,
        small: &[f32],
        weight: &[f32],
        big: &mut [f32],
        finish: Finish,
    ) {
        if self.window.sizes.route() == Route::Winograd {
            let groups = self.window.winograd(self.groups);
            return groups.convolve_transposed(pool, small, weight, big, finish);
        }
        let (to, from) = self.channels();
        let small = self.apart(pool, small, from);
        let mut parts = pool.scratch(big.len());
        for (weight, big, small) in self.parts(weight, &mut parts, &small) {
            self.window
                .convolve_transposed(pool, small, weight, big, Finish::REPLACE);
        }
        self.put_back(&parts, to, big, finish);
    }

    /// `gradient` += sum over all samples and positions of small value times window of big values.
    pub fn weight_gradient(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        small: &[f32],
        gradient: &mut [f32],
    ) {
        if self.window.sizes.route() == Route::Winograd {
            let groups = self.window.winograd(self.groups);
            return groups.weight_gradient(pool, big, small, gradient);
        }
        let (big_channels, small_channels) = self.channels();
        let big = self.apart(pool, big, big_channels);
        let small = self.apart(pool, small, small_channels);
        for (big, gradient, small) in self.parts(&big, gradient, &small) {
            self.window.weight_gradient(pool, big, small, gradient);
        }
    }

    /// Channels of a group, in the big and in the small map.
    fn channels(&self) -> (usize, usize) {
        let sizes = &self.window.sizes;
        (sizes.big_channels, sizes.small_channels)
    }

    /// The parts of two operands and of what is computed from them, group by group.
    fn parts<'a>(
        &self,
        first: &'a [f32],
        out: &'a mut [f32],
        second: &'a [f32],
    ) -> impl Iterator<Item = (&'a [f32], &'a mut [f32], &'a [f32])> {
        let length = |values: &[f32]| values.len() / self.groups;
        let outputs = length(out);
        first
            .chunks_exact(length(first))
            .zip(out.chunks_exact_mut(outputs))
            .zip(second.chunks_exact(length(second)))
            .map(|((first, out), second)| (first, out, second))
    }

    /// (positions, groups, width) -> (groups, positions, width).
    fn apart(&self, pool: &ThreadPool, values: &[f32], width: usize) -> Scratch {
        let mut parts = pool.scratch(values.len());
        let length = values.len() / self.groups;
        for (group, out) in parts.chunks_exact_mut(length).enumerate() {
            let positions = values.chunks_exact(self.groups * width);
            for (out, position) in out.chunks_exact_mut(width).zip(positions) {
                out.copy_from_slice(&position[group * width..][..width]);
            }
        }
        parts
    }

    /// `out` (positions, groups, width) = or += `parts` (groups, positions, width), finished.
    fn put_back(&self, parts: &[f32], width: usize, out: &mut [f32], finish: Finish) {
        let length = parts.len() / self.groups;
        for (group, part) in parts.chunks_exact(length).enumerate() {
            let positions = out.chunks_exact_mut(self.groups * width);
            for (position, values) in positions.zip(part.chunks_exact(width)) {
                let out = &mut position[group * width..][..width];
                match finish.add {
                    true => out
                        .iter_mut()
                        .zip(values)
                        .for_each(|(out, value)| *out += value),
                    false => out.copy_from_slice(values),
                }
            }
        }
        finish.apply(out);
    }
}
