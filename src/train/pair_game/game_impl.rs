//! [`Game`] by the methods of [`PairGame`].

use super::super::game::{BackwardReport, FakeSource, Game};
use super::PairGame;
use crate::models::{PerPlayer, Player};
use crate::nn::{Module, Modules, NamedTensor, Pass};
use crate::state_dict::StateDict;
use crate::strategies::DiscriminatorMetrics;

impl Game for PairGame {
    fn latent_size(&self) -> usize {
        self.sizes.latent
    }

    fn classes(&self) -> usize {
        self.sizes.classes
    }

    fn begin_step(&mut self, step: u64, adapted_strength: f64) {
        (self.step, self.adapted_strength) = (step, adapted_strength);
        (self.random_passes, self.stream_parts) = (0, 0);
        if let Some(beta2) = self.optimizer.scheduled_beta2(self.progress()) {
            self.generator.set_beta2(beta2);
            self.discriminator.set_beta2(beta2);
        }
        if let Some(augmenter) = &mut self.augmenter {
            augmenter.begin_step();
        }
        if self
            .growth
            .as_ref()
            .is_some_and(|growth| growth.enters_level(step))
        {
            self.generator.restart_optimizer();
            self.discriminator.restart_optimizer();
        }
    }

    fn resume_after(&mut self, step: u64) {
        self.step = step;
    }

    fn set_look_ahead(&mut self, look_ahead: bool) {
        self.in_look_ahead = look_ahead;
        self.steps_ahead = 0;
    }

    fn generate_shared_fakes(&mut self, latents: &[f32]) {
        self.shared_fakes = Some(self.generate(latents, Pass::Train));
    }

    fn discriminator_forward(&mut self, real: &[f32], fakes: FakeSource) -> DiscriminatorMetrics {
        if let FakeSource::Latents(latents) = &fakes {
            self.keep_unrolled_batch(real, latents);
        }
        self.run_discriminator(real, fakes)
    }

    fn generator_forward(&mut self, real: &[f32], fakes: FakeSource) -> f64 {
        self.run_generator(real, fakes)
    }

    fn backward(&mut self, player: Player) -> BackwardReport {
        match player {
            Player::Discriminator => self.discriminator_backward(),
            Player::Generator => self.generator_backward(),
        }
    }

    fn step(&mut self, player: Player, learning_rate: f64) -> f64 {
        let gradient_norm = match player {
            Player::Generator => {
                let norm = self.generator.step(&self.device, learning_rate);
                self.generator_own_step(learning_rate);
                norm
            }
            Player::Discriminator => {
                self.keep_unrolled_step(learning_rate);
                let norm = self.discriminator.step(&self.device, learning_rate);
                self.discriminator_own_step(learning_rate);
                norm
            }
        };
        if self.in_look_ahead {
            self.steps_ahead += u64::from(player == Player::Discriminator);
            // The penalty is one of an update that is undone.
            self.own_steps.take_penalty();
            return gradient_norm;
        }
        *self.updates.of_mut(player) += 1;
        if player == Player::Generator
            && let (Some(average), Some(beta)) =
                (&mut self.generator_average, self.average_decay.next_beta())
        {
            average.update_average(&mut *self.generator.network, beta);
        }
        gradient_norm
    }

    fn take_own_penalty(&mut self) -> Option<f64> {
        self.own_steps.take_penalty()
    }

    fn save_player(&mut self, player: Player) {
        match player {
            Player::Generator => self.generator.save(),
            Player::Discriminator => self.discriminator.save(),
        }
    }

    fn restore_player(&mut self, player: Player) {
        match player {
            Player::Generator => self.generator.restore(),
            Player::Discriminator => {
                // Where G does not learn, nobody goes back over the steps that D has taken ahead.
                self.unrolled.steps.clear();
                self.discriminator.restore();
            }
        }
    }

    fn restore_parameters(&mut self, player: Player) {
        match player {
            Player::Generator => self.generator.restore_parameters(),
            Player::Discriminator => self.discriminator.restore_parameters(),
        }
    }

    fn sample(&mut self, latents: &[f32]) -> Vec<f32> {
        if let Some(average) = &mut self.generator_average {
            average.swap(&mut *self.generator.network);
        }
        let samples = self.generate(latents, Pass::Eval);
        let images = self.sample_rows.finest(samples.values(), samples.rows());
        if let Some(average) = &mut self.generator_average {
            average.swap(&mut *self.generator.network);
        }
        images
    }

    fn sample_mixed(&mut self, latents: &[f32], layers: usize) -> Vec<f32> {
        self.styling.crossover = Some(layers);
        let samples = self.sample(latents);
        self.styling.crossover = None;
        // Each row has the fine styles of the next one.
        let pairs = latents.len() / self.sizes.latent / 2;
        let image = samples.len() / (2 * pairs);
        let firsts = samples.chunks_exact(image).step_by(2);
        firsts.flatten().copied().collect()
    }

    fn position(&mut self) -> Option<PerPlayer<f32>> {
        if !self.one_parameter_each {
            return None;
        }
        let mut only = |player| self.named_tensors(player)[0].values[0];
        Some(PerPlayer {
            generator: only(Player::Generator),
            discriminator: only(Player::Discriminator),
        })
    }

    fn generator_modules(&mut self) -> Vec<Module> {
        if let Some(average) = &mut self.generator_average {
            average.swap(&mut *self.generator.network);
        }
        let mut modules = Modules::new(self.growth());
        self.generator.network.describe_modules(&mut modules);
        if let Some(average) = &mut self.generator_average {
            average.swap(&mut *self.generator.network);
        }
        modules.list
    }

    fn named_tensors(&mut self, player: Player) -> Vec<NamedTensor> {
        match player {
            Player::Generator => self.generator.named_tensors(),
            Player::Discriminator => self.discriminator.named_tensors(),
        }
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        state.scope("generator", |state| self.generator.visit_state(state));
        state.scope("discriminator", |state| {
            self.discriminator.visit_state(state)
        });
        if let Some(average) = &mut self.generator_average {
            state.scope("generator_average", |state| {
                average.visit_state(&mut *self.generator.network, state);
                self.average_decay.visit_state(state);
            });
        }
        if let Some(path_length) = &mut self.own_steps.path_length {
            state.scope("path_length", |state| path_length.visit_state(state));
        }
        state.scope("anchors", |state| self.logit_penalties.visit_state(state));
        if let Some(replay) = &mut self.replay {
            state.scope("replay", |state| replay.visit_state(state));
        }
        state.count("generator_updates", &mut self.updates.generator);
        state.count("discriminator_updates", &mut self.updates.discriminator);
    }
}
