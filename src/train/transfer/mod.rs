//! Style transfer: a picture learns to have the content of one picture and the style of others.
//!
//! ```text
//! picture -> feature extractor -> maps of layers -> content loss, style loss --+
//!    |                                                                         +-> gradient -> optimizer -> picture
//!    +-----------------------------------------------> variation loss ---------+
//! ```
//! The network's weights are given; what learns are the values of the picture (Gatys et al. 2016).
//! [`StyleTransfer`] takes one step at a time, and its whole state can be saved and loaded.

mod lbfgs;
mod line_search;
mod losses;
mod objective;
mod optimizer;
mod style_transfer;
#[cfg(test)]
mod tests;

pub use losses::LossValues;
pub use style_transfer::{StyleTransfer, TransferInputs, TransferRow};
