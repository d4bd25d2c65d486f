//! The real image that each sample is nearest to.

use super::{SamplingError, TrainedGenerator};
use crate::data::{self, DataSet};
use crate::metrics::NearestRows;
use crate::rng::Seed;

/// Real rows that are looked at at once.
const BLOCK: usize = 1024;
/// Real rows that are looked at where they are drawn afresh.
const DRAWN: usize = 10_000;

/// The nearest real images of samples, and how they were looked for.
pub(super) struct NearestImages {
    /// One for each sample, row by row.
    pub images: Vec<f32>,
    /// What a reader should know of them.
    pub note: String,
}

impl NearestImages {
    /// Looks among all images of the data of the generator's run, or 10,000 where they are drawn.
    ///
    /// # Errors
    /// If the data cannot be opened.
    pub fn of(generator: &TrainedGenerator, samples: &[f32]) -> Result<Self, SamplingError> {
        let run = &generator.run;
        let data = data::open(&run.data)?;
        let row = data.kind().row();
        let mut nearest = NearestRows::new(samples, row);
        let (images, among) = match data.count() {
            Some(count) => {
                look_at_all(&*data, count, &mut nearest);
                let mut images = vec![0.0; samples.len()];
                data.rows(&nearest.numbers(), &mut images);
                (images, count)
            }
            None => {
                let drawn = data.reference(Seed(run.seed), DRAWN);
                nearest.look_at(&drawn, 0);
                let rows = nearest.numbers().into_iter();
                let rows = rows.map(|number| &drawn[number as usize * row..][..row]);
                (rows.flatten().copied().collect(), drawn.len() / row)
            }
        };
        let mut note = format!(
            "the nearest of {among} real images, pixel by pixel, is on the right of each sample"
        );
        if data.digest() != generator.data_sha256.as_deref() {
            note += "; the images there are not those that the run was trained on";
        }
        Ok(Self { images, note })
    }
}

fn look_at_all(data: &dyn DataSet, count: usize, nearest: &mut NearestRows) {
    let row = data.kind().row();
    for first in (0..count).step_by(BLOCK) {
        let numbers: Vec<u32> = (first as u32..count.min(first + BLOCK) as u32).collect();
        let mut rows = vec![0.0; numbers.len() * row];
        data.rows(&numbers, &mut rows);
        nearest.look_at(&rows, first as u32);
    }
}
