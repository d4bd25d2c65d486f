//! The catalog's rows of balance rules.

use crate::config::catalog::{Entry, Parameter};

/// A running mean that several rules look at.
macro_rules! with_mean {
    ($formula:literal) => {
        concat!(
            "E <- ema E + (1 - ema) v with each new v, E = v at the first. ",
            $formula
        )
    };
}

const BATCH_ALONE: Parameter = (
    "ema",
    "0.0",
    "decay of the running mean in [0, 1); 0 looks at this batch alone",
);

const LESSON: &str = "AI for Beginners (Microsoft), lesson 10-GANs";

pub(in crate::config) static TABLE: [Entry; 12] = [
    Entry {
        kind: "balance",
        name: "alternate",
        summary: "One update of D and one of G in every step; the second player answers the first.",
        parameters: &[],
        formula: "D <- D - lr_d dL_D(D, G), then G <- G - lr_g dL_G(D, G) with the new D (`order` may turn this \
                  round); the optimizer turns gradients into steps.",
        source: "Goodfellow et al. 2014",
    },
    Entry {
        kind: "balance",
        name: "simultaneous",
        summary: "One update of D and one of G in every step, both from the same point; order means nothing.",
        parameters: &[],
        formula: "g_D = dL_D(D, G) and g_G = dL_G(D, G) at the same D and G; then D <- D - lr_d g_D and \
                  G <- G - lr_g g_G.",
        source: "Dumoulin et al. 2017, ALI; Mescheder et al. 2017, The numerics of GANs",
    },
    Entry {
        kind: "balance",
        name: "ratio",
        summary: "A fixed ratio; one step is d updates of D and g updates of G.",
        parameters: &[
            ("d", "5", "updates of D in a step, 1 to 100"),
            ("g", "1", "updates of G in a step, 1 to 100"),
        ],
        formula: "In a step: d times D <- D - lr_d dL_D, then g times G <- G - lr_g dL_G, each on a batch of its own.",
        source: "Goodfellow et al. 2014, algorithm 1 (k); Arjovsky et al. 2017 used 5:1",
    },
    Entry {
        kind: "balance",
        name: "skip_d_on_loss",
        summary: "D's step is skipped while its loss is below a threshold.",
        parameters: &[
            (
                "below",
                "0.3",
                "threshold on D's loss (mean over real and fake; an undecided D has ln 2 = 0.693)",
            ),
            BATCH_ALONE,
        ],
        formula: with_mean!(
            "v = L_D on this step's batch, before D learns. D learns iff E >= below. balance_state: E."
        ),
        source: LESSON,
    },
    Entry {
        kind: "balance",
        name: "skip_d_on_accuracy",
        summary: "D's step is skipped while it is right too often.",
        parameters: &[
            (
                "above",
                "0.8",
                "threshold on D's accuracy, above 0 and below 1",
            ),
            BATCH_ALONE,
        ],
        formula: with_mean!(
            "v = D's accuracy on this step's batch, before D learns: the mean of the shares of reals and of fakes \
             that it tells right. D learns iff E <= above. balance_state: E."
        ),
        source: "Wu et al. 2016, 3D-GAN",
    },
    Entry {
        kind: "balance",
        name: "skip_d_on_g_loss",
        summary: "D's step is skipped while G's loss is high.",
        parameters: &[
            (
                "above",
                "3.5",
                "threshold on G's loss (non_saturating: ln 2 = 0.693 at an undecided D)",
            ),
            BATCH_ALONE,
        ],
        formula: with_mean!(
            "v = L_G of G's last turn. D learns iff E < above; it learns while no L_G is known. balance_state: E."
        ),
        source: "a maintainers' habit: ali-pytorch, issue 4",
    },
    Entry {
        kind: "balance",
        name: "threshold_loops",
        summary: "In every step D learns until its loss is low enough, then G until its own is.",
        parameters: &[
            (
                "d_above",
                "0.6",
                "D takes a turn while its loss is above this",
            ),
            (
                "g_above",
                "0.6",
                "G takes a turn while its loss is above this",
            ),
            (
                "most",
                "10",
                "most turns of each player in a step, 1 to 100",
            ),
        ],
        formula: "While L_D > d_above D learns, then while L_G > g_above G learns; losses on a fresh batch before \
                  each turn, at most `most` turns each.",
        source: "ganhacks 11 (Chintala et al.), which warns that intuition is a poor guide to the thresholds",
    },
    Entry {
        kind: "balance",
        name: "margin",
        summary: "One player learns in a step: D until it tells real from fake by a margin, else G.",
        parameters: &[(
            "imbalance",
            "0.1",
            "margin between D's mean outputs on reals and on fakes, 0 or more",
        )],
        formula: "D learns iff mean D(x) < mean D(G(z)) + imbalance, else G learns; D's outputs are probabilities \
                  where the loss has them, else scores. balance_state: mean D(x) - mean D(G(z)).",
        source: "a maintainers' habit: HyperGAN, balanced_trainer.py",
    },
    Entry {
        kind: "balance",
        name: "adaptive_backprop",
        summary: "D learns with a probability that falls while its accuracy is above a target, and rises while not.",
        parameters: &[
            (
                "target",
                "0.6",
                "accuracy above which D learns less often, above 0 and below 1",
            ),
            ("most", "1000", "most that D may be held back, 1 to 100000"),
        ],
        formula: "s = 0 at first. D learns from a batch with probability 1 / (1 + s). After every max(1, s) judged \
                  batches: s <- s + 1 if D's mean accuracy in them is above target, else s - 1; kept in [0, most]. \
                  balance_state: s.",
        source: "Richter et al. 2021, Enhancing photorealism enhancement; their code divides by the number of labels, \
                 here it is a mean",
    },
    Entry {
        kind: "balance",
        name: "proportional",
        summary: "A proportional controller on D's learning rate: lower while D's loss is below its set point.",
        parameters: &[
            (
                "gamma",
                "0.7",
                "D's loss, as a share of its ideal, that the controller holds",
            ),
            ("gain", "0.01", "how fast the controller moves"),
        ],
        formula: "k = 1 at first. In every turn of D, V* the ideal L_D: \
                  k <- min(1, max(0, k + gain (L_D / V* - gamma))); D's learning rate is k lr_d. \
                  balance_state: k.",
        source: "after Berthelot et al. 2017, BEGAN, whose controller steers the share of the fake term in an \
                 autoencoder's loss; here it is D's learning rate",
    },
    Entry {
        kind: "balance",
        name: "gap_aware",
        summary: "D's learning rate rises where its loss is above the ideal, and falls where it is below.",
        parameters: &[
            (
                "low",
                "0.1",
                "distance below the ideal, as a share of it, at which the factor is least",
            ),
            (
                "high",
                "0.1",
                "distance above the ideal, as a share of it, at which the factor is most",
            ),
            (
                "least",
                "0.1",
                "smallest factor on lr_d, above 0 and at most 1",
            ),
            ("most", "2.0", "largest factor on lr_d, 1 or more"),
            (
                "ema",
                "0.95",
                "decay of the running mean of D's loss in [0, 1)",
            ),
        ],
        formula: with_mean!(
            "v = L_D on this step's batch, before D learns. V* = the ideal L_D, x = |E - V*|. D's learning rate is \
             f lr_d: f = min(most, max(1, most^(x / (high V*)))) where E > V*, else \
             f = min(1, max(least, least^(x / (low V*)))). balance_state: f."
        ),
        source: "Hazimeh & Ponomareva 2023, Mind the (optimality) gap, arXiv 2302.00089",
    },
    Entry {
        kind: "balance",
        name: "lr_drop_on",
        summary: "Both learning rates are dropped once a detector has been beyond its threshold for a while.",
        parameters: &[
            (
                "detector",
                "d_loss_below",
                "d_loss_below, d_accuracy_above, g_loss_above or g_gradient_above",
            ),
            ("at", "0.2", "threshold of the detector"),
            (
                "ema",
                "0.99",
                "decay of the running mean of what the detector looks at, in [0, 1)",
            ),
            (
                "patience",
                "100",
                "steps in a row beyond the threshold, 1 to 1000000",
            ),
            (
                "factor",
                "0.1",
                "factor on both learning rates, above 0 and below 1",
            ),
            ("times", "1", "most drops in a run, 1 to 10"),
        ],
        formula: with_mean!(
            "The detector says what v is in a step: L_D, D's accuracy, L_G, or the norm of G's gradient over all \
             weights. c = steps in a row in which E is beyond `at` (below it for d_loss_below, else above it). Where \
             c = patience, lr_g and lr_d are multiplied by factor from this turn on and c = 0; at most `times` \
             times. balance_state: drops so far."
        ),
        source: "AI for Beginners (Microsoft), lesson 10-GANs: a sudden decrease of the learning rate; the detectors \
                 are this project's",
    },
];
