//! `racing`: successive halving whose decisions are made on seeds in common.

use super::better_metric::BetterMetric;
use super::rungs::{Fraction, Rungs};
use crate::schema::{NumberRange, REQUIRED, names, one_of, parameters};

names! {
    /// What drops a setting.
    pub enum RaceTest: "test" {
        /// A paired test over seeds finds it worse than the best one. Of three and more settings it is the test of
        /// Friedman, then that of Conover for each; of two it is Wilcoxon's.
        Paired = "paired",
        /// It is not among the best by the sum of its ranks over seeds.
        Rank = "rank",
    }
}

/// From even odds to what no number of seeds reaches.
static CONFIDENCE: NumberRange = NumberRange::from(0.5).below(1.0);

parameters! {
    /// Successive halving, decided on seeds in common: every run waits at each rung until all runs that are left
    /// have come there; then the settings that do worst are dropped. A failure verdict is worse than any value.
    pub struct Racing: "search" / "racing" {
        /// steps at which it is decided, each one with an evaluation
        rungs: Vec<usize> = REQUIRED in Rungs,
        /// share of the settings that go on from each rung, at least
        keep: f64 = "1/3" in Fraction,
        /// what is compared, at the same step of every run
        metric: String = REQUIRED in BetterMetric,
        /// what drops a setting beyond that share
        test: RaceTest = "paired" in one_of::<RaceTest>(),
        /// of `paired`: one minus the p-value below which a setting is worse
        confidence: f64 = "0.95" in CONFIDENCE,
    }
    source: "Jamieson and Talwalkar 2016 (successive halving); Birattari et al. 2002 (F-race); Conover 1999, 5.8",
}

impl Racing {
    /// How many of so many settings go on at least: the share, rounded up.
    pub fn least_kept(&self, settings: usize) -> usize {
        // 1/3 of 60 is 20, whatever the last bit of 1/3 says.
        (self.keep * settings as f64 - 1e-9).ceil() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_settings_is_rounded_up() {
        let kept = |keep: f64, settings| {
            let racing = Racing {
                rungs: vec![1],
                keep,
                metric: "modes".to_string(),
                test: RaceTest::Rank,
                confidence: 0.95,
            };
            racing.least_kept(settings)
        };
        assert_eq!(
            [1, 2, 3, 4, 60].map(|many| kept(1.0 / 3.0, many)),
            [1, 1, 1, 2, 20]
        );
        assert_eq!([1, 2, 5, 7].map(|many| kept(0.5, many)), [1, 1, 3, 4]);
    }
}
