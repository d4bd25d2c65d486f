//! What the updates of one training step come to.

use super::event::StepRow;
use super::game::{AutoencoderTerms, BackwardReport};
use crate::models::{PerPlayer, Player};
use crate::strategies::DiscriminatorMetrics;

/// The updates of one player.
#[derive(Clone, Debug, Default)]
struct PlayerUpdates {
    losses: Vec<f64>,
    gradient_norms: Vec<f64>,
    learning_rates: Vec<f64>,
}

/// The updates of one step so far.
#[derive(Clone, Debug, Default)]
pub(super) struct StepAccumulator {
    updates: PerPlayer<PlayerUpdates>,
    discriminator_metrics: Vec<DiscriminatorMetrics>,
    penalties: Vec<f64>,
    fake_gradient_norms: Vec<f64>,
    class_losses: PerPlayer<Vec<f64>>,
    autoencoder: Option<AutoencoderTerms>,
}

impl StepAccumulator {
    /// Adds a forward pass of D.
    pub fn add_discriminator_forward(&mut self, metrics: DiscriminatorMetrics) {
        self.updates.discriminator.losses.push(metrics.loss);
        self.discriminator_metrics.push(metrics);
    }

    /// Adds a forward pass of G.
    pub fn add_generator_forward(&mut self, loss: f64) {
        self.updates.generator.losses.push(loss);
    }

    /// Adds a backward pass.
    pub fn add_backward(&mut self, player: Player, report: BackwardReport) {
        self.class_losses.of_mut(player).extend(report.class_loss);
        self.autoencoder = report.autoencoder;
        self.penalties.extend(report.penalty);
        self.fake_gradient_norms.extend(report.fake_gradient_norm);
    }

    /// Adds a penalty to those of the last backward pass of D.
    pub fn add_own_penalty(&mut self, value: f64) {
        match self.penalties.last_mut() {
            Some(last) => *last += value,
            None => self.penalties.push(value),
        }
    }

    /// Adds an optimiser step.
    pub fn add_step(&mut self, player: Player, gradient_norm: f64, learning_rate: f64) {
        let updates = self.updates.of_mut(player);
        updates.gradient_norms.push(gradient_norm);
        updates.learning_rates.push(learning_rate);
    }

    /// The step's row. `scheduled_lr` is the learning rate of a player that took no optimiser step.
    pub fn row(&self, step: u64, scheduled_lr: PerPlayer<f64>) -> StepRow {
        let mean_of = |value: fn(&DiscriminatorMetrics) -> f64| {
            mean(self.discriminator_metrics.iter().map(value))
        };
        let PerPlayer {
            generator: g,
            discriminator: d,
        } = &self.updates;
        StepRow {
            step,
            d_loss: mean(d.losses.iter().copied()),
            g_loss: mean(g.losses.iter().copied()),
            d_real: mean_of(|metrics| metrics.real),
            d_fake: mean_of(|metrics| metrics.fake),
            d_acc: mean_of(|metrics| metrics.accuracy),
            d_grad_norm: largest(&d.gradient_norms),
            g_grad_norm: largest(&g.gradient_norms),
            fake_grad_norm: largest(&self.fake_gradient_norms),
            d_stepped: d.gradient_norms.len() as u16,
            g_stepped: g.gradient_norms.len() as u16,
            lr_d: mean(d.learning_rates.iter().copied()).unwrap_or(scheduled_lr.discriminator),
            lr_g: mean(g.learning_rates.iter().copied()).unwrap_or(scheduled_lr.generator),
            penalty: mean(self.penalties.iter().copied()),
            reconstruction_loss: self.autoencoder.map(|terms| terms.reconstruction),
            kl_loss: self.autoencoder.map(|terms| terms.kl),
            active_latents: self.autoencoder.map(|terms| terms.active_latents),
            d_class_loss: mean(self.class_losses.discriminator.iter().copied()),
            g_class_loss: mean(self.class_losses.generator.iter().copied()),
            ..StepRow::default()
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
