//! Pairs whose players are told classes: one generator, and three discriminators that use the label
//! in three ways.
//!
//! Labels are one-hot values at the end of rows: G takes latent rows of Z + K values and gives sample
//! rows of F + K, in which the labels are those that it was given. So a fake and its label stay
//! together wherever rows go: into D, into a replay buffer, or from one player's update to the other's.

use std::marker::PhantomData;

use super::pair::Pair;
use crate::nn::{
    BatchShape, ConcatRows, Dense, Features, Flatten, Identity, Initialization, Layer, RowPart,
};
use crate::strategies::CONDITION_CLASSES;

/// The conditional forms of a pair.
pub trait ConditionalForms: 'static {
    /// Latent rows with labels (N, Z + K) -> sample rows with the same labels (N, F + K).
    type Generator: Layer<Input: BatchShape, Output: BatchShape>;
    /// Sample rows with labels -> logits (N, 1), the labels being further channels or features.
    type Concat: Layer<Input = <Self::Generator as Layer>::Output, Output = Features<1>>;
    /// Sample rows with labels -> logits (N, 1), with an inner product of features and label.
    type Projection: Layer<Input = <Self::Generator as Layer>::Output, Output = Features<1>>;
    /// Sample rows, of which the labels are not looked at -> logits and class logits (N, 1 + K).
    type Auxiliary: Layer<Input = <Self::Generator as Layer>::Output, Output = Features<11>>;
    /// How the parameters of both networks are initialised.
    const INITIALIZATION: Initialization = Initialization::Uniform;
}

/// Samples as `G` makes them of latents and labels, and behind them the labels, which lie from place
/// `Z` of a latent row on.
pub(super) type WithLabels<G, const ZK: usize, const Z: usize, const FK: usize> =
    ConcatRows<G, RowPart<ZK, Z, 1, CONDITION_CLASSES>, Features<FK>>;

/// The labels of sample rows, which begin at place `F`, embedded in `C` features without bias.
pub(super) type Embedding<const FK: usize, const F: usize, const C: usize> = (
    RowPart<FK, F, 1, CONDITION_CLASSES>,
    Flatten<1, CONDITION_CLASSES, CONDITION_CLASSES>,
    Dense<CONDITION_CLASSES, C, Identity, false>,
);

/// Two heads on the same features, the logit of `H` and then the class logits of `C`.
pub(super) type TwoHeads<H, C> = ConcatRows<H, C, Features<11>>;

/// The pair whose D has the label beside the sample.
pub struct ConcatPair<P>(PhantomData<P>);
/// The pair whose D projects the label on its features.
pub struct ProjectionPair<P>(PhantomData<P>);
/// The pair whose D finds the label.
pub struct AuxiliaryPair<P>(PhantomData<P>);

macro_rules! conditional_pairs {
    ($($name:ident: $form:ident),+) => {
        $(impl<P: ConditionalForms> Pair for $name<P> {
            type Generator = P::Generator;
            type Discriminator = P::$form;
            const CLASSES: usize = CONDITION_CLASSES;
            const INITIALIZATION: Initialization = P::INITIALIZATION;
        })+
    };
}

conditional_pairs! {
    ConcatPair: Concat,
    ProjectionPair: Projection,
    AuxiliaryPair: Auxiliary
}
