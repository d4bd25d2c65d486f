//! `optimizer` of a style transfer: how gradients change the picture.

use crate::schema::{BELOW_ONE, NumberRange, POSITIVE, PairOf, choice, parameters, whole};

/// A learning rate; white is 1.
const LEARNING_RATE: NumberRange = NumberRange::above(0.0).up_to(10.0);

/// Decays of two moments.
const BETAS: PairOf = PairOf {
    range: &BELOW_ONE,
    ascending: false,
    example: "[0.9, 0.999]",
};

parameters! {
    /// Steps scaled by running moments of the gradient.
    pub struct PictureAdam: "picture_optimizer" / "adam" {
        /// learning rate; white is 1
        lr: f64 = "0.02" in LEARNING_RATE,
        /// decay of the first and second moment
        betas: [f64; 2] = "[0.9, 0.999]" in BETAS,
        /// keeps the denominator from zero
        epsilon: f64 = "1e-8" in POSITIVE,
    }
    formula: "m <- betas[0] m + (1 - betas[0]) g; v <- betas[1] v + (1 - betas[1]) g^2; x <- x - lr m / (1 - \
              betas[0]^t) / (sqrt(v / (1 - betas[1]^t)) + epsilon), g the gradient at x; m = v = 0 at first, t counts \
              from 1.",
    source: "Kingma & Ba 2015, algorithm 1",
}

parameters! {
    /// Quasi-Newton steps, each as long as a line search finds good.
    pub struct Lbfgs: "picture_optimizer" / "lbfgs" {
        /// differences of pictures and gradients that are remembered
        history: usize = "10" in whole(1, 100),
    }
    formula: "x <- x - t H g, g the gradient at x, H the BFGS inverse of the last `history` differences from a multiple \
              of the identity, t the first found for which the strong Wolfe conditions hold (1e-4, 0.9).",
    source: "Liu & Nocedal 1989; Nocedal & Wright 2006, algorithms 3.5, 3.6 and 7.4",
}

choice! {
    /// How gradients change the picture.
    pub enum PictureOptimizer {
        self::PictureAdam,
        self::Lbfgs,
    }
}
