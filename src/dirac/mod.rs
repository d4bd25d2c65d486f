//! The Dirac-GAN on paper (Mescheder et al. 2018, "Which training methods for GANs do actually
//! converge?", section 2): G(z) = theta, D(x) = psi x, data at 0.
//!
//! Everything here is arithmetic on two numbers in f64, written from the losses' formulas and not
//! from the training code, so that training can be checked against it:
//!
//! ```text
//! Run -> DiracGame --field.rs--> gradients --step.rs--> the positions that training should take
//!                  --linear.rs-> the matrix of one step near the equilibrium, and its spectral radius
//! ```

mod field;
mod game;
mod linear;
mod step;
#[cfg(test)]
mod tests;

pub use game::DiracGame;
