//! The names that other programs give to the columns that seesaw knows.

use std::collections::HashMap;

use crate::metrics::TABLE;
use crate::train::{ColumnKind, STEP, STEP_COLUMNS, StepColumn};

/// The two terms of D's loss, which a log may have instead of `d_loss`.
const LOSS_TERMS: [&str; 2] = ["d_loss_real", "d_loss_fake"];

/// Every column that can be read from a log, by seesaw's name: the step and what is measured in it,
/// the counts of updates, the metrics.
pub(super) fn known_columns() -> impl Iterator<Item = &'static str> {
    step_names().chain(TABLE.iter().map(|metric| metric.name))
}

fn step_names() -> impl Iterator<Item = &'static str> {
    let of_kind = |counts: bool| {
        STEP_COLUMNS.iter().filter(move |column| {
            !column.only_in_seesaw && (column.kind == ColumnKind::Count) == counts
        })
    };
    let with_terms = |column: &StepColumn| {
        let terms = (column.name == "d_loss").then_some(LOSS_TERMS);
        std::iter::once(column.name).chain(terms.into_iter().flatten())
    };
    let measured = of_kind(false).flat_map(with_terms);
    let counts = of_kind(true).map(|column| column.name);
    std::iter::once(STEP.name).chain(measured).chain(counts)
}

const D: &[&str] = &[
    "d",
    "dis",
    "disc",
    "discrim",
    "discriminator",
    "critic",
    "netd",
    "dnet",
];
const G: &[&str] = &["g", "gen", "generator", "netg", "gnet"];
const LOSS: &[&str] = &["loss", "losses", "err", "error", "cost"];
const ACCURACY: &[&str] = &["acc", "accuracy"];
const NORM: &[&str] = &["gradnorm", "gradientnorm", "normgrad", "grad", "gradients"];
const RATE: &[&str] = &["lr", "learningrate"];

/// Names of steps, the best first. Of those from [`COARSE`] on, many rows may share one.
pub(super) const STEPS: [&str; 13] = [
    "step",
    "steps",
    "globalstep",
    "trainerglobalstep",
    "iter",
    "iters",
    "iteration",
    "iterations",
    "itr",
    "kimg",
    "tick",
    "epoch",
    "epochs",
];
/// Where [`STEPS`] turns from steps to epochs and the like.
pub(super) const COARSE: usize = 9;

/// Folders of a tag, or a table's name, that say nothing about the column.
const FOLDERS: [&str; 14] = [
    "train", "training", "steps", "evals", "eval", "loss", "losses", "metrics", "metric",
    "scalars", "log", "logs", "stats", "gan",
];

/// A name without what people do not agree on: case, blanks, underscores, slashes, brackets.
pub(super) fn normalized(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A player's quantity in either order, and as StyleGAN's `Loss/D/loss`.
fn of_player(players: &[&str], words: &[&str], end: &str) -> Vec<String> {
    let pair = |player: &&str, word: &&str| {
        [
            format!("{player}{word}{end}"),
            format!("{word}{player}{end}"),
            format!("{player}{end}{word}"),
            format!("{word}{player}{word}{end}"),
            format!("{player}total{word}{end}"),
            format!("{player}{word}{end}total"),
        ]
    };
    players
        .iter()
        .flat_map(|player| words.iter().flat_map(move |word| pair(player, word)))
        .collect()
}

/// D's output on one kind of samples.
fn of_output(kind: &str, formulas: &[&str]) -> Vec<String> {
    let of_d = D.iter().flat_map(|d| {
        [
            format!("{d}{kind}"),
            format!("{d}{kind}score"),
            format!("{d}score{kind}"),
        ]
    });
    let scores = ["score", "scores"]
        .iter()
        .flat_map(|word| [format!("{kind}{word}"), format!("{word}{kind}")]);
    of_d.chain(scores)
        .chain(formulas.iter().map(ToString::to_string))
        .collect()
}

/// The usual names of a known column, normalized.
fn aliases(known: &str) -> Vec<String> {
    match known {
        "d_loss" => of_player(D, LOSS, ""),
        "d_loss_real" => of_player(D, LOSS, "real"),
        "d_loss_fake" => of_player(D, LOSS, "fake"),
        "g_loss" => of_player(G, LOSS, ""),
        "d_real" => of_output("real", &["dx", "dofx"]),
        "d_fake" => of_output("fake", &["dgz", "dgz1", "dofgz"]),
        "d_acc" => of_player(D, ACCURACY, ""),
        "d_grad_norm" => of_player(D, NORM, ""),
        "g_grad_norm" => of_player(G, NORM, ""),
        "lr_d" => of_player(D, RATE, ""),
        "lr_g" => of_player(G, RATE, ""),
        "penalty" => ["penalty", "gp", "gradientpenalty", "gradpenalty", "gploss"]
            .map(String::from)
            .to_vec(),
        // Steps are many columns of which the best is taken; see `timeline.rs`.
        "step" => Vec::new(),
        other => vec![normalized(other)],
    }
}

/// What every known alias means.
pub(super) struct ColumnAliases(HashMap<String, &'static str>);

impl ColumnAliases {
    pub fn new() -> Self {
        let names = step_names()
            .flat_map(|known| aliases(known).into_iter().map(move |alias| (alias, known)));
        let metrics = TABLE
            .iter()
            .map(|metric| (normalized(metric.name), metric.name));
        Self(metrics.chain(names).collect())
    }

    /// What a column of this name is. Lightning adds `_step` to what it logs both by step and by
    /// epoch.
    pub fn meaning(&self, name: &str) -> Option<&'static str> {
        let known = |form: &str| self.0.get(form).copied();
        forms(name)
            .iter()
            .find_map(|form| known(form).or_else(|| known(form.strip_suffix("step")?)))
    }
}

/// The rank of a column's name among those of steps.
pub(super) fn step_rank(name: &str) -> Option<usize> {
    forms(name)
        .into_iter()
        .find_map(|form| STEPS.iter().position(|step| *step == form))
}

/// A name, and what is left of it without what stands before it in exports (`run - d_loss`) and
/// tags (`train/d_loss`).
fn forms(name: &str) -> Vec<String> {
    let column = name.rsplit(" - ").next().unwrap_or(name);
    let inner = column
        .split_once(['/', '.'])
        .filter(|(folder, _)| FOLDERS.contains(&normalized(folder).as_str()));
    [Some(name), Some(column), inner.map(|(_, inner)| inner)]
        .into_iter()
        .flatten()
        .map(normalized)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_names_are_known() {
        let known = ColumnAliases::new();
        let cases: [(&str, &[&str]); 12] = [
            (
                "d_loss",
                &[
                    "d_loss",
                    "loss_d",
                    "lossD",
                    "errD",
                    "D_loss",
                    "Loss/discriminator",
                    "disc_loss",
                    "dis_loss",
                ],
            ),
            (
                "d_loss",
                &[
                    "discriminator_loss",
                    "critic_loss",
                    "d/loss",
                    "Loss/D/loss",
                    "run-7 - d_loss",
                    "train/D loss",
                    "d_loss_step",
                ],
            ),
            (
                "g_loss",
                &[
                    "g_loss",
                    "Loss_G",
                    "errG",
                    "generator loss",
                    "gen_loss",
                    "Loss/generator",
                    "loss-G",
                ],
            ),
            (
                "d_loss_real",
                &[
                    "d_loss_real",
                    "errD_real",
                    "D_real_loss",
                    "loss_D_real",
                    "Loss/D_real",
                ],
            ),
            ("d_loss_fake", &["d_loss_fake", "errD_fake", "d_fake_loss"]),
            (
                "d_real",
                &[
                    "D(x)",
                    "d_real",
                    "real_score",
                    "Loss/scores/real",
                    "steps/d_real",
                ],
            ),
            ("d_fake", &["D(G(z))", "D(G(z1))", "d_fake", "fake_score"]),
            ("d_acc", &["d_acc", "D accuracy", "disc_accuracy"]),
            (
                "g_grad_norm",
                &["g_grad_norm", "grad_norm/G", "grad_norm_g"],
            ),
            ("lr_d", &["lr_d", "d_lr", "lr/discriminator"]),
            (
                "reverse_kl",
                &["reverse_kl", "evals/reverse_kl", "Reverse KL"],
            ),
            ("penalty", &["gp", "gradient_penalty", "penalty"]),
        ];
        for (column, names) in cases {
            names
                .iter()
                .for_each(|name| assert_eq!(known.meaning(name), Some(column), "{name}"));
        }
        for name in [
            "loss",
            "time",
            "D(G(z2))",
            "val/d_loss",
            "d_loss__MIN",
            "d_loss_epoch",
            "step",
            "",
            "gan",
            "real",
            "fid_of_d",
        ] {
            assert_eq!(known.meaning(name), None, "{name}");
        }
    }

    #[test]
    fn no_alias_means_two_columns() {
        let mut seen: HashMap<String, &str> = TABLE
            .iter()
            .map(|metric| (normalized(metric.name), metric.name))
            .collect();
        for known in step_names() {
            for alias in aliases(known) {
                let other = seen.insert(alias.clone(), known);
                assert!(
                    other.is_none_or(|other| other == known),
                    "{alias}: {known} and {other:?}"
                );
            }
        }
        assert!(STEPS.iter().all(|step| !seen.contains_key(*step)));
        assert_eq!(STEPS[COARSE], "kimg");
    }

    #[test]
    fn steps_are_ranked() {
        assert!(step_rank("global_step") < step_rank("Epoch"));
        assert_eq!(
            (
                step_rank("Step"),
                step_rank("train/step"),
                step_rank("footstep")
            ),
            (Some(0), Some(0), None)
        );
    }
}
