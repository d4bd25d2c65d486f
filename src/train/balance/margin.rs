//! `margin`: D learns until it tells real from fake by a margin, and then it is G's turn.
//!
//! D learns iff real < fake + imbalance, with D's mean outputs; G learns iff D did not learn at its
//! last judgement, or has not judged yet. HyperGAN's balanced trainer. State: real - fake at the
//! last judgement.

use super::Move;
use crate::state_dict::StateDict;
use crate::train::game::Judgement;

/// One of the two players learns in each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    imbalance: f64,
    last: Option<Last>,
}

#[derive(Clone, Debug, PartialEq)]
struct Last {
    gap: f64,
    d_learned: bool,
}

impl Margin {
    pub fn new(imbalance: f64) -> Self {
        Self {
            imbalance,
            last: None,
        }
    }

    pub fn visit_state(&mut self, state: &mut StateDict) {
        let mut gap = self.last.as_ref().map(|last| last.gap);
        let mut d_learned = u64::from(self.last.as_ref().is_some_and(|last| last.d_learned));
        state.optional("gap", &mut gap);
        state.count("d_learned", &mut d_learned);
        self.last = gap.map(|gap| Last {
            gap,
            d_learned: d_learned == 1,
        });
    }

    pub fn discriminator(&mut self, judged: &Judgement) -> Move {
        let gap = judged.real - judged.fake;
        let d_learned = !gap.is_finite() || judged.real < judged.fake + self.imbalance;
        self.last = Some(Last { gap, d_learned });
        Move::learn_if(d_learned)
    }

    pub fn generator(&self) -> Move {
        Move::learn_if(self.last.as_ref().is_none_or(|last| !last.d_learned))
    }

    pub fn state(&self) -> Option<f64> {
        self.last.as_ref().map(|last| last.gap)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Balance;
    use crate::train::balance::tests::with_means;
    use crate::train::balance::{Move, Referee};

    #[test]
    fn one_player_learns_at_a_time() {
        let mut referee = Referee::new(&Balance::Margin { imbalance: 0.125 }, 0.7);
        assert_eq!(referee.state(), None);
        assert_eq!(
            referee.generator(0, 1.0, None),
            Move::LEARN,
            "D has not judged yet"
        );
        let steps = [
            (0.5, 0.5, 0.0, true),
            (0.625, 0.5, 0.125, false),
            (0.609375, 0.5, 0.109375, true),
            (0.75, 0.25, 0.5, false),
            (0.25, 0.75, -0.5, true),
            (3.0, -1.0, 4.0, false),
        ];
        for (real, fake, gap, d_learns) in steps {
            assert_eq!(
                referee.discriminator(0, &with_means(real, fake), 0.0),
                Move::learn_if(d_learns),
                "{gap}"
            );
            assert_eq!(
                referee.generator(0, f64::NAN, None),
                Move::learn_if(!d_learns),
                "{gap}"
            );
            assert_eq!(referee.state(), Some(gap));
        }
    }

    #[test]
    fn a_nan_is_learned_from_and_forgotten() {
        let mut referee = Referee::new(&Balance::Margin { imbalance: 0.125 }, 0.7);
        for (real, fake) in [(f64::NAN, 0.5), (0.5, f64::NAN), (f64::INFINITY, 0.5)] {
            assert_eq!(
                referee.discriminator(0, &with_means(real, fake), 0.0),
                Move::LEARN
            );
            assert_eq!(referee.generator(0, 1.0, None), Move::SKIP);
            assert!(referee.state().is_some_and(|gap| !gap.is_finite()));
        }
        assert_eq!(
            referee.discriminator(0, &with_means(0.75, 0.5), 0.0),
            Move::SKIP
        );
        assert_eq!(referee.generator(0, 1.0, None), Move::LEARN);
        assert_eq!(referee.state(), Some(0.25));
    }
}
