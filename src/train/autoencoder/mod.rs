//! A variational autoencoder behind the seam of games: G is its decoder, which samples are drawn from
//! as from any other, and there is no D.
//!
//! An update is one forward and backward pass through encoder and decoder, for which the loop asks as
//! for one of G. The latent rows that it gives are the noise of the reparameterisation.

mod losses;

use super::game::{AutoencoderTerms, BackwardReport, FakeSource, Game};
use super::pair_game::TrainedNetwork;
use crate::config::Run;
use crate::models::{AnyAutoencoder, NewNetwork, Player};
use crate::nn::{
    Batch, Device, Gradients, Initializer, Module, Modules, NamedTensor, Pass, Rows, ThreadPool,
    backward,
};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;
use crate::strategies::{DiscriminatorMetrics, Optimizer, Vae};

const NO_DISCRIMINATOR: &str = "an autoencoder has no discriminator";

/// An autoencoder that is trained. The device comes last: it is dropped after every tensor has gone back
/// to its cache.
pub(super) struct AutoencoderGame {
    pub(super) encoder: TrainedNetwork,
    pub(super) decoder: TrainedNetwork,
    /// Number of latents Z.
    latents: usize,
    vae: Vae,
    optimizer: Optimizer,
    /// Steps of the run.
    steps: usize,
    forward: Option<ForwardPass>,
    gradients: Option<Gradients>,
    device: Device,
}

/// The last forward pass.
struct ForwardPass {
    made: Batch<Rows>,
    gradient: Vec<f32>,
    terms: AutoencoderTerms,
}

/// Pixels in [-1, 1] as the networks have them, in [0, 1].
fn to_unit(value: f32) -> f32 {
    (value + 1.0) / 2.0
}

impl AutoencoderGame {
    /// Fresh networks for a run.
    pub fn new(networks: &AnyAutoencoder, run: &Run, seed: Seed) -> Self {
        let device = Device::new(ThreadPool::new(run.threads));
        let new = |new: &NewNetwork, stream| {
            let mut draws = seed.at(stream, 0, 0);
            let mut initializer = Initializer::new(&device, networks.initialization, &mut draws);
            TrainedNetwork::new(new(&mut initializer), &run.optimizer, 1.0)
        };
        let encoder = new(&networks.new_encoder, Stream::DiscriminatorWeights);
        let decoder = new(&networks.new_decoder, Stream::GeneratorWeights);
        Self {
            latents: decoder.network.input_size(),
            encoder,
            decoder,
            vae: run.vae,
            optimizer: run.optimizer.clone(),
            steps: run.steps,
            forward: None,
            gradients: None,
            device,
        }
    }

    /// Rows of data as the networks have them.
    fn images(&self, rows: &[f32]) -> Batch<Rows> {
        let size = self.encoder.network.input_size();
        let shape = (rows.len() / size, size);
        self.device.batch(shape, |out| {
            let pixels = out.iter_mut().zip(rows);
            pixels.for_each(|(out, value)| *out = to_unit(*value));
        })
    }

    /// Images of latents (N, Z), as rows of data.
    fn decode(&mut self, latents: &[f32]) -> Vec<f32> {
        let shape = (latents.len() / self.latents, self.latents);
        let batch = self.device.batch(shape, |out| out.copy_from_slice(latents));
        let made = self.decoder.network.apply(batch, Pass::Eval);
        made.values()
            .iter()
            .map(|value| 2.0 * value - 1.0)
            .collect()
    }

    /// The forward pass, kept for the backward pass; returns the loss.
    fn run(&mut self, real: &[f32], noise: &[f32]) -> f64 {
        let images = self.images(real);
        let (wanted, rows) = (images.detach(), images.rows());
        let posterior = self.encoder.network.apply(images, Pass::Train);
        let kl = losses::kl(posterior.values(), self.latents, self.vae.kl_weight);
        let active_latents = losses::active_latents(posterior.values(), self.latents);
        let latents = posterior.adding_gradient(kl.gradient).reparameterized(
            noise,
            self.vae.exponent() as f32,
            Pass::Train,
        );
        let made = self.decoder.network.apply(latents, Pass::Train);
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

impl Game for AutoencoderGame {
    fn latent_size(&self) -> usize {
        self.latents
    }

    fn begin_step(&mut self, step: u64, _: f64) {
        let progress = step.saturating_sub(1) as f64 / self.steps as f64;
        if let Some(beta2) = self.optimizer.scheduled_beta2(progress) {
            self.encoder.set_beta2(beta2);
            self.decoder.set_beta2(beta2);
        }
    }

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
        let posterior = self.encoder.network.apply(images, Pass::Eval);
        let rows = posterior.values().chunks_exact(posterior.row_size());
        let means: Vec<f32> = rows.flat_map(|row| &row[..self.latents]).copied().collect();
        self.decode(&means)
    }

    fn generator_modules(&mut self) -> Vec<Module> {
        let mut modules = Modules::new(None);
        self.decoder.network.describe_modules(&mut modules);
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
