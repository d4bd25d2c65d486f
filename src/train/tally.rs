//! What the turns of one step come to.

use super::event::StepRow;
use super::game::{Differentiated, Judgement, Player};

/// The turns of one player.
#[derive(Clone, Debug, Default)]
struct Turns {
    losses: Vec<f64>,
    norms: Vec<f64>,
    rates: Vec<f64>,
}

/// The turns of one step so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    generator: Turns,
    discriminator: Turns,
    judgements: Vec<Judgement>,
    penalties: Vec<f64>,
    at_fakes: Vec<f64>,
}

impl Tally {
    /// D has judged a batch.
    pub fn judged(&mut self, judgement: Judgement) {
        self.discriminator.losses.push(judgement.loss);
        self.judgements.push(judgement);
    }

    /// G was judged.
    pub fn generator_judged(&mut self, loss: f64) {
        self.generator.losses.push(loss);
    }

    /// A gradient was worked out.
    pub fn differentiated(&mut self, gradient: Differentiated) {
        self.penalties.extend(gradient.penalty);
        self.at_fakes.extend(gradient.at_fakes);
    }

    /// A player has moved.
    pub fn moved(&mut self, player: Player, norm: f64, rate: f64) {
        let turns = match player {
            Player::Generator => &mut self.generator,
            Player::Discriminator => &mut self.discriminator,
        };
        turns.norms.push(norm);
        turns.rates.push(rate);
    }

    /// The step's row. `rates` are those of D and G where they did not move.
    pub fn row(&self, step: u64, [rate_d, rate_g]: [f64; 2]) -> StepRow {
        let of_judgement = |value: fn(&Judgement) -> f64| mean(self.judgements.iter().map(value));
        let (d, g) = (&self.discriminator, &self.generator);
        StepRow {
            step,
            d_loss: mean(d.losses.iter().copied()),
            g_loss: mean(g.losses.iter().copied()),
            d_real: of_judgement(|judgement| judgement.real),
            d_fake: of_judgement(|judgement| judgement.fake),
            d_acc: of_judgement(|judgement| judgement.accuracy),
            d_grad_norm: largest(&d.norms),
            g_grad_norm: largest(&g.norms),
            fake_grad_norm: largest(&self.at_fakes),
            d_stepped: d.norms.len() as u16,
            g_stepped: g.norms.len() as u16,
            lr_d: mean(d.rates.iter().copied()).unwrap_or(rate_d),
            lr_g: mean(g.rates.iter().copied()).unwrap_or(rate_g),
            penalty: mean(self.penalties.iter().copied()),
            balance_state: None,
            adapted_strength: None,
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// The largest gradient norm; a NaN among them wins, so that it is seen.
fn largest(norms: &[f64]) -> Option<f64> {
    norms.iter().copied().reduce(|largest, norm| {
        if norm > largest || norm.is_nan() {
            norm
        } else {
            largest
        }
    })
}
