//! Instance noise: noise on everything that D sees (Sonderby et al. 2017; Arjovsky and Bottou 2017).

use crate::config::Regularizer;
use crate::rng::Draws;

/// N(0, s^2) on D's inputs, with s falling linearly to 0 over the run.
pub(super) struct InstanceNoise {
    sigma: f64,
    /// Step from which there is none.
    until: f64,
    /// The noise of the last batch; its buffer is reused.
    values: Vec<f32>,
}

impl InstanceNoise {
    /// The noise that the regularizers ask for, in a run of `steps` steps.
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

    /// The standard deviation s in a step, counted from 1.
    pub fn deviation(&self, step: u64) -> f64 {
        self.sigma * (1.0 - step.saturating_sub(1) as f64 / self.until).max(0.0)
    }

    /// `count` standard normal values.
    pub fn draw(&mut self, draws: &mut Draws, count: usize) -> &[f32] {
        self.values.resize(count, 0.0);
        draws.normal(&mut self.values);
        &self.values
    }
}
