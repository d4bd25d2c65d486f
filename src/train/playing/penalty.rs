//! Penalties on the gradient of D with respect to its input.
//!
//! dfdx has no double backward. With v_i the gradient at row i, held constant, the gradient of a
//! penalty sum_i p(|v_i|) with respect to D's parameters is the derivative of d/de grad S(x + e u)
//! at e = 0, S the sum of D's logits and u_i = p'(|v_i|) v_i / |v_i|. It is taken by central
//! difference along u, with every unit held on the side of its kinks that it has at x
//! (`nn::Pattern`; the distances of minibatch discrimination are not held): exact for piecewise
//! linear layers but for rounding, within O(e^2) for smooth ones.

use super::{Playing, SampleShape};
use crate::config::Regularizer;
use crate::models::Pair;
use crate::nn::{ActivationMask, Batch, BatchShape, Features, Layer, Pass, backward};
use crate::rng::Stream;

/// Root mean square of the shift along u, relative to that of the rows.
const SHIFT: f64 = 3e-3;

/// Where D's gradient is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Real,
    Fake,
    /// On the line between a real and a fake row.
    Between,
    /// Around real rows: uniform noise of `spread` standard deviations of the batch to either side.
    Around {
        spread: f64,
    },
}

/// What is penalised, of the norm n of the gradient of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// gamma / 2 n^2.
    Square { gamma: f64 },
    /// weight (n - target)^2.
    Target { weight: f64, target: f64 },
}

/// One gradient penalty: `r1`, `r2`, `wgan_gp` or `dragan`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Penalty {
    place: Place,
    form: Form,
    /// Taken at every so many updates of D, and so many times as strong (Karras et al. 2020,
    /// appendix B).
    every: u64,
}

/// Logits with the gradient that flows into each.
pub(super) type Seeded = (Batch<Features<1>>, Vec<f32>);

impl Penalty {
    pub fn new(regularizer: &Regularizer) -> Option<Self> {
        let (place, form, every) = match *regularizer {
            Regularizer::R1 { gamma, every } => (Place::Real, Form::Square { gamma }, every),
            Regularizer::R2 { gamma, every } => (Place::Fake, Form::Square { gamma }, every),
            Regularizer::WganGp {
                weight,
                target,
                every,
                ..
            } => (Place::Between, Form::Target { weight, target }, every),
            Regularizer::Dragan {
                weight,
                target,
                spread,
                every,
            } => (
                Place::Around { spread },
                Form::Target { weight, target },
                every,
            ),
            _ => return None,
        };
        Some(Self {
            place,
            form,
            every: every as u64,
        })
    }
}

impl Form {
    /// The penalty of a sample whose gradient has this norm, and p'(n) / n, which makes its
    /// gradient the direction u.
    fn of(self, norm: f64) -> (f64, f64) {
        match self {
            Form::Square { gamma } => (0.5 * gamma * norm * norm, gamma),
            Form::Target { weight, target } => {
                let off = norm - target;
                let slope = if norm > 0.0 {
                    2.0 * weight * off / norm
                } else {
                    0.0
                };
                (weight * off * off, slope)
            }
        }
    }
}

/// Root mean square.
fn size(values: &[f32]) -> f64 {
    (values
        .iter()
        .map(|value| f64::from(*value).powi(2))
        .sum::<f64>()
        / values.len() as f64)
        .sqrt()
}

/// The standard deviation over all values.
fn deviation(values: &[f32]) -> f64 {
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len() as f64;
    (values
        .iter()
        .map(|value| (f64::from(*value) - mean).powi(2))
        .sum::<f64>()
        / values.len() as f64)
        .sqrt()
}

impl<P: Pair> Playing<P> {
    /// The sum of all penalties that are due, and what they add to the backward pass of D's loss.
    pub(super) fn penalties(
        &mut self,
        real: &Batch<SampleShape<P>>,
        fake: &Batch<SampleShape<P>>,
    ) -> (f64, Vec<Seeded>) {
        let (mut sum, mut seeded) = (0.0, Vec::new());
        for penalty in self.penalties.clone() {
            if !self.updates[1].is_multiple_of(penalty.every) {
                continue;
            }
            let place = self.place(penalty.place, real, fake);
            sum += penalty.every as f64 * self.penalty(penalty, place, &mut seeded);
        }
        (sum, seeded)
    }

    fn place(
        &mut self,
        place: Place,
        real: &Batch<SampleShape<P>>,
        fake: &Batch<SampleShape<P>>,
    ) -> Batch<SampleShape<P>> {
        let width = SampleShape::<P>::ROW_SIZE;
        let mut draws = self.seed.at(Stream::Penalty, self.step, self.part());
        match place {
            Place::Real => real.detach(),
            Place::Fake => fake.detach(),
            Place::Between => {
                // One share for all samples that D judges together: the line is between what it
                // sees.
                let group = width * self.packing;
                let mut shares = vec![0.0; real.rows() / self.packing];
                draws.uniform(0.5, &mut shares);
                let mut rows = self.rows(real.values());
                let places = rows
                    .values_mut()
                    .chunks_exact_mut(group)
                    .zip(fake.values().chunks_exact(group));
                for ((real, fake), share) in places.zip(shares) {
                    real.iter_mut()
                        .zip(fake)
                        .for_each(|(real, fake)| *real += (0.5 - share) * (fake - *real));
                }
                rows
            }
            Place::Around { spread } => {
                let bound = (spread * deviation(real.values())) as f32;
                let noise = self
                    .device
                    .batch(SampleShape::<P>::with_rows(real.rows()), |out| {
                        draws.uniform(bound, out)
                    });
                real.detach().add_scaled(1.0, noise.values(), Pass::Frozen)
            }
        }
    }

    /// The penalty, and the two shifted passes whose difference is its gradient.
    fn penalty(
        &mut self,
        penalty: Penalty,
        place: Batch<SampleShape<P>>,
        seeded: &mut Vec<Seeded>,
    ) -> f64 {
        let noise = P::Discriminator::RANDOM.then(|| self.layer_noise(Stream::DiscriminatorNoise));
        let with_noise = |rows: Batch<SampleShape<P>>| match noise {
            Some(noise) => rows.with_noise(noise),
            None => rows,
        };
        let mask = ActivationMask::default();
        let rows = with_noise(place.detach())
            .requiring_gradient()
            .recording_mask(&mask);
        let logits = self.discriminator.network.forward(rows, Pass::Frozen);
        let samples = logits.rows() as f64;
        let ones = vec![1.0; logits.rows()];
        let mut gradients = backward(vec![(logits, ones)]);
        let mut direction = place.gradient(&mut gradients);
        drop(gradients);
        let mut value = 0.0;
        for sample in direction
            .values_mut()
            .chunks_exact_mut(SampleShape::<P>::ROW_SIZE * self.packing)
        {
            let norm = sample
                .iter()
                .map(|value| f64::from(*value).powi(2))
                .sum::<f64>()
                .sqrt();
            let (of_sample, slope) = penalty.form.of(norm);
            value += of_sample / samples;
            let slope = (penalty.every as f64 * slope / samples) as f32;
            sample.iter_mut().for_each(|value| *value *= slope);
        }
        let length = size(direction.values());
        // A flat D has no direction; a NaN goes on, so that it is seen.
        if length != 0.0 {
            let step = SHIFT * size(place.values()).max(f64::from(f32::MIN_POSITIVE)) / length;
            for sign in [1.0, -1.0] {
                let rows = with_noise(place.detach()).add_scaled(
                    (sign * step) as f32,
                    direction.values(),
                    Pass::Train,
                );
                let logits = self
                    .discriminator
                    .network
                    .forward(rows.replaying_mask(&mask), Pass::Train);
                let seeds = vec![(sign / (2.0 * step)) as f32; logits.rows()];
                seeded.push((logits, seeds));
            }
        }
        value
    }
}

#[cfg(test)]
impl<P: Pair> Playing<P> {
    /// The value of the only penalty at these rows, and its gradient for every parameter of D: one
    /// SGD step of rate 1.
    pub(in crate::train) fn penalty_and_gradient(
        &mut self,
        rows: &[f32],
    ) -> (f64, Vec<crate::nn::NamedTensor>) {
        let before = crate::nn::named_tensors(&mut self.discriminator.network);
        let place = self.rows(rows);
        let mut seeded = Vec::new();
        let value = self.penalty(self.penalties[0], place, &mut seeded);
        self.discriminator.gradients = Some(backward(seeded));
        self.discriminator.apply(1.0);
        let mut tensors = crate::nn::named_tensors(&mut self.discriminator.network);
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
