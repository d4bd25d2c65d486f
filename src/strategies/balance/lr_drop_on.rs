//! `lr_drop_on`: both learning rates fall once a detector has fired for long enough.

use super::rule::{
    BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, LoggedValue, Signal,
};
use super::running_mean::{RunningMean, with_running_mean};
use crate::schema::{BELOW_ONE, POSITIVE, SHRINKING, names, one_of, parameters, whole};
use crate::state_dict::StateDict;

/// What a detector looks at, and on which side of its threshold it fires.
pub(crate) struct DetectorFacts {
    signal: Signal,
    fires_below: bool,
}

names! {
    /// A sign that the game goes wrong.
    pub enum Detector: "detector", facts: DetectorFacts {
        /// D's loss is low: D is far ahead.
        DLossBelow = "d_loss_below" {
            facts: DetectorFacts { signal: Signal::DiscriminatorLoss, fires_below: true },
        },
        /// D is nearly always right.
        DAccuracyAbove = "d_accuracy_above" {
            facts: DetectorFacts { signal: Signal::DiscriminatorAccuracy, fires_below: false },
        },
        /// G's loss is high: G is far behind.
        GLossAbove = "g_loss_above" {
            facts: DetectorFacts { signal: Signal::GeneratorLoss, fires_below: false },
        },
        /// G's gradient is large.
        GGradientAbove = "g_gradient_above" {
            facts: DetectorFacts { signal: Signal::GeneratorGradientNorm, fires_below: false },
        },
    }
}

parameters! {
    /// Both learning rates are dropped once a detector has been beyond its threshold for a while.
    pub struct LrDropOn: "balance" / "lr_drop_on" {
        /// what is looked at
        detector: Detector = "d_loss_below" in one_of::<Detector>(),
        /// threshold of the detector
        at: f64 = "0.2" in POSITIVE,
        /// decay of the running mean of what the detector looks at
        ema: f64 = "0.99" in BELOW_ONE,
        /// steps in a row beyond the threshold
        patience: usize = "100" in whole(1, 1_000_000),
        /// factor on both learning rates
        factor: f64 = "0.1" in SHRINKING,
        /// most drops in a run
        times: usize = "1" in whole(1, 10),
    }
    formula: with_running_mean!(
        "The detector says what v is in a step: L_D, D's accuracy, L_G, or the norm of G's gradient over all \
         weights. c = steps in a row in which E is beyond `at` (below it for d_loss_below, else above it). Where \
         c = patience, lr_g and lr_d are multiplied by factor from this turn on and c = 0; at most `times` \
         times. balance_state: drops so far."
    ),
    source: "AI for Beginners (Microsoft), lesson 10-GANs: a sudden decrease of the learning rate; the detectors \
             are this project's",
}

impl BalancePolicy for LrDropOn {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        Box::new(LrDrop {
            parameters: self.clone(),
            mean: RunningMean::new(self.ema),
            in_a_row: 0,
            drops: 0,
        })
    }

    fn logged_value(&self) -> Option<LoggedValue> {
        LoggedValue::plain("drops so far (count)")
    }

    fn signals(&self) -> Vec<Signal> {
        vec![self.detector.facts().signal]
    }

    fn rests_below_loss(&self) -> Option<(&'static str, f64)> {
        (self.detector == Detector::DLossBelow).then_some(("at", self.at))
    }

    fn owned_schedules(&self) -> &'static [&'static str] {
        &["schedule_g", "schedule_d"]
    }
}

/// Both players are always updated, with a common factor on their learning rates.
#[derive(Debug)]
struct LrDrop {
    parameters: LrDropOn,
    mean: RunningMean,
    in_a_row: usize,
    drops: usize,
}

impl BalanceRule for LrDrop {
    fn discriminator(&mut self, _: u16, metrics: &DiscriminatorMetrics, _: f64) -> Decision {
        let signal = self.parameters.detector.facts().signal;
        self.watch(signal.of_discriminator(metrics));
        self.decision()
    }

    fn generator(&mut self, _: u16, loss: f64, last_gradient_norm: Option<f64>) -> Decision {
        let signal = self.parameters.detector.facts().signal;
        self.watch(signal.of_generator(loss, last_gradient_norm));
        self.decision()
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        self.mean.visit_state(state);
        state.size("in_a_row", &mut self.in_a_row);
        state.size("drops", &mut self.drops);
    }

    fn logged(&self) -> Option<f64> {
        Some(self.drops as f64)
    }
}

impl LrDrop {
    fn watch(&mut self, value: Option<f64>) {
        let Some(mean) = value.and_then(|value| self.mean.add(value)) else {
            return;
        };
        let LrDropOn {
            detector,
            at,
            patience,
            times,
            ..
        } = self.parameters;
        let beyond = if detector.facts().fires_below {
            mean < at
        } else {
            mean > at
        };
        self.in_a_row = if beyond && self.drops < times {
            self.in_a_row + 1
        } else {
            0
        };
        if beyond && self.in_a_row >= patience.max(1) {
            (self.in_a_row, self.drops) = (0, self.drops + 1);
        }
    }

    fn decision(&self) -> Decision {
        Decision::scaled(self.parameters.factor.powi(self.drops as i32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::{with_accuracy, with_loss};

    const NAN: f64 = f64::NAN;

    fn rule(detector: Detector, at: f64, ema: f64, patience: usize, times: usize) -> Balance {
        Balance::from(LrDropOn {
            detector,
            at,
            ema,
            patience,
            factor: 0.5,
            times,
        })
    }

    /// Plays steps of D's judgement and G's loss and gradient norm, and returns the drops after D's
    /// turn and after G's.
    fn drops(
        rule: &Balance,
        steps: &[(DiscriminatorMetrics, f64, Option<f64>)],
    ) -> Vec<(f64, f64)> {
        let mut running = rule.start(0.7);
        let mut turn = |judged: Option<&DiscriminatorMetrics>, loss: f64, norm: Option<f64>| {
            let decided = match judged {
                Some(judged) => running.discriminator(0, judged, 0.0),
                None => running.generator(0, loss, norm),
            };
            let drops = running.logged().unwrap();
            assert_eq!(decided, Decision::scaled(0.5_f64.powf(drops)));
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
