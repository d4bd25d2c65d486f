//! D's last layer, which may look at the whole batch.

use super::activation::Identity;
use super::batch::Batch;
use super::dense::Dense;
use super::initializer::{Initializer, MinibatchFeatures};
use super::layer::{Layer, TensorVisitor};
use super::minibatch_discrimination::MinibatchDiscrimination;
use super::minibatch_stddev::MinibatchStddev;
use super::reshape::reshape;
use super::shape::{BatchShape, Features};
use super::tape::Pass;

/// Kernels of [`MinibatchFeatures::Discrimination`].
const KERNELS: usize = 16;
/// Dimensions of a kernel.
const DIMENSIONS: usize = 4;

/// The last layer of D: a logit from the F values of each row, as `P` makes it, or from these
/// values and what [`MinibatchFeatures`] adds to them: F1 = F + 1 or FK = F + 16 in all.
/// [`Initializer::with_minibatch`] says which. `P` gives one value a row, as features or as a map
/// of one position; without additions this is `P`, in parameters and names.
pub enum Head<P, const F: usize, const F1: usize, const FK: usize> {
    Plain(P),
    Stddev(
        (
            MinibatchStddev<Features<F>, Features<F1>>,
            Dense<F1, 1, Identity>,
        ),
    ),
    Discrimination(
        (
            MinibatchDiscrimination<F, KERNELS, DIMENSIONS, FK>,
            Dense<FK, 1, Identity>,
        ),
    ),
}

/// A dense last layer of D.
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
            Head::Plain(layer) => reshape(layer.forward(input, pass), pass),
            Head::Stddev(layers) => layers.forward(reshape(input, pass), pass),
            Head::Discrimination(layers) => layers.forward(reshape(input, pass), pass),
        }
    }

    fn visit<V: TensorVisitor>(&mut self, visitor: &mut V) {
        match self {
            Head::Plain(layer) => layer.visit(visitor),
            Head::Stddev(layers) => layers.visit(visitor),
            Head::Discrimination(layers) => layers.visit(visitor),
        }
    }
}
