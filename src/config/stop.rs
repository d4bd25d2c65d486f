//! `stop`: which failures end a run before its last step.

use serde::de::{Deserialize, Deserializer, Error};

use crate::schema::{Allowed, Choice, Node, Problem, names, one_of, parameters, whole};

names! {
    /// A verdict that a run may be ended on.
    pub enum Failure: "failure" {
        /// Samples look real but lack a part of the data.
        ModeCollapse = "mode_collapse",
        /// D is so far ahead that G learns nothing.
        DiscriminatorDominance = "discriminator_dominance",
        /// G fools a D that learns nothing.
        GeneratorDominance = "generator_dominance",
        /// Losses or samples grow without bound.
        Divergence = "divergence",
        /// Nothing changes any more.
        Frozen = "frozen",
        /// A balance rule lets a player move in hardly any step.
        Starved = "starved",
    }
}

parameters! {
    /// Ends a run early once a failure has lasted; its verdict is that of the steps until then.
    #[derive(Eq)]
    pub struct Stop: "block" / "stop" {
        /// the failures that end it; their order has no effect
        on: Vec<Failure> = "[]" in Failures,
        /// evaluations in a row at which the rules, applied to all steps so far, must find the same failure
        patience: usize = "10" in whole(1, 10_000),
    }
}

impl<'de> Deserialize<'de> for Failure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let mut all = Failure::ALL.iter().copied();
        all.find(|failure| failure.name() == name)
            .ok_or_else(|| D::Error::custom(format!("`{name}` is no failure")))
    }
}

/// Lists of failures, sorted: two orders are one run.
pub(super) struct Failures;

impl Allowed for Failures {
    type Value = Vec<Failure>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<Failure>, Problem> {
        let items = node.items();
        let mut on = Vec::new();
        for item in items.ok_or_else(|| node.wrong("a list of failures such as [divergence]"))? {
            let failure = one_of::<Failure>().read(&item)?;
            if on.contains(&failure) {
                return Err(item.problem(format!("{} names a failure twice", node.shown())));
            }
            on.push(failure);
        }
        on.sort();
        Ok(on)
    }

    fn words(&self) -> String {
        let names: Vec<&str> = Failure::TABLE.iter().map(|entry| entry.name).collect();
        format!("a list of {}", names.join(", "))
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "type": "array", "items": one_of::<Failure>().json_schema(), "uniqueItems": true })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<Failure>> {
        use proptest::prelude::*;
        prop::sample::subsequence(Failure::ALL.to_vec(), 0..=Failure::ALL.len()).boxed()
    }
}
