//! The forward passes of both players. N rows in a batch, Z values in a latent row.

use std::rc::Rc;

use super::super::game::FakeSource;
use super::PairGame;
use super::augmentation::Augmenter;
use super::class_logits::{ClassLoss, classes_of_rows, first_logits, output_gradient};
use super::passes::{
    DiscriminatorPass, GeneratorPass, MeasuredPass, RealAndFake, Viewed, mean_output, mean_sign,
};
use crate::nn::{ActivationMask, Batch, GradientNorm, Pass, Rows};
use crate::rng::Stream;
use crate::strategies::{
    DiscriminatorLoss, DiscriminatorMetrics, PenaltyLocation, Targets, accuracy,
    discriminator_loss, selected_generator_loss,
};

const NO_SHARED_FAKES: &str = "the step's shared fakes are generated first";

impl PairGame {
    /// Values as rows of a size.
    pub(super) fn batch_of(&self, values: &[f32], size: usize) -> Batch<Rows> {
        let shape = (values.len() / size, size);
        let batch = self.device.batch(shape, |out| out.copy_from_slice(values));
        batch.with_growth(self.growth())
    }

    /// Rows of data as samples.
    pub(super) fn real_samples(&self, images: &[f32]) -> Batch<Rows> {
        let rows = images.len() / self.sample_rows.data_row();
        let shape = (rows, self.sizes.sample);
        let mut samples = self
            .device
            .batch(shape, |out| self.sample_rows.write(images, out));
        if let (Some(growth), Some(schedule)) = (self.growth(), &self.growth) {
            schedule.fade(growth, samples.values_mut());
        }
        samples.with_growth(self.growth())
    }

    /// G on latent rows (N, Z).
    pub(super) fn generate(&mut self, latents: &[f32], pass: Pass) -> Batch<Rows> {
        let mut latents = self
            .batch_of(latents, self.sizes.latent)
            .styled(self.styling);
        if self.generator.network.is_random() && pass != Pass::Eval {
            latents = latents.with_noise(self.layer_noise(Stream::GeneratorNoise));
        }
        self.generator.network.apply(latents, pass)
    }

    /// D on N samples: its output rows, one for each pack of samples.
    fn logits_of(&mut self, mut samples: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        if self.discriminator.network.is_random() {
            samples = samples.with_noise(self.layer_noise(Stream::DiscriminatorNoise));
        }
        self.discriminator.network.apply(samples, pass)
    }

    /// The samples with the noise and the augmentation that they are to be seen with.
    fn viewed(&mut self, samples: Batch<Rows>, pass: Pass) -> Viewed {
        let samples = self.with_instance_noise(samples, pass);
        let (at, repeats) = ((self.seed, self.step), self.pixel_repeats());
        let draw = |augmenter: &mut Augmenter| {
            augmenter.draw(at, samples.rows(), repeats, self.adapted_strength)
        };
        let view = self.augmenter.as_mut().map(draw).map(Rc::new);
        Viewed { samples, view }
    }

    /// The samples with the noise that D's inputs have.
    fn with_instance_noise(&mut self, samples: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        let part = self.next_part();
        // Of a pair that grows, D sees the mean of the values that repeat a pixel.
        let repeats = self.pixel_repeats() as f64;
        let Some(noise) = &mut self.instance_noise else {
            return samples;
        };
        let deviation = noise.deviation(self.step) * self.adapted_strength * repeats;
        if deviation == 0.0 {
            return samples;
        }
        let values = noise.draw(
            &mut self.seed.at(Stream::InstanceNoise, self.step, part),
            (samples.rows(), self.sizes.pixels(), self.sizes.classes),
        );
        samples.add_scaled(deviation as f32, values, pass)
    }

    /// The fakes of D's update: those of the step, or new ones, some of them exchanged for earlier
    /// ones.
    fn fakes_for_discriminator(&mut self, fakes: FakeSource) -> Batch<Rows> {
        let mut fake = match fakes {
            FakeSource::Shared => self.shared_fakes.as_ref().expect(NO_SHARED_FAKES).detach(),
            FakeSource::Latents(latents) => self.generate(latents, Pass::Frozen),
        };
        let part = self.next_part();
        if let Some(replay) = self.replay.as_mut().filter(|_| !self.in_look_ahead) {
            let mut draws = self.seed.at(Stream::Replay, self.step, part);
            replay.mix(fake.values_mut(), self.sizes.sample, &mut draws);
        }
        fake
    }

    /// The fakes of D's update as D sees them, and D's logits on them.
    fn fake_logits(&mut self, fakes: FakeSource) -> (Viewed, Batch<Rows>, Option<MeasuredPass>) {
        let known = match &fakes {
            FakeSource::Shared => self.shared_fake_logits.take(),
            FakeSource::Latents(_) => None,
        };
        if let Some(logits) = known {
            let fakes = self.shared_fakes.as_ref().expect(NO_SHARED_FAKES);
            let samples = fakes.detach();
            return (
                Viewed {
                    samples,
                    view: None,
                },
                logits,
                None,
            );
        }
        let is_shared = matches!(fakes, FakeSource::Shared);
        let fakes = self.fakes_for_discriminator(fakes);
        let fakes = self.viewed(fakes, Pass::Train);
        let kept = fakes.detach();
        if is_shared && self.shares_forward {
            return (kept, self.logits_for_both(), None);
        }
        let (logits, measured) = self.own_logits(fakes, PenaltyLocation::Fake);
        (kept, logits, measured)
    }

    /// D's logits on the shared fakes for its own update, and for G's, which comes after it.
    fn logits_for_both(&mut self) -> Batch<Rows> {
        let fakes = self.shared_fakes.take().expect(NO_SHARED_FAKES);
        self.shared_fakes = Some(fakes.detach());
        let (fakes, norm) = fakes
            .with_parameter_tape()
            .measuring_gradient_norm(self.sizes.pixels());
        let mut logits = self.logits_of(fakes, Pass::Frozen);
        let own = logits.take_parameter_tape();
        self.logits_for_generator = Some((logits, norm));
        own
    }

    /// D's logits for its own update; where its gradient is penalised at these very samples, with what
    /// the penalty needs of the pass.
    fn own_logits(
        &mut self,
        viewed: Viewed,
        at: PenaltyLocation,
    ) -> (Batch<Rows>, Option<MeasuredPass>) {
        if !self.penalty_shares_pass(at) {
            return (self.logits_of(viewed.seen(Pass::Train), Pass::Train), None);
        }
        let mask = ActivationMask::default();
        let samples = viewed.samples.detach().requiring_gradient();
        let samples = samples.recording_mask(&mask).with_parameter_tape();
        let mut logits = self.logits_of(samples, Pass::Frozen);
        let own = logits.take_parameter_tape();
        (own, Some(MeasuredPass { logits, mask }))
    }

    /// The classes of samples; none where D does not classify.
    fn classes_to_find(&self, samples: &[f32]) -> Option<Vec<u8>> {
        let classifies = self.sizes.logits > 1;
        classifies.then(|| classes_of_rows(samples, self.sizes.sample, self.sizes.classes))
    }

    fn discriminator_loss(&mut self, real: &[f32], fake: &[f32]) -> DiscriminatorLoss {
        let part = self.next_part();
        let targets: Option<&Targets> = self.targets.as_mut().map(|targets| {
            let mut draws = self.seed.at(Stream::Labels, self.step, part);
            targets.draw(&mut draws, (real.len(), fake.len()), self.adapted_strength)
        });
        discriminator_loss(self.loss, real, fake, targets)
    }

    /// D's forward pass, kept for its backward pass.
    pub(super) fn run_discriminator(
        &mut self,
        real: &[f32],
        fakes: FakeSource,
    ) -> DiscriminatorMetrics {
        let (fakes, fake_logits, measured_fake) = self.fake_logits(fakes);
        let fake_classes = self.classes_to_find(fakes.samples.values());
        let rows = real;
        let real = self.real_samples(rows);
        let real = self.viewed(real, Pass::Train);
        let samples = (!self.gradient_penalties.is_empty()).then(|| RealAndFake {
            real: real.detach(),
            fake: fakes,
        });
        let (real_logits, measured_real) = self.own_logits(real, PenaltyLocation::Real);
        let classes = self.classes_to_find(rows).zip(fake_classes);
        let class_loss = classes.map(|(real, fake)| RealAndFake {
            real: ClassLoss::new(real_logits.values(), &real),
            fake: ClassLoss::new(fake_logits.values(), &fake),
        });
        let width = self.sizes.logits;
        let real = first_logits(real_logits.values(), width);
        let fake = first_logits(fake_logits.values(), width);
        if self.shares_forward && self.loss.is_relativistic() {
            self.real_logits_for_generator = Some(real.to_vec());
        }
        let loss = self.discriminator_loss(&real, &fake);
        if !self.in_look_ahead {
            self.logit_penalties.observe(&real, &fake);
        }
        let metrics = DiscriminatorMetrics {
            loss: loss.value,
            real: mean_output(self.loss, &real),
            fake: mean_output(self.loss, &fake),
            accuracy: accuracy(self.loss, &real, &fake),
            real_sign: mean_sign(self.loss, &real),
        };
        self.discriminator_pass = Some(DiscriminatorPass {
            logits: RealAndFake {
                real: real_logits,
                fake: fake_logits,
            },
            loss,
            class_loss,
            samples,
            measured: RealAndFake {
                real: measured_real,
                fake: measured_fake,
            },
        });
        metrics
    }

    /// The fakes of G's update, with the tape that leads back to G.
    fn fakes_for_generator(&mut self, fakes: FakeSource) -> Batch<Rows> {
        match fakes {
            FakeSource::Latents(latents) => self.generate(latents, Pass::Train),
            FakeSource::Shared => {
                let fakes = self.shared_fakes.take().expect(NO_SHARED_FAKES);
                self.shared_fakes = Some(fakes.detach());
                fakes
            }
        }
    }

    /// D's logits on real rows, for a relativistic loss of G; else none.
    fn relativistic_logits(&mut self, real: &[f32]) -> Vec<f32> {
        if !self.loss.is_relativistic() {
            return Vec::new();
        }
        let real = self.real_samples(real);
        let real = self.viewed(real, Pass::Frozen).seen(Pass::Frozen);
        if let Some(known) = self.real_logits_for_generator.take() {
            return known;
        }
        let logits = self.logits_of(real, Pass::Frozen);
        first_logits(logits.values(), self.sizes.logits).into_owned()
    }

    /// D's logits on the fakes of G's update, the norm of the gradient by them, and their classes.
    fn logits_for_generator(
        &mut self,
        fakes: FakeSource,
    ) -> (Batch<Rows>, GradientNorm, Option<Vec<u8>>) {
        let known = match &fakes {
            FakeSource::Shared => self.logits_for_generator.take(),
            FakeSource::Latents(_) => None,
        };
        if let Some((logits, norm)) = known {
            // The pass that is spared would have had this part.
            self.next_part();
            let fakes = self.shared_fakes.as_ref().expect(NO_SHARED_FAKES);
            return (logits, norm, self.classes_to_find(fakes.values()));
        }
        let serves_both = self.reuses_fake_logits && matches!(fakes, FakeSource::Shared);
        let (mut fakes, norm) = self
            .fakes_for_generator(fakes)
            .measuring_gradient_norm(self.sizes.pixels());
        if serves_both {
            fakes = fakes.with_shared_backward();
        }
        let classes = self.classes_to_find(fakes.values());
        let fakes = self.viewed(fakes, Pass::Frozen).seen(Pass::Frozen);
        // Where G's loss depends on G through D's steps, it is differentiated by D's parameters too.
        let pass = match self.unrolled.are_kept() {
            true => Pass::Train,
            false => Pass::Frozen,
        };
        (self.logits_of(fakes, pass), norm, classes)
    }

    /// G's forward pass through D, kept for its backward pass; returns G's loss.
    pub(super) fn run_generator(&mut self, real: &[f32], fakes: FakeSource) -> f64 {
        let (mut logits, fake_gradient_norm, classes) = self.logits_for_generator(fakes);
        self.shared_fake_logits = logits
            .has_parameter_tape()
            .then(|| logits.take_parameter_tape());
        let real = self.relativistic_logits(real);
        let count = self.select.count(self.updates.generator, logits.rows());
        let width = self.sizes.logits;
        let class_loss = classes.map(|classes| ClassLoss::new(logits.values(), &classes));
        let (loss, gradient) = selected_generator_loss(
            self.loss,
            &real,
            &first_logits(logits.values(), width),
            count,
        );
        let of_classes = class_loss.as_ref().map(|loss| (loss, self.class_weight));
        self.generator_pass = Some(GeneratorPass {
            gradient: output_gradient(gradient, width, of_classes),
            logits,
            class_loss: class_loss.map(|loss| loss.value),
            fake_gradient_norm,
        });
        loss
    }
}
