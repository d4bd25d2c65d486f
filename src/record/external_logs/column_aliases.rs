//! The names that other programs give to the columns that seesaw knows.

use std::collections::HashMap;

use super::alias_table::{FOLDERS, PREFIXES, STEPS};
use super::aliases::{Rank, aliases};
use super::normalized::normalized;
use crate::metrics::TABLE;
use crate::train::{ColumnKind, STEP, STEP_COLUMNS, StepColumn};

/// The two terms of D's loss, which a log may have instead of `d_loss`.
const LOSS_TERMS: [&str; 2] = ["d_loss_real", "d_loss_fake"];

/// D's accuracy on real and on fake samples, or the mean signs of its outputs, which a log may have
/// instead of `d_acc`.
const PARTS_OF_ACCURACY: [&str; 4] = ["d_acc_real", "d_acc_fake", "d_sign_real", "d_sign_fake"];

/// What other programs call a metric.
const METRICS: [(&str, &str); 6] = [
    ("fid", "frechet"),
    ("fid50k", "frechet"),
    ("fid50kfull", "frechet"),
    ("frechetinceptiondistance", "frechet"),
    ("kid", "kernel_distance"),
    ("kid50k", "kernel_distance"),
];

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
        let terms: &'static [&'static str] = match column.name {
            "d_loss" => &LOSS_TERMS,
            "d_acc" => &PARTS_OF_ACCURACY,
            _ => &[],
        };
        std::iter::once(column.name).chain(terms.iter().copied())
    };
    let measured = of_kind(false).flat_map(with_terms);
    let counts = of_kind(true).map(|column| column.name);
    std::iter::once(STEP.name).chain(measured).chain(counts)
}

/// What a column is, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alias {
    pub known: &'static str,
    pub rank: Rank,
}

/// What every known alias means.
pub(super) struct ColumnAliases(HashMap<String, Alias>);

impl ColumnAliases {
    pub fn new() -> Self {
        let names = step_names().flat_map(|known| {
            let ranked = aliases(known).into_iter();
            ranked.flat_map(move |(rank, names)| {
                let alias = Alias { known, rank };
                names.into_iter().map(move |name| (name, alias))
            })
        });
        let own = TABLE
            .iter()
            .map(|metric| (normalized(metric.name), metric.name));
        let others = METRICS.map(|(name, known)| (name.to_string(), known));
        let metrics = own.chain(others).map(|(name, known)| {
            let rank = Rank::Plain;
            (name, Alias { known, rank })
        });
        let mut known: HashMap<String, Alias> = HashMap::new();
        for (name, alias) in metrics.chain(names) {
            let best = known.entry(name).or_insert(alias);
            if alias.rank < best.rank {
                *best = alias;
            }
        }
        Self(known)
    }

    /// What a column of this name is. Lightning adds `_step` to what it logs both by step and by
    /// epoch.
    pub fn meaning(&self, name: &str) -> Option<Alias> {
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

/// A name, and what is left of it without what stands before it in exports (`run - d_loss`), in
/// tags (`train/d_loss`) and in printed lines (`INFO d_loss`).
fn forms(name: &str) -> Vec<String> {
    let mut inner = name.rsplit(" - ").next().unwrap_or(name).trim_start();
    let mut forms = vec![normalized(name), normalized(inner)];
    let is_one = |words: &[&str], word: &str| words.contains(&normalized(word).as_str());
    while let Some((_, rest)) = inner
        .split_once(['/', '.'])
        .filter(|(folder, _)| is_one(&FOLDERS, folder))
        .or_else(|| {
            inner
                .split_once([' ', '_'])
                .filter(|(word, _)| is_one(&PREFIXES, word))
        })
    {
        inner = rest.trim_start();
        forms.push(normalized(inner));
    }
    let is_of_training = |word: &&str| !is_one(&["train", "training"], word);
    let words: Vec<&str> = inner
        .split(['_', ' ', '/'])
        .filter(is_of_training)
        .collect();
    forms.push(normalized(&words.concat()));
    forms
}

#[cfg(test)]
mod tests {
    use super::super::alias_table::COARSE;
    use super::*;

    #[test]
    fn the_usual_names_are_known() {
        let known = ColumnAliases::new();
        let cases: [(&str, &[&str]); 17] = [
            ("frechet", &["fid", "FID", "Metrics/fid50k_full", "frechet"]),
            ("d_acc_real", &["D_acc_real", "acc_real", "real_acc"]),
            ("d_acc_fake", &["D_acc_fake", "acc_fake", "D fake accuracy"]),
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
            (
                "g_loss",
                &[
                    "gan_loss",
                    "G",
                    "G_GAN",
                    "l_g_gan",
                    "gen_gan_loss",
                    "adv_loss",
                    "G adv",
                ],
            ),
            (
                "d_loss",
                &[
                    "D",
                    "critic",
                    "loss/D",
                    "discriminator (train) loss",
                    "INFO D loss",
                ],
            ),
            (
                "d_fake",
                &[
                    "d_out_fake",
                    "fake_logits",
                    "D(G(z))",
                    "D(G(z1))",
                    "d_fake",
                    "fake_score",
                ],
            ),
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
            names.iter().for_each(|name| {
                assert_eq!(
                    known.meaning(name).map(|alias| alias.known),
                    Some(column),
                    "{name}"
                )
            });
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
            for alias in aliases(known).into_iter().flat_map(|(_, names)| names) {
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
