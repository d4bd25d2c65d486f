//! Strided windows between a big and a small square map: what a convolution and its transpose have
//! in common.
//!
//! Small position (y, x) sees the K x K big positions from (y * stride - padding, x * stride -
//! padding). A convolution goes [`Window::down`] from big to small, a transposed one
//! [`Window::up`]; each is the other's gradient with respect to its input, and both have the same
//! [`Window::weight_gradient`]. The weight is (small channels, K, K, big channels).

mod axis;
mod group;
mod narrow;
mod wide;

use axis::{down, up};
use group::{Group, groups};

use super::product::{Pattern, Workers};

/// Sizes of a window; maps are channels last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    pub big: usize,
    pub big_channels: usize,
    pub small: usize,
    pub small_channels: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
}

/// A window with everything that follows from its sizes, worked out once.
pub(super) struct Window {
    sizes: Sizes,
    down: Vec<Group>,
    up: Vec<Group>,
    patterns: Vec<Pattern>,
}

/// Maps with fewer big channels are unfolded: pieces of a window would be too short to multiply
/// where they lie, and unfolded they take little memory.
const NARROW: usize = 16;

impl Sizes {
    fn big_row(&self) -> usize {
        self.big * self.big * self.big_channels
    }

    fn small_row(&self) -> usize {
        self.small * self.small * self.small_channels
    }

    /// Values of one small channel's weight: K * K * big channels.
    pub(super) fn weight_row(&self) -> usize {
        self.kernel * self.kernel * self.big_channels
    }

    fn narrow(&self) -> bool {
        self.big_channels < NARROW
    }
}

impl Window {
    pub(super) fn new(sizes: Sizes) -> Self {
        let Sizes {
            big,
            big_channels,
            small,
            small_channels,
            kernel,
            stride,
            padding,
        } = sizes;
        let (big_map, small_map) = ((big, big_channels), (small, small_channels));
        let down = groups(
            &down(big, small, kernel, stride, padding),
            small_map,
            big_map,
        );
        let up = groups(&up(big, small, kernel, stride, padding), big_map, small_map);
        Self {
            sizes,
            down,
            up,
            patterns: wide::patterns(&sizes),
        }
    }

    /// `small` = or += the convolution of `big` with `weight`, for all samples.
    pub(super) fn down(
        &self,
        workers: &Workers,
        big: &[f32],
        weight: &[f32],
        small: &mut [f32],
        add: bool,
    ) {
        match self.sizes.narrow() {
            true => self.down_unfolded(workers, big, weight, small, add),
            false => self.down_in_place(workers, big, weight, small, add),
        }
    }

    /// `big` = or += the transposed convolution of `small` with `weight`, for all samples.
    pub(super) fn up(
        &self,
        workers: &Workers,
        small: &[f32],
        weight: &[f32],
        big: &mut [f32],
        add: bool,
    ) {
        match self.sizes.narrow() {
            true => self.up_folded(workers, small, weight, big, add),
            false => self.up_in_place(workers, small, weight, big, add),
        }
    }

    /// `gradient` += sum over all samples and positions of small value times window of big values.
    pub(super) fn weight_gradient(
        &self,
        workers: &Workers,
        big: &[f32],
        small: &[f32],
        gradient: &mut [f32],
    ) {
        match self.sizes.narrow() {
            true => self.weight_gradient_unfolded(workers, big, small, gradient),
            false => self.weight_gradient_in_place(workers, big, small, gradient),
        }
    }
}

#[cfg(test)]
mod tests;
