//! What an evaluation measures in features: of a recogniser where there is one, else pixels or
//! points.

use super::bins::Bins;
use super::birthday_paradox;
use super::frechet::Gaussian;
use super::kernel_distance::KernelReference;
use super::nearest_neighbours::NeighbourReference;
use super::table::Metric;
use super::vendi::{Kernel, vendi_score};
use super::{distances::Pair, distances::Panels};
use crate::rng::{Seed, Stream};

/// Rows of each side whose cost does not grow with the square.
pub const MANY: usize = 2_500;
/// Rows of each side in whatever compares every row with every other.
const NEIGHBOUR_ROWS: usize = 500;
/// Rows with more values are wide: fewer of them enter what costs a power of the width.
const WIDE: usize = 256;
/// Wide rows in bins, and in what needs eigenvalues.
const WIDE_BIN_ROWS: usize = 1_000;
const WIDE_EIGEN_ROWS: usize = 250;
/// Rows of Vendi scores: where nearly all differ, as the points of a young generator do, their
/// eigenvalues cost the third power.
const VENDI_ROWS: usize = 250;
/// The Gaussian kernel's bandwidth over the median distance of real points: far below the distance
/// of modes, far above the noise within one.
const BANDWIDTH: f64 = 0.1;

/// Real rows, and all that is needed of them to compare samples with.
pub struct FeatureSpace {
    width: usize,
    /// Real rows for the score of as many samples.
    rows: Vec<f32>,
    neighbours: NeighbourReference,
    /// Pairs of real rows that collide, of so many rows.
    real_collisions: (usize, u64),
    gaussian: Option<Gaussian>,
    kernel: KernelReference,
    bins: Bins,
    vendi: Kernel,
    /// The Vendi score of all of `rows`.
    real_vendi: f64,
}

/// The first rows, at most so many.
fn first(rows: &[f32], width: usize, count: usize) -> &[f32] {
    &rows[..rows.len().min(count * width)]
}

/// `narrow`, or `wide` for wide rows.
fn bound(width: usize, narrow: usize, wide: usize) -> usize {
    if width > WIDE { wide } else { narrow }
}

impl FeatureSpace {
    /// Prepares features of real rows; `points` are compared by a Gaussian kernel, not by cosine.
    pub fn new(rows: &[f32], width: usize, points: bool, seed: Seed) -> Self {
        let few = first(rows, width, NEIGHBOUR_ROWS);
        let neighbours = NeighbourReference::new(few.to_vec(), width);
        let vendi_rows = first(rows, width, VENDI_ROWS);
        let vendi = if points {
            Kernel::Gaussian {
                bandwidth: BANDWIDTH * median_distance(few, width),
            }
        } else {
            Kernel::Cosine
        };
        Self {
            width,
            rows: vendi_rows.to_vec(),
            real_collisions: (few.len() / width, neighbours.collisions()),
            neighbours,
            gaussian: Gaussian::new(
                first(rows, width, bound(width, MANY, WIDE_EIGEN_ROWS)),
                width,
            ),
            kernel: KernelReference::new(few, width),
            bins: Bins::new(
                first(rows, width, bound(width, MANY, WIDE_BIN_ROWS)),
                width,
                &mut seed.at(Stream::Bins, 0, 0),
            ),
            vendi,
            real_vendi: vendi_score(vendi_rows, width, vendi),
        }
    }

    /// Measures features of samples. What sees a value that is not finite is NaN.
    pub fn measure(&self, samples: &[f32], set: &mut impl FnMut(Metric, f64)) {
        let few = first(samples, self.width, NEIGHBOUR_ROWS);
        self.measure_neighbours(few, set);
        let gaussian = Gaussian::new(
            first(
                samples,
                self.width,
                bound(self.width, MANY, WIDE_EIGEN_ROWS),
            ),
            self.width,
        );
        let frechet = self
            .gaussian
            .as_ref()
            .zip(gaussian)
            .map(|(real, fake)| real.distance(&fake));
        set(Metric::Frechet, frechet.unwrap_or(f64::NAN));
        set(Metric::KernelDistance, self.kernel.distance(few));
        set(Metric::Vendi, self.relative_vendi(samples));
        let binned = self.bins.compare(first(
            samples,
            self.width,
            bound(self.width, MANY, WIDE_BIN_ROWS),
        ));
        set(
            Metric::BinsDifferent,
            binned.map_or(f64::NAN, |binned| binned.different),
        );
        set(
            Metric::JensenShannon,
            binned.map_or(f64::NAN, |binned| binned.jensen_shannon),
        );
    }

    fn measure_neighbours(&self, samples: &[f32], set: &mut impl FnMut(Metric, f64)) {
        let found = self.neighbours.compare(samples);
        set(
            Metric::Precision,
            found.map_or(f64::NAN, |found| found.precision),
        );
        set(Metric::Recall, found.map_or(f64::NAN, |found| found.recall));
        set(
            Metric::Density,
            found.map_or(f64::NAN, |found| found.density),
        );
        set(
            Metric::Coverage,
            found.map_or(f64::NAN, |found| found.coverage),
        );
        let collisions = |collisions| {
            birthday_paradox::relative(
                (samples.len() / self.width, collisions),
                self.real_collisions,
            )
        };
        set(
            Metric::Support,
            found.map_or(f64::NAN, |found| collisions(found.collisions)),
        );
    }

    /// The score of samples over that of equally many real rows.
    fn relative_vendi(&self, samples: &[f32]) -> f64 {
        let values = samples.len().min(self.rows.len());
        let real = if values == self.rows.len() {
            self.real_vendi
        } else {
            vendi_score(&self.rows[..values], self.width, self.vendi)
        };
        vendi_score(&samples[..values], self.width, self.vendi) / real
    }
}

/// The median distance between two of the rows; 0 where there are no two.
fn median_distance(rows: &[f32], width: usize) -> f64 {
    let mut all = Vec::new();
    Panels::new(rows, width).visit_before(rows, Pair::SquaredDistance, |_, distances| {
        all.extend_from_slice(distances)
    });
    if all.is_empty() {
        return 0.0;
    }
    let middle = all.len() / 2;
    f64::from(*all.select_nth_unstable_by(middle, f32::total_cmp).1).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_that_of_distances_between_rows() {
        assert_eq!(median_distance(&[0.0, 0.0, 3.0, 4.0, 30.0, 40.0], 2), 45.0);
        assert_eq!(median_distance(&[1.0, 2.0], 2), 0.0);
    }
}
