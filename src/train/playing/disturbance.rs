//! Noise on everything that D sees.

use crate::config::Regularizer;
use crate::rng::Draws;

/// N(0, s^2) on D's inputs, with s falling linearly to nothing (Sonderby et al. 2017; Arjovsky and
/// Bottou 2017).
pub(super) struct InstanceNoise {
    sigma: f64,
    /// Step from which there is none.
    until: f64,
    /// The noise of the last batch; its state is used again.
    values: Vec<f32>,
}

impl InstanceNoise {
    pub fn new(regularizers: &[Regularizer], steps: u64) -> Option<Self> {
        regularizers
            .iter()
            .find_map(|regularizer| match *regularizer {
                Regularizer::InstanceNoise { sigma, until } => Some(Self {
                    sigma,
                    until: until * steps as f64,
                    values: Vec::new(),
                }),
                _ => None,
            })
    }

    /// Its standard deviation in a step, counted from 1.
    pub fn deviation(&self, step: u64) -> f64 {
        self.sigma * (1.0 - step.saturating_sub(1) as f64 / self.until).max(0.0)
    }

    /// Standard normal values.
    pub fn draw(&mut self, draws: &mut Draws, count: usize) -> &[f32] {
        self.values.resize(count, 0.0);
        draws.normal(&mut self.values);
        &self.values
    }
}
