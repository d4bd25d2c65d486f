//! A dfdx tensor's storage as a slice. Every read and write of tensor memory goes through these two
//! functions.
//!
//! dfdx keeps its storage private, but indexing hands out references into it, so the address of the
//! first element is public. Every tensor here comes from [`super::batch::Device`], contiguous; the
//! check refuses any other.

use dfdx::prelude::{HasShape, Shape};

use super::batch::Values;

/// Number of elements of a contiguous row-major tensor that is not empty.
///
/// # Panics
/// If the tensor is a broadcast or permuted view: its storage is smaller or in another order.
fn contiguous_length<S: Shape>(tensor: &Values<S>) -> usize {
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
pub(super) fn slice<S: Shape>(tensor: &Values<S>) -> &[f32] {
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
pub(super) fn slice_mut<S: Shape>(tensor: &mut Values<S>) -> &mut [f32] {
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

#[cfg(test)]
mod tests {
    use dfdx::prelude::{BroadcastTo, Cpu, PermuteTo, Rank1, Rank2, TensorFromVec};

    use super::*;

    #[test]
    fn a_write_does_not_reach_a_shared_copy() {
        let mut tensor: Values<Rank2<2, 3>> =
            Cpu::default().tensor_from_vec(vec![1.0; 6], Default::default());
        let copy = tensor.clone();
        slice_mut(&mut tensor)[5] = 7.0;
        assert_eq!(slice(&tensor), [1.0, 1.0, 1.0, 1.0, 1.0, 7.0]);
        assert_eq!(slice(&copy), [1.0; 6]);
    }

    #[test]
    #[should_panic(expected = "not contiguous")]
    fn a_broadcast_is_refused() {
        let row: Values<Rank1<3>> =
            Cpu::default().tensor_from_vec(vec![1.0; 3], Default::default());
        let rows: Values<Rank2<2, 3>> = row.broadcast();
        slice(&rows);
    }

    #[test]
    #[should_panic(expected = "not contiguous")]
    fn a_transposed_view_is_refused() {
        let tensor: Values<Rank2<2, 3>> =
            Cpu::default().tensor_from_vec(vec![1.0; 6], Default::default());
        let turned: Values<Rank2<3, 2>> = tensor.permute();
        slice(&turned);
    }
}
