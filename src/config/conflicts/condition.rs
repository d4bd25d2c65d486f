//! What conditional GANs need, and what they exclude.

use super::conflict::Conflict;
use crate::config::model::Model;
use crate::config::run::Run;

/// The models with a conditional form: `fc-8, dcgan-8, ..`.
fn conditional_models() -> String {
    let names = Model::names_where(|facts| facts.has_conditional);
    names.join(", ")
}

pub(super) fn labels_that_the_data_have(run: &Run) -> Option<Conflict> {
    let why = run.data.why_no_labels().filter(|_| run.condition.is_on())?;
    let (condition, data) = (run.condition.name(), run.data.name());
    Conflict::new(
        "condition",
        format!(
            "`condition: {condition}` needs labels, and data `{data}` {why}; take digits, cifar10, idx or folder"
        ),
    )
}

pub(super) fn conditional_form_of_the_model(run: &Run) -> Option<Conflict> {
    if !run.condition.is_on() || run.model.has_conditional() {
        return None;
    }
    let (condition, model) = (run.condition.name(), run.model.name());
    Conflict::new(
        "condition",
        format!(
            "`condition: {condition}` is for {}; `{model}` has no conditional form",
            conditional_models()
        ),
    )
}

pub(super) fn one_label_for_each_verdict(run: &Run) -> Option<Conflict> {
    if !run.condition.is_on() || run.packing == 1 {
        return None;
    }
    let (condition, packing) = (run.condition.name(), run.packing);
    Conflict::new(
        "packing",
        format!(
            "`packing: {packing}` joins samples of several classes, and `condition: {condition}` has one label per logit"
        ),
    )
}
