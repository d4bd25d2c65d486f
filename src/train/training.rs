//! The loop: one run from its first step to its last.

use super::balance::Referee;
use super::event::{Control, EvalRow, Event, StepRow};
use super::game::{self, Game, Latents, Turn};
use crate::data::DataSet;
use crate::metrics::Evaluator;
use crate::rng::{Seed, Stream};
use crate::spec::{Fakes, Order, Run};

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// All steps are done.
    Finished,
    /// A value was not finite; the step that shows it is recorded, nothing was trained after it.
    Diverged { step: u64, value: &'static str },
    /// The listener wanted it to stop after this step.
    Stopped { step: u64 },
}

/// Trains `run` on `data`, telling `listen` of every step and evaluation.
///
/// The trained game is returned for checkpoints and samples. All randomness comes from the run's seed.
pub fn train(run: &Run, data: &dyn DataSet, listen: &mut dyn FnMut(Event) -> Control) -> (Outcome, Box<dyn Game>) {
    let mut training = Training::new(run, data);
    let outcome = training.run(listen);
    (outcome, training.game)
}

struct Training<'a> {
    run: &'a Run,
    data: &'a dyn DataSet,
    seed: Seed,
    game: Box<dyn Game>,
    referee: Referee,
    evaluator: Evaluator,
    evaluation_latents: Vec<f32>,
    latents: Vec<f32>,
    real: Vec<f32>,
}

impl<'a> Training<'a> {
    fn new(run: &'a Run, data: &'a dyn DataSet) -> Self {
        let seed = Seed(run.seed);
        let game = game::open(run);
        let mut evaluation_latents = vec![0.0; run.evaluate.samples * game.latent_size()];
        seed.at(Stream::LatentForEvaluation, 0, 0).normal(&mut evaluation_latents);
        Self {
            run,
            data,
            seed,
            referee: Referee::new(&run.balance),
            evaluator: Evaluator::new(data, seed),
            evaluation_latents,
            latents: vec![0.0; run.batch * game.latent_size()],
            real: vec![0.0; run.batch * data.kind().row()],
            game,
        }
    }

    fn run(&mut self, listen: &mut dyn FnMut(Event) -> Control) -> Outcome {
        let last = self.run.steps as u64;
        if self.evaluate(0, listen) == Control::Stop {
            return Outcome::Stopped { step: 0 };
        }
        for step in 1..=last {
            let row = self.step(step);
            let mut control = listen(Event::Step(&row));
            if let Some(value) = row.not_finite() {
                return Outcome::Diverged { step, value };
            }
            if control == Control::Continue && (step.is_multiple_of(self.run.evaluate.every as u64) || step == last) {
                control = self.evaluate(step, listen);
            }
            if control == Control::Stop && step < last {
                return Outcome::Stopped { step };
            }
        }
        Outcome::Finished
    }

    fn step(&mut self, step: u64) -> StepRow {
        self.game.begin_step(step);
        if self.run.fakes == Fakes::Shared {
            self.seed.at(Stream::LatentForGenerator, step, 0).normal(&mut self.latents);
            self.game.share_fakes(&self.latents);
        }
        let (d_turns, g_turns) = self.referee.turns();
        let (d, g): (Vec<Turn>, Vec<Turn>);
        match self.run.order {
            Order::DiscriminatorFirst => {
                d = (0..d_turns).map(|turn| self.discriminator_turn(step, turn)).collect();
                g = (0..g_turns).map(|turn| self.generator_turn(step, turn)).collect();
            }
            Order::GeneratorFirst => {
                g = (0..g_turns).map(|turn| self.generator_turn(step, turn)).collect();
                d = (0..d_turns).map(|turn| self.discriminator_turn(step, turn)).collect();
            }
        }
        self.row(step, &d, &g)
    }

    fn discriminator_turn(&mut self, step: u64, turn: u16) -> Turn {
        self.data.batch(self.seed, step, turn, &mut self.real);
        let latents = match self.run.fakes {
            Fakes::Shared => Latents::Shared,
            Fakes::Fresh => {
                self.seed.at(Stream::LatentForDiscriminator, step, turn).normal(&mut self.latents);
                Latents::Fresh(&self.latents)
            }
        };
        let referee = &self.referee;
        self.game.discriminator_turn(&self.real, latents, self.run.lr_d, &|judgement| {
            referee.discriminator_learns(judgement)
        })
    }

    fn generator_turn(&mut self, step: u64, turn: u16) -> Turn {
        let latents = match self.run.fakes {
            Fakes::Shared => Latents::Shared,
            Fakes::Fresh => {
                self.seed.at(Stream::LatentForGenerator, step, turn).normal(&mut self.latents);
                Latents::Fresh(&self.latents)
            }
        };
        self.game.generator_turn(latents, self.run.lr_g)
    }

    fn row(&self, step: u64, d: &[Turn], g: &[Turn]) -> StepRow {
        let of_judgement =
            |value: fn(&game::Judgement) -> f64| mean(d.iter().filter_map(|turn| turn.judgement.as_ref().map(value)));
        StepRow {
            step,
            d_loss: mean(d.iter().map(|turn| turn.loss)),
            g_loss: mean(g.iter().map(|turn| turn.loss)),
            d_real: of_judgement(|judgement| judgement.real),
            d_fake: of_judgement(|judgement| judgement.fake),
            d_acc: of_judgement(|judgement| judgement.accuracy),
            d_grad_norm: largest(d),
            g_grad_norm: largest(g),
            d_stepped: stepped(d),
            g_stepped: stepped(g),
            lr_d: self.run.lr_d,
            lr_g: self.run.lr_g,
        }
    }

    fn evaluate(&mut self, step: u64, listen: &mut dyn FnMut(Event) -> Control) -> Control {
        let samples: Vec<f32> =
            self.evaluation_latents.chunks(self.latents.len()).flat_map(|latents| self.game.sample(latents)).collect();
        let row = EvalRow { step, measured: self.evaluator.measure(&samples) };
        listen(Event::Evaluated { row: &row, samples: &samples, keep: self.keeps(step) })
    }

    /// Snapshots are the evaluations nearest after equal parts of the run, the last one included.
    fn keeps(&self, step: u64) -> bool {
        let (steps, parts) = (self.run.steps as u64, self.run.evaluate.snapshots as u64);
        let every = self.run.evaluate.every as u64;
        let part = |step: u64| step * parts / steps;
        parts > 0 && (step == steps || step > 0 && part(step) > part(step.saturating_sub(every)))
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// The largest gradient norm; a NaN among them wins, so that it is seen.
fn largest(turns: &[Turn]) -> Option<f64> {
    let norms = turns.iter().filter_map(|turn| turn.gradient_norm);
    norms.reduce(|largest, norm| if norm > largest || norm.is_nan() { norm } else { largest })
}

fn stepped(turns: &[Turn]) -> u16 {
    turns.iter().filter(|turn| turn.gradient_norm.is_some()).count() as u16
}
