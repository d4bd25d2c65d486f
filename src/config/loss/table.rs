//! The catalog's rows of losses.

use crate::config::catalog::Entry;

/// A formula behind what all of them share.
macro_rules! of_logits {
    ($formula:literal) => {
        concat!(
            "x = D(real), y = D(G(z)): logits; mean: over the batch; L_D, L_G are minimised. ",
            $formula
        )
    };
}

const JOLICOEUR: &str = "Jolicoeur-Martineau 2019, The relativistic discriminator";

/// In the order of [`super::Loss::ALL`].
pub(in crate::config) static TABLE: [Entry; 8] = [
    Entry {
        kind: "loss",
        name: "non_saturating",
        summary: "Cross entropy for D; G maximises log D(G(z)) instead of minimising log(1 - D(G(z))).",
        parameters: &[],
        formula: of_logits!(
            "softplus(t) = ln(1 + e^t). L_D = (mean softplus(-x) + mean softplus(y)) / 2, with targets a for a real \
             and b for a fake row softplus(x) - a x and softplus(y) - b y (plain: a = 1, b = 0); \
             L_G = mean softplus(-y). Undecided D: L_D = ln 2. 1 / (1 + e^-logit) is D's probability of real."
        ),
        source: "Goodfellow et al. 2014, section 3",
    },
    Entry {
        kind: "loss",
        name: "minimax",
        summary: "Cross entropy for D, and G minimises log(1 - D(G(z))): its gradient dies where D is sure.",
        parameters: &[],
        formula: of_logits!(
            "softplus(t) = ln(1 + e^t). L_D = (mean softplus(-x) + mean softplus(y)) / 2, with targets as \
             non_saturating; L_G = -mean softplus(y). Undecided D: L_D = ln 2. 1 / (1 + e^-logit) is D's probability \
             of real."
        ),
        source: "Goodfellow et al. 2014, equation 1",
    },
    Entry {
        kind: "loss",
        name: "least_squares",
        summary: "Squared distance of D's scores from 1 (real) and 0 (fake); G pulls its fakes towards 1.",
        parameters: &[],
        formula: of_logits!(
            "L_D = (mean (x - a)^2 + mean (y - b)^2) / 2 with targets a = 1, b = 0; L_G = mean (y - 1)^2. \
             Undecided D: every score 1/2, L_D = 1/4. Scores are no probabilities."
        ),
        source: "Mao et al. 2017, Least squares GAN (a = 0, b = c = 1)",
    },
    Entry {
        kind: "loss",
        name: "hinge",
        summary: "D learns only from scores that are not yet beyond 1 (real) or -1 (fake); G raises its fakes' scores.",
        parameters: &[],
        formula: of_logits!(
            "L_D = (mean max(0, 1 - x) + mean max(0, 1 + y)) / 2; L_G = -mean y. Undecided D: every score 0, L_D = 1. \
             Scores are no probabilities."
        ),
        source: "Lim & Ye 2017, Geometric GAN; Miyato et al. 2018",
    },
    Entry {
        kind: "loss",
        name: "wasserstein",
        summary: "The difference of mean scores; D's slope should be bounded (weight_clip, wgan_gp, spectral_norm).",
        parameters: &[],
        formula: of_logits!(
            "L_D = (mean y - mean x) / 2; L_G = -mean y. Undecided D: L_D = 0; in training it is below 0. -2 L_D \
             estimates the distance, up to D's slope. Scores are no probabilities and have no boundary."
        ),
        source: "Arjovsky et al. 2017 (there without the half)",
    },
    Entry {
        kind: "loss",
        name: "rsgan",
        summary: "D says which of a real and a fake sample is real; G wants the fake to win.",
        parameters: &[],
        formula: of_logits!(
            "softplus(t) = ln(1 + e^t); row i of the reals is paired with row i of the fakes. \
             L_D = mean_i softplus(-(x_i - y_i)); L_G = mean_i softplus(-(y_i - x_i)), gradient through y only. \
             Undecided D: L_D = ln 2. Only differences count: a single score is no probability."
        ),
        source: JOLICOEUR,
    },
    Entry {
        kind: "loss",
        name: "ra_gan",
        summary: "Cross entropy on each score's distance from the mean score of the other side.",
        parameters: &[],
        formula: of_logits!(
            "softplus(t) = ln(1 + e^t); X = mean x, Y = mean y. L_D = (mean softplus(-(x - Y)) + mean softplus(y - \
             X)) / 2; L_G = (mean softplus(-(y - X)) + mean softplus(x - Y)) / 2, gradient through y and Y only. \
             Undecided D: L_D = ln 2. Only differences count: a single score is no probability."
        ),
        source: JOLICOEUR,
    },
    Entry {
        kind: "loss",
        name: "ra_hinge",
        summary: "Hinge on each score's distance from the mean score of the other side.",
        parameters: &[],
        formula: of_logits!(
            "X = mean x, Y = mean y. L_D = (mean max(0, 1 - (x - Y)) + mean max(0, 1 + (y - X))) / 2; \
             L_G = (mean max(0, 1 + (x - Y)) + mean max(0, 1 - (y - X))) / 2, gradient through y and Y only. \
             Undecided D: L_D = 1. Only differences count; scores are no probabilities."
        ),
        source: JOLICOEUR,
    },
];
