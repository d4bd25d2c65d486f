//! Instance noise: noise on everything that D sees (Sonderby et al. 2017; Arjovsky and Bottou 2017).

use crate::rng::Draws;
use crate::strategies::{InstanceNoise, Regularizer};

/// Draws N(0, s^2) for D's inputs, with s falling linearly over the run.
pub(super) struct InstanceNoiseSampler {
    schedule: InstanceNoise,
    /// Number of steps of the run.
    steps: u64,
    /// The noise of the last batch; its buffer is reused.
    values: Vec<f32>,
}

impl InstanceNoiseSampler {
    /// The noise that the regularizers ask for, in a run of `steps` steps.
    pub fn new(regularizers: &[Regularizer], steps: u64) -> Option<Self> {
        let schedule = |regularizer: &Regularizer| match regularizer {
            Regularizer::InstanceNoise(schedule) => Some(schedule.clone()),
            _ => None,
        };
        Some(Self {
            schedule: regularizers.iter().find_map(schedule)?,
            steps,
            values: Vec::new(),
        })
    }

    /// The standard deviation s in a step, counted from 1.
    pub fn deviation(&self, step: u64) -> f64 {
        self.schedule.deviation(step, self.steps)
    }

    /// Rows of standard normal values, with zeros where labels are.
    pub fn draw(
        &mut self,
        draws: &mut Draws,
        (rows, pixels, labels): (usize, usize, usize),
    ) -> &[f32] {
        self.values.resize(rows * (pixels + labels), 0.0);
        draws.normal(&mut self.values);
        if labels > 0 {
            let rows = self.values.chunks_exact_mut(pixels + labels);
            rows.for_each(|row| row[pixels..].fill(0.0));
        }
        &self.values
    }
}
