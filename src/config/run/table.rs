//! The catalog's row of a run.

use crate::config::catalog::Entry;

pub(in crate::config) static RUN: Entry = Entry {
    kind: "block",
    name: "run",
    summary: "One training run; every key has a default.",
    parameters: &[
        ("data", "ring", "what the generator imitates"),
        (
            "model",
            "the plain one for the data's size",
            "the pair of networks",
        ),
        ("loss", "non_saturating", "what the players minimise"),
        (
            "lr_g",
            "1e-3",
            "learning rate of the generator, above 0 and at most 10",
        ),
        (
            "lr_d",
            "1e-3",
            "learning rate of the discriminator, above 0 and at most 10",
        ),
        (
            "schedule_g",
            "constant",
            "how the generator's learning rate changes over the run",
        ),
        (
            "schedule_d",
            "constant",
            "how the discriminator's learning rate changes over the run",
        ),
        ("optimizer", "adam", "the update rule of both players"),
        ("balance", "alternate", "who moves in a step"),
        (
            "warm_up_d",
            "0",
            "steps at the start in which only D moves, fewer than `steps`",
        ),
        ("order", "discriminator_first", "who moves first in a step"),
        ("fakes", "fresh", "which fakes each player sees"),
        (
            "regularize",
            "[]",
            "what is added to D, to its loss, or to what it sees: a list; its order means nothing",
        ),
        (
            "packing",
            "1",
            "samples that D judges at once, joined along features or channels, 1 to 4; a divisor of `batch` (Lin et \
             al. 2018, PacGAN)",
        ),
        (
            "unroll",
            "0",
            "steps that G looks ahead, 0 to 20: its gradient is taken against a copy of D after so many more steps, \
             whose dependence on G is not differentiated (Metz et al. 2017 differentiate it)",
        ),
        (
            "select",
            "all",
            "which of its fakes the generator learns from",
        ),
        (
            "adapt",
            "none",
            "what tunes the strength of instance_noise and label_flip",
        ),
        ("average", "none", "the weights that samples are made with"),
        (
            "batch",
            "256",
            "samples in one batch, 2 to 65536 (digits: to 1797)",
        ),
        ("steps", "4000", "training steps, 1 to 10000000"),
        (
            "evaluate",
            "{}",
            "how often, and on how much, the generator is judged",
        ),
        (
            "stop",
            "{}",
            "which failures end the run before its last step",
        ),
        (
            "threads",
            "1",
            "cores that one run may use, 1 to 256; the results are the same bits",
        ),
        (
            "checkpoint",
            "{}",
            "how often the state is saved, for an interrupted run to go on from; the results are the same bits",
        ),
        (
            "seed",
            "0",
            "root of every random stream; sweep.seeds counts from it",
        ),
    ],
    formula: "",
    source: "",
};
