//! Samples that are copies of real rows.
//!
//! A sample is a copy if its nearest real row is nearer than half the mean distance of the 50 nearest
//! (Carlini et al. 2023, section 5.1, with their alpha of 0.5): what is far from all is far from the
//! next ones too. Pictures are compared as thumbnails, so that what a file format loses does not count.

use crate::distances::{Pair, Panels};
use crate::parallel::parallel_map;

/// Neighbours whose mean distance is what the nearest is compared with.
const NEIGHBOURS: usize = 50;
/// Part of that mean distance below which a row is a copy.
const ALPHA: f64 = 0.5;
/// Real rows among which copies are looked for, at least: of fewer the 50 nearest are all.
pub const LEAST_REALS_FOR_COPIES: usize = 100;
/// Pixels along a side of a thumbnail.
const THUMBNAIL: usize = 16;
/// Rows that a thread takes at once.
const BLOCK: usize = 192;

/// The real row that a sample is nearest to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestReal {
    /// Its place among the real rows.
    pub real: usize,
    /// Its distance.
    pub distance: f64,
    /// The same over what makes a copy: below 1, the sample is one.
    pub relative: f64,
}

impl NearestReal {
    /// Whether the sample is a copy.
    pub fn is_copy(&self) -> bool {
        self.relative < 1.0
    }
}

/// The nearest real row of each sample, both of `width` values; nothing where there are fewer than
/// [`LEAST_REALS_FOR_COPIES`].
pub fn nearest_reals(
    samples: &[f32],
    reals: &[f32],
    width: usize,
    threads: usize,
) -> Vec<NearestReal> {
    nearest(samples, reals, width, threads, |_| None)
}

/// The nearest other row of each of some real rows, given by their places.
pub fn nearest_to_others(
    reals: &[f32],
    width: usize,
    places: &[usize],
    threads: usize,
) -> Vec<NearestReal> {
    let chosen: Vec<f32> = places
        .iter()
        .flat_map(|place| &reals[place * width..][..width])
        .copied()
        .collect();
    nearest(&chosen, reals, width, threads, |at| Some(places[at]))
}

fn nearest(
    samples: &[f32],
    reals: &[f32],
    width: usize,
    threads: usize,
    is_itself: impl Fn(usize) -> Option<usize> + Sync,
) -> Vec<NearestReal> {
    if reals.len() / width < LEAST_REALS_FOR_COPIES {
        return Vec::new();
    }
    let panels = Panels::new(reals, width);
    let blocks: Vec<(usize, &[f32])> = samples.chunks(BLOCK * width).enumerate().collect();
    let of_block = |(number, block): &(usize, &[f32])| {
        let mut found = Vec::with_capacity(BLOCK);
        let mut order: Vec<(f32, u32)> = Vec::new();
        panels.visit(block, Pair::SquaredDistance, |place, distances| {
            let itself = is_itself(number * BLOCK + place);
            order.clear();
            let others = distances.iter().copied().zip(0..);
            order.extend(others.filter(|(_, at)| Some(*at as usize) != itself));
            let (near, _, _) =
                order.select_nth_unstable_by(NEIGHBOURS, |one, other| one.0.total_cmp(&other.0));
            let first = near.iter().min_by(|one, other| one.0.total_cmp(&other.0));
            let (distance, real) = first.copied().unwrap_or((f32::NAN, 0));
            let sum: f64 = near
                .iter()
                .map(|(square, _)| f64::from(*square).sqrt())
                .sum();
            let copy = ALPHA * sum / NEIGHBOURS as f64;
            let distance = f64::from(distance).sqrt();
            found.push(NearestReal {
                real: real as usize,
                distance,
                // Where all 50 are the same, nothing tells a copy from chance.
                relative: if copy > 0.0 {
                    distance / copy
                } else {
                    f64::INFINITY
                },
            });
        });
        found
    };
    parallel_map(&blocks, threads, of_block)
        .into_iter()
        .flatten()
        .collect()
}

/// Pictures of `side` pixels a side, averaged down to at most 16, and the values of each.
pub fn thumbnails(rows: &[f32], side: usize, channels: usize) -> (Vec<f32>, usize) {
    let small = side.min(THUMBNAIL);
    let row = small * small * channels;
    if small == side {
        return (rows.to_vec(), row);
    }
    let from = |at: usize| at * side / small;
    let until = |at: usize| ((at + 1) * side).div_ceil(small);
    let mut out = Vec::with_capacity(rows.len() / (side * side * channels) * row);
    for picture in rows.chunks_exact(side * side * channels) {
        for place in 0..small * small {
            let (top, left) = (place / small, place % small);
            let count = ((until(top) - from(top)) * (until(left) - from(left))) as f32;
            for channel in 0..channels {
                let mut sum = 0.0;
                for y in from(top)..until(top) {
                    for x in from(left)..until(left) {
                        sum += picture[(y * side + x) * channels + channel];
                    }
                }
                out.push(sum / count);
            }
        }
    }
    (out, row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;

    #[test]
    fn copies_are_told_from_other_samples() {
        let width = 48;
        let reals = hashed(400 * width, 1, 1.0);
        let mut samples = hashed(60 * width, 2, 1.0);
        let noise = hashed(20 * width, 3, 0.05);
        for (sample, noise) in samples.iter_mut().zip(&noise) {
            *sample = *noise;
        }
        for (at, sample) in samples[..20 * width].iter_mut().enumerate() {
            *sample += reals[7 * width * (at / width) + at % width];
        }
        for threads in [1, 3] {
            let found = nearest_reals(&samples, &reals, width, threads);
            let copies: Vec<usize> = found.iter().take(20).map(|it| it.real).collect();
            assert_eq!(copies, (0..20).map(|at| 7 * at).collect::<Vec<_>>());
            assert!(found[..20].iter().all(NearestReal::is_copy));
            assert!(!found[20..].iter().any(NearestReal::is_copy));
        }
        let places: Vec<usize> = (0..300).map(|at| 399 - at).collect();
        let others = nearest_to_others(&reals, width, &places, 2);
        assert_eq!(others.len(), 300);
        assert!(!others.iter().any(NearestReal::is_copy));
        assert!(others.iter().zip(&places).all(|(it, at)| it.real != *at));
        assert!(nearest_reals(&samples, &reals[..50 * width], width, 1).is_empty());
    }

    #[test]
    fn equal_reals_make_no_copies() {
        let found = nearest_reals(&[0.5; 8], &[0.0; 4 * 120], 4, 1);
        assert!(!found.iter().any(NearestReal::is_copy));
        let found = nearest_reals(&[0.0; 8], &[0.0; 4 * 120], 4, 1);
        assert!(!found.iter().any(NearestReal::is_copy));
    }

    #[test]
    fn thumbnails_average() {
        let picture: Vec<f32> = (0..32 * 32).map(|at| (at % 32) as f32).collect();
        let (small, row) = thumbnails(&picture, 32, 1);
        assert_eq!((small.len(), row), (256, 256));
        assert_eq!(small[..3], [0.5, 2.5, 4.5]);
        assert_eq!(thumbnails(&[1.0; 8 * 8 * 3], 8, 3).1, 192);
        assert_eq!(thumbnails(&vec![2.0; 20 * 20], 20, 1).0, vec![2.0; 256]);
    }
}
