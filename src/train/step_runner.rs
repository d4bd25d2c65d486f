//! One training step: which player's forward and backward passes and optimiser steps come in which
//! order.
//!
//! Everything that the literature does with the order of updates is made of these parts:
//!
//! - **Alternating** updates one player after the other.
//! - **Simultaneous** updates compute both gradients before either optimiser steps.
//! - **Extragradient** saves both players, takes simultaneous steps, computes gradients there, puts
//!   the parameters back, and steps from where the players were.
//! - **Unrolling** saves D, lets it take k updates at the learning rate at which the balance rule
//!   last let it learn, computes G's gradient, and restores D.
//!
//! In a look-ahead ([`Game::set_look_ahead`]) averages, buffers, running means of logits and counts
//! of updates do not change. The running statistics of BatchNorm see both points of an extragradient
//! step, as they would in PyTorch. `tests/step_runner.rs` compares each order with PyTorch, by
//! running this very loop over a game that is shown PyTorch's batches.

use super::event::StepRow;
use super::game::{FakeSource, Game};
use super::row_source::RowSource;
use super::step_accumulator::StepAccumulator;
use crate::config::Run;
use crate::data::DataSet;
use crate::models::{PerPlayer, Player};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;
use crate::strategies::{AdaptiveStrength, BalanceRule, Order, Schedule};

/// Parts of a step's streams from which the batches of a look-ahead are drawn; no rule takes as
/// many updates.
const LOOK_AHEAD: u16 = 128;

/// Runs the steps of one training run, one after the other.
pub(super) struct StepRunner<'a> {
    run: &'a Run,
    pub(super) rows: RowSource<'a>,
    seed: Seed,
    pub(super) game: Box<dyn Game>,
    balance: Box<dyn BalanceRule>,
    adaptive_strength: AdaptiveStrength,
    /// The balance rule's factor of D's learning rate for its last batch; `None`: it did not learn from it.
    discriminator_factor: Option<f64>,
    /// L2 norm of G's last gradient.
    generator_gradient_norm: Option<f64>,
    /// Values of a latent row, labels included.
    latent_size: usize,
    /// Latent rows of the last batch.
    latents: Vec<f32>,
    /// Real rows of the last batch.
    real: Vec<f32>,
    step: u64,
    /// The schedules' learning rates in this step.
    scheduled_lr: PerPlayer<f64>,
    accumulator: StepAccumulator,
}

/// What the balance rule makes of a forward pass.
struct UpdatePlan {
    /// Learning rate of the player's update; `None`: it does not learn from this batch.
    learning_rate: Option<f64>,
    /// Whether the player is updated once more in this step.
    repeat: bool,
}

impl<'a> StepRunner<'a> {
    pub fn new(run: &'a Run, data: &'a dyn DataSet, game: Box<dyn Game>) -> Self {
        let rows = RowSource::new(data, Seed(run.seed), game.classes());
        Self {
            run,
            rows,
            seed: Seed(run.seed),
            balance: run.balance.start(run.loss.ideal_discriminator_loss()),
            adaptive_strength: run.adapt.start(run.batch),
            discriminator_factor: Some(1.0),
            generator_gradient_norm: None,
            latent_size: game.latent_size(),
            latents: vec![0.0; run.batch * game.latent_size()],
            real: vec![0.0; run.batch * rows.data_row()],
            game,
            step: 0,
            scheduled_lr: PerPlayer::default(),
            accumulator: StepAccumulator::default(),
        }
    }

    /// Runs one step, counted from 1.
    pub fn step(&mut self, step: u64) -> StepRow {
        let run = self.run;
        self.step = step;
        self.accumulator = StepAccumulator::default();
        let growth = run.growth_lr_factor(step);
        let scheduled = |schedule: &Schedule| schedule.lr_factor(step, run.steps as u64) * growth;
        let batch = run.batch_at(step);
        self.latents.resize(batch * self.latent_size, 0.0);
        self.real.resize(batch * self.rows.data_row(), 0.0);
        self.scheduled_lr = PerPlayer {
            generator: run.lr_g * scheduled(&run.schedule_g),
            discriminator: run.lr_d * scheduled(&run.schedule_d),
        };
        self.game
            .begin_step(step, self.adaptive_strength.strength());
        if run.fakes.are_shared() {
            let at = (step, 0);
            let stream = Stream::LatentForGenerator;
            self.rows
                .latents(stream, at, self.latent_size, &mut self.latents);
            self.game.generate_shared_fakes(&self.latents);
        }
        match (run.balance.is_simultaneous(), run.order) {
            _ if run.model.is_autoencoder() => self.autoencoder_update(),
            (true, _) => self.simultaneous_update(),
            (false, Order::DiscriminatorFirst) => {
                self.discriminator_updates();
                self.generator_updates();
            }
            (false, Order::GeneratorFirst) => {
                self.generator_updates();
                self.discriminator_updates();
            }
        }
        let mut row = self.accumulator.row(step, self.scheduled_lr);
        row.balance_state = self.balance.logged();
        row.adapted_strength = self
            .adaptive_strength
            .is_on()
            .then(|| self.adaptive_strength.strength());
        if let Some(position) = self.game.position() {
            row.theta = Some(f64::from(position.generator));
            row.psi = Some(f64::from(position.discriminator));
        }
        row
    }

    /// Visits all that is carried from one step to the next.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        self.game.visit_state(state);
        state.scope("balance", |state| self.balance.visit_state(state));
        state.scope("adapt", |state| self.adaptive_strength.visit_state(state));
        state.optional("discriminator_factor", &mut self.discriminator_factor);
        state.optional("generator_norm", &mut self.generator_gradient_norm);
    }

    fn is_extragradient(&self) -> bool {
        self.run.optimizer.is_extragradient()
    }

    /// Whether D's warm-up is over, so that G learns.
    fn is_warmed_up(&self) -> bool {
        self.step > self.run.warm_up_d as u64
    }

    fn discriminator_updates(&mut self) {
        for update in 0.. {
            let plan = self.discriminator_forward(update);
            if let Some(learning_rate) = plan.learning_rate {
                self.backward(Player::Discriminator);
                self.optimizer_step(Player::Discriminator, learning_rate);
            }
            if !plan.repeat {
                break;
            }
        }
    }

    fn generator_updates(&mut self) {
        for update in 0.. {
            if !self.is_warmed_up() {
                break;
            }
            self.unroll_discriminator(update);
            let plan = self.generator_forward(update);
            if plan.learning_rate.is_some() {
                self.backward(Player::Generator);
            }
            if self.run.unroll > 0 {
                self.game.restore_player(Player::Discriminator);
            }
            if let Some(learning_rate) = plan.learning_rate {
                self.optimizer_step(Player::Generator, learning_rate);
            }
            if !plan.repeat {
                break;
            }
        }
    }

    /// The update of an autoencoder, as one of G that sees real rows; the latents are the noise of its
    /// encoder's draws. What G's loss is against D has no meaning here, so none is recorded.
    fn autoencoder_update(&mut self) {
        self.rows.real(self.step, 0, &mut self.real);
        let draw = (Stream::LatentForGenerator, self.step, 0);
        let noise = fake_source(
            self.run,
            self.rows,
            draw,
            self.latent_size,
            &mut self.latents,
        );
        self.game.generator_forward(&self.real, noise);
        self.backward(Player::Generator);
        self.optimizer_step(Player::Generator, self.scheduled_lr.generator);
    }

    /// Both gradients at the same point, then both steps (Mescheder et al. 2017, algorithm 1). With
    /// extragradient these steps are a look-ahead, and the gradients at the point further on move
    /// both players from where they were (Gidel et al. 2019, algorithm 4).
    fn simultaneous_update(&mut self) {
        let extragradient = self.is_extragradient();
        if extragradient {
            self.game.save_player(Player::Discriminator);
            self.game.save_player(Player::Generator);
            self.game.set_look_ahead(true);
            let learning_rates = self.simultaneous_gradients(0);
            self.step_both(learning_rates);
            self.game.set_look_ahead(false);
            // The step's row is about the second point, whose gradients move the players.
            self.accumulator = StepAccumulator::default();
        }
        let learning_rates = self.simultaneous_gradients(u16::from(extragradient));
        if extragradient {
            self.game.restore_parameters(Player::Discriminator);
            self.game.restore_parameters(Player::Generator);
        }
        self.step_both(learning_rates);
    }

    /// The gradients of both players at the same point; returns the learning rates of those that
    /// learn from them.
    fn simultaneous_gradients(&mut self, update: u16) -> PerPlayer<Option<f64>> {
        let mut learning_rates = PerPlayer {
            generator: None,
            discriminator: self.discriminator_forward(update).learning_rate,
        };
        if learning_rates.discriminator.is_some() {
            self.backward(Player::Discriminator);
        }
        if self.is_warmed_up() {
            learning_rates.generator = self.generator_forward(update).learning_rate;
        }
        if learning_rates.generator.is_some() {
            self.backward(Player::Generator);
        }
        learning_rates
    }

    fn step_both(&mut self, learning_rates: PerPlayer<Option<f64>>) {
        for player in [Player::Discriminator, Player::Generator] {
            if let Some(learning_rate) = learning_rates.of(player) {
                self.optimizer_step(player, *learning_rate);
            }
        }
    }

    /// Saves D and lets it take its next `unroll` updates, which the caller undoes: G learns against
    /// the D that it would meet (Metz et al. 2017), to first order - how those updates depend on G
    /// is not differentiated. They have the step's learning rate with the factor at which the balance rule last
    /// let D learn; where it let D rest, D would not move, and nothing is done.
    fn unroll_discriminator(&mut self, update: u16) {
        let steps = self.run.unroll as u16;
        if steps == 0 {
            return;
        }
        self.game.save_player(Player::Discriminator);
        let Some(factor) = self.discriminator_factor else {
            return;
        };
        let learning_rate = factor * self.scheduled_lr.discriminator;
        self.game.set_look_ahead(true);
        for ahead in 0..steps {
            let part = LOOK_AHEAD + update * steps + ahead;
            self.rows.real(self.step, part, &mut self.real);
            let draw = (Stream::LatentForDiscriminator, self.step, part);
            let fakes = fake_source(
                self.run,
                self.rows,
                draw,
                self.latent_size,
                &mut self.latents,
            );
            self.game.discriminator_forward(&self.real, fakes);
            self.game.backward(Player::Discriminator);
            self.game.step(Player::Discriminator, learning_rate);
        }
        self.game.set_look_ahead(false);
    }

    /// D's forward pass on update number `update` of the step, and what the balance rule makes of
    /// it.
    fn discriminator_forward(&mut self, update: u16) -> UpdatePlan {
        self.rows.real(self.step, update, &mut self.real);
        let draw = (Stream::LatentForDiscriminator, self.step, update);
        let fakes = fake_source(
            self.run,
            self.rows,
            draw,
            self.latent_size,
            &mut self.latents,
        );
        let metrics = self.game.discriminator_forward(&self.real, fakes);
        self.accumulator.add_discriminator_forward(metrics);
        // Of the two batches of an extragradient step only the one whose gradients move the players
        // counts.
        if !self.is_extragradient() || update > 0 {
            self.adaptive_strength.observe(metrics.real_sign);
        }
        let draw = self
            .seed
            .at(Stream::Balance, self.step, update)
            .unit_uniform();
        let decision = self.balance.discriminator(update, &metrics, draw);
        // While G waits for D to warm up, a D that rested too would only lose time.
        let lr_factor = if self.is_warmed_up() {
            decision.lr_factor
        } else {
            decision.lr_factor.or(Some(1.0))
        };
        self.discriminator_factor = lr_factor;
        UpdatePlan {
            learning_rate: lr_factor.map(|factor| factor * self.scheduled_lr.discriminator),
            repeat: decision.repeat,
        }
    }

    /// G's forward pass through D, and what the balance rule makes of it.
    fn generator_forward(&mut self, update: u16) -> UpdatePlan {
        if self.run.loss.is_relativistic() {
            self.rows.real(self.step, update, &mut self.real);
        }
        let draw = (Stream::LatentForGenerator, self.step, update);
        let fakes = fake_source(
            self.run,
            self.rows,
            draw,
            self.latent_size,
            &mut self.latents,
        );
        let loss = self.game.generator_forward(&self.real, fakes);
        self.accumulator.add_generator_forward(loss);
        let decision = self
            .balance
            .generator(update, loss, self.generator_gradient_norm);
        UpdatePlan {
            learning_rate: decision
                .lr_factor
                .map(|factor| factor * self.scheduled_lr.generator),
            repeat: decision.repeat,
        }
    }

    fn backward(&mut self, player: Player) {
        let report = self.game.backward(player);
        self.accumulator.add_backward(player, report);
    }

    fn optimizer_step(&mut self, player: Player, learning_rate: f64) {
        let gradient_norm = self.game.step(player, learning_rate);
        self.accumulator
            .add_step(player, gradient_norm, learning_rate);
        if let Some(penalty) = self.game.take_own_penalty() {
            self.accumulator.add_own_penalty(penalty);
        }
        if player == Player::Generator {
            self.generator_gradient_norm = Some(gradient_norm);
        }
    }
}

/// The step's shared fakes, or new latent rows of `row` values, which are drawn into `latents`.
fn fake_source<'a>(
    run: &Run,
    rows: RowSource,
    (stream, step, part): (Stream, u64, u16),
    row: usize,
    latents: &'a mut [f32],
) -> FakeSource<'a> {
    if run.fakes.are_shared() {
        return FakeSource::Shared;
    }
    rows.latents(stream, (step, part), row, latents);
    FakeSource::Latents(latents)
}
