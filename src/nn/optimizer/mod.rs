//! Optimisers with readable state; dfdx keeps its own private.

mod rules;

use dfdx::prelude::Shape;

use super::kernels;
use super::layer::{Layer, TensorVisitor};
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use crate::state_dict::StateDict;

/// How a gradient becomes a step. `weight_decay` is an L2 penalty, added to the gradient as in
/// PyTorch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum UpdateRule {
    /// Kingma and Ba 2015, algorithm 1.
    Adam {
        betas: [f64; 2],
        epsilon: f64,
        weight_decay: f64,
    },
    /// The gradient over the root of its running mean square (Tieleman and Hinton 2012), with
    /// PyTorch's momentum.
    RmsProp {
        decay: f64,
        epsilon: f64,
        momentum: f64,
        weight_decay: f64,
    },
    /// Adam that steps twice along this step's direction and takes the last step's back (Daskalakis
    /// et al. 2018, "Training GANs with optimism", algorithm 1).
    OptimisticAdam {
        betas: [f64; 2],
        epsilon: f64,
        weight_decay: f64,
    },
    /// Stochastic gradient descent with heavy-ball momentum in PyTorch's form (Sutskever et al.
    /// 2013).
    Sgd { momentum: f64, weight_decay: f64 },
}

/// Running state of one parameter, in the parameter's order of values; empty where the rule needs
/// none.
#[derive(Debug, Default, PartialEq)]
pub struct Moments {
    /// Adam's first moment; the momentum of the others.
    pub first: Vec<f32>,
    /// Adam's second moment; RMSprop's mean square.
    pub second: Vec<f32>,
    /// The direction of the last step, for a rule with optimism.
    pub direction: Vec<f32>,
}

impl Clone for Moments {
    fn clone(&self) -> Self {
        Self {
            first: self.first.clone(),
            second: self.second.clone(),
            direction: self.direction.clone(),
        }
    }

    /// Into the state that is there: a player that looks ahead is kept in every step.
    fn clone_from(&mut self, other: &Self) {
        self.first.clone_from(&other.first);
        self.second.clone_from(&other.second);
        self.direction.clone_from(&other.direction);
    }
}

/// The optimiser of one network, with its whole state.
#[derive(Debug, PartialEq)]
pub struct NetworkOptimizer {
    pub rule: UpdateRule,
    /// Number of steps taken.
    pub steps: u64,
    /// One entry a parameter, in the order of [`Layer::visit`]; empty before the first step.
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

    /// Moves every parameter of `network` against its gradient with learning rate `rate`.
    ///
    /// Returns the L2 norm of the gradient over all parameters, before weight decay.
    pub fn step(&mut self, network: &mut impl Layer, gradients: &mut Gradients, rate: f64) -> f64 {
        self.steps += 1;
        let step = rules::Step::new(self.rule, self.steps, rate);
        let mut update = Update {
            step,
            moments: &mut self.moments,
            gradients,
            index: 0,
            sum_of_squares: 0.0,
        };
        network.visit(&mut update);
        update.sum_of_squares.sqrt()
    }
}

impl NetworkOptimizer {
    /// Walks over the state of the optimiser of `network`: `steps`, then `adam.<parameter
    /// number>.first` and so on. State that a rule does not have is not there.
    pub fn visit_state(&mut self, network: &mut impl Layer, state: &mut StateDict) {
        state.count("steps", &mut self.steps);
        if self.steps == 0 {
            return;
        }
        let rule = match self.rule {
            UpdateRule::Adam { .. } => "adam",
            UpdateRule::OptimisticAdam { .. } => "optimistic_adam",
            UpdateRule::RmsProp { .. } => "rmsprop",
            UpdateRule::Sgd { .. } => "sgd",
        };
        let step = rules::Step::new(self.rule, self.steps, 0.0);
        let moments = &mut self.moments;
        state.scope(rule, |state| {
            network.visit(&mut Remember {
                step,
                moments,
                state,
                index: 0,
            })
        });
    }
}

struct Remember<'a> {
    step: rules::Step,
    moments: &'a mut Vec<Moments>,
    state: &'a mut StateDict,
    index: usize,
}

impl TensorVisitor for Remember<'_> {
    fn parameter<S: Shape>(&mut self, _: &'static str, tensor: &mut Tensor<S>) {
        if self.index == self.moments.len() {
            self.moments
                .push(self.step.fresh(tensor::slice(tensor).len()));
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

struct Update<'a> {
    step: rules::Step,
    moments: &'a mut Vec<Moments>,
    gradients: &'a mut Gradients,
    index: usize,
    sum_of_squares: f64,
}

impl TensorVisitor for Update<'_> {
    fn parameter<S: Shape>(&mut self, _: &'static str, tensor: &mut Tensor<S>) {
        let gradient = self.gradients.of(tensor);
        let values = tensor::slice_mut(tensor);
        if self.index == self.moments.len() {
            self.moments.push(self.step.fresh(values.len()));
        }
        self.sum_of_squares += kernels::sum_of_squares(gradient);
        self.step
            .apply(values, gradient, &mut self.moments[self.index]);
        self.index += 1;
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}
