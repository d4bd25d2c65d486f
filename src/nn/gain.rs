//! Constant factors as types, because numbers with a fraction are no const parameters.

/// A constant factor of a layer.
pub trait Gain: Clone + 'static {
    /// The factor.
    const VALUE: f32;
}

/// 1.
#[derive(Clone)]
pub struct Unit;
/// sqrt(2), with which ReLU-like activations keep the variance (He et al. 2015).
#[derive(Clone)]
pub struct SqrtTwo;
/// 4: what upsampling by two in both directions makes of interpolated values that are to keep their
/// size.
#[derive(Clone)]
pub struct Four;
/// 1/100: the multiplier of the learning rate of a mapping network (Karras et al. 2019).
#[derive(Clone)]
pub struct Hundredth;
/// 0: what begins as nothing.
#[derive(Clone)]
pub struct Zero;
/// sqrt(1/2), with which the sum of two paths keeps it.
#[derive(Clone)]
pub struct SqrtHalf;

impl Gain for Unit {
    const VALUE: f32 = 1.0;
}

impl Gain for Zero {
    const VALUE: f32 = 0.0;
}

impl Gain for Hundredth {
    const VALUE: f32 = 0.01;
}

impl Gain for Four {
    const VALUE: f32 = 4.0;
}

impl Gain for SqrtTwo {
    const VALUE: f32 = std::f32::consts::SQRT_2;
}

impl Gain for SqrtHalf {
    const VALUE: f32 = std::f32::consts::FRAC_1_SQRT_2;
}
