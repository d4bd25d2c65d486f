//! From the name of a model and a condition to a conditional pair.

use super::conditional::{AuxiliaryPair, ConcatPair, ConditionalForms, ProjectionPair};
use super::networks::AnyPair;
use super::{dcgan_8::Dcgan8, dcgan_28::Dcgan28, dcgan_32::Dcgan32, fc_8::Fc8, fc_28::Fc28};
use crate::config::{FixedModel, Model};
use crate::strategies::Condition;

/// The conditional form of a model.
///
/// # Panics
/// If the model has none: the run's check refuses that.
pub(super) fn conditional_pair(model: Model, condition: &Condition) -> AnyPair {
    let Model::Fixed(fixed) = model else {
        panic!("{} has no conditional form", model.name());
    };
    match fixed {
        FixedModel::Fc8 => form::<Fc8>(condition),
        FixedModel::Fc28 => form::<Fc28>(condition),
        FixedModel::Dcgan8 => form::<Dcgan8>(condition),
        FixedModel::Dcgan28 => form::<Dcgan28>(condition),
        FixedModel::Dcgan32 => form::<Dcgan32>(condition),
        _ => panic!("{} has no conditional form", model.name()),
    }
}

fn form<P: ConditionalForms>(condition: &Condition) -> AnyPair {
    match condition {
        Condition::Unconditional(_) => panic!("no condition has no conditional form"),
        Condition::Concat(_) => AnyPair::of::<ConcatPair<P>>(),
        Condition::Projection(_) => AnyPair::of::<ProjectionPair<P>>(),
        Condition::Auxiliary(_) => AnyPair::of::<AuxiliaryPair<P>>(),
    }
}
