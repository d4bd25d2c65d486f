//! Three independently drawn grey images as red, green and blue (Srivastava et al. 2017, VEEGAN,
//! section 4.2; Metz et al. 2017).
//!
//! Rows are drawn afresh, as in the protocol of Metz et al.: with n images there are n^3 rows.

use std::path::Path;
use std::sync::Arc;

use super::data_set::DataSet;
use super::error::DataError;
use crate::config::Kind;
use crate::rng::{Draws, Seed, Stream};

/// The most classes that the grey set may have: their third power is the number of modes, and
/// samples must be able to reach them.
const MOST_CLASSES: usize = 40;

/// The channels of an image.
const CHANNELS: usize = 3;

/// A labelled grey set, stacked.
pub struct Stacked {
    base: Arc<dyn DataSet>,
    /// Images of the grey set.
    count: u32,
    /// Pixels along one side.
    side: usize,
}

impl Stacked {
    /// Stacks `base`, of which `path` is the origin.
    ///
    /// # Errors
    /// When it is not grey, or has no classes, one, or more than 40.
    pub fn new(path: &Path, base: Arc<dyn DataSet>) -> Result<Self, DataError> {
        let Kind::Images { side, channels: 1 } = base.kind() else {
            return Err(DataError::refused(
                path,
                "is not grey, so it cannot be stacked",
                "write `channels: 1`",
            ));
        };
        let problem = match base.labels() {
            Some(labels) => match labels.count() {
                2..=MOST_CLASSES => {
                    let count = labels.of_rows().len() as u32;
                    return Ok(Self { base, count, side });
                }
                1 => "has one class, so stacking it gives one mode".to_string(),
                count => format!(
                    "has {count} classes, whose third power is more modes than samples can reach"
                ),
            },
            None => "has no classes to stack: its images are not all in subfolders".to_string(),
        };
        let remedy =
            format!("name data with 2 to {MOST_CLASSES} classes, or choose some with `classes`");
        Err(DataError::refused(path, problem, remedy))
    }

    fn fill(&self, mut draws: Draws, out: &mut [f32]) {
        let mut channel = vec![0.0; self.base.kind().row()];
        for row in out.chunks_exact_mut(self.kind().row()) {
            for at in 0..CHANNELS {
                self.base.rows(&[draws.below(self.count)], &mut channel);
                row[at..]
                    .iter_mut()
                    .step_by(CHANNELS)
                    .zip(&channel)
                    .for_each(|(out, value)| *out = *value);
            }
        }
    }
}

impl DataSet for Stacked {
    fn kind(&self) -> Kind {
        Kind::Images {
            side: self.side,
            channels: CHANNELS,
        }
    }

    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        self.fill(seed.at(Stream::Real, step, part), out);
    }

    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        let mut out = vec![0.0; rows * self.kind().row()];
        self.fill(seed.at(Stream::Reference, 0, 0), &mut out);
        out
    }

    fn stacked(&self) -> Option<&dyn DataSet> {
        Some(&*self.base)
    }

    fn digest(&self) -> Option<&str> {
        self.base.digest()
    }

    fn notes(&self) -> Vec<String> {
        self.base.notes()
    }
}
