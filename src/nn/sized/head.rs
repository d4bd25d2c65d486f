//! D's last layer, which may look at the whole batch.

use super::dense::SizedDense;
use super::rows_of;
use crate::nn::activation::Identity;
use crate::nn::batch::Batch;
use crate::nn::head::{DIMENSIONS, KERNELS};
use crate::nn::initializer::{Initializer, MinibatchFeatures};
use crate::nn::layer::TensorVisitor;
use crate::nn::minibatch_discrimination::Similarities;
use crate::nn::minibatch_stddev::{LARGEST_GROUP, append_deviations};
use crate::nn::modules::Modules;
use crate::nn::network::{Network, Parameterized, Rows};
use crate::nn::tape::Pass;

/// [`crate::nn::Head`] with its number of features given.
pub enum SizedHead {
    /// Without minibatch features.
    Plain(Box<dyn Network>),
    /// With minibatch standard deviation.
    Stddev(SizedDense<Identity>),
    /// With minibatch discrimination.
    Discrimination(Similarities<KERNELS, DIMENSIONS>, SizedDense<Identity>),
}

impl SizedHead {
    /// For rows of `features` values; `plain` makes the layer without minibatch features.
    pub fn on(
        initializer: &mut Initializer,
        features: usize,
        plain: impl FnOnce(&mut Initializer) -> Box<dyn Network>,
    ) -> Box<dyn Network> {
        let dense = |initializer: &mut Initializer, more: usize| {
            SizedDense::new(initializer, features + more, 1)
        };
        Box::new(match initializer.minibatch {
            MinibatchFeatures::None => SizedHead::Plain(plain(initializer)),
            MinibatchFeatures::Stddev => SizedHead::Stddev(dense(initializer, 1)),
            MinibatchFeatures::Discrimination => SizedHead::Discrimination(
                Similarities::new(initializer, features),
                dense(initializer, KERNELS),
            ),
        })
    }
}

impl Parameterized for SizedHead {
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor) {
        match self {
            SizedHead::Plain(network) => network.visit_tensors(visitor),
            SizedHead::Stddev(dense) => {
                visitor.within(1, |visitor| dense.visit_tensors(visitor));
            }
            SizedHead::Discrimination(similarities, dense) => {
                visitor.within(0, |visitor| similarities.visit(visitor));
                visitor.within(1, |visitor| dense.visit_tensors(visitor));
            }
        }
    }
}

impl Network for SizedHead {
    fn input_size(&self) -> usize {
        match self {
            SizedHead::Plain(network) => network.input_size(),
            SizedHead::Stddev(dense) => dense.input_size() - 1,
            SizedHead::Discrimination(_, dense) => dense.input_size() - KERNELS,
        }
    }

    fn output_size(&self) -> usize {
        1
    }

    fn output_channels(&self) -> usize {
        1
    }

    fn is_random(&self) -> bool {
        false
    }

    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        match self {
            SizedHead::Plain(network) => network.apply(input, pass),
            SizedHead::Stddev(dense) => {
                let features = input.row_size();
                let shape = rows_of(&input, dense.input_size());
                let rows = append_deviations(input, (shape, features), LARGEST_GROUP, pass);
                dense.apply(rows, pass)
            }
            SizedHead::Discrimination(similarities, dense) => {
                let shape = rows_of(&input, dense.input_size());
                dense.apply(similarities.append(input, shape, pass), pass)
            }
        }
    }

    /// Discriminators are not exported.
    fn describe_modules(&self, _: &mut Modules) {}
}
