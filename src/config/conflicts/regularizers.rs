//! Regularizers that exclude each other, or need what the loss does not have.

use super::conflict::Conflict;
use crate::config::run::Run;
use crate::schema::Declared;
use crate::strategies::{
    Dragan, LabelSmoothing, Loss, MinibatchDiscrimination, MinibatchStddev, Regularizer,
    SoftLabels, SpectralNorm, WeightClip, WganGp,
};

/// Two regularizers of which a run may have one, and why.
struct Exclusive {
    one: &'static str,
    other: &'static str,
    why: &'static str,
}

const fn exclusive<A: Declared, B: Declared>(why: &'static str) -> Exclusive {
    Exclusive {
        one: A::ENTRY.name,
        other: B::ENTRY.name,
        why,
    }
}

static EXCLUSIVE: &[Exclusive] = &[
    exclusive::<WeightClip, SpectralNorm>("both bound D's weights"),
    exclusive::<WeightClip, WganGp>("the penalty was made to replace clipping"),
    exclusive::<WganGp, Dragan>("both pull D's slope to a target"),
    exclusive::<LabelSmoothing, SoftLabels>("both set the targets of D"),
    exclusive::<MinibatchStddev, MinibatchDiscrimination>("both tell D how much a batch differs"),
];

/// Whether a run has the regularizer `R`.
pub(super) fn has<R: Declared>(run: &Run) -> bool {
    has_name(run, R::ENTRY.name)
}

fn has_name(run: &Run, name: &str) -> bool {
    run.regularize
        .iter()
        .any(|regularizer| regularizer.name() == name)
}

pub(super) fn one_of_a_pair(run: &Run) -> Option<Conflict> {
    let both = |pair: &&Exclusive| has_name(run, pair.one) && has_name(run, pair.other);
    let Exclusive { one, other, why } = EXCLUSIVE.iter().find(both)?;
    Conflict::new(
        "regularize",
        format!("`{one}` and `{other}` do not go together, because {why}"),
    )
}

pub(super) fn labels_that_the_loss_has(run: &Run) -> Option<Conflict> {
    let labelled = run
        .regularize
        .iter()
        .find(|regularizer| regularizer.changes_targets() && !run.loss.has_labels())?;
    let (name, loss) = (labelled.name(), run.loss.name());
    Conflict::new(
        "regularize",
        format!("`{name}` changes targets of D, and `loss: {loss}` has none"),
    )
}

/// Targets that tell D the opposite, or that no finite logit reaches.
pub(super) fn targets_that_teach(run: &Run) -> Option<Conflict> {
    let soft = run
        .regularize
        .iter()
        .find_map(|regularizer| match regularizer {
            Regularizer::SoftLabels(soft) => Some((soft.real, soft.fake)),
            _ => None,
        });
    let ([low, _], [_, high]) = soft?;
    if low <= high {
        let message = format!(
            "`soft_labels` has targets of reals from {low}, not above those of fakes, up to {high}"
        );
        return Conflict::new("regularize", message);
    }
    if low > 1.0 && run.loss != Loss::LeastSquares {
        let loss = run.loss.name();
        let message = format!(
            "`soft_labels` has targets from {low}, and above 1 `loss: {loss}` has no lower bound"
        );
        return Conflict::new("regularize", message);
    }
    None
}

/// What bounds D's weights must know the ones that it computes with.
pub(super) fn weights_as_they_are_used(run: &Run) -> Option<Conflict> {
    if !run.model.is_equalised() {
        return None;
    }
    let name = match () {
        () if has::<SpectralNorm>(run) => SpectralNorm::ENTRY.name,
        () if has::<WeightClip>(run) => WeightClip::ENTRY.name,
        () => return None,
    };
    let model = run.model.name();
    Conflict::new(
        "regularize",
        format!(
            "`{name}` bounds the weights of D, and `{model}` multiplies each by a constant of its layer before it is used"
        ),
    )
}

/// What a built-in layer tells D of a batch needs samples to compare, at every resolution.
pub(super) fn samples_for_the_built_in_layer(run: &Run) -> Option<Conflict> {
    if !run.model.has_minibatch_stddev() {
        return None;
    }
    // MSG-GAN's takes the whole batch as one group.
    let takes_all = !run.model.grows() && !run.model.has_styles();
    let is_alone = |packs: usize| match takes_all {
        true => packs < 2,
        false => !(2..=4).any(|size| packs.is_multiple_of(size)),
    };
    let batches = run.grow.batches.iter().copied().chain([run.batch]);
    let packs = batches.map(|batch| batch / run.packing);
    let packs = packs.filter(|packs| is_alone(*packs)).min()?;
    let (model, why) = (
        run.model.name(),
        match takes_all {
            true => "are too few to compare",
            false => "fall into no groups of 2, 3 or 4",
        },
    );
    Conflict::new(
        "batch",
        format!("`{model}` compares what D judges, and {packs} of them per batch {why}"),
    )
}

/// What a layer tells D of a batch needs samples to compare.
pub(super) fn samples_to_compare(run: &Run) -> Option<Conflict> {
    let packs = run.batch / run.packing;
    let in_groups = (2..=4).any(|size| packs.is_multiple_of(size));
    let (name, why) = match () {
        () if has::<MinibatchStddev>(run) && !in_groups => {
            ("minibatch_stddev", "fall into no groups of 2, 3 or 4")
        }
        () if has::<MinibatchDiscrimination>(run) && packs < 2 => {
            ("minibatch_discrimination", "are too few to compare")
        }
        () => return None,
    };
    Conflict::new(
        "batch",
        format!("`{name}` compares what D judges, and {packs} of them per batch {why}"),
    )
}

/// A D that is told how much its batch differs need not be told twice.
pub(super) fn not_built_in(run: &Run) -> Option<Conflict> {
    if !has::<MinibatchStddev>(run) || !run.model.has_minibatch_stddev() {
        return None;
    }
    let model = run.model.name();
    Conflict::new(
        "regularize",
        format!(
            "`minibatch_stddev` is a layer of D, and `{model}` has it already; take it off the list"
        ),
    )
}

/// Looking ahead takes a gradient at weights whose norms are other ones.
pub(super) fn norm_of_the_point(run: &Run) -> Option<Conflict> {
    if !has::<SpectralNorm>(run) || !run.optimizer.is_extragradient() {
        return None;
    }
    Conflict::new(
        "regularize",
        "`spectral_norm` and `optimizer: extragradient` do not go together: a gradient from further on belongs to other \
         norms",
    )
}
