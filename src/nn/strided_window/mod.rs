//! Strided windows between a big and a small square map: what a convolution and its transpose have
//! in common.
//!
//! Small position (y, x) sees the K x K big positions from (y * stride - padding, x * stride -
//! padding). A convolution goes from big to small ([`StridedWindow::convolve`]), a transposed one
//! from small to big ([`StridedWindow::convolve_transposed`]); each is the other's gradient with
//! respect to its input, and both have the same [`StridedWindow::weight_gradient`]. The weight is
//! (small channels, K, K, big channels).
//!
//! Positions that see the same taps are multiplied together, for all samples at once, where they lie
//! (`direct.rs`): nothing is unfolded, and nothing is multiplied with padding, except in weight
//! gradients, which multiply zeros at the left and right edge so that a row is packed once for
//! several taps. Big maps with fewer than 16 channels, such as images, are unfolded a few samples at
//! a time instead (`unfolded.rs`). Kernels of 3 x 3 that keep an even side of 8 or more, between 32
//! channels or more, are transformed as Winograd's algorithm does (`winograd/`), to multiply less.

mod direct;
mod grouped;
mod position_group;
mod row_pairs;
mod sizes;
mod taps;
mod unfolded;
mod winograd;

pub(super) use grouped::GroupedWindow;
use sizes::Route;
pub(super) use sizes::WindowSizes;

use super::matmul::Finish;
use super::matmul::RowPairs;
use super::thread_pool::ThreadPool;
use position_group::{PositionGroup, position_groups};
use row_pairs::row_pairs;
use taps::{convolution_taps, transposed_taps};
use winograd::Groups;

/// A window with everything that follows from its sizes, computed once.
pub(super) struct StridedWindow {
    sizes: WindowSizes,
    /// Small positions, each with its big sources.
    small_groups: Vec<PositionGroup>,
    /// Big positions, each with its small sources.
    big_groups: Vec<PositionGroup>,
    /// Pairs of a small and a big row, whose outer products the weight's gradient sums.
    row_pairs: Vec<RowPairs>,
}

impl StridedWindow {
    /// The window of these sizes.
    pub(super) fn new(sizes: WindowSizes) -> Self {
        let WindowSizes {
            big,
            big_channels,
            small,
            small_channels,
            kernel,
            stride,
            padding,
        } = sizes;
        let (big_map, small_map) = ((big, big_channels), (small, small_channels));
        let small_taps = convolution_taps(big, small, kernel, stride, padding);
        let big_taps = transposed_taps(big, small, kernel, stride, padding);
        Self {
            sizes,
            small_groups: position_groups(&small_taps, small_map, big_map),
            big_groups: position_groups(&big_taps, big_map, small_map),
            row_pairs: row_pairs(&sizes),
        }
    }

    /// `small` (N, small, small, C) = or += the convolution of `big` (N, big, big, C) with `weight`,
    /// finished.
    pub(super) fn convolve(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        weight: &[f32],
        small: &mut [f32],
        finish: Finish,
    ) {
        match self.sizes.route() {
            Route::Winograd => self.winograd(1).convolve(pool, big, weight, small, finish),
            Route::Unfolded => self.convolve_unfolded(pool, big, weight, small, finish),
            Route::Direct => self.convolve_direct(pool, big, weight, small, finish),
        }
    }

    /// `big` (N, big, big, C) = or += the transposed convolution of `small` (N, small, small, C) with
    /// `weight`, finished.
    pub(super) fn convolve_transposed(
        &self,
        pool: &ThreadPool,
        small: &[f32],
        weight: &[f32],
        big: &mut [f32],
        finish: Finish,
    ) {
        match self.sizes.route() {
            Route::Winograd => {
                let groups = self.winograd(1);
                groups.convolve_transposed(pool, small, weight, big, finish)
            }
            Route::Unfolded => self.convolve_transposed_unfolded(pool, small, weight, big, finish),
            Route::Direct => self.convolve_transposed_direct(pool, small, weight, big, finish),
        }
    }

    /// `gradient` += sum over all samples and positions of small value times window of big values.
    pub(super) fn weight_gradient(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        small: &[f32],
        gradient: &mut [f32],
    ) {
        match self.sizes.route() {
            Route::Winograd => self.winograd(1).weight_gradient(pool, big, small, gradient),
            Route::Unfolded => self.weight_gradient_unfolded(pool, big, small, gradient),
            Route::Direct => self.weight_gradient_direct(pool, big, small, gradient),
        }
    }

    fn winograd(&self, groups: usize) -> Groups<'_> {
        Groups {
            sizes: &self.sizes,
            groups,
        }
    }
}

#[cfg(test)]
mod tests;
