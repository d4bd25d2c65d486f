//! The gradients of both players, with D's output psi x on reals 0 and psi theta on fakes.

use std::f64::consts::PI;

use super::game::DiracGame;
use crate::strategies::Loss;

/// Derivatives of D's loss by its output on a real and on a fake, and of G's by that on a fake, where
/// each output counts by itself.
struct Slopes {
    real: fn(f64) -> f64,
    fake: fn(f64) -> f64,
    generator: fn(f64) -> f64,
}

/// D's loss is the mean of its two terms.
fn slopes(loss: Loss) -> Slopes {
    match loss {
        Loss::NonSaturating => Slopes {
            real: |x| -0.5 * sigmoid(-x),
            fake: |y| 0.5 * sigmoid(y),
            generator: |y| -sigmoid(-y),
        },
        Loss::Minimax => Slopes {
            generator: |y| -sigmoid(y),
            ..slopes(Loss::NonSaturating)
        },
        Loss::LeastSquares => Slopes {
            real: |x| x - 1.0,
            fake: |y| y,
            generator: |y| 2.0 * (y - 1.0),
        },
        Loss::Hinge => Slopes {
            real: |x| if x < 1.0 { -0.5 } else { 0.0 },
            fake: |y| if y > -1.0 { 0.5 } else { 0.0 },
            generator: |_| -1.0,
        },
        Loss::Wasserstein => Slopes {
            real: |_| -0.5,
            fake: |_| 0.5,
            generator: |_| -1.0,
        },
        // The real output is 0, so that only the fake one is left in the difference.
        Loss::Rsgan | Loss::RaGan => Slopes {
            real: |_| 0.0,
            fake: sigmoid,
            generator: |y| -sigmoid(-y),
        },
        Loss::RaHinge => Slopes {
            real: |_| 0.0,
            fake: |y| if y > -1.0 { 1.0 } else { 0.0 },
            generator: |y| if y < 1.0 { -1.0 } else { 0.0 },
        },
    }
}

impl DiracGame {
    /// d G's loss / d theta and d (D's loss and penalties) / d psi at [theta, psi], in expectation
    /// over the noise.
    pub(super) fn gradients(&self, [theta, psi]: [f64; 2], noise: f64) -> [f64; 2] {
        let Slopes {
            real,
            fake,
            generator,
        } = slopes(self.loss);
        let of_generator = expected(noise, |n| generator(psi * (theta + n)) * psi);
        let of_discriminator = expected(noise, |n| {
            real(psi * n) * n + fake(psi * (theta + n)) * (theta + n)
        });
        let slope = self.slope_penalty.map_or(0.0, |(weight, target)| {
            let sign = if psi == 0.0 { 0.0 } else { psi.signum() };
            2.0 * weight * (psi.abs() - target) * sign
        });
        [of_generator, of_discriminator + self.gamma * psi + slope]
    }

    /// The same to first order in theta and psi; none where there is no such order.
    pub(super) fn linear_gradients(
        &self,
        [theta, psi]: [f64; 2],
        noise: f64,
    ) -> Result<[f64; 2], String> {
        if self.slope_penalty.is_some() || self.clip.is_some() {
            return Err("psi has a kink at the equilibrium or stops at a bound".to_string());
        }
        // Slopes of G's and of D's loss there, and the factor of the noise's variance on psi (table
        // of section 3; for squares by hand).
        let (generator, discriminator, of_variance) = match self.loss {
            Loss::NonSaturating | Loss::Minimax => (0.5, 0.25, 0.25),
            Loss::LeastSquares => (2.0, 0.0, 2.0),
            Loss::Hinge | Loss::Wasserstein => (1.0, 0.5, 0.0),
            Loss::Rsgan | Loss::RaGan => (0.5, 0.5, 0.0),
            Loss::RaHinge => (1.0, 1.0, 0.0),
        };
        let damping = self.gamma + of_variance * noise * noise;
        Ok([-generator * psi, discriminator * theta + damping * psi])
    }
}

/// Points on either side of 0 at which the normal distribution is summed, and their distance in
/// standard deviations: to 8 of them, beyond which lies 1e-15 of it.
const POINTS: i32 = 64;
const SPACING: f64 = 0.125;

/// The mean of `value` over N(0, deviation^2), by the trapezoidal rule, which converges faster than
/// any power for smooth integrands.
fn expected(deviation: f64, value: impl Fn(f64) -> f64) -> f64 {
    if deviation == 0.0 {
        return value(0.0);
    }
    let term = |at: i32| {
        let z = f64::from(at) * SPACING;
        (-0.5 * z * z).exp() * value(deviation * z)
    };
    SPACING / (2.0 * PI).sqrt() * (-POINTS..=POINTS).map(term).sum::<f64>()
}

/// 1 / (1 + e^-t).
fn sigmoid(t: f64) -> f64 {
    0.5 * (1.0 + (0.5 * t).tanh())
}
