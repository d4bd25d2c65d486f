//! `lr_drop_on`: both learning rates fall once a detector has fired for long enough.
//!
//! When the running mean of the watched value has been beyond `at` in `patience` judgements in a
//! row, both players learn at factor^drops of their rates, from that turn on, and the count starts
//! again; at most `times` drops. Practitioners call it a sudden decrease of the learning rate.
//! State: the number of drops.

use super::Move;
use super::running_mean::RunningMean;
use crate::config::Detector;
use crate::state_dict::StateDict;
use crate::train::game::Judgement;

/// Both players always learn, at a common factor on their rates.
#[derive(Clone, Debug, PartialEq)]
pub struct LrDrop {
    detector: Detector,
    at: f64,
    mean: RunningMean,
    patience: usize,
    factor: f64,
    times: usize,
    in_a_row: usize,
    drops: usize,
}

impl LrDrop {
    pub fn visit_state(&mut self, state: &mut StateDict) {
        self.mean.visit_state(state);
        state.size("in_a_row", &mut self.in_a_row);
        state.size("drops", &mut self.drops);
    }

    pub fn new(
        detector: Detector,
        at: f64,
        ema: f64,
        patience: usize,
        factor: f64,
        times: usize,
    ) -> Self {
        Self {
            detector,
            at,
            mean: RunningMean::new(ema),
            patience,
            factor,
            times,
            in_a_row: 0,
            drops: 0,
        }
    }

    pub fn discriminator(&mut self, judged: &Judgement) -> Move {
        match self.detector {
            Detector::DLossBelow => self.watch(judged.loss),
            Detector::DAccuracyAbove => self.watch(judged.accuracy),
            Detector::GLossAbove | Detector::GGradientAbove => {}
        }
        self.decided()
    }

    pub fn generator(&mut self, loss: f64, gradient_norm_before: Option<f64>) -> Move {
        match (self.detector, gradient_norm_before) {
            (Detector::GLossAbove, _) => self.watch(loss),
            (Detector::GGradientAbove, Some(norm)) => self.watch(norm),
            _ => {}
        }
        self.decided()
    }

    fn watch(&mut self, value: f64) {
        let Some(mean) = self.mean.add(value) else {
            return;
        };
        let beyond = match self.detector {
            Detector::DLossBelow => mean < self.at,
            Detector::DAccuracyAbove | Detector::GLossAbove | Detector::GGradientAbove => {
                mean > self.at
            }
        };
        self.in_a_row = if beyond && self.drops < self.times {
            self.in_a_row + 1
        } else {
            0
        };
        if beyond && self.in_a_row >= self.patience.max(1) {
            (self.in_a_row, self.drops) = (0, self.drops + 1);
        }
    }

    fn decided(&self) -> Move {
        Move::at(self.factor.powi(self.drops as i32))
    }

    pub fn state(&self) -> f64 {
        self.drops as f64
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Balance, Detector};
    use crate::train::balance::tests::{with_accuracy, with_loss};
    use crate::train::balance::{Move, Referee};
    use crate::train::game::Judgement;

    const NAN: f64 = f64::NAN;

    fn rule(detector: Detector, at: f64, ema: f64, patience: usize, times: usize) -> Balance {
        Balance::LrDropOn {
            detector,
            at,
            ema,
            patience,
            factor: 0.5,
            times,
        }
    }

    /// Plays steps of D's judgement and G's loss and gradient norm, and returns the drops after D's
    /// turn and after G's.
    fn drops(rule: &Balance, steps: &[(Judgement, f64, Option<f64>)]) -> Vec<(f64, f64)> {
        let mut referee = Referee::new(rule, 0.7);
        let mut turn = |judged: Option<&Judgement>, loss: f64, norm: Option<f64>| {
            let decided = match judged {
                Some(judged) => referee.discriminator(0, judged, 0.0),
                None => referee.generator(0, loss, norm),
            };
            let drops = referee.state().unwrap();
            assert_eq!(decided, Move::at(0.5_f64.powf(drops)));
            drops
        };
        steps
            .iter()
            .map(|(judged, loss, norm)| (turn(Some(judged), NAN, None), turn(None, *loss, *norm)))
            .collect()
    }

    #[test]
    fn a_low_loss_drops_both_rates_after_patience() {
        let rule = rule(Detector::DLossBelow, 0.25, 0.0, 2, 2);
        let losses = [
            0.2, 0.25, 0.2, NAN, 0.1, 0.2, 0.3, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1,
        ];
        let wanted = [0., 0., 0., 0., 1., 1., 1., 1., 2., 2., 2., 2., 2.];
        let steps = losses.map(|loss| (with_loss(loss), 0.0, Some(9.0)));
        assert_eq!(drops(&rule, &steps), wanted.map(|drops| (drops, drops)));
    }

    #[test]
    fn a_running_mean_is_what_is_watched() {
        let rule = rule(Detector::DAccuracyAbove, 0.75, 0.5, 1, 1);
        // The mean is 0.5, 0.75, 0.875.
        let steps = [NAN, 0.5, 1.0, 1.0, 0.0].map(|accuracy| (with_accuracy(accuracy), 9.0, None));
        assert_eq!(
            drops(&rule, &steps),
            [0., 0., 0., 1., 1.].map(|drops| (drops, drops))
        );
    }

    #[test]
    fn what_g_shows_counts_from_its_own_turn() {
        let losses = [4.0, 3.5, 4.0, NAN, 4.0, 0.0].map(|loss| (with_loss(0.0), loss, Some(0.0)));
        let wanted = [(0., 0.), (0., 0.), (0., 0.), (0., 0.), (0., 1.), (1., 1.)];
        assert_eq!(
            drops(&rule(Detector::GLossAbove, 3.5, 0.0, 2, 3), &losses),
            wanted
        );

        let norms = [
            None,
            Some(101.0),
            None,
            Some(101.0),
            Some(100.0),
            Some(f64::INFINITY),
        ];
        let steps = norms.map(|norm| (with_loss(0.0), 0.0, norm));
        let wanted = [(0., 0.), (0., 0.), (0., 0.), (0., 1.), (1., 1.), (1., 1.)];
        assert_eq!(
            drops(&rule(Detector::GGradientAbove, 100.0, 0.0, 2, 3), &steps),
            wanted
        );
    }
}
