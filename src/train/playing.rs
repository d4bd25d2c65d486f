//! [`Game`] for one typed pair.

use std::marker::PhantomData;

use super::game::{Game, Judgement, Latents, Player, Turn};
use super::loss::{discriminator_loss, generator_loss, sigmoid};
use crate::models::Pair;
use crate::nn::{Adam, Batch, Device, Initializer, Layer, Moments, NamedTensor, Pass, Rows, backward, snapshot};
use crate::rng::{Seed, Stream};
use crate::spec::{Loss, Optimizer, Run};

type LatentShape<P> = <<P as Pair>::Generator as Layer>::Input;
type SampleShape<P> = <<P as Pair>::Generator as Layer>::Output;

/// A network with its optimiser.
pub(super) struct Trained<L> {
    pub(super) network: L,
    optimizer: Adam,
}

/// A typed pair at play. The device comes last: it is dropped after every tensor has gone back to its pool.
pub(super) struct Playing<P: Pair> {
    pub(super) generator: Trained<P::Generator>,
    pub(super) discriminator: Trained<P::Discriminator>,
    loss: Loss,
    /// The fakes that both turns of this step use, with their history until G's turn.
    shared: Option<Batch<SampleShape<P>>>,
    pair: PhantomData<P>,
    device: Device,
}

fn initial<L: Layer>(device: &Device, optimizer: &Optimizer, seed: Seed, stream: Stream) -> Trained<L> {
    let mut draws = seed.at(stream, 0, 0);
    let network = L::new(&mut Initializer { device, uniform: &mut |bound, out| draws.uniform(bound, out) });
    let Optimizer::Adam { betas, epsilon, weight_decay } = optimizer;
    Trained { network, optimizer: Adam::new(*betas, *epsilon, *weight_decay) }
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
        let device = Device::default();
        Self {
            generator: initial(&device, &run.optimizer, seed, Stream::GeneratorWeights),
            discriminator: initial(&device, &run.optimizer, seed, Stream::DiscriminatorWeights),
            loss: run.loss,
            shared: None,
            pair: PhantomData,
            device,
        }
    }

    fn rows<S: Rows>(&self, values: &[f32]) -> Batch<S> {
        self.device.batch(S::of(values.len() / S::ROW), |out| out.copy_from_slice(values))
    }

    fn fakes(&mut self, latents: &[f32], pass: Pass) -> Batch<SampleShape<P>> {
        let latents = self.rows::<LatentShape<P>>(latents);
        self.generator.network.forward(latents, pass)
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
        let fake = match latents {
            Latents::Fresh(latents) => self.fakes(latents, Pass::Frozen),
            Latents::Shared => self.shared.as_ref().expect("the step's fakes are drawn first").detach(),
        };
        let real = self.rows::<SampleShape<P>>(real);
        let discriminator = &mut self.discriminator;
        let real = discriminator.network.forward(real, Pass::Train);
        let fake = discriminator.network.forward(fake, Pass::Train);
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
        let fake = match latents {
            Latents::Fresh(latents) => self.fakes(latents, Pass::Train),
            Latents::Shared => {
                let fake = self.shared.take().expect("the step's fakes are drawn first");
                self.shared = Some(fake.detach());
                fake
            }
        };
        let logits = self.discriminator.network.forward(fake, Pass::Frozen);
        let (loss, gradient) = generator_loss(self.loss, logits.values());
        let mut gradients = backward(vec![(logits, gradient)]);
        let norm = self.generator.optimizer.step(&mut self.generator.network, &mut gradients, rate);
        Turn { loss, judgement: None, gradient_norm: Some(norm) }
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

    fn optimizer_state(&self, player: Player) -> (u64, &[Moments]) {
        let optimizer = match player {
            Player::Generator => &self.generator.optimizer,
            Player::Discriminator => &self.discriminator.optimizer,
        };
        (optimizer.steps, &optimizer.moments)
    }
}
