//! Adam (Kingma and Ba 2015) with readable state; dfdx keeps its optimisers' state private.

use dfdx::prelude::Shape;

use super::batch::{GradientAccess, Gradients, Values};
use super::kernels::{self, AdamStep};
use super::layer::{Layer, Visitor};
use super::storage;

/// Running averages of one parameter's gradient and squared gradient, in the parameter's order of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    pub first: Vec<f32>,
    pub second: Vec<f32>,
}

/// The optimiser of one network. Its whole state is public: a checkpoint is this struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Adam {
    pub betas: [f64; 2],
    pub epsilon: f64,
    /// L2 penalty, added to the gradient as in PyTorch's `Adam(weight_decay=)`.
    pub weight_decay: f64,
    /// Number of steps taken.
    pub steps: u64,
    /// One entry a parameter, in the order of [`Layer::visit`]; empty before the first step.
    pub moments: Vec<Moments>,
}

impl Adam {
    /// A fresh optimiser.
    pub fn new(betas: [f64; 2], epsilon: f64, weight_decay: f64) -> Self {
        Self { betas, epsilon, weight_decay, steps: 0, moments: Vec::new() }
    }

    /// Moves every parameter of `network` against its gradient with learning rate `rate`.
    ///
    /// Returns the L2 norm of the gradient over all parameters, before weight decay.
    pub fn step(&mut self, network: &mut impl Layer, gradients: &mut Gradients, rate: f64) -> f64 {
        self.steps += 1;
        let [beta1, beta2] = self.betas;
        let steps = self.steps as f64;
        let step = AdamStep {
            beta2: beta2 as f32,
            rest1: (1.0 - beta1) as f32,
            rest2: (1.0 - beta2) as f32,
            epsilon: self.epsilon as f32,
            weight_decay: self.weight_decay as f32,
            rate: (rate / (1.0 - beta1.powf(steps))) as f32,
            correction: (1.0 - beta2.powf(steps)).sqrt() as f32,
        };
        let mut update = Update { step, moments: &mut self.moments, gradients, index: 0, sum_of_squares: 0.0 };
        network.visit(&mut update);
        update.sum_of_squares.sqrt()
    }
}

struct Update<'a> {
    step: AdamStep,
    moments: &'a mut Vec<Moments>,
    gradients: &'a mut Gradients,
    index: usize,
    sum_of_squares: f64,
}

impl Visitor for Update<'_> {
    fn parameter<S: Shape>(&mut self, _: &'static str, tensor: &mut Values<S>) {
        let gradient = self.gradients.of(tensor);
        let values = storage::slice_mut(tensor);
        if self.index == self.moments.len() {
            let zeros = vec![0.0; values.len()];
            self.moments.push(Moments { first: zeros.clone(), second: zeros });
        }
        let Moments { first, second } = &mut self.moments[self.index];
        self.index += 1;
        self.sum_of_squares += kernels::sum_of_squares(gradient);
        kernels::adam(self.step, values, gradient, first, second);
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}
