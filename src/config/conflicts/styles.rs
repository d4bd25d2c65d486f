//! What only a generator with styles has, and penalties with steps of their own.

use super::conflict::Conflict;
use super::regularizers::has;
use crate::config::model::Model;
use crate::config::run::Run;
use crate::strategies::PathLength;

fn models() -> String {
    Model::names_where(|facts| facts.has_styles).join(", ")
}

pub(super) fn styles_that_the_model_has(run: &Run) -> Option<Conflict> {
    if run.styles.is_default() || run.model.has_styles() {
        return None;
    }
    let (model, models) = (run.model.name(), models());
    Conflict::new(
        "styles",
        format!("`styles` is for generators with styles ({models}), and `{model}` has none"),
    )
}

pub(super) fn paths_that_the_model_has(run: &Run) -> Option<Conflict> {
    if !has::<PathLength>(run) || run.model.has_styles() {
        return None;
    }
    let (model, models) = (run.model.name(), models());
    Conflict::new(
        "regularize",
        format!("`path_length` measures styles ({models}), and `{model}` has none"),
    )
}

/// A look-ahead whose steps are undone has no place for further ones.
pub(super) fn own_steps_without_look_ahead(run: &Run) -> Option<Conflict> {
    let own = run
        .regularize
        .iter()
        .find(|regularizer| regularizer.own_steps().is_some())?;
    if !run.optimizer.is_extragradient() {
        return None;
    }
    let name = own.name();
    Conflict::new(
        "regularize",
        format!(
            "`{name}` takes steps of its own, and `optimizer: extragradient` looks ahead from each step"
        ),
    )
}
