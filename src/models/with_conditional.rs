//! From the name of a model and a condition to a conditional pair.

use super::conditional::{AuxiliaryPair, ConcatPair, ConditionalForms, ProjectionPair};
use super::pair::NetworksVisitor;
use super::{dcgan_8::Dcgan8, dcgan_28::Dcgan28, dcgan_32::Dcgan32, fc_8::Fc8, fc_28::Fc28};
use crate::config::Model;
use crate::strategies::Condition;

/// Calls `visitor` with the conditional form of a model.
///
/// # Panics
/// If the model has none: the run's check refuses that.
pub(super) fn with_conditional<V: NetworksVisitor>(
    model: Model,
    condition: &Condition,
    visitor: V,
) -> V::Result {
    match model {
        Model::Fc8 => with_form::<Fc8, V>(condition, visitor),
        Model::Fc28 => with_form::<Fc28, V>(condition, visitor),
        Model::Dcgan8 => with_form::<Dcgan8, V>(condition, visitor),
        Model::Dcgan28 => with_form::<Dcgan28, V>(condition, visitor),
        Model::Dcgan32 => with_form::<Dcgan32, V>(condition, visitor),
        _ => panic!("{} has no conditional form", model.name()),
    }
}

fn with_form<P: ConditionalForms, V: NetworksVisitor>(
    condition: &Condition,
    visitor: V,
) -> V::Result {
    match condition {
        Condition::Unconditional(_) => panic!("no condition has no conditional form"),
        Condition::Concat(_) => visitor.visit_pair::<ConcatPair<P>>(),
        Condition::Projection(_) => visitor.visit_pair::<ProjectionPair<P>>(),
        Condition::Auxiliary(_) => visitor.visit_pair::<AuxiliaryPair<P>>(),
    }
}
