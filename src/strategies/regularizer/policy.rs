//! What a regularizer does, as far as its parameters alone say it.

use super::gradient_penalty::GradientPenalty;
use super::own_steps::OwnSteps;

/// What is known of a regularizer from its parameters.
pub(crate) trait RegularizerPolicy {
    /// The penalty on the gradient of D's logit by its input; `None` for what is no such penalty.
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        None
    }

    /// The optimiser steps that it takes apart from those of the loss, if any.
    fn own_steps(&self) -> Option<OwnSteps> {
        let penalty = self.gradient_penalty()?;
        penalty.own_step.then_some(OwnSteps {
            of_generator: false,
            every: penalty.every,
        })
    }

    /// Whether it changes the targets of D's loss, which must then have some.
    fn changes_targets(&self) -> bool {
        false
    }
}
