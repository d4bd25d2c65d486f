//! How much products multiply: what the table of needed work is compared with.

use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// Adds to what this thread has computed.
pub(super) fn count(multiply_adds: usize) {
    COUNT.set(COUNT.get() + multiply_adds as u64);
}

/// Multiply-adds of all matrix products and convolutions that the calling thread has computed so
/// far.
///
/// Zeros that stand for padding are counted where they are multiplied, columns that fill up a panel
/// are not. Of a convolution by Winograd's algorithm its products are counted, not its transforms.
/// A product adds once for thousands of multiply-adds, so nothing switches it off.
pub fn multiply_adds() -> u64 {
    COUNT.get()
}
