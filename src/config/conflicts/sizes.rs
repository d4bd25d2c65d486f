//! Numbers that must fit each other.

use super::conflict::Conflict;
use crate::config::kind::Kind;
use crate::config::model::Model;
use crate::config::run::Run;
use crate::strategies::Grow;

/// What a file holds is known only when it is opened; `data::check_batch` says the same then.
pub(super) fn batch_within_data(run: &Run) -> Option<Conflict> {
    let batch = run.largest_batch();
    let count = run.data.count().filter(|count| batch > *count)?;
    let data = run.data.name();
    Conflict::new(
        "batch",
        format!("`batch` is {batch}, but data `{data}` holds only {count} images"),
    )
}

/// Channels of the coarsest maps, at most: with more, one layer has hundreds of millions of parameters.
const MOST_CHANNELS: usize = 2048;

pub(super) fn channels_of_a_dcgan(run: &Run) -> Option<Conflict> {
    let Model::Dcgan(sizes) = run.model else {
        return None;
    };
    let channels = sizes.coarsest_channels();
    (channels > MOST_CHANNELS).then(|| Conflict {
        key: "model",
        message: format!(
            "`width` {} doubles to {channels} channels at the coarsest maps of {}; {MOST_CHANNELS} are the most: write at \
             most {}",
            sizes.width,
            sizes.kind(),
            sizes.width * MOST_CHANNELS / channels
        ),
    })
}

pub(super) fn batch_in_packs(run: &Run) -> Option<Conflict> {
    let packing = run.packing;
    let mut batches = run.grow.batches.iter().copied().chain([run.batch]);
    let batch = batches.find(|batch| !batch.is_multiple_of(packing))?;
    Conflict::new(
        "packing",
        format!(
            "`packing: {packing}` does not divide `batch: {batch}`, so the last pack would lack samples"
        ),
    )
}

pub(super) fn warm_up_within_run(run: &Run) -> Option<Conflict> {
    let (warm_up, steps) = (run.warm_up_d, run.steps);
    if warm_up < steps {
        return None;
    }
    Conflict::new(
        "warm_up_d",
        format!("`warm_up_d: {warm_up}` leaves no step to G, as `steps` is {steps}"),
    )
}

pub(super) fn growth_that_the_model_has(run: &Run) -> Option<Conflict> {
    if run.grow.is_default() || run.model.grows() {
        return None;
    }
    let growing = Model::names_where(|facts| facts.grows).join(", ");
    Conflict::new(
        "grow",
        format!(
            "`grow` is for pairs that grow ({growing}), and `{}` trains at one resolution",
            run.model.name()
        ),
    )
}

pub(super) fn growth_from_a_side_of_the_model(run: &Run) -> Option<Conflict> {
    let Kind::Images { side, .. } = run.model.kind() else {
        return None;
    };
    let from = run.grow.from;
    if !run.model.grows() || Grow::level_of(from).is_some() && from <= side {
        return None;
    }
    Conflict::new(
        "grow",
        format!(
            "`from: {from}` is none of 4, 8, 16, .. up to {side}, the sides of `{}`",
            run.model.name()
        ),
    )
}

pub(super) fn growth_lists_of_the_stages(run: &Run) -> Option<Conflict> {
    let Kind::Images { side, .. } = run.model.kind() else {
        return None;
    };
    let sides: Vec<String> = (run.grow.stages(side, u64::MAX).iter())
        .map(|stage| stage.side.to_string())
        .collect();
    let (holds, before_last) = (run.grow.holds.len(), sides.len().saturating_sub(1));
    if holds > before_last {
        return Conflict::new(
            "grow",
            format!(
                "`holds` has {holds} values, and {before_last} resolutions come before {side}, which is held to the end"
            ),
        );
    }
    let lists = [
        ("batches", run.grow.batches.len()),
        ("lr_factors", run.grow.lr_factors.len()),
    ];
    let (list, length) = lists
        .into_iter()
        .find(|(_, length)| *length > sides.len())?;
    Conflict::new(
        "grow",
        format!(
            "`{list}` has {length} values, and there are {} resolutions: {}",
            sides.len(),
            sides.join(", ")
        ),
    )
}

/// Layers of later resolutions have no gradient yet, and what decays them would be all that moves them.
pub(super) fn weights_that_wait(run: &Run) -> Option<Conflict> {
    if !run.model.grows() || run.optimizer.weight_decay() == 0.0 {
        return None;
    }
    let model = run.model.name();
    Conflict::new(
        "optimizer",
        format!(
            "`weight_decay` would shrink the layers of `{model}` that wait for their resolution; leave it at 0"
        ),
    )
}
