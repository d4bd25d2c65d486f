//! The vocabulary of a study: one row for every name and block that the YAML knows.
//!
//! The rows come from the declarations that also read the YAML (see [`crate::schema`]), so what
//! `catalog` prints is what the code does.

use super::blocks::{STUDY, SWEEP};
use super::checkpoint::Checkpoint;
use super::evaluate::Evaluate;
use super::heal::Heal;
use super::names::names;
use super::run::Run;
use super::search::{MedianStopping, Racing};
use super::slurm::SlurmOptions;
use super::stop::Stop;
use super::sweep::{Budget, DRAW, RANDOM, Range};
use super::transfer::{LossWeights, Transfer};
use crate::schema::{Declared, Entry};
use crate::strategies::{Grow, Styles, Vae};

/// Every row, grouped by kind: first the blocks of a study file, then the names they may use.
pub fn catalog() -> Vec<&'static Entry> {
    let blocks = [
        &STUDY,
        Run::ENTRY,
        Grow::ENTRY,
        Styles::ENTRY,
        Vae::ENTRY,
        Evaluate::ENTRY,
        Stop::ENTRY,
        Heal::ENTRY,
        Checkpoint::ENTRY,
        Transfer::ENTRY,
        LossWeights::ENTRY,
        &SWEEP,
        Range::ENTRY,
        &RANDOM,
        &DRAW,
        Budget::ENTRY,
        SlurmOptions::ENTRY,
        Racing::ENTRY,
        MedianStopping::ENTRY,
    ];
    blocks.into_iter().chain(names()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{AnyStudy, example, parse_any};
    use super::*;
    use crate::schema::REQUIRED;
    use std::collections::HashSet;

    #[test]
    fn every_row_is_named_once_and_explained() {
        let mut seen = HashSet::new();
        for entry in catalog() {
            assert!(seen.insert((entry.kind, entry.name)), "{entry:?}");
            assert!(entry.summary.ends_with('.'), "{entry:?}");
            assert!(
                entry
                    .parameters
                    .iter()
                    .all(|parameter| !parameter.meaning.is_empty()
                        && !parameter.allowed().is_empty())
            );
        }
    }

    /// Kinds that say what they compute.
    const COMPUTED: [&str; 12] = [
        "condition",
        "loss",
        "schedule",
        "optimizer",
        "picture_optimizer",
        "balance",
        "fakes",
        "regularize",
        "select",
        "augment",
        "adapt",
        "average",
    ];

    /// Names for which there is nothing to cite.
    const PLAIN: [(&str, &str); 8] = [
        ("condition", "none"),
        ("schedule", "constant"),
        ("fakes", "fresh"),
        ("fakes", "shared"),
        ("select", "all"),
        ("augment", "none"),
        ("adapt", "none"),
        ("average", "none"),
    ];

    #[test]
    fn whatever_is_computed_has_its_formula_and_its_source() {
        for entry in names() {
            let computed = COMPUTED.contains(&entry.kind);
            assert_eq!(computed, entry.formula.ends_with('.'), "{entry:?}");
            let plain = PLAIN.contains(&(entry.kind, entry.name));
            assert!(!computed || plain == entry.source.is_empty(), "{entry:?}");
            assert!(
                !entry.formula.contains("  ") && !entry.source.contains("  "),
                "{entry:?}"
            );
        }
        assert!(
            COMPUTED
                .iter()
                .all(|kind| names().any(|entry| entry.kind == *kind))
        );
    }

    #[test]
    fn a_formula_says_what_each_parameter_does() {
        // A parameter of the same meaning in several formulas has its letter there.
        let lettered = [("weight_clip", "bound"), ("ratio", "d"), ("ratio", "g")];
        for entry in names().filter(|entry| COMPUTED.contains(&entry.kind)) {
            for key in entry
                .keys()
                .filter(|key| !lettered.contains(&(entry.name, key)))
            {
                let words = || {
                    entry
                        .formula
                        .split(|c: char| !c.is_alphanumeric() && c != '_')
                };
                assert!(
                    words().any(|word| word == key),
                    "`{key}` is not in {entry:?}"
                );
            }
        }
    }

    /// The first run that a study plans, as YAML.
    fn first_run(text: &str) -> String {
        match parse_any("s.yaml", text, &[]) {
            Ok(AnyStudy::Games(study)) => study.runs[0].run.to_yaml(),
            Ok(AnyStudy::Transfers(study)) => study.runs[0].run.to_yaml(),
            Err(error) => panic!("{text}\n{error}"),
        }
    }

    #[test]
    fn every_example_is_a_study_that_uses_the_name() {
        for entry in catalog() {
            let example = example(entry);
            let text = match entry.name {
                "study" => example,
                _ => format!("study: s\nquestion: q\n{example}\n"),
            };
            let run = first_run(&text);
            assert!(
                ["block", "search"].contains(&entry.kind) || run.contains(entry.name),
                "{text}\n{run}"
            );
        }
    }

    #[test]
    fn every_name_can_be_written_bare_if_it_needs_no_key_and_with_no_parameter_named() {
        for entry in names() {
            let (kind, name) = (entry.kind, entry.name);
            let needs_keys = entry
                .parameters
                .iter()
                .any(|parameter| parameter.default == REQUIRED);
            if needs_keys {
                continue;
            }
            let example = example(entry);
            let (others, own) = example.rsplit_once('\n').unwrap();
            let key = own.trim().split(':').next().unwrap();
            for value in [name.to_string(), format!("{{{name}: {{}}}}")] {
                let value = if kind == "regularize" {
                    format!("[{value}]")
                } else {
                    value
                };
                let text = format!("study: s\nquestion: q\n{others}\n  {key}: {value}\n");
                assert!(first_run(&text).contains(name));
            }
        }
    }
}
