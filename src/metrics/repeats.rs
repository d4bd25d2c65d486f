//! Samples that repeat each other.
//!
//! Arora and Zhang 2018 find duplicates among the samples of a GAN by the pixels and by eye: a few hundred samples that
//! hold some tell that the support is small. Here a row is a repeat if its nearest other row is nearer than all but a
//! twentieth of the real rows are to another, among as many real rows.

use crate::distances::{Pair, Panels};
use crate::parallel::parallel_map;

/// Share of real rows that count as near to another.
const NEAR_REALS: f64 = 0.05;
/// Rows that a thread takes at once.
const BLOCK: usize = 192;

/// Shares of rows that are nearer to another row of their side than real rows usually are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RepeatShares {
    /// Of samples.
    pub samples: f64,
    /// Of real rows: a twentieth, and more where pictures are in the data several times.
    pub reals: f64,
}

/// Compares samples with as many real rows, each of `width` values, on `threads` threads; `None` for fewer than two rows.
pub fn repeats(
    samples: &[f32],
    reals: &[f32],
    width: usize,
    threads: usize,
) -> Option<RepeatShares> {
    let (samples, reals) = (
        nearest_others(samples, width, threads),
        nearest_others(reals, width, threads),
    );
    let mut ordered = reals.clone();
    ordered.sort_unstable_by(f32::total_cmp);
    let limit = *ordered.get((NEAR_REALS * reals.len() as f64) as usize)?;
    let share = |distances: &[f32]| {
        let near = distances.iter().filter(|it| **it <= limit).count();
        (!distances.is_empty()).then(|| near as f64 / distances.len() as f64)
    };
    Some(RepeatShares {
        samples: share(&samples)?,
        reals: share(&reals)?,
    })
}

/// The squared distance of each row to the nearest other one.
fn nearest_others(rows: &[f32], width: usize, threads: usize) -> Vec<f32> {
    if rows.len() < 2 * width {
        return Vec::new();
    }
    let panels = Panels::new(rows, width);
    let blocks: Vec<(usize, &[f32])> = rows.chunks(BLOCK * width).enumerate().collect();
    let of_block = |(number, block): &(usize, &[f32])| {
        let mut nearest = Vec::with_capacity(BLOCK);
        panels.visit(block, Pair::SquaredDistance, |place, distances| {
            let itself = number * BLOCK + place;
            let others = distances[..itself].iter().chain(&distances[itself + 1..]);
            nearest.push(others.copied().fold(f32::INFINITY, f32::min));
        });
        nearest
    };
    parallel_map(&blocks, threads, of_block)
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;

    #[test]
    fn repeated_rows_are_told_from_others() {
        let width = 48;
        let reals = hashed(500 * width, 1, 1.0);
        let others = hashed(500 * width, 2, 1.0);
        for threads in [1, 3] {
            let fresh = repeats(&others, &reals, width, threads).unwrap();
            assert!(fresh.samples < 0.12, "{fresh:?}");
            assert!((fresh.reals - 0.05).abs() < 0.005, "{fresh:?}");
            // Ten rows fifty times, each a little noisy.
            let mut few: Vec<f32> = (0..500)
                .flat_map(|at| &others[at % 10 * width..][..width])
                .copied()
                .collect();
            for (value, noise) in few.iter_mut().zip(hashed(500 * width, 3, 0.1)) {
                *value += noise;
            }
            assert_eq!(repeats(&few, &reals, width, threads).unwrap().samples, 1.0);
            // A hundred of one row, which is a repeat of none else.
            let mut part = others.clone();
            for row in part.chunks_exact_mut(width).take(100) {
                row.copy_from_slice(&others[..width]);
            }
            let found = repeats(&part, &reals, width, threads).unwrap().samples;
            assert!((0.2..0.3).contains(&found), "{found}");
        }
        // Where the data repeat themselves, only what is equal does.
        let twice = [&reals[..250 * width], &reals[..250 * width]].concat();
        let found = repeats(&others, &twice, width, 2).unwrap();
        assert_eq!((found.samples, found.reals), (0.0, 1.0));
        assert_eq!(repeats(&others[..width], &reals, width, 2), None);
    }
}
