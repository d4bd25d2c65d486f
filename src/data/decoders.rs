//! The decoders of files of data by themselves, for fuzzers: their results are forgotten.

use std::path::Path;

use super::{cifar10, idx, image_file};

/// Images or labels of IDX.
pub(crate) fn idx(bytes: &[u8]) {
    drop(idx::parse(bytes));
}

/// Records of CIFAR-10.
pub(crate) fn cifar10(bytes: &[u8]) {
    let (mut labels, mut values) = (Vec::new(), Vec::new());
    drop(cifar10::parse(
        Path::new("data_batch_1.bin"),
        bytes,
        &mut labels,
        &mut values,
    ));
}

/// An image, which becomes a small square.
pub(crate) fn image(bytes: &[u8]) {
    drop(image_file::parse(bytes, 8, 3, true));
}
