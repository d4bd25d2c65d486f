//! The losses, one row each: what it computes, and every fact about it that others need.

use std::f64::consts::LN_2;

use super::terms::{self, LabelledTerm, Term};
use crate::schema::names;

/// With which scores a score is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// None: each score counts by itself.
    None,
    /// Row i of the reals with row i of the fakes.
    Pairs,
    /// Each score with the mean score of the other side.
    Means,
}

/// Everything about a loss.
pub(crate) struct LossFacts {
    pub(super) comparison: Comparison,
    /// The terms of D's loss on a real and on a fake logit, or on the differences compared.
    pub(super) discriminator: (Term, Term),
    /// The term of G's loss on a fake logit; `None`: what D minimises, with real and fake
    /// exchanged.
    pub(super) generator: Option<Term>,
    /// The term of D's loss on a logit with a target, for losses that have targets (1 for real, 0
    /// for fake).
    pub(super) labelled: Option<LabelledTerm>,
    /// D's loss where real and fake cannot be told apart.
    pub(super) ideal: f64,
    /// G's loss there, for losses whose G loss has a level.
    pub(super) generator_ideal: Option<f64>,
    /// Whether the sigmoid of a logit is D's probability of real.
    pub(super) is_probability: bool,
    pub(super) boundary: Option<f64>,
    pub(super) unit: &'static str,
    /// Why no threshold suits D's loss, D's accuracy, G's loss; `None` where one does.
    pub(super) no_d_level: Option<&'static str>,
    pub(super) no_accuracy_level: Option<&'static str>,
    pub(super) no_g_level: Option<&'static str>,
    /// What other programs call it: names without case and separators.
    pub(super) aliases: &'static [&'static str],
}

const JOLICOEUR: &str = "Jolicoeur-Martineau 2019, The relativistic discriminator";

/// Cross entropy on logits; the others change a few of its facts.
const CROSS_ENTROPY: LossFacts = LossFacts {
    comparison: Comparison::None,
    discriminator: (terms::softplus_of_minus, terms::softplus),
    generator: Some(terms::softplus_of_minus),
    labelled: Some(terms::cross_entropy_to),
    ideal: LN_2,
    generator_ideal: Some(LN_2),
    is_probability: true,
    boundary: Some(0.0),
    unit: "nats",
    no_d_level: None,
    no_accuracy_level: None,
    no_g_level: None,
    aliases: &[],
};

/// Hinge on scores, which are no probabilities.
const HINGE: LossFacts = LossFacts {
    discriminator: (terms::hinge_of_minus, terms::hinge),
    generator: Some(terms::minus),
    labelled: None,
    ideal: 1.0,
    generator_ideal: Some(0.0),
    is_probability: false,
    unit: "score",
    no_g_level: Some("it is a mean score"),
    ..CROSS_ENTROPY
};

/// A formula behind what all of them share.
macro_rules! of_logits {
    ($formula:literal) => {
        concat!(
            "x = D(real), y = D(G(z)): logits; mean: over the batch; L_D, L_G are minimised. ",
            $formula
        )
    };
}

names! {
    /// What the players minimise.
    pub enum Loss: "loss", facts: LossFacts {
        /// Cross entropy for D; G maximises log D(G(z)) instead of minimising log(1 - D(G(z))).
        NonSaturating = "non_saturating" {
            formula: of_logits!(
            "softplus(t) = ln(1 + e^t). L_D = (mean softplus(-x) + mean softplus(y)) / 2, with targets a for a real \
             and b for a fake row softplus(x) - a x and softplus(y) - b y (plain: a = 1, b = 0); \
             L_G = mean softplus(-y). Undecided D: L_D = ln 2. 1 / (1 + e^-logit) is D's probability of real."
        ),
            source: "Goodfellow et al. 2014, section 3",
            facts: LossFacts { aliases: &["bce", "ns", "nsgan", "vanilla", "logistic", "crossentropy", "gan", "dcgan"], ..CROSS_ENTROPY },
        },
        /// Cross entropy for D, and G minimises log(1 - D(G(z))): its gradient dies where D is sure.
        Minimax = "minimax" {
            formula: of_logits!(
            "softplus(t) = ln(1 + e^t). L_D = (mean softplus(-x) + mean softplus(y)) / 2, with targets as \
             non_saturating; L_G = -mean softplus(y). Undecided D: L_D = ln 2. 1 / (1 + e^-logit) is D's probability \
             of real."
        ),
            source: "Goodfellow et al. 2014, equation 1",
            facts: LossFacts { generator: Some(terms::minus_softplus), generator_ideal: Some(-LN_2), no_g_level: Some("it is below 0 and falls without end"), aliases: &["saturating", "mm", "mmgan"], ..CROSS_ENTROPY },
        },
        /// Squared distance of D's scores from 1 (real) and 0 (fake); G pulls its fakes towards 1.
        LeastSquares = "least_squares" {
            formula: of_logits!(
            "L_D = (mean (x - a)^2 + mean (y - b)^2) / 2 with targets a = 1, b = 0; L_G = mean (y - 1)^2. \
             Undecided D: every score 1/2, L_D = 1/4. Scores are no probabilities."
        ),
            source: "Mao et al. 2017, Least squares GAN (a = 0, b = c = 1)",
            facts: LossFacts { discriminator: (terms::square_to_one, terms::square), generator: Some(terms::square_to_one), labelled: Some(terms::square_to), ideal: 0.25, generator_ideal: Some(0.25), is_probability: false, boundary: Some(0.5), unit: "squared score", aliases: &["lsgan", "ls", "mse"], ..CROSS_ENTROPY },
        },
        /// D learns only from scores that are not yet beyond 1 (real) or -1 (fake); G raises its fakes' scores.
        Hinge = "hinge" {
            formula: of_logits!(
            "L_D = (mean max(0, 1 - x) + mean max(0, 1 + y)) / 2; L_G = -mean y. Undecided D: every score 0, L_D = 1. \
             Scores are no probabilities."
        ),
            source: "Lim & Ye 2017, Geometric GAN; Miyato et al. 2018",
            facts: LossFacts { aliases: &["hingegan", "geometric"], ..HINGE },
        },
        /// The difference of mean scores; D's slope should be bounded (weight_clip, wgan_gp, spectral_norm).
        Wasserstein = "wasserstein" {
            formula: of_logits!(
            "L_D = (mean y - mean x) / 2; L_G = -mean y. Undecided D: L_D = 0; in training it is below 0. -2 L_D \
             estimates the distance, up to D's slope. Scores are no probabilities and have no boundary."
        ),
            source: "Arjovsky et al. 2017 (there without the half)",
            facts: LossFacts { discriminator: (terms::minus, terms::plain), ideal: 0.0, generator_ideal: None, boundary: None, no_d_level: Some("it is a difference of scores"), no_accuracy_level: Some("no score is the boundary of real and fake"), aliases: &["wgan", "wgangp", "wgandiv"], ..HINGE },
        },
        /// D says which of a real and a fake sample is real; G wants the fake to win.
        Rsgan = "rsgan" {
            formula: of_logits!(
            "softplus(t) = ln(1 + e^t); row i of the reals is paired with row i of the fakes. \
             L_D = mean_i softplus(-(x_i - y_i)); L_G = mean_i softplus(-(y_i - x_i)), gradient through y only. \
             Undecided D: L_D = ln 2. Only differences count: a single score is no probability."
        ),
            source: JOLICOEUR,
            facts: LossFacts { comparison: Comparison::Pairs, generator: None, labelled: None, generator_ideal: None, is_probability: false, boundary: None, aliases: &["rgan", "relativistic"], ..CROSS_ENTROPY },
        },
        /// Cross entropy on each score's distance from the mean score of the other side.
        RaGan = "ra_gan" {
            formula: of_logits!(
            "softplus(t) = ln(1 + e^t); X = mean x, Y = mean y. L_D = (mean softplus(-(x - Y)) + mean softplus(y - \
             X)) / 2; L_G = (mean softplus(-(y - X)) + mean softplus(x - Y)) / 2, gradient through y and Y only. \
             Undecided D: L_D = ln 2. Only differences count: a single score is no probability."
        ),
            source: JOLICOEUR,
            facts: LossFacts { comparison: Comparison::Means, generator: None, labelled: None, generator_ideal: None, is_probability: false, boundary: None, aliases: &["rasgan", "relativisticaverage", "esrgan"], ..CROSS_ENTROPY },
        },
        /// Hinge on each score's distance from the mean score of the other side.
        RaHinge = "ra_hinge" {
            formula: of_logits!(
            "X = mean x, Y = mean y. L_D = (mean max(0, 1 - (x - Y)) + mean max(0, 1 + (y - X))) / 2; \
             L_G = (mean max(0, 1 + (x - Y)) + mean max(0, 1 - (y - X))) / 2, gradient through y and Y only. \
             Undecided D: L_D = 1. Only differences count; scores are no probabilities."
        ),
            source: JOLICOEUR,
            facts: LossFacts { comparison: Comparison::Means, generator: None, generator_ideal: None, boundary: None, no_g_level: None, aliases: &["rahingegan"], ..HINGE },
        },
    }
}

impl Loss {
    /// D's loss where real and fake cannot be told apart: the V* of balance rules.
    pub fn ideal_discriminator_loss(self) -> f64 {
        self.facts().ideal
    }

    /// G's loss where D cannot tell real from fake, or for hinge scores 0; `None` for a loss whose
    /// G loss has no such level.
    pub fn ideal_generator_loss(self) -> Option<f64> {
        self.facts().generator_ideal
    }

    /// Whether D compares its output with targets (1 for real, 0 for fake), which can then be
    /// smoothed or flipped.
    pub fn has_labels(self) -> bool {
        self.facts().labelled.is_some()
    }

    /// Whether the sigmoid of D's output is D's probability that the sample is real.
    pub fn gives_probabilities(self) -> bool {
        self.facts().is_probability
    }

    /// The output of D on whose two sides real and fake lie; `None` where only differences of
    /// outputs count.
    pub fn boundary(self) -> Option<f64> {
        self.facts().boundary
    }

    /// What its values are measured in.
    pub fn unit(self) -> &'static str {
        self.facts().unit
    }

    /// Whether D's loss alone says how sure D is. A relativistic loss near zero may belong to a
    /// healthy run, for it only compares; Wasserstein's has no level at all.
    pub fn has_level(self) -> bool {
        !self.is_relativistic() && self.facts().no_d_level.is_none()
    }

    /// Whether only differences of scores count, so that a single score means nothing.
    pub fn is_relativistic(self) -> bool {
        self.facts().comparison != Comparison::None
    }

    /// Whether each real row is compared with one fake row.
    pub fn compares_pairs(self) -> bool {
        self.facts().comparison == Comparison::Pairs
    }
}
