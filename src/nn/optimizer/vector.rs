//! The same rules for values that are no network.

use super::block;
use super::update_rule::{Moments, UpdateRule};
use super::update_step::UpdateStep;
use crate::nn::thread_pool::ThreadPool;
use crate::state_dict::StateDict;

/// The optimiser of one vector of values, with its whole state.
#[derive(Clone, Debug)]
pub struct VectorOptimizer {
    rule: UpdateRule,
    steps: u64,
    moments: Moments,
}

impl VectorOptimizer {
    /// A fresh optimiser of `length` values.
    pub fn new(rule: UpdateRule, length: usize) -> Self {
        Self {
            rule,
            steps: 0,
            moments: UpdateStep::new(rule, 1, 0.0).initial_moments(length),
        }
    }

    /// Moves `values` against their `gradient`, on the threads of `pool`. Returns the L2 norm of the
    /// gradient.
    pub fn step(
        &mut self,
        pool: &ThreadPool,
        values: &mut [f32],
        gradient: &[f32],
        learning_rate: f64,
    ) -> f64 {
        self.steps += 1;
        let step = UpdateStep::new(self.rule, self.steps, learning_rate);
        block::update(pool, step, values, gradient, &mut self.moments).sqrt()
    }

    /// Visits the number of steps and the moments.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.count("steps", &mut self.steps);
        state.values("first", &mut self.moments.first);
        state.values("second", &mut self.moments.second);
    }
}
