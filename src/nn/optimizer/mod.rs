//! Optimisers whose state can be read, saved and restored; dfdx keeps its own private.

mod adjoint;
mod block;
mod update_rule;
mod update_step;
mod vector;

use super::device::Device;
use super::layer::TensorVisitor;
use super::network::Parameterized;
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use super::thread_pool::ThreadPool;
use crate::state_dict::StateDict;
use update_step::UpdateStep;

pub use adjoint::{StepAdjoint, TakenStep};
pub use update_rule::{Moments, UpdateRule};
pub use vector::VectorOptimizer;

/// The optimiser of one network, with its whole state.
#[derive(Debug, PartialEq)]
pub struct NetworkOptimizer {
    /// The update rule, with its settings.
    pub rule: UpdateRule,
    /// Number of steps taken.
    pub steps: u64,
    /// One entry per parameter, in the order of [`Parameterized::visit_tensors`]; empty before the first step.
    pub moments: Vec<Moments>,
}

impl Clone for NetworkOptimizer {
    fn clone(&self) -> Self {
        Self {
            rule: self.rule,
            steps: self.steps,
            moments: self.moments.clone(),
        }
    }

    fn clone_from(&mut self, other: &Self) {
        (self.rule, self.steps) = (other.rule, other.steps);
        self.moments.clone_from(&other.moments);
    }
}

impl NetworkOptimizer {
    /// A fresh optimiser.
    pub fn new(rule: UpdateRule) -> Self {
        Self {
            rule,
            steps: 0,
            moments: Vec::new(),
        }
    }

    /// Moves every parameter of `network` against its gradient, on the threads of `device`.
    ///
    /// Returns the L2 norm of the gradient over all parameters, before weight decay.
    pub fn step(
        &mut self,
        device: &Device,
        network: &mut dyn Parameterized,
        gradients: &mut Gradients,
        learning_rate: f64,
    ) -> f64 {
        self.steps += 1;
        let step = UpdateStep::new(self.rule, self.steps, learning_rate);
        let mut update = Update {
            pool: device.pool(),
            step,
            moments: &mut self.moments,
            gradients,
            index: 0,
            sum_of_squares: 0.0,
        };
        network.visit_tensors(&mut update);
        update.sum_of_squares.sqrt()
    }

    /// Visits the state of the optimiser of `network`: `steps`, then `adam.<parameter
    /// number>.first` and so on. State that a rule does not have is not there.
    pub fn visit_state(&mut self, network: &mut dyn Parameterized, state: &mut StateDict) {
        state.count("steps", &mut self.steps);
        if self.steps == 0 {
            return;
        }
        let rule = match self.rule {
            UpdateRule::Adam { .. } => "adam",
            UpdateRule::OptimisticAdam { .. } => "optimistic_adam",
            UpdateRule::RmsProp { .. } => "rmsprop",
            UpdateRule::Sgd { .. } => "sgd",
            UpdateRule::OptimisticSgd { .. } => "optimistic_sgd",
        };
        let step = UpdateStep::new(self.rule, self.steps, 0.0);
        let moments = &mut self.moments;
        state.scope(rule, |state| {
            network.visit_tensors(&mut VisitMoments {
                step,
                moments,
                state,
                index: 0,
            })
        });
    }
}

/// Visits the moments of every parameter.
struct VisitMoments<'a> {
    step: UpdateStep,
    moments: &'a mut Vec<Moments>,
    state: &'a mut StateDict,
    index: usize,
}

impl TensorVisitor for VisitMoments<'_> {
    fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
        if self.index == self.moments.len() {
            self.moments
                .push(self.step.initial_moments(tensor::length(values)));
        }
        let Moments {
            first,
            second,
            direction,
        } = &mut self.moments[self.index];
        self.state.scope(&self.index.to_string(), |state| {
            for (name, values) in [
                ("first", first),
                ("second", second),
                ("direction", direction),
            ] {
                if !values.is_empty() {
                    state.tensor(name, &[values.len()], values);
                }
            }
        });
        self.index += 1;
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}

/// Takes one step with every parameter.
struct Update<'a> {
    pool: &'a ThreadPool,
    step: UpdateStep,
    moments: &'a mut Vec<Moments>,
    gradients: &'a mut Gradients,
    index: usize,
    sum_of_squares: f64,
}

impl TensorVisitor for Update<'_> {
    fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
        let gradient = self.gradients.of(values);
        let values = tensor::slice_mut(values);
        if self.index == self.moments.len() {
            self.moments.push(self.step.initial_moments(values.len()));
        }
        let moments = &mut self.moments[self.index];
        self.sum_of_squares += block::update(self.pool, self.step, values, gradient, moments);
        self.index += 1;
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}
