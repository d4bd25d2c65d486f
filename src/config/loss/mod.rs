//! What the two players minimise.

mod aliases;
mod table;

pub(super) use table::TABLE;

use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// The pair of losses of generator and discriminator. D's is the mean of its real and its fake
/// term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Cross entropy for D; G maximises the log-probability that D gives its fakes.
    NonSaturating,
    /// Cross entropy for D; G maximises the same.
    Minimax,
    /// Squared distance of the scores from 1 and 0.
    LeastSquares,
    /// Scores beyond 1 and -1 are good enough for D; G raises its fakes' scores.
    Hinge,
    /// The difference of mean scores.
    Wasserstein,
    /// Each real sample's score against one fake's.
    Rsgan,
    /// Each score against the mean score of the other side, as cross entropy.
    RaGan,
    /// Each score against the mean score of the other side, as hinge.
    RaHinge,
}

impl Loss {
    /// Every loss.
    pub const ALL: [Loss; 8] = [
        Loss::NonSaturating,
        Loss::Minimax,
        Loss::LeastSquares,
        Loss::Hinge,
        Loss::Wasserstein,
        Loss::Rsgan,
        Loss::RaGan,
        Loss::RaHinge,
    ];

    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        TABLE[*self as usize].name
    }

    /// D's loss where real and fake cannot be told apart: the V* of balance rules.
    pub fn ideal_discriminator_loss(self) -> f64 {
        match self {
            Loss::NonSaturating | Loss::Minimax | Loss::Rsgan | Loss::RaGan => {
                std::f64::consts::LN_2
            }
            Loss::LeastSquares => 0.25,
            Loss::Hinge | Loss::RaHinge => 1.0,
            Loss::Wasserstein => 0.0,
        }
    }

    /// Whether D compares its output with targets (1 for real, 0 for fake), which can then be
    /// smoothed or flipped.
    pub fn has_labels(self) -> bool {
        matches!(
            self,
            Loss::NonSaturating | Loss::Minimax | Loss::LeastSquares
        )
    }

    /// Whether the sigmoid of D's output is D's probability that the sample is real.
    pub fn gives_probabilities(self) -> bool {
        matches!(self, Loss::NonSaturating | Loss::Minimax)
    }

    /// The output of D on whose two sides real and fake lie; `None` where only differences of
    /// outputs count.
    pub fn boundary(self) -> Option<f64> {
        match self {
            Loss::NonSaturating | Loss::Minimax | Loss::Hinge => Some(0.0),
            Loss::LeastSquares => Some(0.5),
            Loss::Wasserstein | Loss::Rsgan | Loss::RaGan | Loss::RaHinge => None,
        }
    }

    /// What its values are measured in.
    pub fn unit(self) -> &'static str {
        match self {
            Loss::NonSaturating | Loss::Minimax | Loss::Rsgan | Loss::RaGan => "nats",
            Loss::LeastSquares => "squared score",
            Loss::Hinge | Loss::Wasserstein | Loss::RaHinge => "score",
        }
    }

    /// Whether D's loss alone says how sure D is. A relativistic loss near zero may belong to a
    /// healthy run, for it only compares; Wasserstein's has no level at all.
    pub fn has_level(self) -> bool {
        !self.is_relativistic() && self != Loss::Wasserstein
    }

    /// Whether only differences of scores count, so that a single score means nothing.
    pub fn is_relativistic(self) -> bool {
        matches!(self, Loss::Rsgan | Loss::RaGan | Loss::RaHinge)
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Loss, Problem> {
        let name = choose(node, &TABLE)?.name();
        let named = Loss::ALL.into_iter().find(|loss| loss.name() == name);
        Ok(named.unwrap_or_else(|| unreachable!("loss `{name}` is in the table but is not read")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_names_what_is_stored() {
        for (index, loss) in Loss::ALL.into_iter().enumerate() {
            assert_eq!(loss as usize, index);
            assert_eq!(serde_yaml::to_string(&loss).unwrap().trim(), loss.name());
        }
    }
}
