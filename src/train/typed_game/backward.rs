//! The backward passes of both players.

use super::TypedGame;
use super::passes::{DiscriminatorPass, GeneratorPass, RealAndFake};
use crate::models::Pair;
use crate::nn::backward;

impl<P: Pair> TypedGame<P> {
    /// D's gradient from its last forward pass; returns the sum of its penalties, if it has any.
    pub(super) fn discriminator_backward(&mut self) -> Option<f64> {
        let DiscriminatorPass {
            logits: RealAndFake { real, fake },
            mut loss,
            samples,
        } = self
            .discriminator_pass
            .take()
            .expect("D's forward pass comes before its backward pass");
        let mut penalty = self.logit_penalties.are_on().then(|| {
            self.logit_penalties
                .add(real.values(), fake.values(), &mut loss)
        });
        let mut outputs = vec![(real, loss.real_gradient), (fake, loss.fake_gradient)];
        if let Some(samples) = samples {
            let (value, penalty_outputs) = self.gradient_penalties(&samples, false);
            *penalty.get_or_insert(0.0) += value;
            outputs.extend(penalty_outputs);
            self.own_steps.samples = self.own_step_is_due().then_some(samples);
        }
        self.discriminator.gradients = Some(backward(outputs));
        penalty
    }

    /// G's gradient from its last forward pass; returns the L2 norm of the gradient with respect to
    /// the fakes.
    pub(super) fn generator_backward(&mut self) -> f64 {
        let GeneratorPass {
            logits,
            logit_gradient,
            fake_gradient_norm,
        } = self
            .generator_pass
            .take()
            .expect("G's forward pass comes before its backward pass");
        let mut gradients = backward(vec![(logits, logit_gradient)]);
        if self.unrolled.are_kept() {
            self.add_unrolled_gradient(&mut gradients);
        }
        self.generator.gradients = Some(gradients);
        fake_gradient_norm.get()
    }
}
