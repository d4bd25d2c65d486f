//! The moves of [`Game`], written out for one typed pair.

use super::super::loss::{
    DiscriminatorLoss, Targets, accuracy, discriminator_loss, selected_generator_loss, sigmoid,
};
use super::*;
use crate::nn::{GradientNorm, backward};

/// What D was last judged by.
pub(super) struct OfDiscriminator<S: BatchShape> {
    real: Batch<Features<1>>,
    fake: Batch<Features<1>>,
    loss: DiscriminatorLoss,
    /// The rows themselves, where penalties look at them: real and fake.
    rows: Option<[Batch<S>; 2]>,
}

/// What G was last judged by: D's logits, G's gradient for each, and the norm at the fakes once it
/// is worked out.
pub(super) struct OfGenerator {
    logits: Batch<Features<1>>,
    gradient: Vec<f32>,
    at_fakes: GradientNorm,
}

/// Mean output of D: of probabilities where the loss has them, else of the logits themselves.
fn mean_output(loss: Loss, logits: &[f32]) -> f64 {
    let output = |logit: f32| {
        if loss.gives_probabilities() {
            sigmoid(f64::from(logit))
        } else {
            f64::from(logit)
        }
    };
    logits.iter().map(|logit| output(*logit)).sum::<f64>() / logits.len() as f64
}

/// Mean sign beyond the loss's boundary: 1 where D takes all for real.
fn mean_sign(loss: Loss, logits: &[f32]) -> f64 {
    let boundary = loss.boundary().unwrap_or(f64::NAN);
    logits
        .iter()
        .map(|logit| (f64::from(*logit) - boundary).signum())
        .sum::<f64>()
        / logits.len() as f64
}

impl<P: Pair> Playing<P> {
    pub(super) fn rows<S: BatchShape>(&self, values: &[f32]) -> Batch<S> {
        self.device
            .batch(S::with_rows(values.len() / S::ROW_SIZE), |out| {
                out.copy_from_slice(values)
            })
    }

    fn fakes(&mut self, latents: &[f32], pass: Pass) -> Batch<SampleShape<P>> {
        let mut latents = self.rows::<LatentShape<P>>(latents);
        if P::Generator::RANDOM && pass != Pass::Eval {
            latents = latents.with_noise(self.layer_noise(Stream::GeneratorNoise));
        }
        self.generator.network.forward(latents, pass)
    }

    /// The rows as D is to see them.
    fn disturbed(&mut self, rows: Batch<SampleShape<P>>, pass: Pass) -> Batch<SampleShape<P>> {
        let part = self.part();
        let Some(noise) = &mut self.noise else {
            return rows;
        };
        let deviation = noise.deviation(self.step) * self.strength;
        if deviation == 0.0 {
            return rows;
        }
        let values = noise.draw(
            &mut self.seed.at(Stream::InstanceNoise, self.step, part),
            rows.values().len(),
        );
        rows.add_scaled(deviation as f32, values, pass)
    }

    fn judge(&mut self, mut rows: Batch<SampleShape<P>>, pass: Pass) -> Batch<Features<1>> {
        if P::Discriminator::RANDOM {
            rows = rows.with_noise(self.layer_noise(Stream::DiscriminatorNoise));
        }
        self.discriminator.network.forward(rows, pass)
    }

    /// The fakes of D's turn: those of the step, or new ones, some of them exchanged for earlier
    /// ones.
    fn fakes_for_discriminator(&mut self, latents: Latents) -> Batch<SampleShape<P>> {
        let mut fake = match latents {
            Latents::Shared => self
                .shared
                .as_ref()
                .expect("the step's fakes are drawn first")
                .detach(),
            Latents::Fresh(latents) => self.fakes(latents, Pass::Frozen),
        };
        let part = self.part();
        if let Some(replay) = self.replay.as_mut().filter(|_| !self.ahead) {
            let mut draws = self.seed.at(Stream::Replay, self.step, part);
            replay.mix(fake.values_mut(), SampleShape::<P>::ROW_SIZE, &mut draws);
        }
        fake
    }

    fn loss_of_discriminator(&mut self, real: &[f32], fake: &[f32]) -> DiscriminatorLoss {
        let part = self.part();
        let targets: Option<&Targets> = self.labels.as_mut().map(|labels| {
            let mut draws = self.seed.at(Stream::Labels, self.step, part);
            labels.draw(&mut draws, (real.len(), fake.len()), self.strength)
        });
        discriminator_loss(self.loss, real, fake, targets)
    }

    fn differentiate_discriminator(&mut self) -> Option<f64> {
        let OfDiscriminator {
            real,
            fake,
            mut loss,
            rows,
        } = self
            .of_discriminator
            .take()
            .expect("D was judged before it learns");
        let mut penalty = self
            .anchors
            .are_set()
            .then(|| self.anchors.add(real.values(), fake.values(), &mut loss));
        let mut outputs = vec![(real, loss.real_gradient), (fake, loss.fake_gradient)];
        if let Some([real, fake]) = rows {
            let (value, seeded) = self.penalties(&real, &fake);
            *penalty.get_or_insert(0.0) += value;
            outputs.extend(seeded);
        }
        self.discriminator.gradients = Some(backward(outputs));
        penalty
    }

    /// Returns the norm of the gradient that comes back to the fakes.
    fn differentiate_generator(&mut self) -> f64 {
        let OfGenerator {
            logits,
            gradient,
            at_fakes,
        } = self
            .of_generator
            .take()
            .expect("G was judged before it learns");
        self.generator.gradients = Some(backward(vec![(logits, gradient)]));
        at_fakes.get()
    }
}

impl<P: Pair> Game for Playing<P> {
    fn latent_size(&self) -> usize {
        LatentShape::<P>::ROW_SIZE
    }

    fn begin_step(&mut self, step: u64, strength: f64) {
        (self.step, self.strength) = (step, strength);
        (self.applications, self.draws) = (0, 0);
    }

    fn look_ahead(&mut self, ahead: bool) {
        self.ahead = ahead;
    }

    fn share_fakes(&mut self, latents: &[f32]) {
        self.shared = Some(self.fakes(latents, Pass::Train));
    }

    fn judge_both(&mut self, real: &[f32], latents: Latents) -> Judgement {
        let judged = match &latents {
            Latents::Shared => self.judged.take(),
            Latents::Fresh(_) => None,
        };
        let (fake_rows, fake) = match judged {
            Some(judged) => (
                self.shared.as_ref().expect("they were judged").detach(),
                judged,
            ),
            None => {
                let rows = self.fakes_for_discriminator(latents);
                let rows = self.disturbed(rows, Pass::Train);
                (rows.detach(), self.judge(rows, Pass::Train))
            }
        };
        let real_rows = self.rows::<SampleShape<P>>(real);
        let real_rows = self.disturbed(real_rows, Pass::Train);
        let rows = (!self.penalties.is_empty()).then(|| [real_rows.detach(), fake_rows]);
        let real = self.judge(real_rows, Pass::Train);
        let loss = self.loss_of_discriminator(real.values(), fake.values());
        if !self.ahead {
            self.anchors.observe(real.values(), fake.values());
        }
        let judgement = Judgement {
            loss: loss.value,
            real: mean_output(self.loss, real.values()),
            fake: mean_output(self.loss, fake.values()),
            accuracy: accuracy(self.loss, real.values(), fake.values()),
            real_sign: mean_sign(self.loss, real.values()),
        };
        self.of_discriminator = Some(OfDiscriminator {
            real,
            fake,
            loss,
            rows,
        });
        judgement
    }

    fn judge_fakes(&mut self, real: &[f32], latents: Latents) -> f64 {
        let fake = match latents {
            Latents::Fresh(latents) => self.fakes(latents, Pass::Train),
            Latents::Shared => {
                let fake = self
                    .shared
                    .take()
                    .expect("the step's fakes are drawn first");
                self.shared = Some(fake.detach());
                if self.judges_once {
                    fake.with_parameter_tape()
                } else {
                    fake
                }
            }
        };
        let (fake, at_fakes) = fake.measuring_gradient_norm();
        let fake = self.disturbed(fake, Pass::Frozen);
        let mut logits = self.judge(fake, Pass::Frozen);
        self.judged = logits
            .has_parameter_tape()
            .then(|| logits.take_parameter_tape());
        let real = match self.loss.is_relativistic() {
            true => {
                let real = self.rows::<SampleShape<P>>(real);
                let real = self.disturbed(real, Pass::Frozen);
                self.judge(real, Pass::Frozen).values().to_vec()
            }
            false => Vec::new(),
        };
        let count = top_k(&self.select, self.updates[0], logits.rows());
        let (loss, gradient) = selected_generator_loss(self.loss, &real, logits.values(), count);
        self.of_generator = Some(OfGenerator {
            logits,
            gradient,
            at_fakes,
        });
        loss
    }

    fn differentiate(&mut self, player: Player) -> Differentiated {
        match player {
            Player::Discriminator => Differentiated {
                penalty: self.differentiate_discriminator(),
                at_fakes: None,
            },
            Player::Generator => Differentiated {
                penalty: None,
                at_fakes: Some(self.differentiate_generator()),
            },
        }
    }

    fn apply(&mut self, player: Player, rate: f64) -> f64 {
        let norm = match player {
            Player::Generator => self.generator.apply(rate),
            Player::Discriminator => self.discriminator.apply(rate),
        };
        if self.ahead {
            return norm;
        }
        self.updates[player as usize] += 1;
        if player == Player::Generator
            && let (Some(average), Some(beta)) = (&mut self.average, self.averaging.updated())
        {
            average.average(&mut self.generator.network, beta);
        }
        norm
    }

    fn keep(&mut self, player: Player) {
        match player {
            Player::Generator => self.generator.keep(),
            Player::Discriminator => self.discriminator.keep(),
        }
    }

    fn restore(&mut self, player: Player) {
        match player {
            Player::Generator => self.generator.restore(),
            Player::Discriminator => self.discriminator.restore(),
        }
    }

    fn restore_parameters(&mut self, player: Player) {
        match player {
            Player::Generator => self.generator.restore_parameters(),
            Player::Discriminator => self.discriminator.restore_parameters(),
        }
    }

    fn sample(&mut self, latents: &[f32]) -> Vec<f32> {
        if let Some(average) = &mut self.average {
            average.swap(&mut self.generator.network);
        }
        let samples = self.fakes(latents, Pass::Eval).values().to_vec();
        if let Some(average) = &mut self.average {
            average.swap(&mut self.generator.network);
        }
        samples
    }

    fn parameters(&mut self, player: Player) -> Vec<NamedTensor> {
        match player {
            Player::Generator => self.generator.parameters(),
            Player::Discriminator => self.discriminator.parameters(),
        }
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        state.scope("generator", |state| self.generator.visit_state(state));
        state.scope("discriminator", |state| {
            self.discriminator.visit_state(state)
        });
        if let Some(average) = &mut self.average {
            state.scope("generator_average", |state| {
                average.visit_state(&mut self.generator.network, state);
                self.averaging.visit_state(state);
            });
        }
        state.scope("anchors", |state| self.anchors.visit_state(state));
        if let Some(replay) = &mut self.replay {
            state.scope("replay", |state| replay.visit_state(state));
        }
        let [generator, discriminator] = &mut self.updates;
        state.count("generator_updates", generator);
        state.count("discriminator_updates", discriminator);
    }
}
