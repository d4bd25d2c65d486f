//! Tensors and gradients on the CPU in f32, and their memory as slices.
//!
//! Tensors are flat: shapes are types of batches and layers, and end there. What works on values is
//! therefore compiled once, and not once for every shape.
//!
//! Every read and write of tensor memory goes through [`slice`] and [`slice_mut`]. dfdx keeps a
//! tensor's storage private, but indexing hands out references into it, so the address of the first
//! element is public. Every tensor of this crate is contiguous; the check refuses any other.

use dfdx::prelude::{Cpu, HasShape, TensorFromVec, ZerosTensor};

/// Values one behind the other.
pub type Tensor = dfdx::prelude::Tensor<(usize,), f32, Cpu>;

/// Gradients by tensor, in dfdx's store.
pub type Gradients = dfdx::prelude::Gradients<f32, Cpu>;

/// Number of values of a tensor.
pub(super) fn length(tensor: &Tensor) -> usize {
    tensor.shape().0
}

/// For a tensor that is not empty.
///
/// # Panics
/// If it is a broadcast view: its storage is smaller.
fn check_contiguous(tensor: &Tensor) {
    let steps = length(tensor) - 1;
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
    check_contiguous(tensor);
    let first: *const f32 = &tensor[[0]];
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
    check_contiguous(tensor);
    let first: *mut f32 = &mut tensor[[0]];
    // SAFETY: as in `slice`; `IndexMut` has made the storage unique (`Arc::make_mut`), which keeps
    // its layout, and `tensor` is borrowed exclusively, so nobody else touches these elements while
    // the slice lives.
    unsafe { std::slice::from_raw_parts_mut(first, length) }
}

/// Zeros, in memory from the same cache as `tensor`.
pub(super) fn zeros_beside(tensor: &Tensor, length: usize) -> Tensor {
    tensor.device().zeros_like(&(length,))
}

/// Gradients as slices.
pub(super) trait GradientAccess {
    /// The gradient of `tensor`, zeros at first, to be added to.
    fn of(&mut self, tensor: &Tensor) -> &mut [f32];
    /// Takes the gradient of an operation's output, which nobody needs after the operation.
    fn take(&mut self, tensor: &Tensor) -> Tensor;
}

impl GradientAccess for Gradients {
    fn of(&mut self, tensor: &Tensor) -> &mut [f32] {
        self.get_or_alloc_mut(tensor)
            .expect("memory for a gradient")
    }

    fn take(&mut self, tensor: &Tensor) -> Tensor {
        let taken = std::mem::take(
            &mut **self
                .get_or_alloc_mut(tensor)
                .expect("memory for a gradient"),
        );
        // As a tensor again, so that its buffer returns to dfdx's cache when the operation is done.
        tensor.device().tensor_from_vec(taken, *tensor.shape())
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{BroadcastTo, Rank0};

    use super::*;

    #[test]
    fn a_write_does_not_reach_a_shared_copy() {
        let mut tensor: Tensor = Cpu::default().tensor_from_vec(vec![1.0; 6], (6,));
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
        let values: Tensor = value.broadcast_like(&(3,));
        slice(&values);
    }
}
