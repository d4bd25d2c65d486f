//! Balance rules: pure policies. They see what the discriminator has just done and say who moves; the loop obeys.

use super::game::Judgement;
use crate::spec::Balance;

/// A balance rule at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Referee {
    rule: Balance,
}

impl Referee {
    /// The rule of a spec.
    pub fn new(rule: &Balance) -> Self {
        Self { rule: rule.clone() }
    }

    /// Updates of D and of G in one step.
    pub fn turns(&self) -> (u16, u16) {
        match self.rule {
            Balance::Ratio { d, g } => (d as u16, g as u16),
            Balance::Alternate | Balance::SkipDOnLoss { .. } => (1, 1),
        }
    }

    /// Whether D learns from the batch that it has just judged.
    pub fn discriminator_learns(&self, judgement: &Judgement) -> bool {
        match self.rule {
            Balance::Alternate | Balance::Ratio { .. } => true,
            // A NaN is no reason to skip: the step is taken and the divergence recorded.
            Balance::SkipDOnLoss { below } => judgement.loss.is_nan() || judgement.loss >= below,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(loss: f64) -> Judgement {
        Judgement { loss, real: 0.5, fake: 0.5, accuracy: 0.5 }
    }

    #[test]
    fn each_rule_moves_whom_it_should() {
        let skip = Referee::new(&Balance::SkipDOnLoss { below: 0.3 });
        let moves: Vec<bool> = [0.1, 0.3, 0.7, f64::NAN].map(|loss| skip.discriminator_learns(&judged(loss))).to_vec();
        assert_eq!(moves, [false, true, true, true]);
        assert_eq!(skip.turns(), (1, 1));
        assert_eq!(Referee::new(&Balance::Ratio { d: 5, g: 2 }).turns(), (5, 2));
        assert!(Referee::new(&Balance::Ratio { d: 5, g: 2 }).discriminator_learns(&judged(0.0)));
        assert!(Referee::new(&Balance::Alternate).discriminator_learns(&judged(0.0)));
    }
}
