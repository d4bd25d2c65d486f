//! What an autoencoder, which has one network to train and no opponent, does without.

use super::conflict::Conflict;
use crate::config::model::Model;
use crate::config::run::Run;
use crate::schema::defaults;

pub(super) fn vae_that_the_model_is(run: &Run) -> Option<Conflict> {
    if run.vae.is_default() || run.model.is_autoencoder() {
        return None;
    }
    let names = Model::names_where(|facts| facts.is_autoencoder);
    let model = run.model.name();
    Conflict::new(
        "vae",
        format!(
            "`vae` is for autoencoders ({}), and `{model}` is a pair of G and D",
            names.join(", ")
        ),
    )
}

/// Keys that are about two players, of which an autoencoder takes the defaults.
pub(super) fn no_second_player(run: &Run) -> Option<Conflict> {
    if !run.model.is_autoencoder() {
        return None;
    }
    let plain = defaults::<Run>();
    let changed = [
        ("condition", run.condition != plain.condition),
        ("loss", run.loss != plain.loss),
        ("balance", run.balance != plain.balance),
        ("lr_d", run.lr_d != plain.lr_d),
        ("schedule_d", run.schedule_d != plain.schedule_d),
        ("warm_up_d", run.warm_up_d != plain.warm_up_d),
        ("order", run.order != plain.order),
        ("fakes", run.fakes != plain.fakes),
        ("regularize", run.regularize != plain.regularize),
        ("packing", run.packing != plain.packing),
        ("unroll", run.unroll != plain.unroll),
        ("select", run.select != plain.select),
        ("augment", run.augment != plain.augment),
        ("adapt", run.adapt != plain.adapt),
        ("average", run.average != plain.average),
        ("heal", run.heal != plain.heal),
        ("optimizer", run.optimizer.is_extragradient()),
    ];
    let (key, _) = changed.into_iter().find(|(_, is_changed)| *is_changed)?;
    let model = run.model.name();
    Conflict::new(
        key,
        format!(
            "`{key}` is about the game between G and D, which the autoencoder `{model}` does not play; set it in arms of pairs alone"
        ),
    )
}
