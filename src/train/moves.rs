//! The moves of one step: who is judged, who learns, and in which order.

use super::adaptation::Adaptation;
use super::balance::Referee;
use super::event::StepRow;
use super::game::{Game, Latents, Player};
use super::rates::factor;
use super::tally::Tally;
use crate::config::{Fakes, Optimizer, Order, Run};
use crate::data::DataSet;
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;

/// Parts of a step's streams from which the batches of a look-ahead are drawn; no rule takes as
/// many turns.
const LOOK_AHEAD: u16 = 128;

/// The players at one step after the other.
pub(super) struct Moves<'a> {
    run: &'a Run,
    data: &'a dyn DataSet,
    seed: Seed,
    pub(super) game: Box<dyn Game>,
    referee: Referee,
    adaptation: Adaptation,
    /// Rate at which D learned from its last batch; `None`: it did not.
    discriminator_rate: Option<f64>,
    /// Norm of G's last gradient.
    generator_norm: Option<f64>,
    latents: Vec<f32>,
    real: Vec<f32>,
    step: u64,
    /// The schedules' learning rates of D and G in this step.
    rates: [f64; 2],
    tally: Tally,
}

impl<'a> Moves<'a> {
    pub fn new(run: &'a Run, data: &'a dyn DataSet, game: Box<dyn Game>) -> Self {
        Self {
            run,
            data,
            seed: Seed(run.seed),
            referee: Referee::new(&run.balance, run.loss.ideal_discriminator_loss()),
            adaptation: Adaptation::new(&run.adapt, run.batch),
            discriminator_rate: Some(run.lr_d),
            generator_norm: None,
            latents: vec![0.0; run.batch * game.latent_size()],
            real: vec![0.0; run.batch * data.kind().row()],
            game,
            step: 0,
            rates: [0.0; 2],
            tally: Tally::default(),
        }
    }

    /// Plays one step, counted from 1.
    pub fn step(&mut self, step: u64) -> StepRow {
        let run = self.run;
        self.step = step;
        self.tally = Tally::default();
        let scheduled = |schedule| factor(schedule, step, run.steps as u64);
        self.rates = [
            run.lr_d * scheduled(&run.schedule_d),
            run.lr_g * scheduled(&run.schedule_g),
        ];
        self.game.begin_step(step, self.adaptation.strength());
        if run.fakes == Fakes::Shared {
            self.seed
                .at(Stream::LatentForGenerator, step, 0)
                .normal(&mut self.latents);
            self.game.share_fakes(&self.latents);
        }
        match (self.referee.simultaneous(), run.order) {
            (true, _) => self.both_at_once(),
            (false, Order::DiscriminatorFirst) => {
                self.turns_of_discriminator();
                self.turns_of_generator();
            }
            (false, Order::GeneratorFirst) => {
                self.turns_of_generator();
                self.turns_of_discriminator();
            }
        }
        let mut row = self.tally.row(step, self.rates);
        row.balance_state = self.referee.state();
        row.adapted_strength = self.adaptation.adapts().then(|| self.adaptation.strength());
        row
    }

    /// Walks over all that is remembered from one step to the next.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        self.game.visit_state(state);
        state.scope("balance", |state| self.referee.visit_state(state));
        state.scope("adapt", |state| self.adaptation.visit_state(state));
        state.optional("discriminator_rate", &mut self.discriminator_rate);
        state.optional("generator_norm", &mut self.generator_norm);
    }

    fn extragradient(&self) -> bool {
        matches!(self.run.optimizer, Optimizer::Extragradient { .. })
    }

    /// Whether G has begun to learn.
    fn warmed_up(&self) -> bool {
        self.step > self.run.warm_up_d as u64
    }

    fn turns_of_discriminator(&mut self) {
        for turn in 0.. {
            let (rate, again) = self.judge_discriminator(turn);
            if let Some(rate) = rate {
                self.differentiate(Player::Discriminator);
                self.apply(Player::Discriminator, rate);
            }
            if !again {
                break;
            }
        }
    }

    fn turns_of_generator(&mut self) {
        for turn in 0.. {
            if !self.warmed_up() {
                break;
            }
            self.look_ahead(turn);
            let (rate, again) = self.judge_generator(turn);
            if rate.is_some() {
                self.differentiate(Player::Generator);
            }
            if self.run.unroll > 0 {
                self.game.restore(Player::Discriminator);
            }
            if let Some(rate) = rate {
                self.apply(Player::Generator, rate);
            }
            if !again {
                break;
            }
        }
    }

    /// Both gradients at the same point, then both steps (Mescheder et al. 2017, algorithm 1). With
    /// extragradient the steps lead to a point further on, whose gradients move both from where
    /// they were (Gidel et al. 2019, algorithm 4).
    fn both_at_once(&mut self) {
        let extra = self.extragradient();
        if extra {
            self.game.keep(Player::Discriminator);
            self.game.keep(Player::Generator);
            self.game.look_ahead(true);
            let rates = self.gradients_of_both(0);
            self.move_both(rates);
            self.game.look_ahead(false);
            // The step's row tells of the second point, from which the players really move.
            self.tally = Tally::default();
        }
        let rates = self.gradients_of_both(u16::from(extra));
        if extra {
            self.game.restore_parameters(Player::Discriminator);
            self.game.restore_parameters(Player::Generator);
        }
        self.move_both(rates);
    }

    fn gradients_of_both(&mut self, turn: u16) -> [Option<f64>; 2] {
        let (d, _) = self.judge_discriminator(turn);
        if d.is_some() {
            self.differentiate(Player::Discriminator);
        }
        if !self.warmed_up() {
            return [d, None];
        }
        let (g, _) = self.judge_generator(turn);
        if g.is_some() {
            self.differentiate(Player::Generator);
        }
        [d, g]
    }

    fn move_both(&mut self, rates: [Option<f64>; 2]) {
        for (player, rate) in [Player::Discriminator, Player::Generator]
            .into_iter()
            .zip(rates)
        {
            if let Some(rate) = rate {
                self.apply(player, rate);
            }
        }
    }

    /// D's next `unroll` steps, to be taken back: G answers the D that it would meet (Metz et al.
    /// 2017), to first order - how those steps depend on G is not differentiated. They go at the
    /// rate at which the balance rule last let D learn; where it let D rest, D would not move, and
    /// there is nothing to look at.
    fn look_ahead(&mut self, turn: u16) {
        let steps = self.run.unroll as u16;
        if steps == 0 {
            return;
        }
        self.game.keep(Player::Discriminator);
        let Some(rate) = self.discriminator_rate else {
            return;
        };
        self.game.look_ahead(true);
        for ahead in 0..steps {
            let part = LOOK_AHEAD + turn * steps + ahead;
            self.data.batch(self.seed, self.step, part, &mut self.real);
            let latents = latents(
                self.run,
                Stream::LatentForDiscriminator,
                self.step,
                part,
                &mut self.latents,
            );
            self.game.judge_both(&self.real, latents);
            self.game.differentiate(Player::Discriminator);
            self.game.apply(Player::Discriminator, rate);
        }
        self.game.look_ahead(false);
    }

    /// D judges a batch: the rate at which it learns from it, if it does, and whether it takes
    /// another turn.
    fn judge_discriminator(&mut self, turn: u16) -> (Option<f64>, bool) {
        self.data.batch(self.seed, self.step, turn, &mut self.real);
        let latents = latents(
            self.run,
            Stream::LatentForDiscriminator,
            self.step,
            turn,
            &mut self.latents,
        );
        let judgement = self.game.judge_both(&self.real, latents);
        self.tally.judged(judgement);
        // Of two batches of one step only the one from which the players really move counts.
        if !self.extragradient() || turn > 0 {
            self.adaptation.judged(judgement.real_sign);
        }
        let draw = self.seed.at(Stream::Balance, self.step, turn).share();
        let decided = self.referee.discriminator(turn, &judgement, draw);
        // While G waits for D to warm up, a D that rested too would only lose time.
        let factor = if self.warmed_up() {
            decided.rate
        } else {
            decided.rate.or(Some(1.0))
        };
        self.discriminator_rate = factor.map(|factor| factor * self.rates[0]);
        (self.discriminator_rate, decided.again)
    }

    fn judge_generator(&mut self, turn: u16) -> (Option<f64>, bool) {
        if self.run.loss.is_relativistic() {
            self.data.batch(self.seed, self.step, turn, &mut self.real);
        }
        let latents = latents(
            self.run,
            Stream::LatentForGenerator,
            self.step,
            turn,
            &mut self.latents,
        );
        let loss = self.game.judge_fakes(&self.real, latents);
        self.tally.generator_judged(loss);
        let decided = self.referee.generator(turn, loss, self.generator_norm);
        (decided.rate.map(|rate| rate * self.rates[1]), decided.again)
    }

    fn differentiate(&mut self, player: Player) {
        self.tally.differentiated(self.game.differentiate(player));
    }

    fn apply(&mut self, player: Player, rate: f64) {
        let norm = self.game.apply(player, rate);
        self.tally.moved(player, norm, rate);
        if player == Player::Generator {
            self.generator_norm = Some(norm);
        }
    }
}

/// The step's fakes, or new latents in `out`.
fn latents<'a>(run: &Run, stream: Stream, step: u64, part: u16, out: &'a mut [f32]) -> Latents<'a> {
    if run.fakes == Fakes::Shared {
        return Latents::Shared;
    }
    Seed(run.seed).at(stream, step, part).normal(out);
    Latents::Fresh(out)
}
