//! One step of each rule, elementwise, in PyTorch's order of operations.
//!
//! The moments of a dead unit (a maxout piece that is never the largest, a ReLU that is never
//! positive) decay until rounding keeps them at subnormal numbers for good, and a processor takes
//! many times as long for each. So a first or second moment that is subnormal and gets no gradient becomes 0.

use multiversion::multiversion;

use super::update_rule::{Moments, MomentsBlock, UpdateRule};

/// The numbers of a step that do not depend on the parameter.
#[derive(Clone, Copy)]
pub(super) enum UpdateStep {
    Adam(AdamStep),
    OptimisticAdam(AdamStep),
    RmsProp(RmsPropStep),
    Sgd(SgdStep),
    OptimisticSgd(SgdStep),
}

impl UpdateStep {
    /// Step number `steps`, counted from 1.
    pub fn new(rule: UpdateRule, steps: u64, learning_rate: f64) -> Self {
        match rule {
            UpdateRule::Adam {
                betas,
                epsilon,
                weight_decay,
            } => UpdateStep::Adam(AdamStep::new(
                betas,
                epsilon,
                weight_decay,
                steps,
                learning_rate,
            )),
            UpdateRule::OptimisticAdam {
                betas,
                epsilon,
                weight_decay,
            } => {
                // The learning rate stays apart: the last step's direction is undone at this step's
                // learning rate.
                let mut step = AdamStep::new(betas, epsilon, weight_decay, steps, 1.0);
                step.outer_learning_rate = learning_rate as f32;
                UpdateStep::OptimisticAdam(step)
            }
            UpdateRule::RmsProp {
                decay,
                epsilon,
                momentum,
                weight_decay,
            } => UpdateStep::RmsProp(RmsPropStep {
                decay: decay as f32,
                rest: (1.0 - decay) as f32,
                epsilon: epsilon as f32,
                momentum: momentum as f32,
                weight_decay: weight_decay as f32,
                learning_rate: learning_rate as f32,
            }),
            UpdateRule::Sgd {
                momentum,
                weight_decay,
            } => UpdateStep::Sgd(SgdStep {
                momentum: momentum as f32,
                weight_decay: weight_decay as f32,
                learning_rate: learning_rate as f32,
            }),
            UpdateRule::OptimisticSgd { weight_decay } => UpdateStep::OptimisticSgd(SgdStep {
                momentum: 0.0,
                weight_decay: weight_decay as f32,
                learning_rate: learning_rate as f32,
            }),
        }
    }

    /// The state before the first step.
    pub fn initial_moments(&self, length: usize) -> Moments {
        let (first, second, direction) = match self {
            UpdateStep::Adam(_) => (true, true, false),
            UpdateStep::OptimisticAdam(_) => (true, true, true),
            UpdateStep::RmsProp(step) => (step.momentum > 0.0, true, false),
            UpdateStep::Sgd(step) => (step.momentum != 0.0, false, false),
            UpdateStep::OptimisticSgd(_) => (false, false, true),
        };
        let zeros = |used: bool| if used { vec![0.0; length] } else { Vec::new() };
        Moments {
            first: zeros(first),
            second: zeros(second),
            direction: zeros(direction),
        }
    }

    /// Moves `values` against `gradient`.
    pub fn update(
        self,
        values: &mut [f32],
        gradient: &[f32],
        MomentsBlock {
            first,
            second,
            direction,
        }: MomentsBlock,
    ) {
        match self {
            UpdateStep::Adam(step) => adam(step, values, gradient, first, second),
            UpdateStep::OptimisticAdam(step) => {
                optimistic_adam(step, values, gradient, (first, second), direction);
            }
            UpdateStep::RmsProp(step) if step.momentum > 0.0 => {
                rms_prop_momentum(step, values, gradient, first, second)
            }
            UpdateStep::RmsProp(step) => rms_prop(step, values, gradient, second),
            UpdateStep::Sgd(step) if step.momentum != 0.0 => {
                sgd_momentum(step, values, gradient, first)
            }
            UpdateStep::Sgd(step) => sgd(step, values, gradient),
            UpdateStep::OptimisticSgd(step) => optimistic_sgd(step, values, gradient, direction),
        }
    }
}

/// A moment after `gradient`: 0 if there was none and the moment has decayed to a subnormal number.
#[inline(always)]
fn decayed(moment: f32, gradient: f32) -> f32 {
    if gradient == 0.0 && moment.abs() < f32::MIN_POSITIVE {
        0.0
    } else {
        moment
    }
}

#[derive(Clone, Copy)]
pub(super) struct RmsPropStep {
    decay: f32,
    rest: f32,
    epsilon: f32,
    momentum: f32,
    weight_decay: f32,
    learning_rate: f32,
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn rms_prop(step: RmsPropStep, values: &mut [f32], gradient: &[f32], square: &mut [f32]) {
    for ((value, gradient), square) in values.iter_mut().zip(gradient).zip(square) {
        let gradient = *gradient + step.weight_decay * *value;
        let second = step.decay * *square + step.rest * gradient * gradient;
        *square = decayed(second, gradient);
        *value -= step.learning_rate * (gradient / (square.sqrt() + step.epsilon));
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn rms_prop_momentum(
    step: RmsPropStep,
    values: &mut [f32],
    gradient: &[f32],
    momentum: &mut [f32],
    square: &mut [f32],
) {
    let moments = momentum.iter_mut().zip(square.iter_mut());
    for ((value, gradient), (momentum, square)) in values.iter_mut().zip(gradient).zip(moments) {
        let gradient = *gradient + step.weight_decay * *value;
        let second = step.decay * *square + step.rest * gradient * gradient;
        *square = decayed(second, gradient);
        let scaled = gradient / (square.sqrt() + step.epsilon);
        *momentum = decayed(step.momentum * *momentum + scaled, gradient);
        *value -= step.learning_rate * *momentum;
    }
}

#[derive(Clone, Copy)]
pub(super) struct SgdStep {
    momentum: f32,
    weight_decay: f32,
    learning_rate: f32,
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn sgd(step: SgdStep, values: &mut [f32], gradient: &[f32]) {
    for (value, gradient) in values.iter_mut().zip(gradient) {
        *value -= step.learning_rate * (*gradient + step.weight_decay * *value);
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn sgd_momentum(step: SgdStep, values: &mut [f32], gradient: &[f32], momentum: &mut [f32]) {
    for ((value, gradient), momentum) in values.iter_mut().zip(gradient).zip(momentum) {
        let gradient = *gradient + step.weight_decay * *value;
        *momentum = decayed(step.momentum * *momentum + gradient, gradient);
        *value -= step.learning_rate * *momentum;
    }
}

/// w <- w - learning rate (2 g_t - g_(t-1)), g_0 = 0.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn optimistic_sgd(step: SgdStep, values: &mut [f32], gradient: &[f32], last: &mut [f32]) {
    for ((value, gradient), last) in values.iter_mut().zip(gradient).zip(last.iter_mut()) {
        let gradient = *gradient + step.weight_decay * *value;
        *value -= step.learning_rate * (2.0 * gradient - *last);
        *last = gradient;
    }
}

/// The numbers of one Adam step that do not depend on the parameter.
#[derive(Clone, Copy)]
pub(super) struct AdamStep {
    beta2: f32,
    /// 1 - beta1 and 1 - beta2, rounded once: in f32 the difference itself would be off by 5e-5 of
    /// 0.001.
    rest1: f32,
    rest2: f32,
    epsilon: f32,
    weight_decay: f32,
    /// Learning rate / (1 - beta1^t).
    step_size: f32,
    /// sqrt(1 - beta2^t).
    bias_correction: f32,
    /// The learning rate where `step_size` is computed without it.
    outer_learning_rate: f32,
}

impl AdamStep {
    fn new(
        [beta1, beta2]: [f64; 2],
        epsilon: f64,
        weight_decay: f64,
        steps: u64,
        learning_rate: f64,
    ) -> Self {
        Self {
            beta2: beta2 as f32,
            rest1: (1.0 - beta1) as f32,
            rest2: (1.0 - beta2) as f32,
            epsilon: epsilon as f32,
            weight_decay: weight_decay as f32,
            step_size: (learning_rate / (1.0 - beta1.powf(steps as f64))) as f32,
            bias_correction: (1.0 - beta2.powf(steps as f64)).sqrt() as f32,
            outer_learning_rate: 1.0,
        }
    }
}

/// One Adam step in place (Kingma and Ba 2015, algorithm 1, in PyTorch's order of operations).
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn adam(
    step: AdamStep,
    values: &mut [f32],
    gradient: &[f32],
    first: &mut [f32],
    second: &mut [f32],
) {
    let moments = first.iter_mut().zip(second.iter_mut());
    for ((value, gradient), (first, second)) in values.iter_mut().zip(gradient).zip(moments) {
        let gradient = *gradient + step.weight_decay * *value;
        *first = decayed(*first + step.rest1 * (gradient - *first), gradient);
        let square = step.beta2 * *second + step.rest2 * gradient * gradient;
        *second = decayed(square, gradient);
        *value -= step.step_size * (*first / (second.sqrt() / step.bias_correction + step.epsilon));
    }
}

/// w <- w - learning rate (2 u_t - u_(t-1)) with u_t Adam's direction, u_0 = 0.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn optimistic_adam(
    step: AdamStep,
    values: &mut [f32],
    gradient: &[f32],
    (first, second): (&mut [f32], &mut [f32]),
    last: &mut [f32],
) {
    let moments = first.iter_mut().zip(second.iter_mut()).zip(last.iter_mut());
    for ((value, gradient), ((first, second), last)) in values.iter_mut().zip(gradient).zip(moments)
    {
        let gradient = *gradient + step.weight_decay * *value;
        *first = decayed(*first + step.rest1 * (gradient - *first), gradient);
        let square = step.beta2 * *second + step.rest2 * gradient * gradient;
        *second = decayed(square, gradient);
        let direction =
            step.step_size * (*first / (second.sqrt() / step.bias_correction + step.epsilon));
        *value -= step.outer_learning_rate * (2.0 * direction - *last);
        *last = direction;
    }
}
