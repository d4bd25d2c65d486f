//! Augmentation, and what an adaptive rule tunes.

use super::conflict::Conflict;
use super::regularizers::has;
use crate::config::kind::Kind;
use crate::config::run::Run;
use crate::strategies::{InstanceNoise, LabelFlip};

pub(super) fn images_to_augment(run: &Run) -> Option<Conflict> {
    let is_image = matches!(run.data.kind(), Kind::Images { .. });
    if !run.augment.is_on() || is_image {
        return None;
    }
    let (augment, data) = (run.augment.name(), run.data.name());
    Conflict::new(
        "augment",
        format!("`augment: {augment}` changes images, and data `{data}` has none"),
    )
}

pub(super) fn something_to_adapt(run: &Run) -> Option<Conflict> {
    let has_strength = run.augment.is_on() || has::<InstanceNoise>(run) || has::<LabelFlip>(run);
    if !run.adapt.is_on() || has_strength {
        return None;
    }
    Conflict::new(
        "adapt",
        "`adapt: ada` tunes `augment`, `instance_noise` and `label_flip`, and the run has none of them",
    )
}

pub(super) fn boundary_to_adapt_by(run: &Run) -> Option<Conflict> {
    if !run.adapt.is_on() || run.loss.boundary().is_some() {
        return None;
    }
    let loss = run.loss.name();
    Conflict::new(
        "adapt",
        format!(
            "`adapt: ada` counts on which side D puts reals, and with `loss: {loss}` a score has no side"
        ),
    )
}
