//! [`Game`] for one typed pair.

use std::marker::PhantomData;

use super::game::{Game, Judgement, Latents, Player, Turn};
use super::loss::{discriminator_loss, generator_loss, sigmoid};
use crate::models::Pair;
use crate::nn::{
    Batch, Device, Features, Initializer, Layer, NamedTensor, Noise, Optimizer, Pass, Rows, Rule, Workers, backward,
    snapshot,
};
use crate::rng::{Seed, Stream};
use crate::spec::{self, Loss, Order, Run};

type LatentShape<P> = <<P as Pair>::Generator as Layer>::Input;
type SampleShape<P> = <<P as Pair>::Generator as Layer>::Output;

/// A network with its optimiser.
pub(super) struct Trained<L> {
    pub(super) network: L,
    optimizer: Optimizer,
}

/// A typed pair at play. The device comes last: it is dropped after every tensor has gone back to its pool.
pub(super) struct Playing<P: Pair> {
    pub(super) generator: Trained<P::Generator>,
    pub(super) discriminator: Trained<P::Discriminator>,
    loss: Loss,
    /// The fakes that both turns of this step use, with their history until G's turn.
    shared: Option<Batch<SampleShape<P>>>,
    /// D's logits of the shared fakes from G's turn, recorded for D's own turn.
    judged: Option<Batch<Features<1>>>,
    /// Whether D is the same in G's turn and in its own one after it: G moves first, and nothing in D is random.
    judges_once: bool,
    seed: Seed,
    step: u64,
    /// Applications of a network with random layers in this step.
    applications: u16,
    pair: PhantomData<P>,
    device: Device,
}

fn initial<P: Pair, L: Layer>(device: &Device, rule: Rule, seed: Seed, stream: Stream) -> Trained<L> {
    let mut draws = seed.at(stream, 0, 0);
    let network = L::new(&mut Initializer::new(device, P::INITIALIZATION, &mut draws));
    Trained { network, optimizer: Optimizer::new(rule) }
}

fn rule(optimizer: &spec::Optimizer) -> Rule {
    match *optimizer {
        spec::Optimizer::Adam { betas, epsilon, weight_decay } => Rule::Adam { betas, epsilon, weight_decay },
        spec::Optimizer::RmsProp { decay, epsilon, momentum, weight_decay } => {
            Rule::RmsProp { decay, epsilon, momentum, weight_decay }
        }
        spec::Optimizer::Sgd { momentum, weight_decay } => Rule::Sgd { momentum, weight_decay },
    }
}

/// Mean probability of `logits`, and the share of them that is on the right side of zero.
fn judged(logits: &[f32], real: bool) -> (f64, f64) {
    let n = logits.len() as f64;
    let probability = logits.iter().map(|logit| sigmoid(f64::from(*logit))).sum::<f64>() / n;
    let right = logits.iter().filter(|logit| if real { **logit > 0.0 } else { **logit < 0.0 }).count();
    (probability, right as f64 / n)
}

impl<P: Pair> Playing<P> {
    pub(super) fn new(run: &Run, seed: Seed) -> Self {
        let device = Device::new(Workers::new(run.threads));
        let rule = rule(&run.optimizer);
        Self {
            generator: initial::<P, _>(&device, rule, seed, Stream::GeneratorWeights),
            discriminator: initial::<P, _>(&device, rule, seed, Stream::DiscriminatorWeights),
            loss: run.loss,
            shared: None,
            judged: None,
            judges_once: run.order == Order::GeneratorFirst && !P::Discriminator::RANDOM,
            seed,
            step: 0,
            applications: 0,
            pair: PhantomData,
            device,
        }
    }

    fn rows<S: Rows>(&self, values: &[f32]) -> Batch<S> {
        self.device.batch(S::of(values.len() / S::ROW), |out| out.copy_from_slice(values))
    }

    /// The draws of random layers in the next application of a network.
    fn noise(&mut self, stream: Stream) -> Noise {
        self.applications += 1;
        Noise { seed: self.seed, stream, step: self.step, application: self.applications - 1 }
    }

    fn fakes(&mut self, latents: &[f32], pass: Pass) -> Batch<SampleShape<P>> {
        let mut latents = self.rows::<LatentShape<P>>(latents);
        if P::Generator::RANDOM && pass != Pass::Eval {
            latents = latents.with_noise(self.noise(Stream::GeneratorNoise));
        }
        self.generator.network.forward(latents, pass)
    }

    fn judge(&mut self, mut samples: Batch<SampleShape<P>>, pass: Pass) -> Batch<Features<1>> {
        if P::Discriminator::RANDOM {
            samples = samples.with_noise(self.noise(Stream::DiscriminatorNoise));
        }
        self.discriminator.network.forward(samples, pass)
    }
}

impl<P: Pair> Game for Playing<P> {
    fn latent_size(&self) -> usize {
        LatentShape::<P>::ROW
    }

    fn discriminator_turn(
        &mut self,
        real: &[f32],
        latents: Latents,
        rate: f64,
        learns: &dyn Fn(&Judgement) -> bool,
    ) -> Turn {
        let fake = match (latents, self.judged.take()) {
            (Latents::Shared, Some(judged)) => judged,
            (Latents::Shared, None) => {
                let fake = self.shared.as_ref().expect("the step's fakes are drawn first").detach();
                self.judge(fake, Pass::Train)
            }
            (Latents::Fresh(latents), _) => {
                let fake = self.fakes(latents, Pass::Frozen);
                self.judge(fake, Pass::Train)
            }
        };
        let real = self.rows::<SampleShape<P>>(real);
        let real = self.judge(real, Pass::Train);
        let discriminator = &mut self.discriminator;
        let loss = discriminator_loss(self.loss, real.values(), fake.values());
        let (real_mean, real_right) = judged(real.values(), true);
        let (fake_mean, fake_right) = judged(fake.values(), false);
        let accuracy = 0.5 * (real_right + fake_right);
        let judgement = Judgement { loss: loss.value, real: real_mean, fake: fake_mean, accuracy };
        let gradient_norm = learns(&judgement).then(|| {
            let mut gradients = backward(vec![(real, loss.real_gradient), (fake, loss.fake_gradient)]);
            discriminator.optimizer.step(&mut discriminator.network, &mut gradients, rate)
        });
        Turn { loss: judgement.loss, judgement: Some(judgement), gradient_norm }
    }

    fn generator_turn(&mut self, latents: Latents, rate: f64) -> Turn {
        let mut logits = match latents {
            Latents::Fresh(latents) => {
                let fake = self.fakes(latents, Pass::Train);
                self.judge(fake, Pass::Frozen)
            }
            Latents::Shared => {
                let fake = self.shared.take().expect("the step's fakes are drawn first");
                self.shared = Some(fake.detach());
                let fake = if self.judges_once { fake.recording_aside() } else { fake };
                self.judge(fake, Pass::Frozen)
            }
        };
        self.judged = logits.records_aside().then(|| logits.take_aside());
        let (loss, gradient) = generator_loss(self.loss, logits.values());
        let mut gradients = backward(vec![(logits, gradient)]);
        let norm = self.generator.optimizer.step(&mut self.generator.network, &mut gradients, rate);
        Turn { loss, judgement: None, gradient_norm: Some(norm) }
    }

    fn begin_step(&mut self, step: u64) {
        (self.step, self.applications) = (step, 0);
    }

    fn share_fakes(&mut self, latents: &[f32]) {
        self.shared = Some(self.fakes(latents, Pass::Train));
    }

    fn sample(&mut self, latents: &[f32]) -> Vec<f32> {
        self.fakes(latents, Pass::Eval).values().to_vec()
    }

    fn parameters(&mut self, player: Player) -> Vec<NamedTensor> {
        match player {
            Player::Generator => snapshot(&mut self.generator.network),
            Player::Discriminator => snapshot(&mut self.discriminator.network),
        }
    }

    fn optimizer(&self, player: Player) -> &Optimizer {
        match player {
            Player::Generator => &self.generator.optimizer,
            Player::Discriminator => &self.discriminator.optimizer,
        }
    }
}
