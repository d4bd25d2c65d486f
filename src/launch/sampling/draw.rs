//! Which latents a generator is given, and its samples batch by batch.

use std::ops::Range;

use super::TrainedGenerator;
use super::labels::DrawnLabels;
use crate::train::{path_latents, sample_latents};

/// Where latents come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LatentSource {
    /// Normal values of this seed, row by row.
    Seed(u64),
    /// The way from the first row of one seed to that of another.
    Path(u64, u64),
}

/// Which samples are drawn.
#[derive(Clone, Copy, Debug)]
pub struct SampleDraw {
    /// What a conditional generator is told; `None`: it is told nothing.
    pub labels: Option<DrawnLabels>,
    /// Where their latents come from.
    pub source: LatentSource,
    /// How many.
    pub count: u64,
    /// How many at once; it changes no sample.
    pub batch: u64,
}

impl SampleDraw {
    /// The numbers of the samples of each batch.
    pub(super) fn batches(self) -> impl Iterator<Item = Range<u64>> {
        let batch = self.batch.max(1);
        (0..self.count)
            .step_by(batch as usize)
            .map(move |first| first..self.count.min(first + batch))
    }

    /// The latent rows of some samples, `size` values each, with their labels.
    pub(super) fn latents(self, rows: Range<u64>, size: usize) -> Vec<f32> {
        let width = self.labels.map_or(0, |labels| labels.width);
        let values = size - width;
        let latents = match self.source {
            LatentSource::Seed(seed) => sample_latents(seed, rows.clone(), values),
            LatentSource::Path(from, to) => {
                path_latents((from, to), rows.clone(), self.count, values)
            }
        };
        let Some(labels) = self.labels else {
            return latents;
        };
        let mut labelled = vec![0.0; latents.len() / values * size];
        let pairs = labelled
            .chunks_exact_mut(size)
            .zip(latents.chunks_exact(values));
        for (number, (row, latent)) in rows.zip(pairs) {
            row[..values].copy_from_slice(latent);
            row[values + labels.of(number)] = 1.0;
        }
        labelled
    }
}

/// Samples that are being drawn.
pub struct Sampling<'a> {
    generator: &'a mut TrainedGenerator,
    draw: SampleDraw,
    /// Told after each batch how many samples there are; says whether to go on.
    on_progress: &'a mut dyn FnMut(u64) -> bool,
    /// Samples with a value that is not finite.
    pub not_finite: u64,
}

impl<'a> Sampling<'a> {
    /// Begins to draw; `on_progress` is told after each batch how many samples there are, and says
    /// whether to go on.
    pub fn new(
        generator: &'a mut TrainedGenerator,
        draw: SampleDraw,
        on_progress: &'a mut dyn FnMut(u64) -> bool,
    ) -> Self {
        Self {
            generator,
            draw,
            on_progress,
            not_finite: 0,
        }
    }

    /// Which samples are drawn.
    pub(super) fn draw(&self) -> SampleDraw {
        self.draw
    }

    /// The run of the generator.
    pub(super) fn generator(&self) -> &TrainedGenerator {
        self.generator
    }

    /// The samples of these numbers; `None` once it is to stop.
    pub(super) fn next(&mut self, rows: Range<u64>) -> Option<Vec<f32>> {
        let sampler = &mut self.generator.sampler;
        let latents = self.draw.latents(rows.clone(), sampler.latent_size());
        let samples = sampler.sample(&latents);
        let row = self.generator.run.data.kind().row();
        let is_not_finite = |sample: &&[f32]| sample.iter().any(|value| !value.is_finite());
        let not_finite = samples.chunks_exact(row).filter(is_not_finite).count();
        self.not_finite += not_finite as u64;
        (self.on_progress)(rows.end).then_some(samples)
    }

    /// All samples in memory; `None` once it is to stop.
    pub(super) fn all(&mut self) -> Option<Vec<f32>> {
        let mut all = Vec::new();
        for rows in self.draw.batches() {
            all.extend(self.next(rows)?);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_behind_latents_that_are_the_same_without_them() {
        let draw = |labels| SampleDraw {
            labels,
            source: LatentSource::Seed(3),
            count: 4,
            batch: 2,
        };
        let labels = |class| DrawnLabels {
            width: 3,
            count: 2,
            class,
        };
        let plain = draw(None).latents(0..4, 2);
        let one_after_the_other = draw(Some(labels(None))).latents(0..4, 5);
        for (number, row) in one_after_the_other.chunks_exact(5).enumerate() {
            assert_eq!(row[..2], plain[2 * number..2 * number + 2]);
            assert_eq!(row[2..], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]][number % 2]);
        }
        let later = draw(Some(labels(Some(1)))).latents(2..4, 5);
        assert_eq!(later[..2], plain[4..6]);
        assert!(later.chunks_exact(5).all(|row| row[2..] == [0.0, 1.0, 0.0]));
    }
}
