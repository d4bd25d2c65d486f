//! Tensors and gradients on the CPU in f32, and their memory as slices.
//!
//! Tensors are flat: shapes are types of batches and layers, and end there. What works on values is
//! therefore compiled once, and not once for every shape.
//!
//! Every read and write of tensor memory goes through [`slice`] and [`slice_mut`]. dfdx keeps a
//! tensor's storage private, but indexing hands out references into it, so the address of the first
//! element is public. Every tensor of this crate is contiguous; the check refuses any other.
//!
//! dfdx fills what it allocates with zeros. Where an operation writes every value of its output, or
//! the first part of a gradient, that would be a pass over memory for nothing:
//! [`unwritten_beside`] and [`GradientAccess::sum`] leave it out.

use std::sync::{Arc, OnceLock};

use dfdx::prelude::{Cpu, HasShape, TensorFromVec, ZerosTensor};

use super::buffer::unwritten;
use super::kernels;

type Values = dfdx::prelude::Tensor<(usize,), f32, Cpu>;

/// Values one behind the other.
#[derive(Clone)]
pub struct Tensor {
    values: Values,
    /// A tensor without values, under which dfdx's store keeps the gradient: so it starts empty, and
    /// not as zeros. All copies share it.
    gradient: Arc<OnceLock<Values>>,
}

/// Gradients by tensor, in dfdx's store.
pub type Gradients = dfdx::prelude::Gradients<f32, Cpu>;

impl Tensor {
    pub(super) fn new(values: Values) -> Self {
        Self {
            values,
            gradient: Arc::default(),
        }
    }

    /// With its cache of buffers.
    pub(super) fn device(&self) -> &Cpu {
        self.values.device()
    }
}

/// Number of values of a tensor.
pub(super) fn length(tensor: &Tensor) -> usize {
    tensor.values.shape().0
}

/// For a tensor that is not empty.
///
/// # Panics
/// If it is a broadcast view: its storage is smaller.
fn check_contiguous(tensor: &Values) {
    let steps = tensor.shape().0 - 1;
    let (first, last): (*const f32, *const f32) = (&tensor[[0]], &tensor[[steps]]);
    assert_eq!(
        last as usize - first as usize,
        steps * size_of::<f32>(),
        "tensor is not contiguous"
    );
}

/// The values of a contiguous tensor.
pub(super) fn slice(tensor: &Tensor) -> &[f32] {
    if length(tensor) == 0 {
        return &[];
    }
    let values = &tensor.values;
    check_contiguous(values);
    let first: *const f32 = &values[[0]];
    // SAFETY: `first` points at the start of a live Vec<f32> behind `tensor` (indexing is
    // bounds-checked). The tensor has one axis, and its last element lies `length` - 1 places behind
    // the first, so there are `length` of them without gaps. The borrow of `tensor` keeps the Vec
    // alive and unchanged.
    unsafe { std::slice::from_raw_parts(first, length(tensor)) }
}

/// The values of a contiguous tensor, to be written. Storage that a recorded operation still shares
/// is copied first.
pub(super) fn slice_mut(tensor: &mut Tensor) -> &mut [f32] {
    let length = length(tensor);
    if length == 0 {
        return &mut [];
    }
    let values = &mut tensor.values;
    check_contiguous(values);
    let first: *mut f32 = &mut values[[0]];
    // SAFETY: as in `slice`; `IndexMut` has made the storage unique (`Arc::make_mut`), which keeps
    // its layout, and `tensor` is borrowed exclusively, so nobody else touches these elements while
    // the slice lives.
    unsafe { std::slice::from_raw_parts_mut(first, length) }
}

/// Zeros, in memory from the same cache as `tensor`.
pub(super) fn zeros_beside(tensor: &Tensor, length: usize) -> Tensor {
    Tensor::new(tensor.device().zeros_like(&(length,)))
}

/// Memory from the same cache as `tensor`, with any values: the caller writes all of them before it
/// reads one.
pub(super) fn unwritten_beside(tensor: &Tensor, length: usize) -> Tensor {
    let device = tensor.device();
    Tensor::new(device.tensor_from_vec(unwritten(device, length), (length,)))
}

/// The gradient of a tensor, a sum over the operations that read it.
pub(super) struct GradientSum<'a> {
    /// The sum so far, if `add`; otherwise any values.
    pub values: &'a mut [f32],
    /// Whether there is a sum to add to. If not, all values are to be written.
    pub add: bool,
}

impl<'a> GradientSum<'a> {
    /// The values, zeros at first, to be added to.
    pub fn zeroed(self) -> &'a mut [f32] {
        if !self.add {
            self.values.fill(0.0);
        }
        self.values
    }

    /// Adds `scale` times as many values.
    pub fn add_scaled(self, scale: f32, addend: &[f32]) {
        match self.add {
            true => kernels::add_scaled(self.values, scale, addend),
            false => kernels::write_scaled(self.values, scale, addend),
        }
    }
}

/// Gradients as slices.
pub(super) trait GradientAccess {
    /// The gradient of `tensor`.
    fn sum(&mut self, tensor: &Tensor) -> GradientSum<'_>;
    /// The gradient of `tensor`, zeros at first, to be added to.
    fn of(&mut self, tensor: &Tensor) -> &mut [f32] {
        self.sum(tensor).zeroed()
    }
    /// Takes the gradient of an operation's output, which nobody needs after the operation; zeros if
    /// nothing was added to it.
    fn take(&mut self, tensor: &Tensor) -> Tensor;
}

/// The storage of a gradient, empty if it is new.
fn stored<'a>(gradients: &'a mut Gradients, tensor: &Tensor) -> &'a mut Vec<f32> {
    let key = tensor
        .gradient
        .get_or_init(|| tensor.device().zeros_like(&(0,)));
    gradients
        .get_or_alloc_mut(key)
        .expect("memory for a gradient")
}

impl GradientAccess for Gradients {
    fn sum(&mut self, tensor: &Tensor) -> GradientSum<'_> {
        let values = stored(self, tensor);
        let add = !values.is_empty();
        if !add {
            *values = unwritten(tensor.device(), length(tensor));
        }
        GradientSum { values, add }
    }

    fn take(&mut self, tensor: &Tensor) -> Tensor {
        let taken = std::mem::take(stored(self, tensor));
        if taken.is_empty() {
            return zeros_beside(tensor, length(tensor));
        }
        // As a tensor again, so that its buffer returns to dfdx's cache when the operation is done.
        Tensor::new(tensor.device().tensor_from_vec(taken, (length(tensor),)))
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{BroadcastTo, Rank0};

    use super::*;

    fn of(values: Vec<f32>) -> Tensor {
        let shape = (values.len(),);
        Tensor::new(Cpu::default().tensor_from_vec(values, shape))
    }

    #[test]
    fn a_write_does_not_reach_a_shared_copy() {
        let mut tensor = of(vec![1.0; 6]);
        let copy = tensor.clone();
        slice_mut(&mut tensor)[5] = 7.0;
        assert_eq!(slice(&tensor), [1.0, 1.0, 1.0, 1.0, 1.0, 7.0]);
        assert_eq!(slice(&copy), [1.0; 6]);
    }

    #[test]
    #[should_panic(expected = "not contiguous")]
    fn a_broadcast_is_refused() {
        let value: dfdx::prelude::Tensor<Rank0, f32, Cpu> =
            Cpu::default().tensor_from_vec(vec![1.0], ());
        slice(&Tensor::new(value.broadcast_like(&(3,))));
    }

    #[test]
    fn a_gradient_is_written_first_and_then_added_to_until_it_is_taken() {
        let (tensor, mut gradients) = (of(vec![1.0; 3]), Gradients::leaky());
        assert_eq!(slice(&gradients.take(&tensor)), [0.0; 3]);
        let sum = gradients.sum(&tensor);
        assert!(!sum.add);
        sum.values.fill(2.0);
        assert!(gradients.sum(&tensor).add);
        gradients.of(&tensor)[0] += 1.0;
        // A copy is the same tensor to the store.
        assert_eq!(slice(&gradients.take(&tensor.clone())), [3.0, 2.0, 2.0]);
        assert_eq!(gradients.of(&tensor), [0.0; 3]);
    }
}
