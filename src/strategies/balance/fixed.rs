//! `alternate`, `simultaneous`, `ratio`: a fixed number of updates, whatever happens.

use super::rule::{BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, MaxBatches};
use crate::schema::{parameters, whole};

parameters! {
    /// One update of D and one of G in every step; the second player answers the first.
    pub struct Alternate: "balance" / "alternate" {}
    formula: "D <- D - lr_d dL_D(D, G), then G <- G - lr_g dL_G(D, G) with the new D (`order` may turn this \
              round); the optimizer turns gradients into steps.",
    source: "Goodfellow et al. 2014",
}

parameters! {
    /// One update of D and one of G in every step, both from the same point; `order` has no effect.
    pub struct Simultaneous: "balance" / "simultaneous" {}
    formula: "g_D = dL_D(D, G) and g_G = dL_G(D, G) at the same D and G; then D <- D - lr_d g_D and \
              G <- G - lr_g g_G.",
    source: "Dumoulin et al. 2017, ALI; Mescheder et al. 2017, The numerics of GANs",
}

parameters! {
    /// A fixed ratio; one step is d updates of D and g updates of G.
    pub struct Ratio: "balance" / "ratio" {
        /// updates of D in a step
        d: usize = "5" in whole(1, 100),
        /// updates of G in a step
        g: usize = "1" in whole(1, 100),
    }
    formula: "In a step: d times D <- D - lr_d dL_D, then g times G <- G - lr_g dL_G, each on a batch of its own.",
    source: "Goodfellow et al. 2014, algorithm 1 (k); Arjovsky et al. 2017 used 5:1",
}

impl BalancePolicy for Alternate {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        Box::new(Ratio { d: 1, g: 1 })
    }
}

impl BalancePolicy for Simultaneous {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        Box::new(Ratio { d: 1, g: 1 })
    }

    fn is_simultaneous(&self) -> bool {
        true
    }
}

impl BalancePolicy for Ratio {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        Box::new(self.clone())
    }

    fn max_batches(&self) -> MaxBatches {
        MaxBatches {
            discriminator: self.d,
            generator: self.g,
        }
    }
}

/// It has no state.
impl BalanceRule for Ratio {
    fn discriminator(&mut self, batch: u16, _: &DiscriminatorMetrics, _: f64) -> Decision {
        let repeat = usize::from(batch) + 1 < self.d;
        Decision {
            repeat,
            ..Decision::UPDATE
        }
    }

    fn generator(&mut self, batch: u16, _: f64, _: Option<f64>) -> Decision {
        let repeat = usize::from(batch) + 1 < self.g;
        Decision {
            repeat,
            ..Decision::UPDATE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::with_loss;

    #[test]
    fn each_player_has_its_number_of_turns() {
        let table = [
            (Balance::from(Alternate {}), vec![false], vec![false], false),
            (
                Balance::from(Simultaneous {}),
                vec![false],
                vec![false],
                true,
            ),
            (
                Balance::from(Ratio { d: 1, g: 1 }),
                vec![false],
                vec![false],
                false,
            ),
            (
                Balance::from(Ratio { d: 3, g: 2 }),
                vec![true, true, false],
                vec![true, false],
                false,
            ),
        ];
        for (rule, d_again, g_again, simultaneous) in table {
            let mut running = rule.start(0.7);
            assert_eq!(rule.is_simultaneous(), simultaneous, "{rule:?}");
            for loss in [0.0, f64::NAN] {
                for (turn, &again) in d_again.iter().enumerate() {
                    let decided = running.discriminator(turn as u16, &with_loss(loss), 0.5);
                    assert_eq!(
                        (decided.lr_factor, decided.repeat),
                        (Some(1.0), again),
                        "{rule:?}, D's turn {turn}"
                    );
                }
                for (turn, &again) in g_again.iter().enumerate() {
                    let decided = running.generator(turn as u16, loss, None);
                    assert_eq!(
                        (decided.lr_factor, decided.repeat),
                        (Some(1.0), again),
                        "{rule:?}, G's turn {turn}"
                    );
                }
            }
            assert_eq!(running.logged(), None, "{rule:?}");
        }
    }
}
