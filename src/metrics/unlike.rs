//! Samples that are like no real row: noise, pictures of something else, points between the modes.
//!
//! A classifier, and the features that it has learned, take noise for one of the classes that they know; in pixels noise is
//! far from all of them. This is not precision (Kynkäänniemi et al. 2019), which asks whether a sample lies within the data:
//! only what is far outside is counted.

use super::copies::NearestReal;

/// Share of real rows, of those that are the farthest from the others, by which distances are measured.
const FARTHEST: f64 = 0.01;
/// Multiples of their distance from which a sample is like none of them.
const BEYOND: f64 = 1.25;

/// The share of samples that are farther from their nearest real row than all but a hundredth of the real rows are from
/// theirs, and by a quarter more; `None` where real rows are all the same, or there are none.
pub fn unlike_share(samples: &[NearestReal], reals: &[NearestReal]) -> Option<f64> {
    let least = unlike_from(reals.iter().map(|it| it.distance).collect())?;
    let unlike = samples.iter().filter(|it| it.distance > least);
    (!samples.is_empty()).then(|| unlike.count() as f64 / samples.len() as f64)
}

/// The distance to the nearest real row from which on a sample is like none, given that of each real row to another.
pub(super) fn unlike_from(mut distances: Vec<f64>) -> Option<f64> {
    distances.sort_unstable_by(f64::total_cmp);
    let last = distances.len().checked_sub(1)?;
    let usual = distances[((1.0 - FARTHEST) * last as f64).round() as usize];
    (usual > 0.0).then_some(BEYOND * usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;
    use crate::metrics::{nearest_reals, nearest_to_others};

    #[test]
    fn noise_is_like_no_row_of_the_data() {
        let width = 48;
        // Rows near a line, and noise around it.
        let rows = |seed: u32, noise: f32| -> Vec<f32> {
            let mut rows = hashed(400 * width, seed, noise);
            for (at, value) in rows.iter_mut().enumerate() {
                *value += (at / width) as f32 / 100.0;
            }
            rows
        };
        let reals = rows(1, 0.3);
        let places: Vec<usize> = (0..400).collect();
        let others = nearest_to_others(&reals, width, &places, 2);
        let share = |samples: &[f32]| {
            unlike_share(&nearest_reals(samples, &reals, width, 2), &others).unwrap()
        };
        assert_eq!(share(&rows(2, 0.3)), 0.0);
        assert_eq!(share(&rows(2, 3.0)), 1.0);
        let mut mixed = rows(2, 0.3);
        mixed[..100 * width].copy_from_slice(&rows(3, 3.0)[..100 * width]);
        assert_eq!(share(&mixed), 0.25);
        assert_eq!(unlike_share(&[], &others), None);
        let same = nearest_to_others(&[0.5; 4 * 120], 4, &places[..120], 1);
        assert_eq!(unlike_share(&same, &same), None);
    }
}
