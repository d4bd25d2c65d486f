//! k-means: Lloyd's iterations from centres that k-means++ draws (Arthur and Vassilvitskii 2007).

use crate::distances::{Pair, Panels};
use crate::rng::Draws;

/// Rounds after which the centres are taken as they are.
const ROUNDS: usize = 30;

/// At most `count` centres (centres, width) of whole rows; the draws decide where the first ones
/// are. A centre that no row is nearest to stays where it is.
pub fn centres(rows: &[f32], width: usize, count: usize, draws: &mut Draws) -> Vec<f32> {
    let mut centres = spread_out(rows, width, count, draws);
    let mut before = Vec::new();
    for _ in 0..ROUNDS {
        let nearest = assign(&Panels::new(&centres, width), rows);
        if nearest == before {
            break;
        }
        move_to_means(&mut centres, rows, width, &nearest);
        before = nearest;
    }
    centres
}

/// The nearest centre of each row; the first of several at the same distance.
pub fn assign(centres: &Panels, rows: &[f32]) -> Vec<usize> {
    let mut nearest = Vec::with_capacity(rows.len() / centres.width());
    centres.visit(rows, Pair::SquaredDistance, |_, distances| {
        let smaller = |best: usize, at: usize| {
            if distances[at] < distances[best] {
                at
            } else {
                best
            }
        };
        nearest.push((0..distances.len()).fold(0, smaller));
    });
    nearest
}

/// Rows drawn one after another, each with a probability in proportion to its squared distance from
/// those before.
fn spread_out(rows: &[f32], width: usize, count: usize, draws: &mut Draws) -> Vec<f32> {
    let total = rows.len() / width;
    let row = |at: usize| &rows[at * width..][..width];
    let panels = Panels::new(rows, width);
    let mut left = vec![f32::INFINITY; total];
    let mut centres = Vec::new();
    for _ in 0..count.min(total) {
        let next = if centres.is_empty() {
            draws.below(total as u32) as usize
        } else {
            weighted(&left, draws)
        };
        centres.extend_from_slice(row(next));
        panels.visit(row(next), Pair::SquaredDistance, |_, distances| {
            left.iter_mut()
                .zip(distances)
                .for_each(|(left, distance)| *left = left.min(*distance));
        });
    }
    centres
}

/// A place drawn in proportion to its weight; any place where all weights are 0.
fn weighted(weights: &[f32], draws: &mut Draws) -> usize {
    let total: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
    if total.is_nan() || total <= 0.0 {
        return draws.below(weights.len() as u32) as usize;
    }
    let mut left = draws.unit_uniform() * total;
    for (place, weight) in weights.iter().enumerate() {
        left -= f64::from(*weight);
        if left < 0.0 {
            return place;
        }
    }
    weights.len() - 1
}

fn move_to_means(centres: &mut [f32], rows: &[f32], width: usize, nearest: &[usize]) {
    let mut sums = vec![0f64; centres.len()];
    let mut counts = vec![0f64; centres.len() / width];
    for (row, centre) in rows.chunks_exact(width).zip(nearest) {
        counts[*centre] += 1.0;
        let sum = &mut sums[centre * width..][..width];
        sum.iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += f64::from(*value));
    }
    let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
    for (centre, count) in filled {
        let places = centre * width..(centre + 1) * width;
        centres[places.clone()]
            .iter_mut()
            .zip(&sums[places])
            .for_each(|(value, sum)| *value = (sum / count) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;
    use crate::rng::{Seed, Stream};

    fn drawn(rows: &[f32], width: usize, count: usize, seed: u64) -> Vec<f32> {
        centres(rows, width, count, &mut Seed(seed).at(Stream::Bins, 0, 0))
    }

    #[test]
    fn separate_blobs_are_found_whatever_the_seed() {
        let noise = hashed(400, 7, 0.1);
        let rows: Vec<f32> = noise
            .iter()
            .enumerate()
            .map(|(at, noise)| (at / 2 % 4) as f32 * 5.0 + noise)
            .collect();
        for seed in 0..10 {
            let mut found = drawn(&rows, 2, 4, seed);
            found.sort_by(f32::total_cmp);
            for (value, expected) in found
                .iter()
                .zip([0.0, 0.0, 5.0, 5.0, 10.0, 10.0, 15.0, 15.0])
            {
                assert!((value - expected).abs() < 0.05, "seed {seed}: {found:?}");
            }
        }
        assert_eq!(drawn(&rows, 2, 4, 1), drawn(&rows, 2, 4, 1));
    }

    /// A row moved to another centre would be farther away, and each centre is the mean of its
    /// rows.
    #[test]
    fn lloyd_has_come_to_rest() {
        let rows = hashed(600, 2, 1.0);
        let found = drawn(&rows, 2, 5, 0);
        let nearest = assign(&Panels::new(&found, 2), &rows);
        let mut moved = found.clone();
        move_to_means(&mut moved, &rows, 2, &nearest);
        assert_eq!(found, moved);
    }

    #[test]
    fn equal_rows_and_few_rows_have_centres_too() {
        assert_eq!(drawn(&[3.0; 10], 2, 3, 0), [3.0; 6]);
        assert_eq!(drawn(&[1.0, 2.0], 2, 3, 0), [1.0, 2.0]);
    }
}
