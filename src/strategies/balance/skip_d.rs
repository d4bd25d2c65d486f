//! `skip_d_on_loss`, `skip_d_on_accuracy`, `skip_d_on_g_loss`: D is not updated while it is too
//! strong.

use super::rule::{
    BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, LoggedValue, Signal,
};
use super::running_mean::{RunningMean, with_running_mean};
use crate::schema::{BELOW_ONE, POSITIVE, SHRINKING, parameters};
use crate::state_dict::StateDict;

parameters! {
    /// D's step is skipped while its loss is below a threshold.
    pub struct SkipDOnLoss: "balance" / "skip_d_on_loss" {
        /// threshold on D's loss (mean over real and fake; an undecided D has ln 2 = 0.693)
        below: f64 = "0.3" in POSITIVE,
        /// decay of the running mean; 0 looks at this batch alone
        ema: f64 = "0.0" in BELOW_ONE,
    }
    formula: with_running_mean!(
        "v = L_D on this step's batch, before D learns. D learns iff E >= below. balance_state: E."
    ),
    source: "AI for Beginners (Microsoft), lesson 10-GANs",
}

parameters! {
    /// D's step is skipped while it is right too often.
    pub struct SkipDOnAccuracy: "balance" / "skip_d_on_accuracy" {
        /// threshold on D's accuracy
        above: f64 = "0.8" in SHRINKING,
        /// decay of the running mean; 0 looks at this batch alone
        ema: f64 = "0.0" in BELOW_ONE,
    }
    formula: with_running_mean!(
        "v = D's accuracy on this step's batch, before D learns: the mean of the shares of reals and of fakes \
         that it tells right. D learns iff E <= above. balance_state: E."
    ),
    source: "Wu et al. 2016, 3D-GAN",
}

parameters! {
    /// D's step is skipped while G's loss is high.
    pub struct SkipDOnGLoss: "balance" / "skip_d_on_g_loss" {
        /// threshold on G's loss (non_saturating: ln 2 = 0.693 at an undecided D)
        above: f64 = "3.5" in POSITIVE,
        /// decay of the running mean; 0 looks at this batch alone
        ema: f64 = "0.0" in BELOW_ONE,
    }
    formula: with_running_mean!(
        "v = L_G of G's last turn. D learns iff E < above; it learns while no L_G is known. balance_state: E."
    ),
    source: "a maintainers' habit: ali-pytorch, issue 4",
}

/// G is always updated; D unless the running mean of a signal says that it is too strong.
#[derive(Debug)]
struct SkipD {
    signal: Signal,
    /// Whether D is too strong, by mean and threshold.
    is_too_strong: fn(f64, f64) -> bool,
    threshold: f64,
    mean: RunningMean,
    /// The mean at the last value; `None` if there was none or it was not finite, and then D is
    /// updated.
    watched: Option<f64>,
}

impl SkipD {
    fn start(
        signal: Signal,
        is_too_strong: fn(f64, f64) -> bool,
        threshold: f64,
        ema: f64,
    ) -> Box<dyn BalanceRule> {
        Box::new(Self {
            signal,
            is_too_strong,
            threshold,
            mean: RunningMean::new(ema),
            watched: None,
        })
    }
}

impl BalanceRule for SkipD {
    fn discriminator(&mut self, _: u16, metrics: &DiscriminatorMetrics, _: f64) -> Decision {
        if let Some(value) = self.signal.of_discriminator(metrics) {
            self.watched = self.mean.add(value);
        }
        let too_strong = |mean| (self.is_too_strong)(mean, self.threshold);
        Decision::update_if(!self.watched.is_some_and(too_strong))
    }

    fn generator(&mut self, _: u16, loss: f64, last_gradient_norm: Option<f64>) -> Decision {
        if let Some(value) = self.signal.of_generator(loss, last_gradient_norm) {
            self.watched = self.mean.add(value);
        }
        Decision::UPDATE
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        self.mean.visit_state(state);
        state.optional("watched", &mut self.watched);
    }

    fn logged(&self) -> Option<f64> {
        self.mean.get()
    }
}

impl BalancePolicy for SkipDOnLoss {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        SkipD::start(
            Signal::DiscriminatorLoss,
            |mean, below| mean < below,
            self.below,
            self.ema,
        )
    }

    fn logged_value(&self) -> Option<LoggedValue> {
        let below = self.below;
        LoggedValue::with_threshold("mean d_loss", below, format!("D rests below {below}"))
    }

    fn signals(&self) -> Vec<Signal> {
        vec![Signal::DiscriminatorLoss]
    }

    fn rests_below_loss(&self) -> Option<(&'static str, f64)> {
        Some(("below", self.below))
    }
}

impl BalancePolicy for SkipDOnAccuracy {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        SkipD::start(
            Signal::DiscriminatorAccuracy,
            |mean, above| mean > above,
            self.above,
            self.ema,
        )
    }

    fn logged_value(&self) -> Option<LoggedValue> {
        let above = self.above;
        LoggedValue::with_threshold(
            "mean d_acc (share)",
            above,
            format!("D rests above {above}"),
        )
    }

    fn signals(&self) -> Vec<Signal> {
        vec![Signal::DiscriminatorAccuracy]
    }
}

impl BalancePolicy for SkipDOnGLoss {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        SkipD::start(
            Signal::GeneratorLoss,
            |mean, above| mean >= above,
            self.above,
            self.ema,
        )
    }

    fn logged_value(&self) -> Option<LoggedValue> {
        let above = self.above;
        LoggedValue::with_threshold("mean g_loss", above, format!("D rests from {above}"))
    }

    fn signals(&self) -> Vec<Signal> {
        vec![Signal::GeneratorLoss]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::{LEARN, SKIP, judge, with_accuracy, with_loss};

    const NAN: f64 = f64::NAN;

    #[test]
    fn a_low_loss_is_skipped() {
        let rule = Balance::from(SkipDOnLoss {
            below: 0.3,
            ema: 0.0,
        });
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
        let rule = Balance::from(SkipDOnLoss {
            below: 0.5,
            ema: 0.5,
        });
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
        let rule = Balance::from(SkipDOnAccuracy {
            above: 0.75,
            ema: 0.5,
        });
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
        let mut running = Balance::from(SkipDOnGLoss {
            above: 3.5,
            ema: 0.5,
        })
        .start(0.7);
        // Each step: what D decides from G's turns so far, G's loss then, and the mean after it.
        let steps = [
            (Decision::UPDATE, 3.0, Some(3.0)),
            (Decision::UPDATE, 4.0, Some(3.5)),
            (Decision::SKIP, NAN, Some(3.5)),
            (Decision::UPDATE, 3.0, Some(3.25)),
            (Decision::UPDATE, 5.25, Some(4.25)),
            (Decision::SKIP, 0.0, Some(2.125)),
            (Decision::UPDATE, 0.0, Some(1.0625)),
        ];
        assert_eq!(running.logged(), None);
        for (step, (d_move, g_loss, state)) in steps.into_iter().enumerate() {
            assert_eq!(
                running.discriminator(0, &with_loss(NAN), 0.0),
                d_move,
                "step {step}"
            );
            assert_eq!(
                running.generator(0, g_loss, None),
                Decision::UPDATE,
                "step {step}"
            );
            assert_eq!(running.logged(), state, "step {step}");
        }
    }

    #[test]
    fn g_learns_and_its_loss_leaves_the_other_rules_alone() {
        for rule in [
            Balance::from(SkipDOnLoss {
                below: 0.3,
                ema: 0.0,
            }),
            Balance::from(SkipDOnAccuracy {
                above: 0.8,
                ema: 0.0,
            }),
        ] {
            let mut running = rule.start(0.7);
            assert_eq!(running.generator(0, 9.0, Some(1.0)), Decision::UPDATE);
            assert_eq!(running.logged(), None);
        }
    }
}
