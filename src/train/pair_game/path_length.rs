//! Path length regularisation without double backward (Karras et al. 2020).
//!
//! With w the latents of every styled layer of one sample and y noise of its image, v = J' y is the
//! gradient of <G(w), y> by w. The gradient of a function of |v| with respect to G's parameters is the
//! derivative of d/de grad <G(w + e u), y> at e = 0, with u along v, held constant: a central difference
//! along u, as for gradient penalties (`penalty_gradient.rs`). The kinks of the network are held where
//! they are at w. Against double backward in PyTorch the largest deviation, relative to a tensor's
//! largest value, is within 1e-3 (`train/tests/path_length.rs`).

use std::rc::Rc;

use super::PairGame;
use super::penalty_gradient::{RELATIVE_SHIFT, root_mean_square};
use crate::nn::{ActivationMask, Batch, Pass, Rows, StyleProbe, backward};
use crate::rng::Stream;

/// Images of G, and the gradient that flows into their values.
type PathOutput = (Batch<Rows>, Vec<f32>);

/// What is drawn for one penalty.
pub(in crate::train) struct PathDraws {
    /// Latent rows (N, Z).
    pub latents: Vec<f32>,
    /// Noise of the images (N, S, S, C).
    pub noise: Vec<f32>,
}

impl PairGame {
    /// Fresh latents and noise.
    pub(super) fn draw_paths(&mut self) -> PathDraws {
        let penalty = self.own_steps.path_length.as_ref().expect("it is due");
        let rows = penalty.rows(self.own_steps.batch);
        let part = self.next_part();
        let mut draws = self.seed.at(Stream::Penalty, self.step, part);
        let mut latents = vec![0.0; rows * self.sizes.latent];
        draws.normal(&mut latents);
        let mut noise = vec![0.0; rows * self.sizes.sample];
        draws.normal(&mut noise);
        let positions = self.sizes.sample / self.generator.network.output_channels();
        let scale = 1.0 / (positions as f32).sqrt();
        noise.iter_mut().for_each(|value| *value *= scale);
        PathDraws { latents, noise }
    }

    /// The penalty at these draws, and the outputs whose backward pass is its gradient.
    pub(super) fn path_length_penalty(&mut self, drawn: PathDraws) -> (f64, Vec<PathOutput>) {
        let PathDraws { latents, noise } = drawn;
        let layer_noise = self.layer_noise(Stream::GeneratorNoise);
        let latents = self.batch_of(&latents, self.sizes.latent);
        let latents = latents.styled(self.styling).with_noise(layer_noise);
        let mask = ActivationMask::default();
        let probe = StyleProbe::default();
        let measured = latents.detach().recording_mask(&mask);
        let measured = measured.measuring_styles(&probe);
        let images = self.generator.network.apply(measured, Pass::Frozen);
        let mut gradients = backward(vec![(images, noise.clone())]);
        let mut directions = probe.take_gradients(&mut gradients);
        let value = self.penalise_paths(&mut directions, latents.rows());
        let size = mean_square(&directions).sqrt();
        let mut outputs = Vec::new();
        // Equal lengths have no direction; a NaN goes on, so that it is seen.
        if size != 0.0 {
            // Mapped latents are of the size of 1.
            let shift = RELATIVE_SHIFT / size;
            let directions = Rc::new(directions);
            for sign in [1.0, -1.0] {
                let moved = latents.detach().replaying_mask(&mask);
                let moved = moved.moving_styles(&directions, (sign * shift) as f32);
                let images = self.generator.network.apply(moved, Pass::Train);
                let scale = (sign / (2.0 * shift)) as f32;
                outputs.push((images, noise.iter().map(|value| scale * value).collect()));
            }
        }
        (value, outputs)
    }

    /// The penalty of gradients (N, W) by the latents of each layer; turns them into its derivative by
    /// them.
    fn penalise_paths(&mut self, gradients: &mut [Vec<f32>], rows: usize) -> f64 {
        let layers = gradients.len() as f64;
        let mut squares = vec![0f64; rows];
        for layer in &*gradients {
            let width = layer.len() / rows;
            for (square, row) in squares.iter_mut().zip(layer.chunks_exact(width)) {
                let of_row = row.iter().map(|value| f64::from(*value).powi(2));
                *square += of_row.sum::<f64>();
            }
        }
        let lengths: Vec<f64> = squares.iter().map(|sum| (sum / layers).sqrt()).collect();
        let penalty = self.own_steps.path_length.as_mut().expect("it is due");
        let (value, slopes) = penalty.penalise(&lengths);
        // d l / d v = v / (layers l).
        let factor = |(slope, length): (&f64, &f64)| match *length > 0.0 {
            true => (slope / (layers * length)) as f32,
            false => 0.0,
        };
        let factors: Vec<f32> = slopes.iter().zip(&lengths).map(factor).collect();
        for layer in gradients {
            let width = layer.len() / rows;
            for (row, factor) in layer.chunks_exact_mut(width).zip(&factors) {
                row.iter_mut().for_each(|value| *value *= factor);
            }
        }
        value
    }
}

/// The mean square over the values of all layers.
fn mean_square(layers: &[Vec<f32>]) -> f64 {
    let squares = layers.iter().map(|layer| root_mean_square(layer).powi(2));
    squares.sum::<f64>() / layers.len() as f64
}

#[cfg(test)]
impl PairGame {
    /// The penalty at these draws, and its gradient for every parameter of G: one SGD step, so long that
    /// large parameters do not round it.
    pub(in crate::train) fn path_length_and_gradient(
        &mut self,
        drawn: PathDraws,
    ) -> (f64, Vec<crate::nn::NamedTensor>) {
        const RATE: f32 = 1e6;
        let before = self.generator.named_tensors();
        let (value, outputs) = self.path_length_penalty(drawn);
        self.generator.gradients = Some(backward(outputs));
        self.generator.step(&self.device, f64::from(RATE));
        let mut tensors = self.generator.named_tensors();
        for (after, before) in tensors.iter_mut().zip(&before) {
            let values = after.values.iter_mut().zip(&before.values);
            values.for_each(|(after, before)| *after = (before - *after) / RATE);
        }
        (value, tensors)
    }
}
