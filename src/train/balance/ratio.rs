//! `alternate`, `simultaneous`, `ratio`: a fixed number of turns for each player, whatever happens.
//!
//! Arjovsky et al. 2017 give D five turns to one of G's.

use super::Move;

/// `d` turns of D and `g` turns of G in each step. It has no state.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    pub d: usize,
    pub g: usize,
}

impl Ratio {
    pub fn discriminator(&self, turn: u16) -> Move {
        Move {
            again: usize::from(turn) + 1 < self.d,
            ..Move::LEARN
        }
    }

    pub fn generator(&self, turn: u16) -> Move {
        Move {
            again: usize::from(turn) + 1 < self.g,
            ..Move::LEARN
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Balance;
    use crate::train::balance::Referee;
    use crate::train::balance::tests::with_loss;

    #[test]
    fn each_player_has_its_number_of_turns() {
        let table = [
            (Balance::Alternate, vec![false], vec![false], false),
            (Balance::Simultaneous, vec![false], vec![false], true),
            (
                Balance::Ratio { d: 1, g: 1 },
                vec![false],
                vec![false],
                false,
            ),
            (
                Balance::Ratio { d: 3, g: 2 },
                vec![true, true, false],
                vec![true, false],
                false,
            ),
        ];
        for (rule, d_again, g_again, simultaneous) in table {
            let mut referee = Referee::new(&rule, 0.7);
            assert_eq!(referee.simultaneous(), simultaneous, "{rule:?}");
            for loss in [0.0, f64::NAN] {
                for (turn, &again) in d_again.iter().enumerate() {
                    let decided = referee.discriminator(turn as u16, &with_loss(loss), 0.5);
                    assert_eq!(
                        (decided.rate, decided.again),
                        (Some(1.0), again),
                        "{rule:?}, D's turn {turn}"
                    );
                }
                for (turn, &again) in g_again.iter().enumerate() {
                    let decided = referee.generator(turn as u16, loss, None);
                    assert_eq!(
                        (decided.rate, decided.again),
                        (Some(1.0), again),
                        "{rule:?}, G's turn {turn}"
                    );
                }
            }
            assert_eq!(referee.state(), None, "{rule:?}");
        }
    }
}
