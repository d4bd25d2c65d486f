//! The backward passes of both players.

use super::super::game::BackwardReport;
use super::PairGame;
use super::class_logits::{first_logits, output_gradient};
use super::passes::{DiscriminatorPass, GeneratorPass, RealAndFake};
use crate::nn::backward;

impl PairGame {
    /// D's gradient from its last forward pass.
    pub(super) fn discriminator_backward(&mut self) -> BackwardReport {
        let DiscriminatorPass {
            logits: RealAndFake { real, fake },
            mut loss,
            class_loss,
            samples,
            measured,
        } = self
            .discriminator_pass
            .take()
            .expect("D's forward pass comes before its backward pass");
        let width = self.sizes.logits;
        let mut penalty = self.logit_penalties.are_on().then(|| {
            let (real, fake) = (
                first_logits(real.values(), width),
                first_logits(fake.values(), width),
            );
            self.logit_penalties.add(&real, &fake, &mut loss)
        });
        // The mean of both sides, as D's loss is of its two terms.
        let weight = self.class_weight / 2.0;
        let of_real = class_loss.as_ref().map(|loss| (&loss.real, weight));
        let of_fake = class_loss.as_ref().map(|loss| (&loss.fake, weight));
        let mut outputs = vec![
            (real, output_gradient(loss.real_gradient, width, of_real)),
            (fake, output_gradient(loss.fake_gradient, width, of_fake)),
        ];
        if let Some(samples) = samples {
            let (value, penalty_outputs) = self.gradient_penalties(&samples, measured, false);
            *penalty.get_or_insert(0.0) += value;
            outputs.extend(penalty_outputs);
            self.own_steps.samples = self.own_step_is_due().then_some(samples);
        }
        self.discriminator.gradients = Some(backward(outputs));
        BackwardReport {
            penalty,
            class_loss: class_loss.map(|loss| (loss.real.value + loss.fake.value) / 2.0),
            ..BackwardReport::default()
        }
    }

    /// G's gradient from its last forward pass.
    pub(super) fn generator_backward(&mut self) -> BackwardReport {
        let GeneratorPass {
            logits,
            gradient,
            class_loss,
            fake_gradient_norm,
        } = self
            .generator_pass
            .take()
            .expect("G's forward pass comes before its backward pass");
        let mut gradients = backward(vec![(logits, gradient)]);
        if self.unrolled.are_kept() {
            self.add_unrolled_gradient(&mut gradients);
        }
        self.generator.gradients = Some(gradients);
        BackwardReport {
            fake_gradient_norm: Some(fake_gradient_norm.get()),
            class_loss,
            ..BackwardReport::default()
        }
    }
}
