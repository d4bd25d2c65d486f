//! The steps that D takes ahead, kept for G's gradient through them.

use crate::nn::TakenStep;

/// D's steps ahead, where G's gradient goes through them.
#[derive(Default)]
pub(super) struct UnrolledSteps {
    pub is_on: bool,
    /// Real and latent rows of the step that is being taken.
    pub batch: Option<(Vec<f32>, Vec<f32>)>,
    pub steps: Vec<UnrolledStep>,
}

/// A step, and what it was taken on.
pub(super) struct UnrolledStep {
    pub real: Vec<f32>,
    pub latents: Vec<f32>,
    pub taken: TakenStep,
}

impl UnrolledSteps {
    /// Of a run that asks for it.
    pub fn new(is_on: bool) -> Self {
        Self {
            is_on,
            ..Self::default()
        }
    }

    /// Whether G's gradient goes through the steps that are kept.
    pub fn are_kept(&self) -> bool {
        !self.steps.is_empty()
    }
}
