//! Keys of a run that are valid by themselves, but not together.

mod augment;
mod autoencoder;
mod balance;
mod condition;
mod conflict;
mod features;
mod heal;
mod one_parameter;
mod rates;
mod regularizers;
mod sizes;
mod styles;

use self::conflict::Conflict;
use super::kind::Kind;
use super::model::Model;
use super::model_sizes::dcgan_sides;
use super::run::Run;
use crate::schema::extended;
use crate::schema::{At, Problem};

/// Every check, in the order in which a user is told.
static CHECKS: &[fn(&Run) -> Option<Conflict>] = &[
    sizes::batch_within_data,
    sizes::channels_of_a_dcgan,
    sizes::batch_in_packs,
    sizes::warm_up_within_run,
    sizes::growth_that_the_model_has,
    sizes::growth_from_a_side_of_the_model,
    sizes::growth_lists_of_the_stages,
    sizes::weights_that_wait,
    autoencoder::no_second_player,
    autoencoder::vae_that_the_model_is,
    condition::labels_that_the_data_have,
    condition::conditional_form_of_the_model,
    condition::one_label_for_each_verdict,
    styles::styles_that_the_model_has,
    styles::paths_that_the_model_has,
    styles::own_steps_without_look_ahead,
    heal::remedies_with_a_patch,
    balance::signal_that_the_loss_has,
    balance::level_that_can_be_passed,
    balance::ideal_of_plain_targets,
    balance::extragradient_moves_both,
    balance::unrolled_in_turn,
    balance::differentiable_steps,
    balance::rule_before_generator,
    balance::shared_fakes_serve_once,
    rates::one_owner_of_the_rate,
    rates::warm_up_within_run,
    rates::warm_up_while_it_moves,
    regularizers::one_of_a_pair,
    regularizers::labels_that_the_loss_has,
    augment::images_to_augment,
    augment::something_to_adapt,
    augment::boundary_to_adapt_by,
    regularizers::targets_that_teach,
    regularizers::samples_to_compare,
    regularizers::samples_for_the_built_in_layer,
    regularizers::weights_as_they_are_used,
    regularizers::norm_of_the_point,
    regularizers::not_built_in,
    one_parameter::parts_of_a_single_slope,
    features::images_to_look_at,
];

impl Run {
    /// Checks the keys that depend on each other. Apart from [`Run::read`], because a sweep may
    /// change such keys one after the other.
    pub(in crate::config) fn check(&self, path: &[String]) -> Result<(), Problem> {
        self.check_model(path)?;
        match CHECKS.iter().find_map(|check| check(self)) {
            Some(Conflict { key, message }) => {
                Err(Problem::new(&extended(path, key), At::Value, message))
            }
            None => Ok(()),
        }
    }

    fn check_model(&self, path: &[String]) -> Result<(), Problem> {
        let (model, data, kind) = (self.model, self.data.name(), self.data.kind());
        if model.fits(&self.data) {
            return Ok(());
        }
        let fitting = Model::default_for(&self.data);
        if !fitting.fits(&self.data) {
            let message = format!(
                "no convolutional model makes {kind}, which data `{data}` has here; `side` may be one of {}; up to 64 \
                 pixels there is `model: fc`",
                dcgan_sides()
            );
            return Err(Problem::new(&extended(path, "data"), At::Value, message));
        }
        let wants = match (model, kind) {
            (Model::Fc(_) | Model::Dcgan(_), Kind::Numbers | Kind::Points) => "images".to_string(),
            _ => model.wants(),
        };
        let mut message = format!(
            "model `{}` wants {wants}, but data `{data}` has {kind}",
            model.name(),
        );
        if model.name() == fitting.name() {
            message.push_str("; leave `side` and `channels` out, and they are the data's");
            return Err(Problem::new(&extended(path, "model"), At::Value, message));
        }
        let problem = Problem::new(&extended(path, "model"), At::Value, message);
        Err(Problem {
            suggestion: Some(fitting.name().to_string()),
            ..problem
        })
    }
}
