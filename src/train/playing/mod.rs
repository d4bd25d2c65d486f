//! [`Game`] for one typed pair.

mod disturbance;
mod penalty;
mod player;
mod replay;
mod turns;

use std::marker::PhantomData;

use super::adaptation::{Averaging, top_k};
use super::game::{Differentiated, Game, Judgement, Latents, Player};
use super::loss::{Anchors, Labels};
use crate::config::{Average, Balance, Loss, Order, Regularizer, Run, Select};
use crate::models::Pair;
use crate::nn::{
    Batch, BatchShape, Device, Features, Initializer, Layer, LayerNoise, MinibatchFeatures,
    NamedTensor, Pass, SavedParameters, ThreadPool,
};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;
use disturbance::InstanceNoise;
use penalty::Penalty;
use player::Trained;
use replay::Replay;
use turns::{OfDiscriminator, OfGenerator};

type LatentShape<P> = <<P as Pair>::Generator as Layer>::Input;
type SampleShape<P> = <<P as Pair>::Generator as Layer>::Output;

/// A typed pair at play. The device comes last: it is dropped after every tensor has gone back to
/// its pool.
pub(super) struct Playing<P: Pair> {
    pub(super) generator: Trained<P::Generator>,
    pub(super) discriminator: Trained<P::Discriminator>,
    /// The run's average of G, from which samples are drawn.
    average: Option<SavedParameters>,
    averaging: Averaging,
    loss: Loss,
    labels: Option<Labels>,
    noise: Option<InstanceNoise>,
    anchors: Anchors,
    penalties: Vec<Penalty>,
    replay: Option<Replay>,
    select: Select,
    /// Samples that D judges together.
    packing: usize,
    /// The fakes that both turns of this step use, with their history until G's turn.
    shared: Option<Batch<SampleShape<P>>>,
    /// D's logits of the shared fakes from G's turn, recorded for D's own turn.
    judged: Option<Batch<Features<1>>>,
    /// Whether D is the same in G's turn and in its own one after it: G moves first, D after it,
    /// and nothing that D sees is random.
    judges_once: bool,
    of_discriminator: Option<OfDiscriminator<SampleShape<P>>>,
    of_generator: Option<OfGenerator>,
    /// Whether the moves are a look-ahead.
    ahead: bool,
    /// Updates of G and of D that were no look-ahead.
    updates: [u64; 2],
    seed: Seed,
    step: u64,
    strength: f64,
    /// Applications of a network with random layers in this step.
    applications: u16,
    /// Other random draws so far in this step, each of which has its own part of a stream.
    draws: u16,
    pair: PhantomData<P>,
    device: Device,
}

/// How D's last layer looks at its batch.
fn minibatch(regularizers: &[Regularizer]) -> MinibatchFeatures {
    let found = regularizers
        .iter()
        .find_map(|regularizer| match regularizer {
            Regularizer::MinibatchStddev => Some(MinibatchFeatures::Stddev),
            Regularizer::MinibatchDiscrimination => Some(MinibatchFeatures::Discrimination),
            _ => None,
        });
    found.unwrap_or(MinibatchFeatures::None)
}

impl<P: Pair> Playing<P> {
    pub(super) fn new(run: &Run, seed: Seed) -> Self {
        let device = Device::new(ThreadPool::new(run.threads));
        let mut generator: Trained<P::Generator> = {
            let mut draws = seed.at(Stream::GeneratorWeights, 0, 0);
            Trained::new(
                Layer::new(&mut Initializer::new(
                    &device,
                    P::INITIALIZATION,
                    &mut draws,
                )),
                &run.optimizer,
            )
        };
        let mut discriminator: Trained<P::Discriminator> = {
            let mut draws = seed.at(Stream::DiscriminatorWeights, 0, 0);
            let mut initializer = Initializer::new(&device, P::INITIALIZATION, &mut draws)
                .with_packing(run.packing)
                .with_minibatch(minibatch(&run.regularize));
            Trained::new(Layer::new(&mut initializer), &run.optimizer)
        };
        discriminator.constrain(&run.regularize, seed);
        let noise = InstanceNoise::new(&run.regularize, run.steps as u64);
        let random = P::Discriminator::RANDOM || noise.is_some();
        Self {
            average: (run.average != Average::None)
                .then(|| SavedParameters::of(&mut generator.network)),
            generator,
            discriminator,
            averaging: Averaging::new(&run.average, run.batch),
            loss: run.loss,
            labels: Labels::new(&run.regularize),
            noise,
            anchors: Anchors::new(&run.regularize),
            penalties: run.regularize.iter().filter_map(Penalty::new).collect(),
            replay: Replay::new(&run.fakes),
            select: run.select,
            packing: run.packing,
            shared: None,
            judged: None,
            judges_once: run.order == Order::GeneratorFirst
                && run.balance != Balance::Simultaneous
                && !random,
            of_discriminator: None,
            of_generator: None,
            ahead: false,
            updates: [0; 2],
            seed,
            step: 0,
            strength: 1.0,
            applications: 0,
            draws: 0,
            pair: PhantomData,
            device,
        }
    }

    /// The next part of a stream in this step.
    fn part(&mut self) -> u16 {
        self.draws += 1;
        self.draws - 1
    }

    /// The draws of random layers in the next application of a network.
    fn layer_noise(&mut self, stream: Stream) -> LayerNoise {
        self.applications += 1;
        LayerNoise {
            seed: self.seed,
            stream,
            step: self.step,
            application: self.applications - 1,
        }
    }
}

#[cfg(test)]
impl<P: Pair> Playing<P> {
    /// Begins the average anew from the parameters that a test has put in.
    pub(in crate::train) fn average_from_here(&mut self) {
        if let Some(average) = &mut self.average {
            average.store(&mut self.generator.network);
        }
    }
}
