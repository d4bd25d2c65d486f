//! What a metric is computed from: real rows once, samples at every evaluation.

use super::image_shape::ImageShape;
use crate::rng::Seed;

/// Rows of each side in whatever costs no more than their number.
pub(super) const MANY: usize = 2_500;
/// Rows of each side in whatever compares every row with every other.
pub(super) const FEW: usize = 500;
/// Rows with more values are wide: fewer of them enter what costs a power of the width.
const WIDE: usize = 256;

/// Whole rows, one after the other (N, width).
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub values: &'a [f32],
    pub width: usize,
}

impl<'a> Rows<'a> {
    /// The values of the first rows, at most `count` of them.
    pub fn first(self, count: usize) -> &'a [f32] {
        &self.values[..self.values.len().min(count * self.width)]
    }

    /// The first of `narrow` rows; of `wide` if they have more than 256 values each.
    pub fn first_by_width(self, narrow: usize, wide: usize) -> &'a [f32] {
        self.first(if self.width > WIDE { wide } else { narrow })
    }
}

/// The real side of all evaluations of a run.
pub(super) struct RealRows<'a> {
    /// In data space: points or pixels.
    pub data: Rows<'a>,
    /// How pixels lie in a row, where rows are pictures.
    pub image: Option<ImageShape>,
    /// In feature space: that of a classifier where there is one, else data space.
    pub features: Rows<'a>,
    /// Whether features are points of the plane, whose angles mean nothing.
    pub features_are_points: bool,
    /// The seed of the run.
    pub seed: Seed,
}

/// The samples of one evaluation. If one value is not finite, all metrics but counts are NaN: then
/// both spaces hold one row of NaN.
pub(super) struct Samples<'a> {
    /// In data space.
    pub data: Rows<'a>,
    /// In the feature space of the real rows.
    pub features: Rows<'a>,
    /// In data space, the samples of the first latents at the evaluation before.
    pub previous: Option<&'a [f32]>,
}

/// A metric of samples; `None` if it has no value at this evaluation, NaN if it has one that is no
/// number.
pub(super) type Measure = Box<dyn Fn(&Samples) -> Option<f64>>;

/// Prepares a metric from the real rows; `None` if such data do not have it.
pub(super) type Prepare = fn(&RealRows) -> Option<Measure>;
