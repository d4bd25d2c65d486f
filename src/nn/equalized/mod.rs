//! Equalized learning rate (Karras et al. 2018, section 4.1): weights are drawn from N(0, 1) and
//! multiplied by gain / sqrt(fan in) wherever they are used, so that an optimiser that divides by
//! the size of gradients moves all layers at the same pace.
//!
//! With a multiplier m of the learning rate (StyleGAN's mapping network has 0.01) weights are drawn
//! from N(0, 1 / m^2) and multiplied by m as well, and so are biases.

mod conv;
mod dense;

pub use conv::EqualizedConv2d;
pub use dense::EqualizedDense;
