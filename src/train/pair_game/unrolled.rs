//! The whole gradient of an unrolled game: G's loss against a D that has taken k steps depends on G
//! also through these steps (Metz et al. 2017, section 2.4).
//!
//! The steps that D takes ahead are kept. G's backward pass then goes back over them: with a the
//! derivative of G's loss by D's parameters after a step, the optimiser's own adjoint gives its
//! derivative u by the gradient of that step, and this gradient, d L_D(phi; theta) / d phi, depends on
//! phi and on theta. Both products, d^2 L_D / d phi^2 u and d^2 L_D / d theta d phi u, come from one central
//! difference of L_D's gradients along u, as penalties on gradients do (`penalty_gradient.rs`).

use super::PairGame;
use super::class_logits::{first_logits, output_gradient};
use super::passes::RealAndFake;
use super::penalty_gradient::PenaltyOutput;
use super::unrolled_steps::UnrolledStep;
use crate::nn::{
    ActivationMask, Batch, Gradients, Pass, Rows, SavedParameters, StepAdjoint, add_to_gradients,
    backward, gradient_vectors, parameter_vectors, set_parameters,
};
use crate::strategies::discriminator_loss;

/// Root mean square of the shift of D's parameters, relative to that of the parameters.
const RELATIVE_SHIFT: f64 = 3e-3;

fn norm(vectors: &[Vec<f32>]) -> f64 {
    let squares = vectors
        .iter()
        .flatten()
        .map(|value| f64::from(*value).powi(2));
    squares.sum::<f64>().sqrt()
}

impl PairGame {
    /// Keeps the batch of a step that D takes ahead.
    pub(super) fn keep_unrolled_batch(&mut self, real: &[f32], latents: &[f32]) {
        if self.unrolled.is_on && self.in_look_ahead {
            self.unrolled.batch = Some((real.to_vec(), latents.to_vec()));
        }
    }

    /// Keeps the step itself, just before it is taken.
    pub(super) fn keep_unrolled_step(&mut self, learning_rate: f64) {
        let Some((real, latents)) = self.unrolled.batch.take() else {
            return;
        };
        let taken = self.discriminator.step_to_take(learning_rate);
        self.unrolled.steps.push(UnrolledStep {
            real,
            latents,
            taken,
        });
    }

    /// Adds to G's gradient what reaches its loss through D's steps, of which `gradients` have the
    /// derivative by D's parameters after the last one. D's parameters are those before its first step
    /// then; its caller restores it.
    pub(super) fn add_unrolled_gradient(&mut self, gradients: &mut Gradients) {
        let by_parameters = gradient_vectors(&mut *self.discriminator.network, gradients);
        let mut adjoint = StepAdjoint::of_parameters(by_parameters);
        // Running statistics of G see nothing of this.
        let mut generator = SavedParameters::copy_of(&mut *self.generator.network);
        for step in std::mem::take(&mut self.unrolled.steps).iter().rev() {
            let by_gradient = adjoint.back_over(&step.taken);
            let (by_phi, by_theta) = self.second_derivatives(step, &by_gradient);
            let sums = adjoint.parameters.iter_mut().flatten();
            sums.zip(by_phi.iter().flatten())
                .for_each(|(sum, more)| *sum += more);
            add_to_gradients(&mut *self.generator.network, gradients, &by_theta);
        }
        generator.restore(&mut *self.generator.network);
    }

    /// The products of `along` with the derivatives of D's gradient, by D's parameters and by G's.
    fn second_derivatives(
        &mut self,
        step: &UnrolledStep,
        along: &[Vec<f32>],
    ) -> (Vec<Vec<f32>>, Vec<Vec<f32>>) {
        let phi = &step.taken.parameters;
        let length = norm(along);
        if length == 0.0 {
            let zeros = |vectors: &[Vec<f32>]| -> Vec<Vec<f32>> {
                vectors
                    .iter()
                    .map(|values| vec![0.0; values.len()])
                    .collect()
            };
            let theta = parameter_vectors(&mut *self.generator.network);
            return (zeros(phi), zeros(&theta));
        }
        // Parameters that are all 0 have no size to go by.
        let size = match norm(phi) {
            0.0 => 1.0,
            size => size,
        };
        let shift = RELATIVE_SHIFT * size / length;
        let fakes = self.generate(&step.latents, Pass::Train);
        let points = RealAndFake {
            real: self.real_samples(&step.real),
            fake: fakes.detach(),
        };
        set_parameters(&mut *self.discriminator.network, phi, along, 0.0);
        let masks = self.masks_of(&points);
        let mut outputs = Vec::new();
        for sign in [1.0, -1.0] {
            let moved = (sign * shift) as f32;
            set_parameters(&mut *self.discriminator.network, phi, along, moved);
            outputs.extend(self.scaled_discriminator_pass(&points, &masks, sign / (2.0 * shift)));
        }
        set_parameters(&mut *self.discriminator.network, phi, along, 0.0);
        let mut gradients = backward(outputs);
        let by_phi = gradient_vectors(&mut *self.discriminator.network, &mut gradients);
        let upstream = points.fake.gradient(&mut gradients).values().to_vec();
        let mut through_generator = backward(vec![(fakes, upstream)]);
        let by_theta = gradient_vectors(&mut *self.generator.network, &mut through_generator);
        (by_phi, by_theta)
    }

    /// Which side of its kinks each unit of D is on.
    fn masks_of(&mut self, points: &RealAndFake<Batch<Rows>>) -> RealAndFake<ActivationMask> {
        let mut mask_of = |samples: &Batch<Rows>| {
            let mask = ActivationMask::default();
            let samples = samples.detach().recording_mask(&mask);
            self.discriminator.network.apply(samples, Pass::Frozen);
            mask
        };
        RealAndFake {
            real: mask_of(&points.real),
            fake: mask_of(&points.fake),
        }
    }

    /// D's loss times `scale`, as logits and the gradient that flows into each.
    fn scaled_discriminator_pass(
        &mut self,
        points: &RealAndFake<Batch<Rows>>,
        masks: &RealAndFake<ActivationMask>,
        scale: f64,
    ) -> [PenaltyOutput; 2] {
        // In the order of D's own pass, so that running statistics are the same.
        let fake = points
            .fake
            .detach()
            .requiring_gradient()
            .replaying_mask(&masks.fake);
        let fake = self.discriminator.network.apply(fake, Pass::Train);
        let real = points.real.detach().replaying_mask(&masks.real);
        let real = self.discriminator.network.apply(real, Pass::Train);
        let width = self.sizes.logits;
        let first = [&real, &fake].map(|logits| first_logits(logits.values(), width).into_owned());
        let loss = discriminator_loss(self.loss, &first[0], &first[1], None);
        let scaled = |gradient: Vec<f32>| -> Vec<f32> {
            let scaled = gradient
                .iter()
                .map(|value| (scale * f64::from(*value)) as f32);
            output_gradient(scaled.collect(), width, None)
        };
        [
            (real, scaled(loss.real_gradient)),
            (fake, scaled(loss.fake_gradient)),
        ]
    }
}

#[cfg(test)]
impl PairGame {
    /// The gradient by each of G's parameters from its last backward pass.
    pub(in crate::train) fn generator_gradient(&mut self) -> Vec<Vec<f32>> {
        let mut gradients = self.generator.gradients.take().expect("a backward pass");
        gradient_vectors(&mut *self.generator.network, &mut gradients)
    }
}
