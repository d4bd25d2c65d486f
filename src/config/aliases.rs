//! What people who come from other programs write, and how a study says it.

use super::run::Run;
use crate::schema::{Declared, KEY, Problem, Unknown};
use crate::strategies::Loss;

/// A word that people use, and ours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alias {
    /// What the word stands for: a key, or a name of this kind.
    pub kind: &'static str,
    /// Without case and separators.
    pub word: &'static str,
    /// The name or key that is meant; empty where no single one is.
    pub ours: &'static str,
    /// What else must be said: a sentence without its end, or nothing.
    pub remark: &'static str,
}

const fn key(word: &'static str, ours: &'static str, remark: &'static str) -> Alias {
    Alias {
        kind: KEY,
        word,
        ours,
        remark,
    }
}

const fn named(
    kind: &'static str,
    word: &'static str,
    ours: &'static str,
    remark: &'static str,
) -> Alias {
    Alias {
        kind,
        word,
        ours,
        remark,
    }
}

const STEPS: &str = "training is counted in steps of one batch, not in passes over the data";
const RATES: &str = "each player has its own: write `lr_g` and `lr_d`";
const LATENT: &str =
    "write `model: {dcgan: {latent: 64}}`; `mlp` and `fc` have it too, other models their own";
const RATIO: &str = "write `balance: {ratio: {d: 5, g: 1}}`";
const BETAS: &str = "write `optimizer: {adam: {betas: [0.5, 0.999]}}`";
const MNIST: &str = "write `data: {idx: {images: train-images-idx3-ubyte.gz}}`";
const IMAGES: &str = "write `data: {folder: {path: my-images}}`";
const PENALTY: &str = "write `loss: wasserstein` and `regularize: [wgan_gp]`";
const BOUND: &str = "D then needs a bound, such as `regularize: [wgan_gp]`";

/// The words of other programs; those of losses stand beside the losses.
const ALIASES: &[Alias] = &[
    key("epochs", "steps", STEPS),
    key("epoch", "steps", STEPS),
    key("nepochs", "steps", STEPS),
    key("numepochs", "steps", STEPS),
    key("iterations", "steps", ""),
    key("iters", "steps", ""),
    key("numsteps", "steps", ""),
    key("maxsteps", "steps", ""),
    key("batchsize", "batch", ""),
    key("bs", "batch", ""),
    key("lr", "", RATES),
    key("learningrate", "", RATES),
    key("glr", "lr_g", ""),
    key("dlr", "lr_d", ""),
    key("learningrateg", "lr_g", ""),
    key("learningrated", "lr_d", ""),
    key("ncritic", "balance", RATIO),
    key("criticiters", "balance", RATIO),
    key("dsteps", "balance", RATIO),
    key("latent", "model", LATENT),
    key("latentdim", "model", LATENT),
    key("noisedim", "model", LATENT),
    key("latentsize", "model", LATENT),
    key("zdim", "model", LATENT),
    key("nz", "model", LATENT),
    key("dataset", "data", ""),
    key("network", "model", ""),
    key("architecture", "model", ""),
    key("arch", "model", ""),
    key("criterion", "loss", ""),
    key("lossfn", "loss", ""),
    key("optim", "optimizer", ""),
    key("beta1", "optimizer", BETAS),
    key("betas", "optimizer", BETAS),
    key("scheduler", "schedule_g", ""),
    key("ema", "average", "write `average: ema`"),
    key("regularizer", "regularize", ""),
    key("regularization", "regularize", ""),
    key("randomseed", "seed", ""),
    named("data", "mnist", "idx", MNIST),
    named("data", "fashionmnist", "idx", MNIST),
    named("data", "cifar", "cifar10", ""),
    named("data", "images", "folder", IMAGES),
    named("data", "imagefolder", "folder", IMAGES),
    named("data", "celeba", "folder", IMAGES),
    named("data", "stackedmnist", "stacked", ""),
    named("data", "8gaussians", "ring", ""),
    named("data", "25gaussians", "grid", ""),
    named("loss", "wgangp", "wasserstein", PENALTY),
    named("loss", "wgan", "wasserstein", BOUND),
    named("balance", "ncritic", "ratio", RATIO),
    named(
        "balance",
        "ttur",
        "",
        "it is two learning rates: write `lr_g` and `lr_d`",
    ),
    named("regularize", "gp", "wgan_gp", ""),
    named("regularize", "gradientpenalty", "wgan_gp", ""),
    named("regularize", "wgangp", "wgan_gp", ""),
    named("regularize", "sn", "spectral_norm", ""),
    named("regularize", "spectralnormalization", "spectral_norm", ""),
    named("regularize", "weightclipping", "weight_clip", ""),
];

/// Everything that the word may stand for.
pub(crate) fn aliases_of(written: &str) -> Vec<Alias> {
    let word = plain(written);
    let mut found: Vec<Alias> = ALIASES.to_vec();
    found.retain(|alias| alias.word == word);
    let has_loss = found.iter().any(|alias| alias.kind == "loss");
    if let (false, Ok(loss)) = (has_loss, written.parse::<Loss>()) {
        found.push(named("loss", "", loss.name(), ""));
    }
    found
}

/// Adds what an unknown name or key is called here, where people know it by another word.
pub(super) fn explain(mut problem: Problem) -> Problem {
    let Some(Unknown { kind, name }) = problem.unknown.as_deref() else {
        return problem;
    };
    let mut found = aliases_of(name).into_iter();
    let Some(alias) = found.find(|alias| alias.kind == *kind) else {
        return problem;
    };
    if !alias.remark.is_empty() {
        problem.message += &format!("; {}", alias.remark);
    }
    let is_here = problem.allowed.iter().any(|name| name == alias.ours);
    problem.suggestion = match alias.ours {
        "" => None,
        ours if is_here => Some(ours.to_string()),
        ours => Run::ENTRY
            .keys()
            .any(|key| *kind == KEY && key == ours)
            .then(|| format!("run.{ours}")),
    };
    problem
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Override, catalog, parse};

    fn error(run: &str) -> String {
        let text = format!("study: s\nquestion: q\nrun: {run}\n");
        parse("s.yaml", &text, &[]).unwrap_err().to_string()
    }

    #[test]
    fn every_alias_names_something_that_there_is() {
        for alias in ALIASES {
            assert_eq!(plain(alias.word), alias.word, "{alias:?}");
            assert!(
                !alias.ours.is_empty() || !alias.remark.is_empty(),
                "{alias:?}"
            );
            let mut entries = catalog().into_iter();
            let is_known = match alias.kind {
                KEY => Run::ENTRY.keys().any(|key| key == alias.ours),
                kind => entries.any(|entry| (entry.kind, entry.name) == (kind, alias.ours)),
            };
            assert!(is_known || alias.ours.is_empty(), "{alias:?}");
        }
    }

    #[test]
    fn common_words_are_answered_with_ours() {
        for (run, said) in [
            ("{epochs: 5}", "`epochs`; training is counted in steps"),
            ("{epochs: 5}", "did you mean `steps`?"),
            ("{batch_size: 64}", "did you mean `batch`?"),
            ("{lr: 1e-3}", "write `lr_g` and `lr_d`"),
            ("{learning_rate: 1e-3}", "write `lr_g` and `lr_d`"),
            ("{n_critic: 5}", "write `balance: {ratio: {d: 5, g: 1}}`"),
            ("{latent_dim: 100}", "write `model: {dcgan: {latent: 64}}`"),
            ("{latent: 64}", "write `model: {dcgan: {latent: 64}}`"),
            ("{betas: [0.5, 0.9]}", "write `optimizer: {adam: {betas:"),
            ("{dataset: ring}", "did you mean `data`?"),
            ("{optimizer: {adam: {learning_rate: 1e-3}}}", "write `lr_g`"),
            ("{data: mnist}", "write `data: {idx: {images:"),
            ("{model: DCGAN-28}", "did you mean `dcgan-28`?"),
            ("{loss: bce}", "did you mean `non_saturating`?"),
            ("{loss: lsgan}", "did you mean `least_squares`?"),
            ("{loss: wgan}", "did you mean `wasserstein`?"),
            ("{loss: wgan_gp}", "and `regularize: [wgan_gp]`"),
            ("{loss: wgan-gp}", "did you mean `wasserstein`?"),
            ("{regularize: [gp]}", "did you mean `wgan_gp`?"),
        ] {
            let error = error(run);
            assert!(error.contains(said), "{said}: {error}");
        }
    }

    #[test]
    fn words_are_known_wherever_a_key_may_stand() {
        let slipped = "study: s\nquestion: q\nepochs: 5\n";
        let error = parse("s.yaml", slipped, &[]).unwrap_err();
        assert_eq!(error.suggestion.as_deref(), Some("run.steps"));
        let text = "study: s\nquestion: q\nsweep: {grid: {batch_size: [2, 4]}}\n";
        let error = parse("s.yaml", text, &[]).unwrap_err();
        assert_eq!(error.suggestion.as_deref(), Some("batch"));
        let set: Override = "epochs=5".parse().unwrap();
        let error = parse("s.yaml", "study: s\nquestion: q\n", &[set]).unwrap_err();
        assert_eq!(error.suggestion.as_deref(), Some("steps"));
    }
}
