//! `optimizer`: how gradients become updates; both players use the same rule with their own learning
//! rate.

use super::half_cosine::half_cosine;
use crate::schema::{
    ABSENT, BELOW_ONE, NOT_NEGATIVE, NumberRange, Optional, POSITIVE, PairOf, choice, parameters,
};

/// Decays of two moments.
const BETAS: PairOf = PairOf {
    range: &BELOW_ONE,
    ascending: false,
    example: "[0.5, 0.999]",
};

/// How much of the last step is taken again.
const MOMENTUM: NumberRange = NumberRange::above(-1.0).below(1.0);

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

parameters! {
    /// Steps scaled by running moments of the gradient.
    pub struct Adam: "optimizer" / "adam" {
        /// decay of the first and second moment
        betas: [f64; 2] = "[0.5, 0.999]" in BETAS,
        /// decay of the second moment at the end of the run, to which it goes along half a cosine (Huang et
        /// al. 2024, R3GAN)
        #[serde(skip_serializing_if = "Option::is_none")]
        beta2_end: Option<f64> = ABSENT in Optional(BELOW_ONE),
        /// keeps the denominator from zero
        epsilon: f64 = "1e-8" in POSITIVE,
        /// strength of the decay of the weights
        weight_decay: f64 = "0.0" in NOT_NEGATIVE,
    }
    formula: with_adam!(
        "w <- w - lr u_t. beta2_end: beta2_end + (betas[1] - beta2_end) (1 + cos(pi s / T)) / 2 in place of betas[1], s steps \
         done of T."
    ),
    source: "Kingma & Ba 2015, algorithm 1",
}

parameters! {
    /// Steps scaled by the running mean square of the gradient.
    pub struct RmsProp: "optimizer" / "rmsprop" {
        /// decay of the mean square
        decay: f64 = "0.99" in BELOW_ONE,
        /// keeps the denominator from zero
        epsilon: f64 = "1e-8" in POSITIVE,
        /// how much of the last step is taken again
        momentum: f64 = "0.0" in BELOW_ONE,
        /// strength of the decay of the weights
        weight_decay: f64 = "0.0" in NOT_NEGATIVE,
    }
    formula: "g = gradient + weight_decay w; v <- decay v + (1 - decay) g^2; b <- momentum b + g / (sqrt(v) + \
              epsilon); w <- w - lr b; v = b = 0 at first.",
    source: "Tieleman & Hinton 2012",
}

parameters! {
    /// Plain gradient steps, with momentum if asked for.
    pub struct Sgd: "optimizer" / "sgd" {
        /// how much of the last step is taken again; below 0 it is taken back (Gidel et al. 2019, Negative momentum)
        momentum: f64 = "0.0" in MOMENTUM,
        /// strength of the decay of the weights
        weight_decay: f64 = "0.0" in NOT_NEGATIVE,
    }
    formula: "g = gradient + weight_decay w; b <- momentum b + g; w <- w - lr b; b = 0 at first.",
    source: "Sutskever et al. 2013 (momentum)",
}

parameters! {
    /// Gradient steps that take back the last one, as if the next gradient were known.
    pub struct OptimisticSgd: "optimizer" / "optimistic_sgd" {
        /// strength of the decay of the weights
        weight_decay: f64 = "0.0" in NOT_NEGATIVE,
    }
    formula: "g_t = gradient + weight_decay w; w <- w - 2 lr g_t + lr g_(t-1), g_0 = 0.",
    source: "Popov 1980; Daskalakis et al. 2018, Training GANs with optimism (OGDA)",
}

parameters! {
    /// Both players look one gradient step ahead, and learn from the gradients there; two gradients a step.
    pub struct ExtragradientSgd: "optimizer" / "extragradient_sgd" {
        /// strength of the decay of the weights
        weight_decay: f64 = "0.0" in NOT_NEGATIVE,
    }
    formula: "Both players from the same point, each on its own w, d = weight_decay: w' = w - lr (gradient at w + d w), \
              then w <- w - lr (gradient at w' + d w).",
    source: "Korpelevich 1976; Gidel et al. 2019, A variational inequality perspective on GANs, algorithm 2",
}

parameters! {
    /// Adam that takes back the last step's direction, as if the next gradient were known.
    pub struct OptimisticAdam: "optimizer" / "optimistic_adam" {
        /// decay of the first and second moment
        betas: [f64; 2] = "[0.5, 0.999]" in BETAS,
        /// keeps the denominator from zero
        epsilon: f64 = "1e-8" in POSITIVE,
        /// strength of the decay of the weights
        weight_decay: f64 = "0.0" in NOT_NEGATIVE,
    }
    formula: with_adam!("w <- w - 2 lr u_t + lr u_(t-1), u_0 = 0."),
    source: "Daskalakis et al. 2018, Training GANs with optimism, algorithm 1",
}

parameters! {
    /// Both players look one Adam step ahead, and learn from the gradients there; two gradients a step.
    pub struct Extragradient: "optimizer" / "extragradient" {
        /// decay of the first and second moment
        betas: [f64; 2] = "[0.5, 0.999]" in BETAS,
        /// keeps the denominator from zero
        epsilon: f64 = "1e-8" in POSITIVE,
        /// strength of the decay of the weights
        weight_decay: f64 = "0.0" in NOT_NEGATIVE,
    }
    formula: with_adam!(
        "Both players from the same point, each on its own w: w' = w - lr u(w), then w <- w - lr u(w'), u(.) with \
         the gradient there; t counts both, and the moments are updated both times."
    ),
    source: "Gidel et al. 2019, A variational inequality perspective on GANs, algorithm 4 (ExtraAdam)",
}

choice! {
    /// The update rule of both players.
    pub enum Optimizer {
        self::Adam,
        self::RmsProp,
        self::Sgd,
        self::OptimisticAdam,
        self::Extragradient,
        self::OptimisticSgd,
        self::ExtragradientSgd,
    }
}

impl Optimizer {
    /// Whether a step takes its gradients at a point further on.
    pub fn is_extragradient(&self) -> bool {
        matches!(
            self,
            Optimizer::Extragradient(_) | Optimizer::ExtragradientSgd(_)
        )
    }

    /// The L2 penalty on weights.
    pub(crate) fn weight_decay(&self) -> f64 {
        match self {
            Optimizer::Adam(rule) => rule.weight_decay,
            Optimizer::RmsProp(rule) => rule.weight_decay,
            Optimizer::Sgd(rule) => rule.weight_decay,
            Optimizer::OptimisticAdam(rule) => rule.weight_decay,
            Optimizer::Extragradient(rule) => rule.weight_decay,
            Optimizer::OptimisticSgd(rule) => rule.weight_decay,
            Optimizer::ExtragradientSgd(rule) => rule.weight_decay,
        }
    }

    /// The decay of the second moment once a share of the run is done; `None`: it does not change.
    pub(crate) fn scheduled_beta2(&self, progress: f64) -> Option<f64> {
        match self {
            Optimizer::Adam(Adam {
                betas: [_, beta2],
                beta2_end: Some(end),
                ..
            }) => Some(half_cosine(*beta2, *end, progress)),
            _ => None,
        }
    }
}
