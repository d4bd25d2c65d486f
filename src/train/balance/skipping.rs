//! `skip_d_on_loss`, `skip_d_on_accuracy`, `skip_d_on_g_loss`: D misses its turn while it is too
//! strong.
//!
//! D learns iff E[its loss] >= below (the lesson that this project began with), iff E[its accuracy]
//! <= above (Wu et al. 2016, 3D-GAN), or iff E[G's loss] < above, where E is the running mean.
//! State: E.

use super::Move;
use super::running_mean::RunningMean;
use crate::state_dict::StateDict;
use crate::train::game::Judgement;

/// When D is too strong to learn, in terms of the running mean of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// D's loss is below this.
    LossBelow(f64),
    /// D's accuracy is above this.
    AccuracyAbove(f64),
    /// G's loss is at this or above it.
    GeneratorLossFrom(f64),
}

/// D learns unless it is too strong; G always learns.
#[derive(Clone, Debug, PartialEq)]
pub struct Skipping {
    when: When,
    mean: RunningMean,
    /// The mean at the last value; `None` if there was none or it was not finite, and then D
    /// learns.
    watched: Option<f64>,
}

impl Skipping {
    pub fn visit_state(&mut self, state: &mut StateDict) {
        self.mean.visit_state(state);
        state.optional("watched", &mut self.watched);
    }

    pub fn new(when: When, ema: f64) -> Self {
        Self {
            when,
            mean: RunningMean::new(ema),
            watched: None,
        }
    }

    pub fn discriminator(&mut self, judged: &Judgement) -> Move {
        match self.when {
            When::LossBelow(_) => self.watched = self.mean.add(judged.loss),
            When::AccuracyAbove(_) => self.watched = self.mean.add(judged.accuracy),
            When::GeneratorLossFrom(_) => {}
        }
        let too_strong = self.watched.is_some_and(|mean| match self.when {
            When::LossBelow(below) => mean < below,
            When::AccuracyAbove(above) => mean > above,
            When::GeneratorLossFrom(above) => mean >= above,
        });
        Move::learn_if(!too_strong)
    }

    pub fn generator(&mut self, loss: f64) -> Move {
        if let When::GeneratorLossFrom(_) = self.when {
            self.watched = self.mean.add(loss);
        }
        Move::LEARN
    }

    pub fn state(&self) -> Option<f64> {
        self.mean.get()
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Balance;
    use crate::train::balance::tests::{LEARN, SKIP, judge, with_accuracy, with_loss};
    use crate::train::balance::{Move, Referee};

    const NAN: f64 = f64::NAN;

    #[test]
    fn a_low_loss_is_skipped() {
        let rule = Balance::SkipDOnLoss {
            below: 0.3,
            ema: 0.0,
        };
        let history = [0.1, 0.3, 0.7, NAN, 0.2, f64::INFINITY, 0.299].map(with_loss);
        let wanted = [
            (SKIP, Some(0.1)),
            (LEARN, Some(0.3)),
            (LEARN, Some(0.7)),
            (LEARN, Some(0.7)),
            (SKIP, Some(0.2)),
            (LEARN, Some(0.2)),
            (SKIP, Some(0.299)),
        ];
        assert_eq!(judge(&rule, 0.7, &history), wanted);
    }

    #[test]
    fn a_running_mean_decides_slowly() {
        let rule = Balance::SkipDOnLoss {
            below: 0.5,
            ema: 0.5,
        };
        let history = [NAN, 1.0, 0.5, 0.125, NAN, 0.0, 0.78125].map(with_loss);
        let wanted = [
            (LEARN, None),
            (LEARN, Some(1.0)),
            (LEARN, Some(0.75)),
            (SKIP, Some(0.4375)),
            (LEARN, Some(0.4375)),
            (SKIP, Some(0.21875)),
            (LEARN, Some(0.5)),
        ];
        assert_eq!(judge(&rule, 0.7, &history), wanted);
    }

    #[test]
    fn a_high_accuracy_is_skipped() {
        let rule = Balance::SkipDOnAccuracy {
            above: 0.75,
            ema: 0.5,
        };
        let history = [0.75, 1.0, NAN, 0.5, 1.0].map(with_accuracy);
        let wanted = [
            (LEARN, Some(0.75)),
            (SKIP, Some(0.875)),
            (LEARN, Some(0.875)),
            (LEARN, Some(0.6875)),
            (SKIP, Some(0.84375)),
        ];
        assert_eq!(judge(&rule, 0.7, &history), wanted);
    }

    #[test]
    fn a_high_loss_of_g_is_skipped() {
        let mut referee = Referee::new(
            &Balance::SkipDOnGLoss {
                above: 3.5,
                ema: 0.5,
            },
            0.7,
        );
        // Each step: what D decides from G's turns so far, G's loss then, and the mean after it.
        let steps = [
            (Move::LEARN, 3.0, Some(3.0)),
            (Move::LEARN, 4.0, Some(3.5)),
            (Move::SKIP, NAN, Some(3.5)),
            (Move::LEARN, 3.0, Some(3.25)),
            (Move::LEARN, 5.25, Some(4.25)),
            (Move::SKIP, 0.0, Some(2.125)),
            (Move::LEARN, 0.0, Some(1.0625)),
        ];
        assert_eq!(referee.state(), None);
        for (step, (d_move, g_loss, state)) in steps.into_iter().enumerate() {
            assert_eq!(
                referee.discriminator(0, &with_loss(NAN), 0.0),
                d_move,
                "step {step}"
            );
            assert_eq!(
                referee.generator(0, g_loss, None),
                Move::LEARN,
                "step {step}"
            );
            assert_eq!(referee.state(), state, "step {step}");
        }
    }

    #[test]
    fn g_learns_and_its_loss_leaves_the_other_rules_alone() {
        for rule in [
            Balance::SkipDOnLoss {
                below: 0.3,
                ema: 0.0,
            },
            Balance::SkipDOnAccuracy {
                above: 0.8,
                ema: 0.0,
            },
        ] {
            let mut referee = Referee::new(&rule, 0.7);
            assert_eq!(referee.generator(0, 9.0, Some(1.0)), Move::LEARN);
            assert_eq!(referee.state(), None);
        }
    }
}
