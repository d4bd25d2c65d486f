//! Every regularizer, one line each, and lists of them.

use super::gradient_penalty::GradientPenalty;
use super::own_steps::OwnSteps;
use super::policy::RegularizerPolicy;
use super::{gradient_penalties, instance_noise, lecam, minibatch, path_length, targets, weights};
use crate::schema::{Allowed, Choice, Node, Problem, choice, named};

choice! {
    /// One addition to a player, to its loss, or to what D is shown.
    pub enum Regularizer as RegularizerPolicy {
        weights::WeightClip,
        weights::SpectralNorm,
        gradient_penalties::WganGp,
        gradient_penalties::R1,
        gradient_penalties::R2,
        gradient_penalties::Dragan,
        path_length::PathLength,
        lecam::Lecam,
        instance_noise::InstanceNoise,
        targets::LabelSmoothing,
        targets::SoftLabels,
        targets::LabelFlip,
        minibatch::MinibatchStddev,
        minibatch::MinibatchDiscrimination,
    }
}

impl Regularizer {
    /// The penalty on the gradient of D's logit by its input; `None` for what is no such penalty.
    pub(crate) fn gradient_penalty(&self) -> Option<GradientPenalty> {
        self.declared().gradient_penalty()
    }

    /// The optimiser steps that it takes apart from those of the loss, if any.
    pub(crate) fn own_steps(&self) -> Option<OwnSteps> {
        self.declared().own_steps()
    }

    /// Whether it changes the targets of D's loss, which must then have some.
    pub fn changes_targets(&self) -> bool {
        self.declared().changes_targets()
    }
}

/// Lists of regularizers. The order in which one is written means nothing, so it is read in that of
/// the catalog: two orders are one run.
pub(crate) struct RegularizerList;

impl RegularizerList {
    fn sort(list: &mut [Regularizer]) {
        let place = |name| {
            Regularizer::TABLE
                .iter()
                .position(|entry| entry.name == name)
        };
        list.sort_by_key(|regularizer| place(regularizer.name()));
    }
}

impl Allowed for RegularizerList {
    type Value = Vec<Regularizer>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<Regularizer>, Problem> {
        let mut list: Vec<Regularizer> = Vec::new();
        let items = node.items();
        for item in
            items.ok_or_else(|| node.wrong("a list such as [spectral_norm, {r1: {gamma: 1}}]"))?
        {
            let regularizer = Regularizer::read(&item)?;
            let name = regularizer.name();
            if list.iter().any(|earlier| earlier.name() == name) {
                let message = format!("`regularize` has `{name}` twice; keep one of them");
                return Err(item.problem(message));
            }
            list.push(regularizer);
        }
        Self::sort(&mut list);
        Ok(list)
    }

    fn words(&self) -> String {
        let names: Vec<&str> = Regularizer::TABLE.iter().map(|entry| entry.name).collect();
        format!("a list of {}", names.join(", "))
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "type": "array", "items": named::<Regularizer>().json_schema() })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<Regularizer>> {
        use proptest::prelude::*;
        prop_oneof![
            prop::collection::vec(Regularizer::any(), 0..=2),
            prop::collection::vec(Regularizer::any(), 0..=Regularizer::TABLE.len()),
        ]
        .prop_map(|mut list| {
            Self::sort(&mut list);
            list.dedup_by_key(|regularizer| regularizer.name());
            list
        })
        .boxed()
    }
}
