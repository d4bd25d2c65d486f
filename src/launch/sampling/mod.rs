//! Samples of a trained generator: which state of the run it is taken from, which latents it is given,
//! and what becomes of its samples.
//!
//! ```text
//! run directory -> TrainedGenerator (generator.rs) --SampleDraw--> pictures | sheet | animation | npz | safetensors
//!                  best, last, or its average        draw.rs       pictures.rs, arrays.rs
//! ```
//! Samples are drawn batch by batch, and those of folders and arrays are written as they come: memory
//! does not grow with their number.

mod arrays;
mod draw;
mod error;
mod export;
mod generator;
mod kept_states;
mod labels;
mod nearest;
mod pictures;
mod weights;

pub use arrays::{ArrayFormat, write_arrays};
pub use draw::{LatentSource, SampleDraw, Sampling};
pub use error::SamplingError;
pub use generator::{GeneratorRequest, TrainedGenerator};
pub use kept_states::KeptState;
pub use pictures::{MAX_IN_SHEET, write_animation, write_pictures, write_sheet};
pub use weights::Weights;
