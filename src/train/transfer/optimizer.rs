//! How gradients change the picture.

use super::lbfgs::LbfgsState;
use super::objective::{Evaluation, Objective};
use crate::config::PictureOptimizer;
use crate::nn::{UpdateRule, VectorOptimizer};
use crate::state_dict::StateDict;

/// The optimizer of a picture, with its whole state.
pub(super) enum PictureStepper {
    Adam { optimizer: VectorOptimizer, lr: f64 },
    Lbfgs(LbfgsState),
}

impl PictureStepper {
    /// A fresh one, for `length` values.
    pub fn new(chosen: &PictureOptimizer, length: usize) -> Self {
        match chosen {
            PictureOptimizer::PictureAdam(adam) => {
                let rule = UpdateRule::Adam {
                    betas: adam.betas,
                    epsilon: adam.epsilon,
                    weight_decay: 0.0,
                };
                PictureStepper::Adam {
                    optimizer: VectorOptimizer::new(rule, length),
                    lr: adam.lr,
                }
            }
            PictureOptimizer::Lbfgs(lbfgs) => PictureStepper::Lbfgs(LbfgsState::new(lbfgs.history)),
        }
    }

    /// Takes one step from `pixels`, where the evaluation is `start`; returns the one at the new
    /// pixels where it is known.
    pub fn step(
        &mut self,
        objective: &mut Objective,
        pixels: &mut [f32],
        start: Evaluation,
    ) -> Option<Evaluation> {
        match self {
            PictureStepper::Adam { optimizer, lr } => {
                optimizer.step(objective.pool(), pixels, &start.gradient, *lr);
                None
            }
            PictureStepper::Lbfgs(lbfgs) => {
                let mut evaluate = |values: &[f32]| objective.evaluate(values);
                Some(lbfgs.step(pixels, start, &mut evaluate))
            }
        }
    }

    /// Visits everything that goes on from step to step.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        match self {
            PictureStepper::Adam { optimizer, .. } => {
                state.scope("adam", |state| optimizer.visit_state(state));
            }
            PictureStepper::Lbfgs(lbfgs) => {
                state.scope("lbfgs", |state| lbfgs.visit_state(state));
            }
        }
    }
}
