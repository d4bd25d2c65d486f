//! The words of which other programs make the names of what they log.

/// What people call D.
pub(super) const D: &[&str] = &[
    "d",
    "dis",
    "disc",
    "discrim",
    "discriminator",
    "critic",
    "netd",
    "dnet",
];

/// What people call G.
pub(super) const G: &[&str] = &["g", "gen", "generator", "netg", "gnet"];

/// What people call a loss.
pub(super) const LOSS: &[&str] = &["loss", "losses", "err", "error", "cost", "l"];

/// What people call the adversarial term of a loss, beside terms of other kinds.
pub(super) const ADVERSARIAL: &[&str] = &["gan", "adv", "adversarial", "generation"];

/// What people call G's loss by the whole that it is trained in.
pub(super) const GAN_LOSS: &[&str] = &[
    "ganloss",
    "lossgan",
    "advloss",
    "lossadv",
    "adversarialloss",
    "aloss",
];

/// What people call D's output.
pub(super) const SCORE: &[&str] = &[
    "score", "scores", "out", "output", "outputs", "logit", "logits",
];

pub(super) const ACCURACY: &[&str] = &["acc", "accuracy"];
pub(super) const NORM: &[&str] = &["gradnorm", "gradientnorm", "normgrad", "grad", "gradients"];
pub(super) const RATE: &[&str] = &["lr", "learningrate"];
pub(super) const PENALTY: &[&str] = &[
    "penalty",
    "gp",
    "gradientpenalty",
    "gradpenalty",
    "gploss",
    "lossgp",
    "r1penalty",
    "r1",
];

/// Names of steps, the best first. Of those from [`COARSE`] on, many rows may share one.
pub(super) const STEPS: [&str; 17] = [
    "step",
    "steps",
    "globalstep",
    "trainerglobalstep",
    "iter",
    "iters",
    "iteration",
    "iterations",
    "itr",
    "batch",
    "batches",
    "minibatch",
    "batchidx",
    "kimg",
    "tick",
    "epoch",
    "epochs",
];
/// Where [`STEPS`] turns from steps to epochs and the like.
pub(super) const COARSE: usize = 13;

/// Folders of a tag, or a table's name, that say nothing about the column.
pub(super) const FOLDERS: [&str; 16] = [
    "train", "training", "steps", "evals", "eval", "loss", "losses", "metrics", "metric",
    "scalars", "log", "logs", "stats", "gan", "progress", "history",
];

/// Words before a name that say nothing about the column.
pub(super) const PREFIXES: [&str; 11] = [
    "train", "training", "info", "debug", "mean", "avg", "average", "current", "running",
    "history", "the",
];

/// What is measured on data that were kept aside: it is no loss of training.
const VALIDATION: &[&str] = &["val", "valid", "validation", "test", "eval", "evaluation"];

/// What several discriminators are told apart by, as a word of their names: `D_A`, `loss_D_B`, `d_loss_2`.
pub(super) const GAMES: &[&str] = &["a", "b", "c", "x", "y", "1", "2", "3", "4", "5"];

pub(super) fn is_player(word: &str) -> bool {
    is_one_of(D, word) || is_one_of(G, word)
}

/// Whether a word means a quantity that both players have.
pub(super) fn is_quantity(word: &str) -> bool {
    is_one_of(LOSS, word) || is_one_of(ACCURACY, word)
}

pub(super) fn is_validation(word: &str) -> bool {
    is_one_of(VALIDATION, word)
}

pub(super) fn is_epoch(word: &str) -> bool {
    is_one_of(&["epoch", "epochs", "ep"], word)
}

/// Whether a word counts what an epoch is made of.
pub(super) fn is_batch(word: &str) -> bool {
    is_one_of(&["batch", "batches", "minibatch", "it"], word)
}

/// Days and months, before whose number no quantity stands: `Mon Jan 4`.
const DATES: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec",
];

pub(super) fn is_of_date(word: &str) -> bool {
    is_one_of(DATES, word)
}

/// Whether a name is one that people give to a loss, of whichever player.
pub(super) fn is_of_loss(name: &str) -> bool {
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    let is_word = |word: &str| word.len() > 1 && is_one_of(LOSS, word);
    let has_loss = |word: &str| word.to_lowercase().contains("loss");
    words
        .into_iter()
        .any(|word| is_word(word) || has_loss(word))
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}
