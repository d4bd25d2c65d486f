//! The kinds of specs that there are.

use serde_yaml::Value;
use serde_yaml::with::singleton_map_recursive;

use super::notes;
use super::run::Run;
use super::spec::{Spec, plain_value};
use super::transfer::Transfer;
use crate::schema::Problem;

impl Spec for Run {
    const BLOCK: &'static str = "run";

    fn seed(&self) -> u64 {
        self.seed
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn evaluation_interval(&self) -> Option<usize> {
        Some(self.evaluate.every)
    }

    fn may_go_back(&self) -> bool {
        !self.heal.on.is_empty()
    }

    fn with_seed(&self, seed: u64) -> Self {
        Run {
            seed,
            ..self.clone()
        }
    }

    fn check(&self, path: &[String]) -> Result<(), Problem> {
        Run::check(self, path)
    }

    fn value(&self) -> Value {
        let mut value = plain_value(self);
        // So a run of before has the same text, and the same id.
        if self.evaluate.features == self.unsaid_features()
            && let Some(Value::Mapping(evaluate)) = value.get_mut("evaluate")
        {
            evaluate.remove("features");
        }
        value
    }

    fn meant_when_stored(mut self, written: &Value) -> Self {
        let said = written.get("evaluate").and_then(|it| it.get("features"));
        if said.is_none() {
            self.evaluate.features = self.unsaid_features();
        }
        self
    }

    fn add_settable(&self, value: &mut serde_yaml::Mapping) {
        let checkpoint = serde_yaml::to_value(self.checkpoint);
        let grow = serde_yaml::to_value(&self.grow);
        let styles = serde_yaml::to_value(self.styles);
        let vae = serde_yaml::to_value(self.vae);
        let augment =
            singleton_map_recursive::serialize(&self.augment, serde_yaml::value::Serializer);
        let condition =
            singleton_map_recursive::serialize(&self.condition, serde_yaml::value::Serializer);
        for (key, setting) in [
            ("checkpoint", checkpoint),
            ("grow", grow),
            ("styles", styles),
            ("augment", augment),
            ("condition", condition),
            ("vae", vae),
        ] {
            value.insert(key.into(), setting.expect("it is plain YAML"));
        }
        value.insert("threads".into(), self.threads.into());
        if let Some(Value::Mapping(evaluate)) = value.get_mut("evaluate") {
            evaluate.insert("features".into(), self.evaluate.features.name().into());
        }
    }

    fn notes(specs: &[&Self], _: usize) -> Vec<String> {
        let mut sentences = notes::doubtful(specs);
        sentences.extend(notes::trained_twice(specs));
        sentences
    }

    fn unused(base: &Value, specs: &[&Self]) -> Vec<String> {
        notes::unused_blocks(base, specs)
    }
}

impl Spec for Transfer {
    const BLOCK: &'static str = "transfer";

    fn seed(&self) -> u64 {
        self.seed
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn evaluation_interval(&self) -> Option<usize> {
        None
    }

    fn with_seed(&self, seed: u64) -> Self {
        Transfer {
            seed,
            ..self.clone()
        }
    }

    fn check(&self, _: &[String]) -> Result<(), Problem> {
        Ok(())
    }

    fn add_settable(&self, value: &mut serde_yaml::Mapping) {
        let checkpoint = serde_yaml::to_value(self.checkpoint).expect("it is plain YAML");
        value.insert("checkpoint".into(), checkpoint);
        value.insert("threads".into(), self.threads.into());
    }

    fn notes(specs: &[&Self], seeds: usize) -> Vec<String> {
        notes::seeds_without_effect(specs, seeds)
            .into_iter()
            .collect()
    }
}
