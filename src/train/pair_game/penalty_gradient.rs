//! Gradient penalties without double backward.
//!
//! dfdx cannot differentiate a gradient. With v_i the gradient of D at row i, the gradient of a
//! penalty sum_i p(|v_i|) with respect to D's parameters is the derivative of d/de grad S(x + e u)
//! at e = 0, with S the sum of D's logits and u_i = p'(|v_i|) v_i / |v_i|, held constant. It is
//! taken by a central difference along u: two more forward passes, whose logits join the backward
//! pass of D's loss.
//!
//! A unit that crosses the kink of its leaky ReLU between the two would add a jump that automatic
//! differentiation does not have. So the pass at x records which side each unit is on
//! ([`ActivationMask`]), and the shifted passes replay it: along u the network is then smooth. The
//! result is exact for piecewise linear networks up to rounding, and within O(e^2) for smooth ones.
//! Against double backward in PyTorch the largest deviation, relative to a tensor's largest value,
//! is within 5e-4 for piecewise linear networks (f32 rounding) and within 1e-3 for smooth ones and
//! BatchNorm (`train/tests/penalties.rs`). The distances of minibatch discrimination have kinks that
//! the mask does not hold.

use super::PairGame;
use super::class_logits::output_gradient;
use super::passes::{MeasuredPass, RealAndFake, Viewed};
use crate::nn::{ActivationMask, Batch, LayerNoise, Pass, Rows, backward};
use crate::rng::Stream;
use crate::strategies::{GradientPenalty, PenaltyLocation};

/// Root mean square of the shift e u, relative to that of the samples.
pub(super) const RELATIVE_SHIFT: f64 = 3e-3;

/// Output rows of a network, and the gradient that flows into each value.
pub(super) type PenaltyOutput = (Batch<Rows>, Vec<f32>);

pub(super) fn root_mean_square(values: &[f32]) -> f64 {
    (values
        .iter()
        .map(|value| f64::from(*value).powi(2))
        .sum::<f64>()
        / values.len() as f64)
        .sqrt()
}

/// The standard deviation over all values.
fn standard_deviation(values: &[f32]) -> f64 {
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len() as f64;
    (values
        .iter()
        .map(|value| (f64::from(*value) - mean).powi(2))
        .sum::<f64>()
        / values.len() as f64)
        .sqrt()
}

fn scale(values: &mut [f32], factor: f32) {
    if factor != 1.0 {
        values.iter_mut().for_each(|value| *value *= factor);
    }
}

fn with_noise(samples: Batch<Rows>, noise: Option<LayerNoise>) -> Batch<Rows> {
    match noise {
        Some(noise) => samples.with_noise(noise),
        None => samples,
    }
}

impl PairGame {
    /// Number of D's update at hand, from 0, with those of a look-ahead: every k-th has a penalty.
    pub(super) fn discriminator_update(&self) -> u64 {
        self.updates.discriminator + self.steps_ahead
    }

    /// Whether D's own pass on samples serves a penalty at them that is due: nothing that D sees is
    /// random, so another pass would give the same logits.
    pub(super) fn penalty_shares_pass(&self, at: PenaltyLocation) -> bool {
        let updates = self.discriminator_update();
        let is_due = |penalty: &GradientPenalty| {
            penalty.location == at && !penalty.own_step && updates.is_multiple_of(penalty.every)
        };
        !self.sees_at_random && self.gradient_penalties.iter().any(is_due)
    }

    /// The sum of all gradient penalties that are due, those with steps of their own or those without,
    /// and the outputs whose backward pass is their gradient.
    pub(super) fn gradient_penalties(
        &mut self,
        samples: &RealAndFake<Viewed>,
        mut measured: RealAndFake<Option<MeasuredPass>>,
        own_step: bool,
    ) -> (f64, Vec<PenaltyOutput>) {
        let (mut sum, mut outputs) = (0.0, Vec::new());
        for penalty in self.gradient_penalties.clone() {
            let is_due = self.discriminator_update().is_multiple_of(penalty.every);
            if !is_due || penalty.own_step != own_step {
                continue;
            }
            let points = self.penalised_points(penalty.location, samples);
            let measured = match penalty.location {
                PenaltyLocation::Real => measured.real.take(),
                PenaltyLocation::Fake => measured.fake.take(),
                _ => None,
            };
            let value = self.gradient_penalty(penalty, &points, measured, &mut outputs);
            sum += penalty.every as f64 * value;
        }
        (sum, outputs)
    }

    /// How many pixels repeat one along each axis at the level to which the pair has grown.
    pub(super) fn pixel_repeats(&self) -> usize {
        let growth = self.growth.as_ref().zip(self.growth());
        growth.map_or(1, |(schedule, growth)| schedule.repeats(growth))
    }

    /// The points at which D's gradient is penalised. At real and fake samples it is D as a function of
    /// the sample before augmentation (Karras et al. 2020; Huang et al. 2024); between the two, where
    /// each has another augmentation, D as a function of what it sees.
    fn penalised_points(
        &mut self,
        location: PenaltyLocation,
        RealAndFake { real, fake }: &RealAndFake<Viewed>,
    ) -> Viewed {
        let mut draws = self.seed.at(Stream::Penalty, self.step, self.next_part());
        match location {
            PenaltyLocation::Real => real.detach(),
            PenaltyLocation::Fake => fake.detach(),
            PenaltyLocation::Interpolated => {
                // One weight for all samples that D judges together: the line is between what it
                // sees.
                let mut weights = vec![0.0; real.samples.rows() / self.packing];
                draws.uniform(0.5, &mut weights);
                let [real, fake] = [real, fake].map(|viewed| viewed.detach().seen(Pass::Frozen));
                Viewed {
                    samples: self.interpolate(&real, &fake, &weights),
                    view: None,
                }
            }
            PenaltyLocation::AroundReal { spread } => {
                let samples = &real.samples;
                let pixels = self.sample_rows.pixels(samples.values());
                // Of a pair that grows, D sees the mean of the values that repeat a pixel.
                let spread = spread * self.pixel_repeats() as f64;
                let bound = (spread * standard_deviation(&pixels)) as f32;
                let shape = (samples.rows(), self.sizes.sample);
                let noise = self.device.batch(shape, |out| {
                    draws.uniform(bound, out);
                    self.clear_labels(out);
                });
                real.with_samples(
                    samples
                        .detach()
                        .add_scaled(1.0, noise.values(), Pass::Frozen),
                )
            }
        }
    }

    /// (1/2 + w) real + (1/2 - w) fake, with one w in [-1/2, 1/2] for each pack of samples.
    fn interpolate(&self, real: &Batch<Rows>, fake: &Batch<Rows>, weights: &[f32]) -> Batch<Rows> {
        let pack_size = self.sizes.sample * self.packing;
        let mut points = self.batch_of(real.values(), self.sizes.sample);
        let packs = points
            .values_mut()
            .chunks_exact_mut(pack_size)
            .zip(fake.values().chunks_exact(pack_size));
        for ((real, fake), weight) in packs.zip(weights) {
            real.iter_mut()
                .zip(fake)
                .for_each(|(real, fake)| *real += (0.5 - weight) * (fake - *real));
        }
        points
    }

    /// The value of one penalty; adds the outputs of the two shifted passes whose difference is its
    /// gradient.
    fn gradient_penalty(
        &mut self,
        penalty: GradientPenalty,
        points: &Viewed,
        measured: Option<MeasuredPass>,
        outputs: &mut Vec<PenaltyOutput>,
    ) -> f64 {
        let noise = self
            .discriminator
            .network
            .is_random()
            .then(|| self.layer_noise(Stream::DiscriminatorNoise));
        let measured = measured.unwrap_or_else(|| self.measured_pass(points, noise));
        let (mut direction, mask) = self.input_gradient(points, measured);
        let pack_size = self.sizes.sample * self.packing;
        // Of a pair that grows, the slope by the level's own pixels is meant.
        let repeats = self.pixel_repeats() as f32;
        scale(direction.values_mut(), repeats);
        let value = penalty.penalise(direction.values_mut(), pack_size, self.progress());
        scale(direction.values_mut(), repeats);
        let length = root_mean_square(direction.values());
        // A flat D has no direction, nor has one whose slope f32 can hardly hold; a NaN goes on, so that
        // it is seen.
        if length.is_nan() || length > f64::from(f32::MIN_POSITIVE) {
            let pixels = self.sample_rows.pixels(points.samples.values());
            // Samples that are all 0 have no size to go by.
            let size = match root_mean_square(&pixels) {
                0.0 => 1.0,
                size => size,
            };
            let shift = RELATIVE_SHIFT * size / length;
            for sign in [1.0, -1.0] {
                let shifted = with_noise(points.samples.detach(), noise)
                    .add_scaled((sign * shift) as f32, direction.values(), Pass::Train)
                    .replaying_mask(&mask);
                let shifted = points.with_samples(shifted).seen(Pass::Train);
                let logits = self.discriminator.network.apply(shifted, Pass::Train);
                let gradient = vec![(sign / (2.0 * shift)) as f32; logits.rows()];
                let gradient = output_gradient(gradient, self.sizes.logits, None);
                outputs.push((logits, gradient));
            }
        }
        value
    }

    /// Takes what is about labels out of rows like samples: penalties are about pixels alone.
    fn clear_labels(&self, rows: &mut [f32]) {
        if self.sizes.classes > 0 {
            let rows = rows.chunks_exact_mut(self.sizes.sample);
            rows.for_each(|row| row[self.sizes.pixels()..].fill(0.0));
        }
    }

    /// D's pass at `points` with a tape that leads to them.
    fn measured_pass(&mut self, points: &Viewed, noise: Option<LayerNoise>) -> MeasuredPass {
        let mask = ActivationMask::default();
        let input = with_noise(points.samples.detach(), noise)
            .requiring_gradient()
            .recording_mask(&mask);
        let input = points.with_samples(input).seen(Pass::Frozen);
        let logits = self.discriminator.network.apply(input, Pass::Frozen);
        MeasuredPass { logits, mask }
    }

    /// The gradient of the sum of D's logits with respect to its input at `points`, and which side of
    /// its kinks each unit is on there.
    fn input_gradient(
        &mut self,
        points: &Viewed,
        MeasuredPass { logits, mask }: MeasuredPass,
    ) -> (Batch<Rows>, ActivationMask) {
        let ones = output_gradient(vec![1.0; logits.rows()], self.sizes.logits, None);
        let mut gradients = backward(vec![(logits, ones)]);
        let mut gradient = points.samples.gradient(&mut gradients);
        self.clear_labels(gradient.values_mut());
        (gradient, mask)
    }
}

#[cfg(test)]
impl PairGame {
    /// The value of the only penalty at these rows, and its gradient for every parameter of D: one
    /// SGD step with learning rate 1.
    pub(in crate::train) fn penalty_and_gradient(
        &mut self,
        rows: &[f32],
    ) -> (f64, Vec<crate::nn::NamedTensor>) {
        let before = self.discriminator.named_tensors();
        let points = Viewed {
            samples: self.batch_of(rows, self.sizes.sample),
            view: None,
        };
        let mut outputs = Vec::new();
        let value = self.gradient_penalty(self.gradient_penalties[0], &points, None, &mut outputs);
        self.discriminator.gradients = Some(backward(outputs));
        self.discriminator.step(&self.device, 1.0);
        let mut tensors = self.discriminator.named_tensors();
        for (after, before) in tensors.iter_mut().zip(&before) {
            after
                .values
                .iter_mut()
                .zip(&before.values)
                .for_each(|(after, before)| *after = before - *after);
        }
        (value, tensors)
    }
}
