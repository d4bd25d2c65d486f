//! Layers whose maps have typed channels, and a height and width that are known at run time: for
//! networks that look at photographs.
//!
//! Such networks are feature extractors: their weights are given. So these layers pass gradients on
//! to their input and compute none for their own parameters. A convolution pads its input once and
//! multiplies windows where they lie; maps may have any shape that leaves each layer something.

mod concat;
mod conv;
mod convolution;
mod fold;
mod max_pool;
#[cfg(test)]
mod tests;
mod window;

pub use concat::AnySizeConcat;
pub use conv::AnySizeConv2d;
pub use max_pool::AnySizeMaxPool2d;

use dfdx::prelude::{Const, Tape as _};

use super::batch::Batch;
use super::layer::Layer;
use super::tensor::GradientAccess;
use super::thread_pool::Scratch;

/// Shape of a batch of feature maps or images of any size, channels last: (N, H, W, C).
pub type Maps<const C: usize> = (usize, usize, usize, Const<C>);

/// The shape of `n` maps.
pub fn maps<const C: usize>(n: usize, height: usize, width: usize) -> Maps<C> {
    (n, height, width, Const)
}

/// A layer from maps to maps.
pub trait AnySize: Layer {
    /// Number of channels of its output.
    const CHANNELS: usize;

    /// Height or width of its output for an input of `side`; `None` where nothing would be left.
    fn side_after(side: usize) -> Option<usize>;
}

impl<A: AnySize, B: AnySize<Input = A::Output>> AnySize for (A, B) {
    const CHANNELS: usize = B::CHANNELS;

    fn side_after(side: usize) -> Option<usize> {
        B::side_after(A::side_after(side)?)
    }
}

impl<const C: usize> Batch<Maps<C>> {
    /// Height and width.
    pub fn map_size(&self) -> (usize, usize) {
        let (_, height, width, _) = self.shape;
        (height, width)
    }

    /// The same maps, to whose gradient the backward pass adds `gradient`: that of a loss on them.
    ///
    /// # Panics
    /// In the backward pass, if the gradient has another length: a defect of the caller.
    pub fn adding_gradient(mut self, gradient: Scratch) -> Self {
        if self.tape.needs_gradient {
            let tensor = self.tensor.clone();
            self.tape.operations.add_backward_op(move |gradients| {
                let sums = gradients.of(&tensor);
                assert_eq!(sums.len(), gradient.len(), "a gradient of each value");
                let pairs = sums.iter_mut().zip(gradient.iter());
                pairs.for_each(|(sum, gradient)| *sum += gradient);
                Ok(())
            });
        }
        self
    }
}
