//! 1,797 real handwritten digits of 8x8 pixels, embedded in the binary.
//!
//! UCI "Optical Recognition of Handwritten Digits", test set (E. Alpaydin, C. Kaynak, 1998), CC BY 4.0, values 0..16
//! scaled to 0..255.

use std::sync::OnceLock;

use super::{DataSet, Kind, idx};
use crate::rng::{Seed, Stream};

static IMAGES: &[u8] = include_bytes!("digits/digits-images-idx3-ubyte.gz");

/// Side of an image.
const SIDE: usize = 8;

/// The digits in shuffled epochs.
pub struct Digits {
    /// 1,797 rows of 64 values in [-1, 1].
    rows: &'static [f32],
}

impl Digits {
    /// The embedded set, unpacked once a process.
    pub fn embedded() -> Self {
        static ROWS: OnceLock<Vec<f32>> = OnceLock::new();
        Self { rows: ROWS.get_or_init(unpack) }
    }

    /// Number of images.
    fn count(&self) -> usize {
        self.rows.len() / (SIDE * SIDE)
    }

    fn row(&self, index: u32) -> &[f32] {
        &self.rows[index as usize * SIDE * SIDE..][..SIDE * SIDE]
    }
}

fn unpack() -> Vec<f32> {
    let images = idx::parse(IMAGES).expect("the embedded file is whole, a test reads it");
    images.values.iter().map(|value| f32::from(*value) / 127.5 - 1.0).collect()
}

impl DataSet for Digits {
    fn kind(&self) -> Kind {
        Kind::Images { side: SIDE, channels: 1 }
    }

    /// Batches of an epoch are disjoint; the rest that does not fill one is dropped, as in the lesson.
    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        let size = out.len() / (SIDE * SIDE);
        let batches = (self.count() / size).max(1) as u64;
        let (epoch, batch) = ((step - 1) / batches, (step - 1) % batches);
        let order = seed.at(Stream::Real, epoch, part).permutation(self.count() as u32);
        let chosen = order.iter().cycle().skip(batch as usize * size);
        for (out, index) in out.chunks_exact_mut(SIDE * SIDE).zip(chosen) {
            out.copy_from_slice(self.row(*index));
        }
    }

    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        let order = seed.at(Stream::Reference, 0, 0).permutation(self.count() as u32);
        order.iter().take(rows).flat_map(|index| self.row(*index)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_whole() {
        let digits = Digits::embedded();
        assert_eq!(digits.count(), 1797);
        assert!(digits.rows.iter().all(|value| (-1.0..=1.0).contains(value)));
        let mean = digits.rows.iter().sum::<f32>() / digits.rows.len() as f32;
        assert!((mean + 0.389).abs() < 0.01, "{mean}: the published mean is 4.884 of 16");
    }

    #[test]
    fn an_epoch_shows_every_image_at_most_once_and_the_next_one_is_another_order() {
        let digits = Digits::embedded();
        let mut epoch: Vec<Vec<u32>> = Vec::new();
        let mut batch = vec![0.0; 64 * 100];
        for step in 1..=17 {
            digits.batch(Seed(3), step, 0, &mut batch);
            epoch.extend(batch.chunks_exact(64).map(|row| row.iter().map(|value| value.to_bits()).collect()));
        }
        let first = epoch[0].clone();
        epoch.sort_unstable();
        epoch.dedup();
        assert!(epoch.len() > 1690, "1,700 images, but for a few identical ones: {}", epoch.len());
        digits.batch(Seed(3), 18, 0, &mut batch);
        assert_ne!(first, batch[..64].iter().map(|value| value.to_bits()).collect::<Vec<_>>());
    }
}
