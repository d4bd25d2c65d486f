//! What an evaluation measures on rows as they are: points or pixels.

use super::minibatch::minibatch_stddev;
use super::range_gap::ValueRange;
use super::ssim::{ImageShape, mean_ssim};
use super::table::Metric;
use super::{frame_change, standard_deviation};
use crate::config::Kind;
use crate::rng::{Draws, Seed, Stream};

/// Real rows that are looked at.
const ROWS: usize = 1_000;
/// Pairs of images.
const PAIRS: usize = 64;
/// Latents whose samples are followed from one evaluation to the next.
const TRACKED: usize = 64;

/// Real rows, and all that is needed of them to compare samples with.
pub struct DataSpace {
    row: usize,
    shape: Option<ImageShape>,
    spread: f64,
    minibatch: f64,
    step: f64,
    similarity: Option<f64>,
    range: ValueRange,
    seed: Seed,
}

/// The rows that are followed.
pub fn tracked_rows(rows: &[f32], row: usize) -> &[f32] {
    &rows[..rows.len().min(TRACKED * row)]
}

fn draws(seed: Seed) -> Draws {
    seed.at(Stream::Similarity, 0, 0)
}

impl DataSpace {
    /// Prepares real rows.
    pub fn new(rows: &[f32], kind: Kind, seed: Seed) -> Self {
        let row = kind.row();
        let rows = &rows[..rows.len().min(ROWS * row)];
        let shape = match kind {
            Kind::Points => None,
            Kind::Images { side, channels } => Some(ImageShape { side, channels }),
        };
        Self {
            row,
            shape,
            spread: standard_deviation::mean_standard_deviation(rows, row),
            minibatch: minibatch_stddev(rows, row),
            step: frame_change::mean_difference_of_neighbours(rows, row),
            similarity: shape.map(|shape| mean_ssim(rows, shape, PAIRS, &mut draws(seed))),
            range: ValueRange::new(rows),
            seed,
        }
    }

    /// Measures samples; `previous` are those of the same latents at the evaluation before.
    pub fn measure(
        &self,
        samples: &[f32],
        previous: Option<&[f32]>,
        set: &mut impl FnMut(Metric, f64),
    ) {
        if let (Some(shape), Some(real)) = (self.shape, self.similarity) {
            set(
                Metric::Similarity,
                mean_ssim(samples, shape, PAIRS, &mut draws(self.seed)),
            );
            set(Metric::SimilarityReal, real);
        }
        // Data of a single row, or of one row many times, have nothing to compare a spread or a
        // change with.
        if self.spread > 0.0 {
            set(
                Metric::Spread,
                standard_deviation::mean_standard_deviation(samples, self.row) / self.spread,
            );
            set(
                Metric::MinibatchStddev,
                minibatch_stddev(samples, self.row) / self.minibatch,
            );
        }
        if let Some(previous) = previous.filter(|_| self.step > 0.0) {
            let first = |rows| tracked_rows(rows, self.row);
            let change =
                frame_change::mean_absolute_difference(first(samples), first(previous)) / self.step;
            set(Metric::FrameChange, change);
        }
        set(Metric::RangeGap, self.range.gap(samples));
    }
}
