//! What `lr_drop_on` looks at.

use crate::config::problem::Problem;
use crate::config::reader::Node;
use serde::{Deserialize, Serialize};

/// A sign that the game goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detector {
    /// D's loss is low: D is far ahead.
    DLossBelow,
    /// D is nearly always right.
    DAccuracyAbove,
    /// G's loss is high: G is far behind.
    GLossAbove,
    /// G's gradient is large.
    GGradientAbove,
}

impl Detector {
    /// Every detector.
    pub const ALL: [Detector; 4] = [
        Detector::DLossBelow,
        Detector::DAccuracyAbove,
        Detector::GLossAbove,
        Detector::GGradientAbove,
    ];

    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Detector::DLossBelow => "d_loss_below",
            Detector::DAccuracyAbove => "d_accuracy_above",
            Detector::GLossAbove => "g_loss_above",
            Detector::GGradientAbove => "g_gradient_above",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Detector, Problem> {
        node.one_of(&Detector::ALL.map(|detector| (detector.name(), detector)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_are_stored() {
        for detector in Detector::ALL {
            assert_eq!(
                serde_yaml::to_string(&detector).unwrap().trim(),
                detector.name()
            );
        }
    }
}
