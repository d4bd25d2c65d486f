//! A finite collection of images, shown in shuffled epochs. Every data set that comes from files
//! ends here.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::data_set::DataSet;
use super::error::DataError;
use super::labels::Labels;
use super::shuffle::ShuffleCache;
use crate::config::Kind;
use crate::hex::hex;
use crate::rng::{Seed, Stream};

/// Images as bytes (N, side, side, channels), channels last; a quarter of what f32 would take.
pub struct Images {
    side: usize,
    channels: usize,
    values: Vec<u8>,
    labels: Option<Labels>,
    /// SHA-256 of the values, and of the labels where there are some, in hex.
    digest: String,
    shuffle: ShuffleCache,
    notes: Vec<String>,
}

impl Images {
    /// Takes whole images, of which `path` is the origin.
    ///
    /// # Errors
    /// With fewer than two different images, and with values that span less than half of 0..255:
    /// G's tanh reaches from -1 to 1, so D would tell real from fake by the range alone.
    pub fn new(
        path: &Path,
        side: usize,
        channels: usize,
        values: Vec<u8>,
    ) -> Result<Self, DataError> {
        let count = values.len() / (side * side * channels);
        if count < 2 {
            let problem = format!(
                "gives {count} {}",
                if count == 1 { "image" } else { "images" }
            );
            return Err(DataError::refused(
                path,
                problem,
                "a GAN needs at least two, and a batch of them",
            ));
        }
        refuse_narrow(path, &values)?;
        let mut images = values.chunks_exact(side * side * channels);
        let first = images.next();
        if images.all(|image| Some(image) == first) {
            return Err(DataError::refused(
                path,
                "holds copies of one image",
                "there is nothing to learn; add others",
            ));
        }
        let digest = hex(Sha256::digest(&values));
        Ok(Self {
            side,
            channels,
            values,
            labels: None,
            digest,
            shuffle: ShuffleCache::default(),
            notes: Vec::new(),
        })
    }

    /// Adds the class of each image.
    pub fn with_labels(self, labels: Labels) -> Self {
        debug_assert_eq!(labels.of_rows().len(), self.len());
        let mut hash = Sha256::new_with_prefix(&self.values);
        labels.add_to(&mut hash);
        Self {
            labels: Some(labels),
            digest: hex(hash.finalize()),
            ..self
        }
    }

    /// Adds sentences about what was left out.
    pub fn with_notes(self, notes: Vec<String>) -> Self {
        Self { notes, ..self }
    }

    fn len(&self) -> usize {
        self.values.len() / self.kind().row()
    }

    /// The order of the epoch that a batch of `size` images is in, and where in it the batch begins.
    fn batch_order(&self, seed: Seed, step: u64, part: u16, size: usize) -> (Arc<[u32]>, usize) {
        let batches = (self.len() / size).max(1) as u64;
        let (epoch, batch) = ((step - 1) / batches, (step - 1) % batches);
        let order = self.shuffle.order(seed, epoch, part, self.len());
        (order, batch as usize * size)
    }

    fn reference_order(&self, seed: Seed) -> Vec<u32> {
        seed.at(Stream::Reference, 0, 0)
            .permutation(self.len() as u32)
    }

    /// # Panics
    /// If the images have no labels: a defect of the caller.
    fn classes_of<'a>(&self, chosen: impl Iterator<Item = &'a u32>) -> Vec<u8> {
        let labels = self.labels.as_ref().expect("the images have labels");
        chosen
            .map(|number| labels.of_rows()[*number as usize])
            .collect()
    }

    /// Writes the chosen images, as many as fit.
    fn fill<'a>(&self, chosen: impl Iterator<Item = &'a u32>, out: &mut [f32]) {
        let row = self.kind().row();
        for (out, index) in out.chunks_exact_mut(row).zip(chosen) {
            let image = &self.values[*index as usize * row..][..row];
            out.iter_mut()
                .zip(image)
                .for_each(|(out, value)| *out = f32::from(*value) / 127.5 - 1.0);
        }
    }
}

/// Refuses what is not scaled to the range of G.
fn refuse_narrow(path: &Path, values: &[u8]) -> Result<(), DataError> {
    let (low, high) = values.iter().fold((u8::MAX, 0), |(low, high), value| {
        (low.min(*value), high.max(*value))
    });
    if low == high {
        let problem = format!("holds nothing but the value {low}");
        return Err(DataError::refused(
            path,
            problem,
            "there is nothing to learn; is it the right file?",
        ));
    }
    if high - low < 128 {
        let problem = format!("has values from {low} to {high}, less than half of 0..255");
        let remedy = "scale them to 0..255, or D tells them from G's samples by their range alone";
        return Err(DataError::refused(path, problem, remedy));
    }
    Ok(())
}

impl DataSet for Images {
    fn digest(&self) -> Option<&str> {
        Some(&self.digest)
    }

    fn kind(&self) -> Kind {
        Kind::Images {
            side: self.side,
            channels: self.channels,
        }
    }

    /// Batches of an epoch are disjoint; the rest that does not fill one is dropped, as in the
    /// lesson.
    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        let size = out.len() / self.kind().row();
        let (order, first) = self.batch_order(seed, step, part, size);
        self.fill(order.iter().cycle().skip(first), out);
    }

    fn batch_classes(&self, seed: Seed, step: u64, part: u16, rows: usize) -> Vec<u8> {
        let (order, first) = self.batch_order(seed, step, part, rows);
        self.classes_of(order.iter().cycle().skip(first).take(rows))
    }

    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        let order = self.reference_order(seed);
        let mut out = vec![0.0; rows.min(self.len()) * self.kind().row()];
        self.fill(order.iter(), &mut out);
        out
    }

    fn reference_classes(&self, seed: Seed, rows: usize) -> Vec<u8> {
        self.classes_of(self.reference_order(seed).iter().take(rows))
    }

    fn count(&self) -> Option<usize> {
        Some(self.len())
    }

    fn rows(&self, numbers: &[u32], out: &mut [f32]) {
        self.fill(numbers.iter(), out);
    }

    fn labels(&self) -> Option<&Labels> {
        self.labels.as_ref()
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(values: &[u8]) -> String {
        Images::new(Path::new("x"), 1, 1, values.to_vec())
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn values_that_do_not_span_the_range_are_refused() {
        assert!(
            refusal(&[0, 16, 8]).contains("`x` has values from 0 to 16"),
            "digits that were not scaled"
        );
        assert!(refusal(&[130, 255]).contains("scale them to 0..255"));
        assert!(refusal(&[7, 7]).contains("nothing but the value 7"));
        assert!(refusal(&[7]).contains("gives 1 image;"));
        assert!(refusal(&[]).contains("gives 0 images;"));
        assert_eq!(refusal(&[0, 128]), "");
    }

    #[test]
    fn an_epoch_shows_every_image_at_most_once_and_a_large_batch_repeats_them() {
        let images = Images::new(Path::new("x"), 1, 1, (0..=255).collect()).unwrap();
        let mut epoch = Vec::new();
        let mut batch = vec![0.0; 50];
        for step in 1..=5 {
            images.batch(Seed(3), step, 0, &mut batch);
            epoch.extend(batch.iter().map(|value| value.to_bits()));
        }
        let first = epoch[..50].to_vec();
        epoch.sort_unstable();
        epoch.dedup();
        assert_eq!(epoch.len(), 250);
        images.batch(Seed(3), 6, 0, &mut batch);
        assert_ne!(
            first,
            batch
                .iter()
                .map(|value| value.to_bits())
                .collect::<Vec<_>>()
        );
        let mut all = vec![9.0; 300];
        images.batch(Seed(3), 2, 0, &mut all);
        assert!(all.iter().all(|value| (-1.0..=1.0).contains(value)));
        assert_eq!(images.reference(Seed(0), 500).len(), 256);
    }

    #[test]
    fn runs_that_share_a_collection_do_not_disturb_each_other() {
        let open = || Images::new(Path::new("x"), 1, 1, (0..=255).collect()).unwrap();
        let rows = |images: &Images, seed: u64| -> Vec<f32> {
            let mut batch = vec![0.0; 32];
            let of_step = |step| {
                images.batch(Seed(seed), step, (step % 2) as u16, &mut batch);
                batch.clone()
            };
            (1..=40).flat_map(of_step).collect()
        };
        let shared = open();
        let together: Vec<Vec<f32>> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4)
                .map(|seed| {
                    scope.spawn({
                        let shared = &shared;
                        move || rows(shared, seed)
                    })
                })
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        for (seed, together) in together.iter().enumerate() {
            assert_eq!(*together, rows(&open(), seed as u64), "seed {seed}");
        }
    }
}
