//! What every layer can do, and how layers are chained.

use dfdx::prelude::Shape;

use super::batch::{Batch, Values};
use super::initializer::Initializer;

/// What a network is run for. dfdx itself decides by the type of tape, which makes it easy to run a
/// network in the wrong mode; here it is said at every call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The network's own parameters receive gradients; normalisation uses the batch and updates its
    /// statistics.
    Train,
    /// The other player's turn: gradients only pass through, and only when the input needs them.
    /// Normalisation uses the batch, and nothing of the network changes (but for what
    /// [`Batch::recording_aside`] counts as its own turn).
    Frozen,
    /// For samples: normalisation uses its running statistics, nothing is recorded.
    Eval,
}

/// Sees every parameter and every buffer of a network in a fixed order.
pub trait Visitor {
    /// A tensor that an optimiser changes, under its name within the layer.
    fn parameter<S: Shape>(&mut self, name: &'static str, values: &mut Values<S>);
    /// Running state that is no parameter (BatchNorm's statistics).
    fn buffer(&mut self, name: &'static str, values: &mut [f32]);
    /// Enters (`Some`) or leaves (`None`) the layer at this place of a chain.
    fn layer(&mut self, _index: Option<usize>) {}
}

/// A typed map from batches of one shape to batches of another.
///
/// `Input` and `Output` are dfdx shapes whose first dimension is the number of rows N.
pub trait Layer: Sized {
    type Input: Shape;
    type Output: Shape;
    /// Whether applying the layer draws random numbers outside `Pass::Eval`: two applications then
    /// differ.
    const RANDOM: bool = false;

    /// A layer with fresh parameters.
    fn new(initializer: &mut Initializer) -> Self;

    /// Applies the layer.
    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output>;

    /// Shows every parameter and buffer, always in the same order.
    fn visit<V: Visitor>(&mut self, visitor: &mut V);
}

/// Layers one after the other: each takes what the one before it gives, or the program does not
/// compile.
macro_rules! chained {
    ($first:ident $(, $layer:ident after $before:ident)+ ; $last:ident ; $($index:tt)+) => {
        impl<$first: Layer $(, $layer: Layer<Input = $before::Output>)+> Layer for ($first, $($layer),+) {
            type Input = $first::Input;
            type Output = $last::Output;
            const RANDOM: bool = $first::RANDOM $(|| $layer::RANDOM)+;

            fn new(initializer: &mut Initializer) -> Self {
                ($first::new(initializer), $($layer::new(initializer)),+)
            }

            fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
                $(let input = self.$index.forward(input, pass);)+
                input
            }

            fn visit<VISITOR: Visitor>(&mut self, visitor: &mut VISITOR) {
                $(
                    visitor.layer(Some($index));
                    self.$index.visit(visitor);
                    visitor.layer(None);
                )+
            }
        }
    };
}

chained!(A, B after A; B; 0 1);
chained!(A, B after A, C after B; C; 0 1 2);
chained!(A, B after A, C after B, D after C; D; 0 1 2 3);
chained!(A, B after A, C after B, D after C, E after D; E; 0 1 2 3 4);
chained!(A, B after A, C after B, D after C, E after D, F after E; F; 0 1 2 3 4 5);
