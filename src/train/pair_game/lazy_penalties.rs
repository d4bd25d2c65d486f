//! Penalties that take optimiser steps of their own after those of the losses: lazy regularisation as in
//! the code of StyleGAN2.

use super::PairGame;
use super::passes::RealAndFake;
use crate::nn::backward;
use crate::strategies::PathLengthPenalty;

impl PairGame {
    /// Whether a penalty with a step of its own is due after D's update.
    pub(super) fn own_step_is_due(&self) -> bool {
        let updates = self.discriminator_update();
        let mut penalties = self.gradient_penalties.iter();
        penalties.any(|penalty| penalty.own_step && updates.is_multiple_of(penalty.every))
    }

    /// D's step on its own penalties at the samples of the update before it, if they are due.
    pub(super) fn discriminator_own_step(&mut self, learning_rate: f64) {
        let Some(samples) = self.own_steps.samples.take() else {
            return;
        };
        // D has moved since its pass on them.
        let measured = RealAndFake {
            real: None,
            fake: None,
        };
        let (value, outputs) = self.gradient_penalties(&samples, measured, true);
        self.discriminator.gradients = Some(backward(outputs));
        self.discriminator.step(&self.device, learning_rate);
        self.own_steps.penalty = Some(value);
    }

    /// G's step on the lengths of its paths, if it is due.
    pub(super) fn generator_own_step(&mut self, learning_rate: f64) {
        let updates = self.updates.generator;
        let path_length = self.own_steps.path_length.as_ref();
        let is_due = |penalty: &PathLengthPenalty| penalty.is_due_after(updates);
        if !path_length.is_some_and(is_due) {
            return;
        }
        let drawn = self.draw_paths();
        let (_, outputs) = self.path_length_penalty(drawn);
        self.generator.gradients = Some(backward(outputs));
        self.generator.step(&self.device, learning_rate);
    }
}
