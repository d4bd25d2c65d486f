//! A variational autoencoder behind the seam of games: G is its decoder, which samples are drawn from
//! as from any other, and there is no D.
//!
//! An update is one forward and backward pass through encoder and decoder, for which the loop asks as
//! for one of G. The latent rows that it gives are the noise of the reparameterisation.

mod losses;

use super::game::{AutoencoderTerms, BackwardReport, FakeSource, Game};
use super::typed_game::TrainedNetwork;
use crate::config::Run;
use crate::models::{Autoencoder, Player};
use crate::nn::{
    Batch, BatchShape, Device, Gradients, Initializer, Layer, Module, Modules, NamedTensor, Pass,
    ThreadPool, backward,
};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;
use crate::strategies::{DiscriminatorMetrics, Vae};

type ImageShape<A> = <<A as Autoencoder>::Encoder as Layer>::Input;
type PosteriorShape<A> = <<A as Autoencoder>::Encoder as Layer>::Output;
type LatentShape<A> = <<A as Autoencoder>::Decoder as Layer>::Input;

const NO_DISCRIMINATOR: &str = "an autoencoder has no discriminator";

/// An autoencoder that is trained. The device comes last: it is dropped after every tensor has gone back
/// to its cache.
pub(super) struct AutoencoderGame<A: Autoencoder> {
    pub(super) encoder: TrainedNetwork<A::Encoder>,
    pub(super) decoder: TrainedNetwork<A::Decoder>,
    vae: Vae,
    forward: Option<ForwardPass<A>>,
    gradients: Option<Gradients>,
    device: Device,
}

/// The last forward pass.
struct ForwardPass<A: Autoencoder> {
    made: Batch<ImageShape<A>>,
    gradient: Vec<f32>,
    terms: AutoencoderTerms,
}

/// Pixels in [-1, 1] as the networks have them, in [0, 1].
fn to_unit(value: f32) -> f32 {
    (value + 1.0) / 2.0
}

impl<A: Autoencoder> AutoencoderGame<A> {
    /// Number of latents Z.
    const LATENTS: usize = LatentShape::<A>::ROW_SIZE;

    /// Fresh networks for a run.
    pub fn new(run: &Run, seed: Seed) -> Self {
        let device = Device::new(ThreadPool::new(run.threads));
        let mut draws = seed.at(Stream::DiscriminatorWeights, 0, 0);
        let encoder = A::Encoder::new(&mut Initializer::new(
            &device,
            A::INITIALIZATION,
            &mut draws,
        ));
        let mut draws = seed.at(Stream::GeneratorWeights, 0, 0);
        let decoder = A::Decoder::new(&mut Initializer::new(
            &device,
            A::INITIALIZATION,
            &mut draws,
        ));
        Self {
            encoder: TrainedNetwork::new(encoder, &run.optimizer, 1.0),
            decoder: TrainedNetwork::new(decoder, &run.optimizer, 1.0),
            vae: run.vae,
            forward: None,
            gradients: None,
            device,
        }
    }

    /// Rows of data as the networks have them.
    fn images(&self, rows: &[f32]) -> Batch<ImageShape<A>> {
        let shape = ImageShape::<A>::with_rows(rows.len() / ImageShape::<A>::ROW_SIZE);
        self.device.batch(shape, |out| {
            let pixels = out.iter_mut().zip(rows);
            pixels.for_each(|(out, value)| *out = to_unit(*value));
        })
    }

    /// Images of latents (N, Z), as rows of data.
    fn decode(&mut self, latents: &[f32]) -> Vec<f32> {
        let shape = LatentShape::<A>::with_rows(latents.len() / Self::LATENTS);
        let batch = self.device.batch(shape, |out| out.copy_from_slice(latents));
        let made = self.decoder.network.forward(batch, Pass::Eval);
        made.values()
            .iter()
            .map(|value| 2.0 * value - 1.0)
            .collect()
    }

    /// The forward pass, kept for the backward pass; returns the loss.
    fn run(&mut self, real: &[f32], noise: &[f32]) -> f64 {
        let images = self.images(real);
        let (wanted, rows) = (images.detach(), images.rows());
        let posterior = self.encoder.network.forward(images, Pass::Train);
        let kl = losses::kl(posterior.values(), Self::LATENTS, self.vae.kl_weight);
        let active_latents = losses::active_latents(posterior.values(), Self::LATENTS);
        let latents = posterior
            .adding_gradient(kl.gradient)
            .reparameterized::<LatentShape<A>>(noise, self.vae.exponent() as f32, Pass::Train);
        let made = self.decoder.network.forward(latents, Pass::Train);
        let error = losses::reconstruction(made.values(), wanted.values(), rows);
        let terms = AutoencoderTerms {
            reconstruction: error.value,
            kl: kl.value,
            active_latents,
        };
        self.forward = Some(ForwardPass {
            made,
            gradient: error.gradient,
            terms,
        });
        terms.reconstruction + self.vae.kl_weight * terms.kl
    }
}

impl<A: Autoencoder> Game for AutoencoderGame<A> {
    fn latent_size(&self) -> usize {
        Self::LATENTS
    }

    fn begin_step(&mut self, _: u64, _: f64) {}

    fn resume_after(&mut self, _: u64) {}

    fn set_look_ahead(&mut self, _: bool) {}

    fn generate_shared_fakes(&mut self, _: &[f32]) {
        panic!("{NO_DISCRIMINATOR}");
    }

    fn discriminator_forward(&mut self, _: &[f32], _: FakeSource) -> DiscriminatorMetrics {
        panic!("{NO_DISCRIMINATOR}");
    }

    fn generator_forward(&mut self, real: &[f32], fakes: FakeSource) -> f64 {
        match fakes {
            FakeSource::Latents(noise) => self.run(real, noise),
            FakeSource::Shared => panic!("{NO_DISCRIMINATOR}"),
        }
    }

    fn backward(&mut self, _: Player) -> BackwardReport {
        let ForwardPass {
            made,
            gradient,
            terms,
        } = self
            .forward
            .take()
            .expect("the forward pass comes before the backward pass");
        self.gradients = Some(backward(vec![(made, gradient)]));
        BackwardReport {
            autoencoder: Some(terms),
            ..BackwardReport::default()
        }
    }

    /// Both networks take their step; the norm is that of the gradient of both.
    fn step(&mut self, _: Player, learning_rate: f64) -> f64 {
        let gradients = self.gradients.take();
        let mut gradients = gradients.expect("the backward pass comes before the step");
        let (device, rate) = (&self.device, learning_rate);
        let decoder = self.decoder.step_against(device, &mut gradients, rate);
        let encoder = self.encoder.step_against(device, &mut gradients, rate);
        decoder.hypot(encoder)
    }

    fn take_own_penalty(&mut self) -> Option<f64> {
        None
    }

    fn save_player(&mut self, _: Player) {
        panic!("{NO_DISCRIMINATOR}");
    }

    fn restore_player(&mut self, _: Player) {
        panic!("{NO_DISCRIMINATOR}");
    }

    fn restore_parameters(&mut self, _: Player) {
        panic!("{NO_DISCRIMINATOR}");
    }

    fn sample(&mut self, latents: &[f32]) -> Vec<f32> {
        self.decode(latents)
    }

    fn sample_mixed(&mut self, _: &[f32], _: usize) -> Vec<f32> {
        panic!("a decoder has no styles");
    }

    fn reconstruct(&mut self, real: &[f32]) -> Vec<f32> {
        let images = self.images(real);
        let posterior = self.encoder.network.forward(images, Pass::Eval);
        let rows = posterior
            .values()
            .chunks_exact(PosteriorShape::<A>::ROW_SIZE);
        let means: Vec<f32> = rows
            .flat_map(|row| &row[..Self::LATENTS])
            .copied()
            .collect();
        self.decode(&means)
    }

    fn generator_modules(&mut self) -> Vec<Module> {
        let mut modules = Modules::new(None);
        self.decoder.network.describe(&mut modules);
        modules.onto_samples();
        modules.list
    }

    /// G is the decoder, and in D's place is the encoder.
    fn named_tensors(&mut self, player: Player) -> Vec<NamedTensor> {
        match player {
            Player::Generator => self.decoder.named_tensors(),
            Player::Discriminator => self.encoder.named_tensors(),
        }
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        state.scope("decoder", |state| self.decoder.visit_state(state));
        state.scope("encoder", |state| self.encoder.visit_state(state));
    }
}
