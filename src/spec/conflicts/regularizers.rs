//! Regularizers that exclude each other, or need what the loss has not.

use super::Conflict;
use crate::spec::adapt::Adapt;
use crate::spec::loss::Loss;
use crate::spec::run::Run;

/// Two regularizers of which a run may have one, and why.
static EXCLUSIVE: [(&str, &str, &str); 5] = [
    ("weight_clip", "spectral_norm", "both bound D's weights"),
    ("weight_clip", "wgan_gp", "the penalty was made to replace clipping"),
    ("wgan_gp", "dragan", "both pull D's slope to a target"),
    ("label_smoothing", "soft_labels", "both set the targets of D"),
    ("minibatch_stddev", "minibatch_discrimination", "both tell D how much a batch differs"),
];

fn has(run: &Run, name: &str) -> bool {
    run.regularize.iter().any(|regularizer| regularizer.name() == name)
}

pub(super) fn one_of_a_pair(run: &Run) -> Option<Conflict> {
    let (one, other, why) = EXCLUSIVE.iter().find(|(one, other, _)| has(run, one) && has(run, other))?;
    Conflict::new("regularize", format!("`{one}` and `{other}` do not go together, because {why}"))
}

pub(super) fn labels_that_the_loss_has(run: &Run) -> Option<Conflict> {
    let labelled = run.regularize.iter().find(|regularizer| regularizer.changes_labels() && !run.loss.has_labels())?;
    let (name, loss) = (labelled.name(), run.loss.name());
    Conflict::new("regularize", format!("`{name}` changes targets of D, and `loss: {loss}` has none"))
}

pub(super) fn something_to_adapt(run: &Run) -> Option<Conflict> {
    let adapts = !matches!(run.adapt, Adapt::None);
    if !adapts || has(run, "instance_noise") || has(run, "label_flip") {
        return None;
    }
    Conflict::new("adapt", "`adapt: ada` tunes `instance_noise` and `label_flip`, and `regularize` has neither")
}

/// The sign of a score says which side D takes only where 0 is the boundary.
pub(super) fn boundary_to_adapt_by(run: &Run) -> Option<Conflict> {
    let bounded = !run.loss.is_relativistic() && !matches!(run.loss, Loss::Wasserstein);
    if matches!(run.adapt, Adapt::None) || bounded {
        return None;
    }
    let loss = run.loss.name();
    Conflict::new(
        "adapt",
        format!("`adapt: ada` counts signs of D's scores, and with `loss: {loss}` a sign means nothing"),
    )
}
