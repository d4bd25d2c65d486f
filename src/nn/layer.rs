//! What every layer can do, and how layers are chained.

use dfdx::prelude::Shape;

use super::batch::Batch;
use super::initializer::Initializer;
use super::modules::{Module, Modules};
use super::tape::Pass;
use super::tensor::Tensor;

/// Visits every parameter and every buffer of a network in a fixed order.
pub trait TensorVisitor {
    /// A tensor that an optimiser changes, under its name within the layer.
    /// `dimensions` are its size along every axis, row-major.
    fn parameter(&mut self, name: &'static str, dimensions: &[usize], values: &mut Tensor);
    /// State that is no parameter, such as BatchNorm's running statistics.
    fn buffer(&mut self, name: &'static str, values: &mut [f32]);
    /// Enters (`Some`) or leaves (`None`) the layer at this place of a chain.
    fn layer(&mut self, _index: Option<usize>) {}
}

impl dyn TensorVisitor + '_ {
    /// Visits the layer at this place of a chain, or of another layer.
    pub fn within(&mut self, index: usize, visit: impl FnOnce(&mut Self)) {
        self.layer(Some(index));
        visit(self);
        self.layer(None);
    }
}

/// A typed map from batches of one shape to batches of another.
///
/// `Input` and `Output` are dfdx shapes whose first dimension is the number of rows N.
pub trait Layer: Sized {
    /// Shape of the batches that it takes.
    type Input: Shape;
    /// Shape of the batches that it gives.
    type Output: Shape;
    /// Whether applying the layer draws random numbers outside `Pass::Eval`: two applications then
    /// differ.
    const RANDOM: bool = false;

    /// A layer with fresh parameters.
    fn new(initializer: &mut Initializer) -> Self;

    /// Applies the layer.
    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output>;

    /// Shows every parameter and buffer to `visitor`, always in the same order.
    fn visit(&mut self, visitor: &mut dyn TensorVisitor);

    /// Adds to `modules` what the layer does in `Pass::Eval`, for other frameworks. A layer that says
    /// nothing cannot be exported; those of discriminators need not say it.
    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::Unknown(std::any::type_name::<Self>()));
    }
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

            fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
                $(
                    visitor.within($index, |visitor| self.$index.visit(visitor));
                )+
            }

            fn describe(&self, modules: &mut Modules) {
                $(self.$index.describe(modules);)+
            }
        }
    };
}

chained!(A, B after A; B; 0 1);
chained!(A, B after A, C after B; C; 0 1 2);
chained!(A, B after A, C after B, D after C; D; 0 1 2 3);
chained!(A, B after A, C after B, D after C, E after D; E; 0 1 2 3 4);
chained!(A, B after A, C after B, D after C, E after D, F after E; F; 0 1 2 3 4 5);
