//! Mixtures of Gaussians in the plane, whose modes are known: the usual benchmarks of mode
//! collapse.

use std::f64::consts::TAU;

use super::data_set::{DataSet, Modes};
use crate::config::Kind;
use crate::rng::{Draws, Seed, Stream};

/// Points farther from the nearest centre than this many standard deviations are not of high
/// quality (Lin et al. 2018).
const HIGH_QUALITY: f32 = 3.0;

/// Fresh points of a mixture at every step: there is no finite training set to memorise.
pub struct GaussianMixture {
    modes: Modes,
    /// Standard deviation of every mode along each axis.
    std: f32,
}

impl GaussianMixture {
    /// `modes` centres at angles 2 pi i / modes (Lin et al. 2018; the end point is not repeated,
    /// which some published code does by accident and so counts one mode twice).
    pub fn ring(modes: usize, std: f64, radius: f64) -> Self {
        let centre = |i: usize| {
            let angle = TAU * i as f64 / modes as f64;
            [(radius * angle.cos()) as f32, (radius * angle.sin()) as f32]
        };
        Self::around((0..modes).flat_map(centre).collect(), std as f32)
    }

    /// `side` x `side` centres, `spacing` apart, around the origin.
    pub fn grid(side: usize, std: f64, spacing: f64) -> Self {
        let at = |i: usize| ((i as f64 - (side as f64 - 1.0) / 2.0) * spacing) as f32;
        let centres = (0..side * side)
            .flat_map(|i| [at(i % side), at(i / side)])
            .collect();
        Self::around(centres, std as f32)
    }

    fn around(centres: Vec<f32>, std: f32) -> Self {
        Self {
            modes: Modes {
                centres,
                row: 2,
                radius: HIGH_QUALITY * std,
            },
            std,
        }
    }

    fn fill(&self, draws: &mut Draws, out: &mut [f32]) {
        draws.normal(out);
        for point in out.chunks_exact_mut(2) {
            let centre =
                &self.modes.centres[2 * draws.below(self.modes.count() as u32) as usize..][..2];
            point[0] = centre[0] + self.std * point[0];
            point[1] = centre[1] + self.std * point[1];
        }
    }
}

impl DataSet for GaussianMixture {
    fn kind(&self) -> Kind {
        Kind::Points
    }

    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        self.fill(&mut seed.at(Stream::Real, step, part), out);
    }

    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        let mut out = vec![0.0; rows * 2];
        self.fill(&mut seed.at(Stream::Reference, 0, 0), &mut out);
        out
    }

    fn modes(&self) -> Option<&Modes> {
        Some(&self.modes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ring_and_grid_have_the_published_centres() {
        let ring = GaussianMixture::ring(8, 0.02, 1.0).modes.points();
        assert_eq!(ring.len(), 8);
        assert!((ring[1][0] - 0.5f32.sqrt()).abs() < 1e-6);
        assert!(ring[7][1] < -0.7, "the last mode is not the first again");
        let grid = GaussianMixture::grid(5, 0.05, 2.0).modes.points();
        assert_eq!(grid[0], [-4.0, -4.0]);
        assert_eq!(grid[24], [4.0, 4.0]);
    }

    #[test]
    fn points_lie_around_their_modes_in_equal_shares() {
        let ring = GaussianMixture::ring(4, 0.1, 3.0);
        let points = ring.reference(Seed(1), 40_000);
        let centres = ring.modes.points();
        let mut counts = [0; 4];
        let mut squares = 0.0;
        for point in points.chunks_exact(2) {
            let distance =
                |centre: &[f32; 2]| (point[0] - centre[0]).powi(2) + (point[1] - centre[1]).powi(2);
            let nearest =
                (0..4).min_by(|a, b| distance(&centres[*a]).total_cmp(&distance(&centres[*b])));
            counts[nearest.unwrap()] += 1;
            squares += f64::from(distance(&centres[nearest.unwrap()]));
        }
        assert!(
            counts.iter().all(|count| (9_500..10_500).contains(count)),
            "{counts:?}"
        );
        let std = (squares / 80_000.0).sqrt();
        assert!((std - 0.1).abs() < 0.002, "{std}");
    }
}
