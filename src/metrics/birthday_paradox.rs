//! How many different samples a generator can make, by the birthday paradox (Arora and Zhang 2017,
//! section 3): a uniform draw of s from N different things has s (s - 1) / (2 N) equal pairs on
//! average.
//!
//! Continuous samples are never equal. Two collide here if they are not farther apart than the
//! lower quartile of the distances of real rows to their nearest neighbours; the number itself then
//! means little, but its ratio to that of equally many real rows does.

/// The square of the distance within which two rows collide, from the squared distances of real
/// rows to their nearest neighbours. Not a number where there are no two rows: nothing collides
/// then.
pub fn radius(mut nearest: Vec<f32>) -> f32 {
    nearest.retain(|distance| distance.is_finite());
    nearest.sort_by(f32::total_cmp);
    match nearest.len() {
        0 => f32::NAN,
        count => nearest[(count - 1) / 4],
    }
}

/// Distances that are not above `radius`.
pub fn collisions(distances: &[f32], radius: f32) -> u64 {
    distances
        .iter()
        .map(|distance| u32::from(*distance <= radius))
        .sum::<u32>()
        .into()
}

/// Size of the support from which `rows` were drawn, by the number of pairs that collide. Infinite
/// where none does.
pub fn support_size(rows: usize, collisions: u64) -> f64 {
    rows as f64 * (rows as f64 - 1.0) / (2.0 * collisions as f64)
}

/// Support of samples over that of real rows, each with its number of rows and of pairs that
/// collide. Where no pair of samples collides, as if one did: their support is at least that large.
/// Not a number where fewer than two rows are compared.
pub fn relative_support(samples: (usize, u64), real: (usize, u64)) -> f64 {
    if samples.0 < 2 || real.0 < 2 {
        return f64::NAN;
    }
    support_size(samples.0, samples.1.max(1)) / support_size(real.0, real.1.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distances::{Pair, Panels};
    use crate::rng::{Seed, Stream};

    /// Pairs among `rows` draws of `support` different points that are equal.
    fn drawn(step: u64, rows: usize, support: u32) -> u64 {
        let mut draws = Seed(3).at(Stream::Bins, step, 0);
        let points: Vec<f32> = (0..rows).map(|_| draws.below(support) as f32).collect();
        let mut pairs = 0;
        Panels::new(&points, 1).visit_before(&points, Pair::SquaredDistance, |_, distances| {
            pairs += collisions(distances, 0.0);
        });
        pairs
    }

    #[test]
    fn twelve_draws_of_a_hundred_collide_half_of_the_time() {
        let all: Vec<u64> = (0..4_000).map(|step| drawn(step, 12, 100)).collect();
        let collided = all.iter().filter(|pairs| **pairs > 0).count() as f64 / 4_000.0;
        // 1 - product of (1 - i / 100), i to 11, is 0.4968.
        assert!(
            (collided - 0.4968).abs() < 0.024,
            "three standard errors: {collided}"
        );
        let size = support_size(12, all.iter().sum()) * 4_000.0;
        assert!((size / 100.0 - 1.0).abs() < 0.07, "{size}");
    }

    #[test]
    fn the_estimate_finds_the_number_of_discrete_points() {
        for support in [50, 400, 1_600] {
            let pairs: u64 = (0..20).map(|step| drawn(step, 500, support)).sum();
            let size = support_size(500, pairs) * 20.0;
            assert!(
                (size / f64::from(support) - 1.0).abs() < 0.1,
                "{support}: {size}"
            );
        }
    }

    #[test]
    fn the_radius_is_a_lower_quartile_and_equal_rows_collide() {
        assert_eq!(radius(vec![4.0, 1.0, 3.0, 2.0, 5.0]), 2.0);
        assert_eq!(collisions(&[0.0, 1.0], radius(vec![0.0, 0.0])), 1);
        assert_eq!(collisions(&[0.0], radius(vec![f32::INFINITY])), 0);
        assert_eq!(support_size(10, 0), f64::INFINITY);
        assert!((relative_support((500, 0), (500, 60)) - 60.0).abs() < 1e-9);
        assert!(relative_support((1, 0), (500, 60)).is_nan());
    }
}
