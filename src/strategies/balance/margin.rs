//! `margin`: D is updated until it tells real from fake by a margin, and then G is.

use super::rule::{BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, LoggedValue};
use crate::schema::{NOT_NEGATIVE, parameters};
use crate::state_dict::StateDict;

parameters! {
    /// One player learns in a step: D until it tells real from fake by a margin, else G.
    pub struct Margin: "balance" / "margin" {
        /// margin between D's mean outputs on reals and on fakes
        imbalance: f64 = "0.1" in NOT_NEGATIVE,
    }
    formula: "D learns iff mean D(x) < mean D(G(z)) + imbalance, else G learns; D's outputs are probabilities \
              where the loss has them, else scores. balance_state: mean D(x) - mean D(G(z)).",
    source: "a maintainers' habit: HyperGAN, balanced_trainer.py",
}

impl BalancePolicy for Margin {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        Box::new(OnePlayerAtATime {
            imbalance: self.imbalance,
            last: None,
        })
    }

    fn logged_value(&self) -> Option<LoggedValue> {
        let imbalance = self.imbalance;
        LoggedValue::with_threshold(
            "D(real) - D(fake)",
            imbalance,
            format!("D learns below {imbalance}"),
        )
    }

    fn needs_discriminator_first(&self) -> bool {
        true
    }
}

/// One of the two players is updated in each step.
#[derive(Debug)]
struct OnePlayerAtATime {
    imbalance: f64,
    last: Option<LastPass>,
}

/// What D's last forward pass led to.
#[derive(Debug)]
struct LastPass {
    gap: f64,
    d_updated: bool,
}

impl BalanceRule for OnePlayerAtATime {
    fn discriminator(&mut self, _: u16, metrics: &DiscriminatorMetrics, _: f64) -> Decision {
        let gap = metrics.real - metrics.fake;
        let d_updated = !gap.is_finite() || metrics.real < metrics.fake + self.imbalance;
        self.last = Some(LastPass { gap, d_updated });
        Decision::update_if(d_updated)
    }

    fn generator(&mut self, _: u16, _: f64, _: Option<f64>) -> Decision {
        Decision::update_if(self.last.as_ref().is_none_or(|last| !last.d_updated))
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        let mut gap = self.last.as_ref().map(|last| last.gap);
        let mut d_updated = u64::from(self.last.as_ref().is_some_and(|last| last.d_updated));
        state.optional("gap", &mut gap);
        state.count("d_learned", &mut d_updated);
        self.last = gap.map(|gap| LastPass {
            gap,
            d_updated: d_updated == 1,
        });
    }

    fn logged(&self) -> Option<f64> {
        self.last.as_ref().map(|last| last.gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::with_means;

    #[test]
    fn one_player_learns_at_a_time() {
        let mut running = Balance::from(Margin { imbalance: 0.125 }).start(0.7);
        assert_eq!(running.logged(), None);
        assert_eq!(
            running.generator(0, 1.0, None),
            Decision::UPDATE,
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
                running.discriminator(0, &with_means(real, fake), 0.0),
                Decision::update_if(d_learns),
                "{gap}"
            );
            assert_eq!(
                running.generator(0, f64::NAN, None),
                Decision::update_if(!d_learns),
                "{gap}"
            );
            assert_eq!(running.logged(), Some(gap));
        }
    }

    #[test]
    fn a_nan_is_learned_from_and_forgotten() {
        let mut running = Balance::from(Margin { imbalance: 0.125 }).start(0.7);
        for (real, fake) in [(f64::NAN, 0.5), (0.5, f64::NAN), (f64::INFINITY, 0.5)] {
            assert_eq!(
                running.discriminator(0, &with_means(real, fake), 0.0),
                Decision::UPDATE
            );
            assert_eq!(running.generator(0, 1.0, None), Decision::SKIP);
            assert!(running.logged().is_some_and(|gap| !gap.is_finite()));
        }
        assert_eq!(
            running.discriminator(0, &with_means(0.75, 0.5), 0.0),
            Decision::SKIP
        );
        assert_eq!(running.generator(0, 1.0, None), Decision::UPDATE);
        assert_eq!(running.logged(), Some(0.25));
    }
}
