//! Tensors and gradients on the CPU in f32, and their memory as slices.
//!
//! Every read and write of tensor memory goes through [`slice`] and [`slice_mut`]. dfdx keeps a
//! tensor's storage private, but indexing hands out references into it, so the address of the first
//! element is public. Every tensor of this crate is contiguous; the check refuses any other.

use dfdx::prelude::{Cpu, HasShape, Shape, TensorFromVec};

/// A tensor of shape S.
pub type Tensor<S> = dfdx::prelude::Tensor<S, f32, Cpu>;

/// Gradients by tensor, in dfdx's store.
pub type Gradients = dfdx::prelude::Gradients<f32, Cpu>;

/// Number of elements of a contiguous row-major tensor that is not empty.
///
/// # Panics
/// If the tensor is a broadcast or permuted view: its storage is smaller or in another order.
fn contiguous_length<S: Shape>(tensor: &Tensor<S>) -> usize {
    let dimensions = tensor.shape().concrete();
    let first: *const f32 = &tensor[S::Concrete::default()];
    let mut stride = 1;
    for axis in (0..S::NUM_DIMS).rev() {
        if dimensions[axis] > 1 {
            let mut unit = S::Concrete::default();
            unit[axis] = 1;
            let address: *const f32 = &tensor[unit];
            let offset = (address as isize - first as isize) / size_of::<f32>() as isize;
            assert_eq!(
                offset, stride as isize,
                "tensor is not contiguous along axis {axis}"
            );
        }
        stride *= dimensions[axis];
    }
    stride
}

/// The values of a contiguous tensor, row-major.
pub(super) fn slice<S: Shape>(tensor: &Tensor<S>) -> &[f32] {
    if tensor.shape().num_elements() == 0 {
        return &[];
    }
    let length = contiguous_length(tensor);
    let first: *const f32 = &tensor[S::Concrete::default()];
    // SAFETY: `first` points at the start of a live Vec<f32> behind `tensor` (indexing is
    // bounds-checked), and the unit addresses have shown that `length` elements lie behind it in
    // row-major order without gaps. The borrow of `tensor` keeps the Vec alive and unchanged.
    unsafe { std::slice::from_raw_parts(first, length) }
}

/// The values of a contiguous tensor, to be written. Storage that a recorded operation still shares
/// is copied first.
pub(super) fn slice_mut<S: Shape>(tensor: &mut Tensor<S>) -> &mut [f32] {
    if tensor.shape().num_elements() == 0 {
        return &mut [];
    }
    let length = contiguous_length(tensor);
    let first: *mut f32 = &mut tensor[S::Concrete::default()];
    // SAFETY: as in `slice`; `IndexMut` has made the storage unique (`Arc::make_mut`), which keeps
    // its layout, and `tensor` is borrowed exclusively, so nobody else touches these elements while
    // the slice lives.
    unsafe { std::slice::from_raw_parts_mut(first, length) }
}

/// Gradients as slices.
pub(super) trait GradientAccess {
    /// The gradient of `tensor`, zeros at first, to be added to.
    fn of<S: Shape>(&mut self, tensor: &Tensor<S>) -> &mut [f32];
    /// Takes the gradient of an operation's output, which nobody needs after the operation.
    fn take<S: Shape>(&mut self, tensor: &Tensor<S>) -> Tensor<S>;
}

impl GradientAccess for Gradients {
    fn of<S: Shape>(&mut self, tensor: &Tensor<S>) -> &mut [f32] {
        self.get_or_alloc_mut(tensor)
            .expect("memory for a gradient")
    }

    fn take<S: Shape>(&mut self, tensor: &Tensor<S>) -> Tensor<S> {
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
    use dfdx::prelude::{BroadcastTo, PermuteTo, Rank1, Rank2};

    use super::*;

    #[test]
    fn a_write_does_not_reach_a_shared_copy() {
        let mut tensor: Tensor<Rank2<2, 3>> =
            Cpu::default().tensor_from_vec(vec![1.0; 6], Default::default());
        let copy = tensor.clone();
        slice_mut(&mut tensor)[5] = 7.0;
        assert_eq!(slice(&tensor), [1.0, 1.0, 1.0, 1.0, 1.0, 7.0]);
        assert_eq!(slice(&copy), [1.0; 6]);
    }

    #[test]
    #[should_panic(expected = "not contiguous")]
    fn a_broadcast_is_refused() {
        let row: Tensor<Rank1<3>> =
            Cpu::default().tensor_from_vec(vec![1.0; 3], Default::default());
        let rows: Tensor<Rank2<2, 3>> = row.broadcast();
        slice(&rows);
    }

    #[test]
    #[should_panic(expected = "not contiguous")]
    fn a_transposed_view_is_refused() {
        let tensor: Tensor<Rank2<2, 3>> =
            Cpu::default().tensor_from_vec(vec![1.0; 6], Default::default());
        let turned: Tensor<Rank2<3, 2>> = tensor.permute();
        slice(&turned);
    }
}
