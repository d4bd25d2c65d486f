//! Filters as types.

/// A short symmetric filter whose taps sum to one.
pub trait Filter: 'static {
    /// Its taps.
    const TAPS: &'static [f32];
}

/// (1, 2, 1) / 4.
pub struct Binomial3;
/// (1, 3, 3, 1) / 8, as in StyleGAN2 and R3GAN; it keeps maps in their place when they are doubled
/// or halved.
pub struct Binomial4;

impl Filter for Binomial3 {
    const TAPS: &'static [f32] = &[0.25, 0.5, 0.25];
}

impl Filter for Binomial4 {
    const TAPS: &'static [f32] = &[0.125, 0.375, 0.375, 0.125];
}
