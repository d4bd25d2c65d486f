//! What an evaluation measures on rows as they are: points or pixels.

use super::minibatch::minibatch_stddev;
use super::range::Range;
use super::similarity::{Picture, similarity};
use super::table::Metric;
use super::{frames, spread};
use crate::config::Kind;
use crate::rng::{Draws, Seed, Stream};

/// Real rows that are looked at.
const ROWS: usize = 1_000;
/// Pairs of images.
const PAIRS: usize = 64;
/// Latents whose samples are followed from one evaluation to the next.
const FRAMES: usize = 64;

/// Real rows, and all that is needed of them to compare samples with.
pub struct Plain {
    row: usize,
    picture: Option<Picture>,
    spread: f64,
    minibatch: f64,
    step: f64,
    similarity: Option<f64>,
    range: Range,
    seed: Seed,
}

/// The rows that are followed.
pub fn first_frames(rows: &[f32], row: usize) -> &[f32] {
    &rows[..rows.len().min(FRAMES * row)]
}

fn draws(seed: Seed) -> Draws {
    seed.at(Stream::Similarity, 0, 0)
}

impl Plain {
    /// Prepares real rows.
    pub fn new(rows: &[f32], kind: Kind, seed: Seed) -> Self {
        let row = kind.row();
        let rows = &rows[..rows.len().min(ROWS * row)];
        let picture = match kind {
            Kind::Points => None,
            Kind::Images { side, channels } => Some(Picture { side, channels }),
        };
        Self {
            row,
            picture,
            spread: spread::mean_deviation(rows, row),
            minibatch: minibatch_stddev(rows, row),
            step: frames::mean_step(rows, row),
            similarity: picture.map(|picture| similarity(rows, picture, PAIRS, &mut draws(seed))),
            range: Range::new(rows),
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
        if let (Some(picture), Some(real)) = (self.picture, self.similarity) {
            set(
                Metric::Similarity,
                similarity(samples, picture, PAIRS, &mut draws(self.seed)),
            );
            set(Metric::SimilarityReal, real);
        }
        // Data of a single row, or of one row many times, have nothing to compare a spread or a
        // change with.
        if self.spread > 0.0 {
            set(
                Metric::Spread,
                spread::mean_deviation(samples, self.row) / self.spread,
            );
            set(
                Metric::MinibatchStddev,
                minibatch_stddev(samples, self.row) / self.minibatch,
            );
        }
        if let Some(previous) = previous.filter(|_| self.step > 0.0) {
            let first = |rows| first_frames(rows, self.row);
            let change = frames::mean_difference(first(samples), first(previous)) / self.step;
            set(Metric::FrameChange, change);
        }
        set(Metric::RangeGap, self.range.gap(samples));
    }
}
