//! How a step's outcome depends on what came before it: the reverse of `update_step.rs`, for rules
//! whose steps are differentiated (unrolled GANs, Metz et al. 2017).

use super::update_rule::{Moments, UpdateRule};

/// Derivatives of some number by a network's parameters and by its optimiser's moments, one vector
/// for each parameter.
pub struct StepAdjoint {
    /// By the parameters.
    pub parameters: Vec<Vec<f32>>,
    first: Vec<Vec<f32>>,
    second: Vec<Vec<f32>>,
}

/// A step that was taken: from where, against what.
pub struct TakenStep {
    /// The parameters before it.
    pub parameters: Vec<Vec<f32>>,
    /// The moments before it; none before the first one.
    pub moments: Vec<Moments>,
    /// The gradients, without weight decay.
    pub gradients: Vec<Vec<f32>>,
    /// How the optimizer steps.
    pub rule: UpdateRule,
    /// The number of the step, from 1.
    pub number: u64,
    /// The learning rate of that step.
    pub learning_rate: f64,
}

impl StepAdjoint {
    /// Of a number that depends on the parameters alone.
    pub fn of_parameters(parameters: Vec<Vec<f32>>) -> Self {
        let zeros = || {
            parameters
                .iter()
                .map(|values| vec![0.0; values.len()])
                .collect()
        };
        Self {
            first: zeros(),
            second: zeros(),
            parameters,
        }
    }

    /// Goes back over a step: what was by the state after it becomes by the state before it, with the
    /// gradients as they were; returns the derivative by each gradient, through which the state before
    /// counts once more.
    ///
    /// # Panics
    /// If the rule is neither Adam nor gradient descent with momentum: a defect of the caller.
    pub fn back_over(&mut self, step: &TakenStep) -> Vec<Vec<f32>> {
        let by_gradient = (0..self.parameters.len()).map(|index| {
            let values = &step.parameters[index];
            let gradients = &step.gradients[index];
            let moments = step.moments.get(index);
            let before = |of: fn(&Moments) -> &Vec<f32>, at: usize| {
                let value = moments.and_then(|moments| of(moments).get(at));
                f64::from(value.copied().unwrap_or(0.0))
            };
            let mut by_gradient = vec![0.0; values.len()];
            for (at, by_gradient) in by_gradient.iter_mut().enumerate() {
                let element = Element {
                    value: f64::from(values[at]),
                    gradient: f64::from(gradients[at]),
                    first: before(|moments| &moments.first, at),
                    second: before(|moments| &moments.second, at),
                };
                let after = [&self.parameters, &self.first, &self.second];
                let after = after.map(|adjoint| f64::from(adjoint[index][at]));
                let back = element.back(step, after);
                let [parameter, first, second] = back.state;
                self.parameters[index][at] = parameter as f32;
                self.first[index][at] = first as f32;
                self.second[index][at] = second as f32;
                *by_gradient = back.gradient as f32;
            }
            by_gradient
        });
        by_gradient.collect()
    }
}

/// One value before a step.
struct Element {
    value: f64,
    /// Without weight decay.
    gradient: f64,
    first: f64,
    second: f64,
}

/// Derivatives by a value, its moments and its gradient.
struct Back {
    state: [f64; 3],
    gradient: f64,
}

impl Element {
    /// From derivatives by value and moments after a step to those before it.
    fn back(&self, step: &TakenStep, [value, first, second]: [f64; 3]) -> Back {
        match step.rule {
            UpdateRule::Adam {
                betas: [beta1, beta2],
                epsilon,
                weight_decay,
            } => {
                let gradient = self.gradient + weight_decay * self.value;
                let first_after = beta1 * self.first + (1.0 - beta1) * gradient;
                let second_after = beta2 * self.second + (1.0 - beta2) * gradient * gradient;
                let number = step.number as f64;
                let size = step.learning_rate / (1.0 - beta1.powf(number));
                let correction = (1.0 - beta2.powf(number)).sqrt();
                let root = second_after.sqrt();
                let divisor = root / correction + epsilon;
                let by_first = first - size * value / divisor;
                // Nothing has moved there yet, or all has decayed to 0, where a root has no slope.
                let by_second = match second_after >= f64::from(f32::MIN_POSITIVE) {
                    true => {
                        second
                            + size * value * first_after
                                / (2.0 * divisor * divisor * root * correction)
                    }
                    false => second,
                };
                let by_gradient =
                    (1.0 - beta1) * by_first + 2.0 * (1.0 - beta2) * gradient * by_second;
                Back {
                    state: [
                        value + weight_decay * by_gradient,
                        beta1 * by_first,
                        beta2 * by_second,
                    ],
                    gradient: by_gradient,
                }
            }
            UpdateRule::Sgd {
                momentum,
                weight_decay,
            } => {
                let by_momentum = first - step.learning_rate * value;
                Back {
                    state: [
                        value + weight_decay * by_momentum,
                        momentum * by_momentum,
                        second,
                    ],
                    gradient: by_momentum,
                }
            }
            UpdateRule::RmsProp { .. }
            | UpdateRule::OptimisticAdam { .. }
            | UpdateRule::OptimisticSgd { .. } => {
                panic!("steps of this rule are not differentiated")
            }
        }
    }
}
