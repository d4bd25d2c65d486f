//! Buffers from dfdx's cache that nobody has filled.

use std::hint::black_box;
use std::mem::{ManuallyDrop, MaybeUninit, forget, take};

use dfdx::prelude::{Cpu, SafeZeros, Storage, Unit};

/// The place of an f32 that is not written. dfdx fills a new buffer with the default of its type;
/// for this one there is nothing to write.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
struct Unwritten(MaybeUninit<f32>);

impl Default for Unwritten {
    fn default() -> Self {
        Self(MaybeUninit::uninit())
    }
}

impl PartialEq for Unwritten {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

impl PartialOrd for Unwritten {
    fn partial_cmp(&self, _: &Self) -> Option<std::cmp::Ordering> {
        None
    }
}

impl SafeZeros for Unwritten {}

impl Unit for Unwritten {
    const ONE: Self = Self(MaybeUninit::new(1.0));
}

/// `length` places from the cache of `device`, which hold any values; NaN in this crate's unit tests.
/// The caller writes all of them before it reads one.
pub(super) fn unwritten(device: &Cpu, length: usize) -> Vec<f32> {
    let storage = Storage::<Unwritten>::try_alloc_len(device, length);
    let mut storage = storage.expect("memory for a tensor");
    let mut buffer = ManuallyDrop::new(take::<Vec<Unwritten>>(&mut storage));
    // Dropped, the empty storage would enter the cache as one more buffer of no bytes. What is
    // forgotten is a reference to the cache, which `Device` empties.
    forget(storage);
    assert_eq!(buffer.len(), length, "a buffer as long as it was asked for");
    // Memory that was never written has no values as far as the compiler knows, and dfdx's fill tells
    // it the same of a used buffer. The black box hides both; std does not promise that it does.
    let first = black_box(buffer.as_mut_ptr()).cast::<f32>();
    // SAFETY: the buffer belongs to a Vec that is not dropped, of this length and capacity, and
    // `Unwritten` has the size and alignment of an f32. Callers write every value before they read
    // one, which the unit tests of layers check with NaN.
    let mut values = unsafe { Vec::from_raw_parts(first, buffer.len(), buffer.capacity()) };
    if cfg!(test) {
        values.fill(f32::NAN);
    }
    values
}
