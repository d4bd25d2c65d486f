//! The study of a run and its twin with a remedy.

use serde_yaml::{Mapping, Value};

use super::run::Run;
use super::study::Study;
use crate::schema::ConfigError;

/// The arms: the run as it is, and with the patches.
const ARMS: [&str; 2] = ["as_it_was", "remedied"];

/// A study with two runs of one seed: a run as it is, and the same with patches, one after the other.
///
/// # Errors
/// If the patches do not go with the run.
pub fn twins_of(
    name: &str,
    question: &str,
    run: &Run,
    patches: &[&str],
) -> Result<Study, ConfigError> {
    let mapping = |text: &str| -> Mapping { serde_yaml::from_str(text).unwrap_or_default() };
    let mut remedied = Mapping::new();
    for patch in patches {
        remedied.extend(mapping(patch));
    }
    let arms = ARMS.into_iter().zip([Mapping::new(), remedied]);
    let arms = arms
        .map(|(name, arm)| (name, Value::Mapping(arm)))
        .collect();
    let grid = block(vec![("arm", block(arms))]);
    let seeds = Value::Sequence(vec![run.seed.into()]);
    let study = block(vec![
        ("study", name.into()),
        ("question", question.into()),
        ("run", Value::Mapping(mapping(&run.to_yaml()))),
        ("sweep", block(vec![("grid", grid), ("seeds", seeds)])),
    ]);
    let text = serde_yaml::to_string(&study).expect("a study is plain YAML");
    super::parse("the study of the remedy", &text, &[])
}

fn block(entries: Vec<(&str, Value)>) -> Value {
    let entries = entries.into_iter();
    Value::Mapping(entries.map(|(key, value)| (key.into(), value)).collect())
}
