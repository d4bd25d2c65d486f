//! What of a run decides how a Dirac-GAN moves.

use crate::config::{Data, Run};
use crate::strategies::{
    Balance, InstanceNoise, Loss, Optimizer, Order, Ratio, Regularizer, Schedule, WganGp,
};

/// How gradients become steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// Gradient steps with this momentum.
    Momentum(f64),
    /// Optimistic gradient steps.
    Optimistic,
    /// Extragradient.
    Extragradient,
}

/// Who moves in a step, and from where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moves {
    /// Both from the same point.
    Simultaneous,
    /// `d` updates of D, then `g` of G, or the other way round.
    Alternating { d: usize, g: usize, order: Order },
}

/// A Dirac-GAN whose steps can be written down.
#[derive(Clone, Debug)]
pub struct DiracGame {
    pub(super) loss: Loss,
    /// theta and psi at the start.
    pub(super) start: [f64; 2],
    /// Learning rates of G and of D.
    pub(super) learning_rates: [f64; 2],
    pub(super) moves: Moves,
    pub(super) rule: Rule,
    pub(super) weight_decay: f64,
    /// Steps that G looks ahead.
    pub(super) unroll: usize,
    /// Sum of the gammas of R1 and R2, which are the same here: D's slope is psi everywhere.
    pub(super) gamma: f64,
    /// Weight and target of penalties on D's slope (WGAN-GP, DRAGAN).
    pub(super) slope_penalty: Option<(f64, f64)>,
    /// Bound of psi.
    pub(super) clip: Option<f64>,
    /// The instance noise, which fades over the steps of the run.
    pub(super) noise: Option<InstanceNoise>,
    pub(super) steps: u64,
    /// Whether a rule lets players move as long as losses or accuracies stay near what they are at the
    /// equilibrium: farther away it may act.
    moves_only_nearby: bool,
}

impl DiracGame {
    /// The game of a run.
    ///
    /// # Errors
    /// If the run is no Dirac-GAN, or one of its choices has no written form: which one.
    pub fn of(run: &Run) -> Result<Self, String> {
        let Data::Dirac(start) = &run.data else {
            return Err(format!("data `{}` is no Dirac-GAN", run.data.name()));
        };
        refuse_what_has_no_form(run)?;
        let (rule, weight_decay) = rule_of(&run.optimizer)?;
        let mut game = Self {
            loss: run.loss,
            start: [start.theta, start.psi],
            learning_rates: [run.lr_g, run.lr_d],
            moves: moves_of(run)?,
            rule,
            weight_decay,
            unroll: run.unroll,
            gamma: 0.0,
            slope_penalty: None,
            clip: None,
            noise: None,
            steps: run.steps as u64,
            moves_only_nearby: goes_by_level(&run.balance),
        };
        for regularizer in &run.regularize {
            game.add(regularizer)?;
        }
        Ok(game)
    }

    fn add(&mut self, regularizer: &Regularizer) -> Result<(), String> {
        match regularizer {
            Regularizer::R1(r1) if r1.every == 1 && r1.gamma_end.is_none() => {
                self.gamma += r1.gamma;
            }
            Regularizer::R2(r2) if r2.every == 1 && r2.gamma_end.is_none() => {
                self.gamma += r2.gamma;
            }
            Regularizer::WganGp(WganGp {
                weight,
                target,
                every: 1,
                ..
            }) => self.slope_penalty = Some((*weight, *target)),
            Regularizer::Dragan(dragan) if dragan.every == 1 => {
                self.slope_penalty = Some((dragan.weight, dragan.target));
            }
            Regularizer::WeightClip(clip) => self.clip = Some(clip.bound),
            // The kink of hinge has no simple expectation.
            Regularizer::InstanceNoise(noise)
                if !self.loss.is_relativistic() && self.loss != Loss::Hinge =>
            {
                self.noise = Some(noise.clone());
            }
            other => return Err(no_form("regularize", other.name())),
        }
        Ok(())
    }

    /// The standard deviation of the instance noise in a step, counted from 1.
    pub(super) fn noise_at(&self, step: u64) -> f64 {
        let noise = self.noise.as_ref();
        noise.map_or(0.0, |noise| noise.deviation(step, self.steps))
    }

    /// Whether the game can be followed from any start, and not only near the equilibrium.
    pub fn has_path(&self) -> bool {
        !self.moves_only_nearby
    }

    /// Whether its steps change over the run.
    pub fn changes(&self) -> bool {
        self.noise.is_some()
    }
}

/// Rules that go by D's loss or accuracy.
fn goes_by_level(balance: &Balance) -> bool {
    matches!(
        balance,
        Balance::SkipDOnLoss(_)
            | Balance::SkipDOnAccuracy(_)
            | Balance::SkipDOnGLoss(_)
            | Balance::GapAware(_)
    )
}

fn no_form(key: &str, name: &str) -> String {
    format!("`{key}: {name}` has no closed form here")
}

fn refuse_what_has_no_form(run: &Run) -> Result<(), String> {
    let constant = |schedule: &Schedule| matches!(schedule, Schedule::Constant(_));
    for (key, name, has_form) in [
        (
            "schedule_g",
            run.schedule_g.name(),
            constant(&run.schedule_g),
        ),
        (
            "schedule_d",
            run.schedule_d.name(),
            constant(&run.schedule_d),
        ),
        ("adapt", run.adapt.name(), run.adapt.name() == "none"),
        ("fakes", run.fakes.name(), run.fakes.name() != "replay"),
        ("warm_up_d", "above 0", run.warm_up_d == 0),
        ("full_unroll", "true", !run.full_unroll),
    ] {
        if !has_form {
            return Err(no_form(key, name));
        }
    }
    Ok(())
}

fn rule_of(optimizer: &Optimizer) -> Result<(Rule, f64), String> {
    match optimizer {
        Optimizer::Sgd(sgd) => Ok((Rule::Momentum(sgd.momentum), sgd.weight_decay)),
        Optimizer::OptimisticSgd(sgd) => Ok((Rule::Optimistic, sgd.weight_decay)),
        Optimizer::ExtragradientSgd(sgd) => Ok((Rule::Extragradient, sgd.weight_decay)),
        other => Err(no_form("optimizer", other.name())),
    }
}

/// Rules that go by D's loss or accuracy let D move in every step as long as these stay at what they
/// are at the equilibrium.
fn moves_of(run: &Run) -> Result<Moves, String> {
    let alternating = |d, g| Moves::Alternating {
        d,
        g,
        order: run.order,
    };
    match &run.balance {
        Balance::Simultaneous(_) => Ok(Moves::Simultaneous),
        Balance::Ratio(Ratio { d, g }) => Ok(alternating(*d, *g)),
        Balance::Alternate(_) => Ok(alternating(1, 1)),
        rule if goes_by_level(rule) => Ok(alternating(1, 1)),
        other => Err(no_form("balance", other.name())),
    }
}
