//! D's last layer, which may look at the whole batch.
//!
//! Every model's D ends in a [`Head`]; the run chooses which one. The other layers, and the names of
//! the parameters, do not change with it.

use super::activation::Identity;
use super::batch::Batch;
use super::dense::Dense;
use super::initializer::{Initializer, MinibatchFeatures};
use super::layer::{Layer, TensorVisitor};
use super::minibatch_discrimination::MinibatchDiscriminationLayer;
use super::minibatch_stddev::MinibatchStddevLayer;
use super::reshape::reshape;
use super::shape::{BatchShape, Features};
use super::tape::Pass;

/// Number of kernels of [`MinibatchFeatures::Discrimination`].
pub(super) const KERNELS: usize = 16;
/// Number of dimensions of a kernel.
pub(super) const DIMENSIONS: usize = 4;

/// The last layer of D: rows of F values -> logits (N, 1).
///
/// The logit comes from the F values of each row, as `P` computes it, or from these values and what
/// [`MinibatchFeatures`] adds to them: F1 = F + 1 or FK = F + 16 in all.
/// [`Initializer::with_minibatch`] says which. `P` gives one value per row, as features or as a map
/// of one position; without minibatch features this is `P`, in parameters and names.
pub enum Head<P, const F: usize, const F1: usize, const FK: usize> {
    /// Without minibatch features.
    Plain(P),
    /// With minibatch standard deviation.
    Stddev(
        (
            MinibatchStddevLayer<Features<F>, Features<F1>>,
            Dense<F1, 1, Identity>,
        ),
    ),
    /// With minibatch discrimination.
    Discrimination(
        (
            MinibatchDiscriminationLayer<F, KERNELS, DIMENSIONS, FK>,
            Dense<FK, 1, Identity>,
        ),
    ),
}

/// A [`Head`] whose plain form is a dense layer.
pub type DenseHead<const F: usize, const F1: usize, const FK: usize> =
    Head<Dense<F, 1, Identity>, F, F1, FK>;

impl<P, const F: usize, const F1: usize, const FK: usize> Layer for Head<P, F, F1, FK>
where
    P: Layer<Input: BatchShape, Output: BatchShape>,
{
    type Input = P::Input;
    type Output = Features<1>;
    const RANDOM: bool = P::RANDOM;

    fn new(initializer: &mut Initializer) -> Self {
        const {
            assert!(P::Input::ROW_SIZE == F, "a head takes all values of a row");
            assert!(P::Output::ROW_SIZE == 1, "a head gives one logit");
        }
        match initializer.minibatch {
            MinibatchFeatures::None => Head::Plain(P::new(initializer)),
            MinibatchFeatures::Stddev => Head::Stddev(Layer::new(initializer)),
            MinibatchFeatures::Discrimination => Head::Discrimination(Layer::new(initializer)),
        }
    }

    fn forward(&mut self, input: Batch<P::Input>, pass: Pass) -> Batch<Features<1>> {
        match self {
            Head::Plain(layer) => reshape(layer.forward(input, pass)),
            Head::Stddev(layers) => layers.forward(reshape(input), pass),
            Head::Discrimination(layers) => layers.forward(reshape(input), pass),
        }
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        match self {
            Head::Plain(layer) => layer.visit(visitor),
            Head::Stddev(layers) => layers.visit(visitor),
            Head::Discrimination(layers) => layers.visit(visitor),
        }
    }
}
