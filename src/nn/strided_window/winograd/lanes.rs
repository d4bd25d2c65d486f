//! A few neighbouring values as one: loads of a step come before its stores, so that loops over
//! many slices are vectorised without a proof that these are apart.

use std::ops::{Add, Mul, Neg, Sub};

/// L neighbouring values.
#[derive(Clone, Copy)]
pub(super) struct Lanes<const L: usize>([f32; L]);

impl<const L: usize> Lanes<L> {
    /// Those of `values` from `at` on.
    #[inline(always)]
    pub fn load(values: &[f32], at: usize) -> Self {
        Self(*values[at..].first_chunk().expect("as many values"))
    }

    /// Writes them into `out`, from `at` on.
    #[inline(always)]
    pub fn store(self, out: &mut [f32], at: usize) {
        *out[at..].first_chunk_mut().expect("as many values") = self.0;
    }

    #[inline(always)]
    fn zip(self, other: Self, join: impl Fn(f32, f32) -> f32) -> Self {
        let mut joined = self.0;
        for (value, other) in joined.iter_mut().zip(other.0) {
            *value = join(*value, other);
        }
        Self(joined)
    }
}

impl<const L: usize> Add for Lanes<L> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl<const L: usize> Sub for Lanes<L> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

impl<const L: usize> Mul<f32> for Lanes<L> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, factor: f32) -> Self {
        self.zip(self, |value, _| factor * value)
    }
}

impl<const L: usize> Neg for Lanes<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.zip(self, |value, _| -value)
    }
}

/// Calls a function for sixteen values at a time, and for each of those left over: a macro, for the
/// function is to be compiled for the caller's instructions.
macro_rules! in_lanes {
    ($width:expr, $function:ident($($argument:expr),*)) => {
        let width = $width;
        let mut at = 0;
        while at + 16 <= width {
            $function::<16>(at, $($argument),*);
            at += 16;
        }
        while at < width {
            $function::<1>(at, $($argument),*);
            at += 1;
        }
    };
}
pub(super) use in_lanes;
