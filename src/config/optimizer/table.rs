//! The catalog's rows of optimizers.

use crate::config::catalog::{Entry, Parameter};

const BETAS: Parameter = (
    "betas",
    "[0.5, 0.999]",
    "decay of the first and second moment, each in [0, 1)",
);
const EPSILON: Parameter = ("epsilon", "1e-8", "keeps the denominator from zero");
const MOMENTUM: Parameter = (
    "momentum",
    "0.0",
    "how much of the last step is taken again, in [0, 1)",
);
const WEIGHT_DECAY: Parameter = (
    "weight_decay",
    "0.0",
    "strength of the decay of the weights, 0 or more",
);

/// Adam's direction, then what is done with it.
macro_rules! with_adam {
    ($formula:literal) => {
        concat!(
            "g = gradient + weight_decay w; m <- betas[0] m + (1 - betas[0]) g; v <- betas[1] v + (1 - betas[1]) g^2; \
             u_t = m / (1 - betas[0]^t) / (sqrt(v / (1 - betas[1]^t)) + epsilon); m = v = 0 at first, t counts from \
             1. ",
            $formula
        )
    };
}

pub(in crate::config) static TABLE: [Entry; 5] = [
    Entry {
        kind: "optimizer",
        name: "adam",
        summary: "Steps scaled by running moments of the gradient.",
        parameters: &[BETAS, EPSILON, WEIGHT_DECAY],
        formula: with_adam!("w <- w - lr u_t."),
        source: "Kingma & Ba 2015, algorithm 1",
    },
    Entry {
        kind: "optimizer",
        name: "rmsprop",
        summary: "Steps scaled by the running mean square of the gradient.",
        parameters: &[
            ("decay", "0.99", "decay of the mean square, in [0, 1)"),
            EPSILON,
            MOMENTUM,
            WEIGHT_DECAY,
        ],
        formula: "g = gradient + weight_decay w; v <- decay v + (1 - decay) g^2; b <- momentum b + g / (sqrt(v) + \
                  epsilon); w <- w - lr b; v = b = 0 at first.",
        source: "Tieleman & Hinton 2012",
    },
    Entry {
        kind: "optimizer",
        name: "sgd",
        summary: "Plain gradient steps, with momentum if asked for.",
        parameters: &[MOMENTUM, WEIGHT_DECAY],
        formula: "g = gradient + weight_decay w; b <- momentum b + g; w <- w - lr b; b = 0 at first.",
        source: "Sutskever et al. 2013 (momentum)",
    },
    Entry {
        kind: "optimizer",
        name: "optimistic_adam",
        summary: "Adam that takes back the last step's direction, as if the next gradient were known.",
        parameters: &[BETAS, EPSILON, WEIGHT_DECAY],
        formula: with_adam!("w <- w - 2 lr u_t + lr u_(t-1), u_0 = 0."),
        source: "Daskalakis et al. 2018, Training GANs with optimism, algorithm 1",
    },
    Entry {
        kind: "optimizer",
        name: "extragradient",
        summary: "Both players look one Adam step ahead, and learn from the gradients there; two gradients a step.",
        parameters: &[BETAS, EPSILON, WEIGHT_DECAY],
        formula: with_adam!(
            "Both players from the same point, each on its own w: w' = w - lr u(w), then w <- w - lr u(w'), u(.) with \
             the gradient there; t counts both, and the moments are updated both times."
        ),
        source: "Gidel et al. 2019, A variational inequality perspective on GANs, algorithm 4 (ExtraAdam)",
    },
];
