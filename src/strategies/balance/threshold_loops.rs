//! `threshold_loops`: D is updated while its loss is high, then G while its loss is high.
//!
//! ganhacks (Chintala et al. 2016), number 11: "while lossD > A: train D; while lossG > B: train
//! G", with a warning against it unless it is principled. The loops there have no end; here a
//! player has at most `most` batches in a step.

use super::rule::{BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, MaxBatches, Signal};
use crate::schema::{POSITIVE, parameters, whole};

parameters! {
    /// In every step D learns until its loss is low enough, then G until its own is.
    pub struct ThresholdLoops: "balance" / "threshold_loops" {
        /// D takes a turn while its loss is above this
        d_above: f64 = "0.6" in POSITIVE,
        /// G takes a turn while its loss is above this
        g_above: f64 = "0.6" in POSITIVE,
        /// most turns of each player in a step
        most: usize = "10" in whole(1, 100),
    }
    formula: "While L_D > d_above D learns, then while L_G > g_above G learns; losses on a fresh batch before \
              each turn, at most `most` turns each.",
    source: "ganhacks 11 (Chintala et al.), which warns that intuition is a poor guide to the thresholds",
}

impl BalancePolicy for ThresholdLoops {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        Box::new(self.clone())
    }

    fn max_batches(&self) -> MaxBatches {
        MaxBatches {
            discriminator: self.most,
            generator: self.most,
        }
    }

    fn signals(&self) -> Vec<Signal> {
        vec![Signal::DiscriminatorLoss, Signal::GeneratorLoss]
    }

    fn rests_below_loss(&self) -> Option<(&'static str, f64)> {
        Some(("d_above", self.d_above))
    }
}

/// It has no state.
impl BalanceRule for ThresholdLoops {
    fn discriminator(&mut self, batch: u16, metrics: &DiscriminatorMetrics, _: f64) -> Decision {
        self.decide(batch, metrics.loss, self.d_above)
    }

    fn generator(&mut self, batch: u16, loss: f64, _: Option<f64>) -> Decision {
        self.decide(batch, loss, self.g_above)
    }
}

impl ThresholdLoops {
    fn decide(&self, batch: u16, loss: f64, above: f64) -> Decision {
        if !loss.is_finite() {
            return Decision::UPDATE;
        }
        let update = loss > above;
        Decision {
            repeat: update && usize::from(batch) + 1 < self.most,
            ..Decision::update_if(update)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::{LEARN, SKIP, with_loss};

    #[test]
    fn each_player_goes_on_until_its_loss_is_low() {
        const AGAIN: (Option<f64>, bool) = (Some(1.0), true);
        const ONCE: (Option<f64>, bool) = (LEARN, false);
        const NOT: (Option<f64>, bool) = (SKIP, false);
        let mut running = Balance::from(ThresholdLoops {
            d_above: 0.6,
            g_above: 1.0,
            most: 3,
        })
        .start(0.7);
        // Within one step: the losses shown, for D and for G, and the moves.
        let table = [
            (vec![0.5], vec![1.0], vec![NOT]),
            (vec![0.6], vec![0.9], vec![NOT]),
            (vec![0.7, 0.6], vec![1.5, 1.0], vec![AGAIN, NOT]),
            (
                vec![0.9, 0.8, 0.7],
                vec![3.0, 2.0, 1.5],
                vec![AGAIN, AGAIN, ONCE],
            ),
            (vec![f64::NAN], vec![f64::NAN], vec![ONCE]),
            (
                vec![0.7, f64::INFINITY],
                vec![1.5, f64::NEG_INFINITY],
                vec![AGAIN, ONCE],
            ),
        ];
        for (d_losses, g_losses, moves) in table {
            let turns = moves.into_iter().zip(d_losses.into_iter().zip(g_losses));
            for (turn, (wanted, (d_loss, g_loss))) in turns.enumerate() {
                let d_move = running.discriminator(turn as u16, &with_loss(d_loss), 0.0);
                assert_eq!(
                    (d_move.lr_factor, d_move.repeat),
                    wanted,
                    "D, turn {turn}, loss {d_loss}"
                );
                let g_move = running.generator(turn as u16, g_loss, None);
                assert_eq!(
                    (g_move.lr_factor, g_move.repeat),
                    wanted,
                    "G, turn {turn}, loss {g_loss}"
                );
            }
            assert_eq!(running.logged(), None);
        }
    }

    #[test]
    fn at_most_one_turn_is_no_loop() {
        let mut running = Balance::from(ThresholdLoops {
            d_above: 0.6,
            g_above: 1.0,
            most: 1,
        })
        .start(0.7);
        let decided = running.discriminator(0, &with_loss(5.0), 0.0);
        assert_eq!((decided.lr_factor, decided.repeat), (Some(1.0), false));
    }
}
