//! Data that are drawn afresh, whose modes are known exactly.

use super::policy::DataPolicy;
use crate::config::kind::Kind;
use crate::schema::{NumberRange, POSITIVE, parameters, whole};

const PACGAN: &str = "Lin et al. 2018, PacGAN, experiments on synthetic data";

/// Where a player of the Dirac-GAN starts.
const START: NumberRange = NumberRange::from(-1e3).up_to(1e3);

parameters! {
    /// Gaussians evenly spaced on a circle; dropped modes are easy to count.
    pub struct Ring: "data" / "ring" {
        /// number of Gaussians
        modes: usize = "8" in whole(1, 1000),
        /// standard deviation of each Gaussian
        std: f64 = "0.02" in POSITIVE,
        /// radius of the circle of their centres
        radius: f64 = "1.0" in POSITIVE,
    }
    source: PACGAN,
}

parameters! {
    /// Gaussians on a square grid; many modes that a generator may drop.
    pub struct Grid: "data" / "grid" {
        /// Gaussians along one side
        side: usize = "5" in whole(1, 50),
        /// standard deviation of each Gaussian
        std: f64 = "0.05" in POSITIVE,
        /// distance between neighbouring centres
        spacing: f64 = "2.0" in POSITIVE,
    }
    source: PACGAN,
}

parameters! {
    /// The number 0, for the model `dirac`: G(z) = theta, D(x) = psi x, a GAN that can be solved on paper; the equilibrium is
    /// theta = psi = 0.
    pub struct Dirac: "data" / "dirac" {
        /// G's parameter at the start, the number that it makes
        theta: f64 = "1.0" in START,
        /// D's parameter at the start, its slope
        psi: f64 = "1.0" in START,
    }
    source: "Mescheder et al. 2018, Which training methods for GANs do actually converge, section 2",
}

parameters! {
    /// RGB images drawn afresh, with known modes, shape x colour x place; dropped ones are counted.
    pub struct Shapes: "data" / "shapes" {
        /// pixels along one side; `dcgan` takes 8 to 128
        side: usize = "16" in whole(8, 64),
        /// how many of square, frame, cross
        shapes: usize = "3" in whole(1, 3),
        /// how many of red, green, blue, yellow
        colours: usize = "4" in whole(1, 4),
        /// how many quarters of the image, row by row
        places: usize = "4" in whole(1, 4),
    }
    source: "this project; counted as in Lin et al. 2018, PacGAN",
}

impl DataPolicy for Dirac {
    fn kind(&self) -> Kind {
        Kind::Numbers
    }
}

impl DataPolicy for Ring {
    fn kind(&self) -> Kind {
        Kind::Points
    }

    fn knows_modes(&self) -> bool {
        true
    }
}

impl DataPolicy for Grid {
    fn kind(&self) -> Kind {
        Kind::Points
    }

    fn knows_modes(&self) -> bool {
        true
    }
}

impl DataPolicy for Shapes {
    fn kind(&self) -> Kind {
        Kind::Images {
            side: self.side,
            channels: 3,
        }
    }

    fn knows_modes(&self) -> bool {
        true
    }
}
