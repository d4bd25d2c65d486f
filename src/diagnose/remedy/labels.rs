//! What to try where labels, or the latents of an autoencoder, say too little.

use super::super::{Remedy, RunHistory};
use super::patch::{PatchBuilder, reason_only, rounded};
use crate::strategies::Condition;

/// What is too weak becomes stronger by this factor.
const STRONGER: f64 = 4.0;

/// Against labels that are not followed.
pub(in crate::diagnose) fn stronger_labels(history: &RunHistory) -> Remedy {
    let Some(run) = history.run else {
        return reason_only("give D the label in more places, or a head that classifies");
    };
    let mut patch = PatchBuilder::default();
    match &run.condition {
        Condition::Auxiliary(auxiliary) => {
            patch.add_reason("the classification loss hardly counts beside the other one");
            let weight = rounded(auxiliary.weight * STRONGER);
            patch.set("condition", &format!("{{auxiliary: {{weight: {weight}}}}}"));
        }
        Condition::Projection(_) => {
            patch.add_reason("a head that classifies says directly how wrong a class is");
            patch.set("condition", "auxiliary");
        }
        _ => {
            patch.add_reason("an inner product with the label cannot be overlooked by D");
            patch.set("condition", "projection");
        }
    }
    patch.into_remedy()
}

/// Against classes whose samples are all alike, where the condition is what makes them so.
pub(in crate::diagnose) fn diverse_classes(history: &RunHistory) -> Option<Remedy> {
    let run = history.run?;
    if !matches!(run.condition, Condition::Auxiliary(_)) {
        return None;
    }
    let mut patch = PatchBuilder::default();
    patch.add_reason("a classification loss rewards the most typical sample of each class");
    patch.set("condition", "projection");
    Some(patch.into_remedy())
}

/// Against an encoder that says nothing.
pub(in crate::diagnose) fn listening_decoder(history: &RunHistory) -> Remedy {
    let Some(run) = history.run else {
        return reason_only("weigh the KL loss less");
    };
    let mut patch = PatchBuilder::default();
    patch.add_reason("the KL loss costs more than what the latents could save in reconstruction");
    patch.set("vae.kl_weight", &rounded(run.vae.kl_weight / STRONGER));
    patch.into_remedy()
}
