//! `threshold_loops`: train D while its loss is high, then G while its loss is high.
//!
//! ganhacks (Chintala et al. 2016), number 11: "while lossD > A: train D; while lossG > B: train
//! G", with a warning against it unless it is principled. The loops there have no end; here a
//! player has at most `most` turns in a step.

use super::Move;
use crate::train::game::Judgement;

/// A player learns and comes again while its loss is above its threshold. It has no state.
#[derive(Clone, Debug, PartialEq)]
pub struct ThresholdLoops {
    pub d_above: f64,
    pub g_above: f64,
    pub most: usize,
}

impl ThresholdLoops {
    pub fn discriminator(&self, turn: u16, judged: &Judgement) -> Move {
        self.decide(turn, judged.loss, self.d_above)
    }

    pub fn generator(&self, turn: u16, loss: f64) -> Move {
        self.decide(turn, loss, self.g_above)
    }

    fn decide(&self, turn: u16, loss: f64, above: f64) -> Move {
        if !loss.is_finite() {
            return Move::LEARN;
        }
        let learns = loss > above;
        Move {
            again: learns && usize::from(turn) + 1 < self.most,
            ..Move::learn_if(learns)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Balance;
    use crate::train::balance::Referee;
    use crate::train::balance::tests::{LEARN, SKIP, with_loss};

    #[test]
    fn each_player_goes_on_until_its_loss_is_low() {
        const AGAIN: (Option<f64>, bool) = (Some(1.0), true);
        const ONCE: (Option<f64>, bool) = (LEARN, false);
        const NOT: (Option<f64>, bool) = (SKIP, false);
        let mut referee = Referee::new(
            &Balance::ThresholdLoops {
                d_above: 0.6,
                g_above: 1.0,
                most: 3,
            },
            0.7,
        );
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
                let d_move = referee.discriminator(turn as u16, &with_loss(d_loss), 0.0);
                assert_eq!(
                    (d_move.rate, d_move.again),
                    wanted,
                    "D, turn {turn}, loss {d_loss}"
                );
                let g_move = referee.generator(turn as u16, g_loss, None);
                assert_eq!(
                    (g_move.rate, g_move.again),
                    wanted,
                    "G, turn {turn}, loss {g_loss}"
                );
            }
            assert_eq!(referee.state(), None);
        }
    }

    #[test]
    fn at_most_one_turn_is_no_loop() {
        let mut referee = Referee::new(
            &Balance::ThresholdLoops {
                d_above: 0.6,
                g_above: 1.0,
                most: 1,
            },
            0.7,
        );
        let decided = referee.discriminator(0, &with_loss(5.0), 0.0);
        assert_eq!((decided.rate, decided.again), (Some(1.0), false));
    }
}
