//! [`Game`] for a generator and a discriminator.
//!
//! Regularisers act in five places: on targets and on logits (with the losses), on D's inputs
//! (`instance_noise.rs`, then `augmentation.rs`), on the gradient (`penalty_gradient.rs`), and on D's weights and its first
//! and last layer (`trained_network.rs`, and the layers themselves in `nn`).

mod augmentation;
mod backward;
mod class_logits;
mod forward;
mod game_impl;
mod growing;
mod instance_noise;
mod lazy_penalties;
mod own_steps;
mod passes;
mod path_length;
mod penalty_gradient;
mod sample_rows;
mod trained_network;
mod unrolled;
mod unrolled_steps;

use crate::config::{Data, Run};
use crate::models::{AnyPair, PerPlayer, Player, minibatch_features};
use crate::nn::{
    Batch, Device, GradientNorm, Growth, Initialization, Initializer, LayerNoise, Rows,
    SavedParameters, Styling, ThreadPool,
};
use crate::rng::{Seed, Stream};
use crate::strategies::{
    AverageDecay, GradientPenalty, LogitPenalties, Loss, Optimizer, Order, Regularizer,
    ReplayBuffer, Select, TargetSampler, step_share,
};
use augmentation::Augmenter;
use growing::GrowthSchedule;
use instance_noise::InstanceNoiseSampler;
use own_steps::OwnSteps;
use passes::{DiscriminatorPass, GeneratorPass};
#[cfg(test)]
pub(super) use path_length::PathDraws;
use sample_rows::SampleRows;
pub(super) use trained_network::TrainedNetwork;
use unrolled_steps::UnrolledSteps;

/// Numbers of values in the rows that the networks take and give.
#[derive(Clone, Copy, Debug)]
struct RowSizes {
    latent: usize,
    /// Of a sample, with its labels.
    sample: usize,
    /// One-hot label values at the end of latent and of sample rows.
    classes: usize,
    /// Of D's output: a logit, and class logits behind it.
    logits: usize,
}

impl RowSizes {
    /// Values of a sample row before its labels: what noise, augmentation and penalties act on.
    fn pixels(self) -> usize {
        self.sample - self.classes
    }
}

/// A pair of networks that is trained. The device comes last: it is dropped after every tensor has
/// gone back to its cache.
pub(super) struct PairGame {
    pub(super) generator: TrainedNetwork,
    pub(super) discriminator: TrainedNetwork,
    sizes: RowSizes,
    /// Whether each player has a single parameter.
    one_parameter_each: bool,
    /// The run's average of G, from which samples are drawn.
    generator_average: Option<SavedParameters>,
    average_decay: AverageDecay,
    loss: Loss,
    targets: Option<TargetSampler>,
    instance_noise: Option<InstanceNoiseSampler>,
    augmenter: Option<Augmenter>,
    /// Weight of the classification loss; 0 where D does not classify.
    class_weight: f64,
    logit_penalties: LogitPenalties,
    gradient_penalties: Vec<GradientPenalty>,
    /// Penalties with optimiser steps of their own.
    own_steps: OwnSteps,
    optimizer: Optimizer,
    /// D's steps ahead, where G's gradient goes through them.
    unrolled: UnrolledSteps,
    /// How styles are mixed and narrowed.
    styling: Styling,
    replay: Option<ReplayBuffer>,
    select: Select,
    /// Number of samples that D judges together.
    packing: usize,
    /// How rows of data become samples.
    sample_rows: SampleRows,
    /// How the pair grows, if it does.
    growth: Option<GrowthSchedule>,
    /// The fakes that both players use in this step, with their tape until G's forward pass.
    shared_fakes: Option<Batch<Rows>>,
    /// D's logits on the shared fakes from G's forward pass, with the tape for D's own update.
    shared_fake_logits: Option<Batch<Rows>>,
    /// D's output on the shared fakes from D's forward pass, with the tape that leads to G.
    logits_for_generator: Option<(Batch<Rows>, GradientNorm)>,
    /// D's logits on the real rows from its forward pass, where G's update sees the same D and rows.
    real_logits_for_generator: Option<Vec<f32>>,
    /// Whether both gradients are taken at the same D and nothing that it sees is random: what its own
    /// forward pass computes, G's need not compute again.
    shares_forward: bool,
    /// Whether D is the same in G's update and in its own one after it: G is updated first, and
    /// nothing that D sees is random.
    reuses_fake_logits: bool,
    /// Whether anything that D sees, or D itself, is random.
    sees_at_random: bool,
    discriminator_pass: Option<DiscriminatorPass>,
    generator_pass: Option<GeneratorPass>,
    /// Whether updates are a look-ahead, which will be undone.
    in_look_ahead: bool,
    /// Updates of D in the look-ahead at hand.
    steps_ahead: u64,
    /// Number of updates that were not a look-ahead.
    updates: PerPlayer<u64>,
    seed: Seed,
    step: u64,
    /// Number of steps of the run.
    steps: u64,
    adapted_strength: f64,
    /// Number of forward passes with random layers in this step.
    random_passes: u16,
    /// Number of other random draws so far in this step, each of which has its own part of a
    /// stream.
    stream_parts: u16,
    device: Device,
}

/// A network of a player, with fresh parameters: as its model says, or where its data say that it
/// starts.
fn new_network(
    pair: &AnyPair,
    player: Player,
    (run, seed): (&Run, Seed),
    device: &Device,
) -> TrainedNetwork {
    let (new, stream) = match player {
        Player::Generator => (&pair.new_generator, Stream::GeneratorWeights),
        Player::Discriminator => (&pair.new_discriminator, Stream::DiscriminatorWeights),
    };
    let initialization = match (&run.data, player) {
        (Data::Dirac(start), Player::Generator) => Initialization::Constant(start.theta as f32),
        (Data::Dirac(start), Player::Discriminator) => Initialization::Constant(start.psi as f32),
        _ => pair.initialization,
    };
    let mut draws = seed.at(stream, 0, 0);
    let mut initializer = Initializer::new(device, initialization, &mut draws);
    if player == Player::Discriminator {
        initializer = initializer
            .with_packing(run.packing)
            .with_minibatch(minibatch_features(&run.regularize));
    }
    let share = step_share(&run.regularize, player == Player::Generator);
    TrainedNetwork::new(new(&mut initializer), &run.optimizer, share)
}

impl PairGame {
    /// Fresh networks for a run; `seed` is that of its weights and of all that is random in it.
    pub(super) fn new(pair: &AnyPair, run: &Run, seed: Seed) -> Self {
        let device = Device::new(ThreadPool::new(run.threads));
        let mut generator = new_network(pair, Player::Generator, (run, seed), &device);
        let mut discriminator = new_network(pair, Player::Discriminator, (run, seed), &device);
        let sizes = RowSizes {
            latent: generator.network.input_size(),
            sample: generator.network.output_size(),
            classes: pair.classes,
            logits: discriminator.network.output_size(),
        };
        discriminator.constrain(&run.regularize, seed);
        let instance_noise = InstanceNoiseSampler::new(&run.regularize, run.steps as u64);
        let augmenter = Augmenter::new(run, pair.scales);
        let random =
            discriminator.network.is_random() || instance_noise.is_some() || augmenter.is_some();
        Self {
            generator_average: run
                .average
                .is_on()
                .then(|| SavedParameters::copy_of(&mut *generator.network)),
            generator,
            discriminator,
            sizes,
            one_parameter_each: pair.one_parameter_each,
            average_decay: run.average.start(run.batch),
            loss: run.loss,
            targets: TargetSampler::new(&run.regularize),
            instance_noise,
            augmenter,
            class_weight: run.condition.class_weight(),
            logit_penalties: LogitPenalties::new(&run.regularize),
            gradient_penalties: run
                .regularize
                .iter()
                .filter_map(Regularizer::gradient_penalty)
                .collect(),
            own_steps: OwnSteps::new(run),
            optimizer: run.optimizer.clone(),
            unrolled: UnrolledSteps::new(run.full_unroll),
            styling: Styling {
                mixing: run.styles.mixing as f32,
                truncation: run.styles.truncation as f32,
                crossover: None,
            },
            replay: run.fakes.replay_buffer(),
            select: run.select.clone(),
            packing: run.packing,
            sample_rows: SampleRows::new(
                run.data.kind(),
                pair.scales,
                (sizes.sample, sizes.classes),
            ),
            growth: pair.grows.then(|| GrowthSchedule::new(run)),
            shared_fakes: None,
            shared_fake_logits: None,
            logits_for_generator: None,
            real_logits_for_generator: None,
            shares_forward: run.balance.is_simultaneous() && !random,
            reuses_fake_logits: run.order == Order::GeneratorFirst
                && !run.balance.is_simultaneous()
                && !random,
            sees_at_random: random,
            discriminator_pass: None,
            generator_pass: None,
            in_look_ahead: false,
            steps_ahead: 0,
            updates: PerPlayer::default(),
            seed,
            step: 0,
            steps: run.steps as u64,
            adapted_strength: 1.0,
            random_passes: 0,
            stream_parts: 0,
            device,
        }
    }

    /// How far the pair has grown in this step; `None`: it does not grow.
    fn growth(&self) -> Option<Growth> {
        self.growth.as_ref().map(|growth| growth.at(self.step))
    }

    /// The share of the run that is done before this step.
    fn progress(&self) -> f64 {
        self.step.saturating_sub(1) as f64 / self.steps as f64
    }

    /// The next part of a stream in this step.
    fn next_part(&mut self) -> u16 {
        self.stream_parts += 1;
        self.stream_parts - 1
    }

    /// The draws of random layers in the next forward pass of a network.
    fn layer_noise(&mut self, stream: Stream) -> LayerNoise {
        self.random_passes += 1;
        LayerNoise {
            seed: self.seed,
            stream,
            step: self.step,
            pass: self.random_passes - 1,
        }
    }
}

#[cfg(test)]
impl PairGame {
    /// That of a pair of types.
    pub(in crate::train) fn of<P: crate::models::Pair>(run: &Run, seed: Seed) -> Self {
        Self::new(&AnyPair::of::<P>(), run, seed)
    }

    /// From here on no forward pass serves twice.
    pub(in crate::train) fn compute_all_passes(&mut self) {
        (self.sees_at_random, self.shares_forward) = (true, false);
        self.reuses_fake_logits = false;
    }

    /// Begins the average anew from the parameters that a test has put in.
    pub(in crate::train) fn average_from_here(&mut self) {
        if let Some(average) = &mut self.generator_average {
            average.save(&mut *self.generator.network);
        }
    }
}
