//! The point mass at 0 of the Dirac-GAN (Mescheder et al. 2018, section 2).

use super::data_set::DataSet;
use crate::config::Kind;
use crate::rng::Seed;

/// Every row is the number 0.
pub struct PointMass;

impl DataSet for PointMass {
    fn kind(&self) -> Kind {
        Kind::Numbers
    }

    fn batch(&self, _: Seed, _: u64, _: u16, out: &mut [f32]) {
        out.fill(0.0);
    }

    fn reference(&self, _: Seed, rows: usize) -> Vec<f32> {
        vec![0.0; rows]
    }
}
