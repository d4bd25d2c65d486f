//! The catalog's rows of regularizers.

use crate::config::catalog::{Entry, Parameter};

const EVERY: Parameter = (
    "every",
    "1",
    "updates of D from one penalty to the next, 1 to 1000; it then counts as much more",
);
const TARGET: Parameter = ("target", "1.0", "slope that costs nothing, 0 or more");

/// A penalty on D's slope, behind what all of them share.
macro_rules! on_slope {
    ($formula:literal) => {
        concat!(
            "grad: of D's logit by its input, |.| over all values of a row; mean over the batch. ",
            $formula,
            " every = k: only in each k-th update of D, then times k (lazy regularisation, Karras et al. 2020)."
        )
    };
}

pub(in crate::config) static TABLE: [Entry; 13] = [
    Entry {
        kind: "regularize",
        name: "weight_clip",
        summary: "D's weights are clipped to a box after each of its updates.",
        parameters: &[("bound", "0.01", "largest magnitude of a weight")],
        formula: "w <- min(c, max(-c, w)) for every trained weight w of D after each update of D, c = bound.",
        source: "Arjovsky et al. 2017, algorithm 1",
    },
    Entry {
        kind: "regularize",
        name: "spectral_norm",
        summary: "Each weight matrix of D is divided by its largest singular value.",
        parameters: &[(
            "iterations",
            "1",
            "power iterations an update of D, 1 to 10",
        )],
        formula: "D computes with W / sigma for each weight W, seen as a matrix of inputs x outputs (a convolution: \
                  taps times input channels x output channels). sigma = u' W v after `iterations` times v = W' u / \
                  |W' u|, u = W v / |W v|; u is kept from update to update, and u and v are constants for the \
                  gradient. Biases are left alone.",
        source: "Miyato et al. 2018, Spectral normalization",
    },
    Entry {
        kind: "regularize",
        name: "wgan_gp",
        summary: "D's slope at points between real and fake is pulled towards a target.",
        parameters: &[
            ("weight", "10.0", "factor on the penalty"),
            TARGET,
            (
                "drift",
                "1e-3",
                "factor on the mean square of D's scores of reals, 0 or more",
            ),
            EVERY,
        ],
        formula: on_slope!(
            "L_D += weight mean (|grad D(u)| - target)^2 + drift mean D(x)^2 (in every update), u = a x + (1 - a) G(z), a ~ U(0, 1) for \
             each row, x and G(z) the real and fake rows of this update."
        ),
        source: "Gulrajani et al. 2017; drift: Karras et al. 2018, Progressive growing",
    },
    Entry {
        kind: "regularize",
        name: "r1",
        summary: "D's slope at reals is pulled towards 0.",
        parameters: &[("gamma", "10.0", "twice the factor on the penalty"), EVERY],
        formula: on_slope!(
            "L_D += gamma / 2 mean |grad D(x)|^2 at the real rows x of this update."
        ),
        source: "Mescheder et al. 2018, Which training methods for GANs do actually converge",
    },
    Entry {
        kind: "regularize",
        name: "r2",
        summary: "D's slope at fakes is pulled towards 0.",
        parameters: &[("gamma", "10.0", "twice the factor on the penalty"), EVERY],
        formula: on_slope!(
            "L_D += gamma / 2 mean |grad D(y)|^2 at the fake rows y = G(z) of this update."
        ),
        source: "Mescheder et al. 2018, Which training methods for GANs do actually converge",
    },
    Entry {
        kind: "regularize",
        name: "dragan",
        summary: "D's slope around reals is pulled towards a target.",
        parameters: &[
            ("weight", "10.0", "factor on the penalty"),
            TARGET,
            (
                "spread",
                "0.5",
                "largest perturbation of a value, in standard deviations of the batch",
            ),
            EVERY,
        ],
        formula: on_slope!(
            "L_D += weight mean (|grad D(x + spread s e)| - target)^2 at the real rows x of this update, s the \
             standard deviation of all values of the batch together, e ~ U(-1, 1) for each value: with spread 0.5 the \
             perturbation is s (U(0, 1) - 1/2)."
        ),
        source: "Kodali et al. 2017, On convergence and stability of GANs; the perturbation as in compare_gan \
                 (Lucic et al. 2018)",
    },
    Entry {
        kind: "regularize",
        name: "lecam",
        summary: "D's scores are pulled towards the running mean of the other side's; for little data.",
        parameters: &[
            ("weight", "0.3", "factor on the penalty"),
            ("decay", "0.99", "decay of the running means, in [0, 1)"),
        ],
        formula: "L_D += weight (mean max(0, D(x) - E_fake)^2 + mean max(0, E_real - D(G(z)))^2); D(.) are logits; \
                  E_real and E_fake are running means of the batch means of D(x) and D(G(z)), \
                  E <- decay E + (1 - decay) mean with this batch's before use, the first mean at first; constants for \
                  the gradient.",
        source: "Tseng et al. 2021, Regularizing GANs under limited data",
    },
    Entry {
        kind: "regularize",
        name: "instance_noise",
        summary: "Gaussian noise on everything that D sees, real and fake, in both players' turns; it fades away.",
        parameters: &[
            ("sigma", "0.1", "standard deviation at the first step"),
            (
                "until",
                "1.0",
                "share of the run after which there is none, above 0 and at most 1",
            ),
        ],
        formula: "D(x + n) and D(G(z) + n), n ~ N(0, s^2) for each value, s = sigma max(0, 1 - t / (until T)), t \
                  steps done of T; with `adapt: ada` times its p.",
        source: "Sonderby et al. 2017, Amortised MAP inference; Arjovsky & Bottou 2017",
    },
    Entry {
        kind: "regularize",
        name: "label_smoothing",
        summary: "One-sided: D's target for reals is a little below 1, so that it is never quite sure.",
        parameters: &[("real", "0.9", "target of reals, above 0.5 and below 1")],
        formula: "In D's loss the target of real rows is `real` instead of 1; that of fake rows stays 0, and G's loss \
                  is as ever.",
        source: "Salimans et al. 2016, section 3.4",
    },
    Entry {
        kind: "regularize",
        name: "soft_labels",
        summary: "D's targets are drawn afresh for every row.",
        parameters: &[
            (
                "real",
                "[0.7, 1.2]",
                "lowest and highest target of reals, each 0 to 2",
            ),
            (
                "fake",
                "[0.0, 0.3]",
                "lowest and highest target of fakes, each 0 to 2",
            ),
        ],
        formula: "In D's loss each real row has the target U(real[0], real[1]), each fake row U(fake[0], fake[1]). \
                  Cross entropy with a target above 1 has no lower bound at that row.",
        source: "ganhacks 6 (Chintala et al.)",
    },
    Entry {
        kind: "regularize",
        name: "label_flip",
        summary: "Some rows of D's turn get the target of the other side.",
        parameters: &[(
            "probability",
            "0.05",
            "chance of each row, above 0 and at most 0.5",
        )],
        formula: "In D's loss each row, on its own with this probability, has the other side's target: a real one \
                  that of a fake (0, or its soft label), a fake one that of a real; with `adapt: ada` times its p.",
        source: "ganhacks 6 (Chintala et al.)",
    },
    Entry {
        kind: "regularize",
        name: "minibatch_stddev",
        summary: "D sees how much the samples of a group differ: one more feature before its last layer.",
        parameters: &[],
        formula: "Groups of g rows of the N rows judged at once, g the largest divisor of N up to 4: row n is in group \
                  n mod (N / g). For each feature sqrt(variance over the group + 1e-8), then the mean over features; \
                  this one number joins the features of each row of the group. Groups never mix real and fake.",
        source: "Karras et al. 2018, Progressive growing, section 3",
    },
    Entry {
        kind: "regularize",
        name: "minibatch_discrimination",
        summary: "D sees how close each sample is to the others of its group of at most 64: 16 more features before its last layer.",
        parameters: &[],
        formula: "M_i = f_i T, f_i the features of row i, T trained, features x (16 kernels x 4 dimensions). \
                  o_b(x_i) = sum_j exp(-|M_ib - M_jb|_1) over the rows j != i of the same group, rows in succession, at most 64, b = 1..16; \
                  o(x_i) joins f_i. Batches never mix real and fake.",
        source: "Salimans et al. 2016, section 3.2",
    },
];
