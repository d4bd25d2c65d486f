//! 1,797 real handwritten digits of 8x8 pixels, embedded in the binary.
//!
//! UCI "Optical Recognition of Handwritten Digits", test set (E. Alpaydin, C. Kaynak, 1998), CC BY
//! 4.0, values 0..16 scaled to 0..255.

use std::path::Path;

use super::error::DataError;
use super::idx;
use super::images::Images;
use super::labels::Labels;

static LABELS: &[u8] = include_bytes!("digits/digits-labels-idx1-ubyte.gz");
static IMAGES: &[u8] = include_bytes!("digits/digits-images-idx3-ubyte.gz");

/// Side of an image.
const SIDE: usize = 8;

/// The embedded set.
pub fn open() -> Result<Images, DataError> {
    let path = Path::new("digits");
    let parse = |bytes| {
        idx::parse(bytes).map_err(|source| DataError::Idx {
            path: path.to_path_buf(),
            source,
        })
    };
    let labels = Labels::new(&parse(LABELS)?.values, |label| label.to_string());
    Ok(Images::new(path, SIDE, 1, parse(IMAGES)?.values)?.with_labels(labels))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::data::data_set::DataSet;
    use crate::hex::hex;
    use crate::rng::Seed;

    #[test]
    fn the_embedded_file_is_whole() {
        let digits = open().unwrap();
        assert_eq!(digits.count(), Some(crate::config::DIGITS_COUNT));
        let rows = digits.reference(Seed(0), 1797);
        let mean = rows.iter().sum::<f32>() / rows.len() as f32;
        let labels = digits.labels().unwrap();
        assert_eq!((labels.count(), labels.of_rows().len()), (10, 1797));
        assert!(
            (mean + 0.389).abs() < 0.01,
            "{mean}: the published mean is 4.884 of 16"
        );
    }

    /// The digest was taken when the digits were a data set of their own: old runs can be repeated.
    #[test]
    fn batches_are_stable() {
        let digits = open().unwrap();
        let mut hash = Sha256::new();
        let mut add = |rows: &[f32]| {
            rows.iter()
                .for_each(|value| hash.update(value.to_le_bytes()))
        };
        let mut batch = vec![0.0; 64 * 100];
        for (step, part) in [(1, 0), (17, 0), (18, 0), (1000, 3)] {
            digits.batch(Seed(3), step, part, &mut batch);
            add(&batch);
        }
        let mut all = vec![0.0; 64 * 1797];
        digits.batch(Seed(4), 2, 0, &mut all);
        add(&all);
        add(&digits.reference(Seed(5), 500));
        assert_eq!(
            hex(hash.finalize()),
            "20f885b14f67746df42bd179551255a2cf0698de2d9bde3911a316f76a170be2"
        );
    }
}
