//! `condition`: whether both players are told which class a sample is to be of, and how D uses it.

use crate::schema::{POSITIVE, choice, parameters};

/// Number of label values K of every conditional pair. Data with n classes use the first n of them,
/// so that the type of a network does not depend on the data.
pub const CONDITION_CLASSES: usize = 10;

parameters! {
    /// Neither player knows the classes.
    pub struct Unconditional: "condition" / "none" {}
    formula: "G(z) and D(x).",
}

parameters! {
    /// D sees the label beside the sample, as further features or, of images, as one constant channel for each class.
    pub struct Concat: "condition" / "concat" {}
    formula: "G(z, y) and D(x, y), y one-hot.",
    source: "Mirza and Osindero 2014, Conditional generative adversarial nets",
}

parameters! {
    /// D's logit has a further term: the inner product of its features with an embedding of the label.
    pub struct Projection: "condition" / "projection" {}
    formula: "D(x, y) = psi(phi(x)) + <V y, phi(x) summed over positions>, V without bias.",
    source: "Miyato and Koyama 2018, cGANs with projection discriminator",
}

parameters! {
    /// D is not told the label: a second head finds it, of reals and fakes, and both players minimise how wrong it is.
    pub struct Auxiliary: "condition" / "auxiliary" {
        /// weight of the classification loss in both players' losses
        weight: f64 = "1.0" in POSITIVE,
    }
    formula: "L_D + weight * mean of the cross entropies C of reals and of fakes; L_G + weight * C of fakes. `d_loss` and \
              `g_loss` do not hold them: they are in `d_class_loss` and `g_class_loss`.",
    source: "Odena et al. 2017, Conditional image synthesis with auxiliary classifier GANs",
}

choice! {
    /// How classes take part in the game.
    pub enum Condition {
        self::Unconditional,
        self::Concat,
        self::Projection,
        self::Auxiliary,
    }
}

impl Condition {
    /// Whether the players are told classes.
    pub fn is_on(&self) -> bool {
        !self.is_default()
    }

    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        matches!(self, Condition::Unconditional(_))
    }

    /// Weight of the classification loss; 0 where D does not classify.
    pub(crate) fn class_weight(&self) -> f64 {
        match self {
            Condition::Auxiliary(auxiliary) => auxiliary.weight,
            _ => 0.0,
        }
    }
}
