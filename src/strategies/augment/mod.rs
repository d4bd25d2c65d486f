//! `augment`: random changes to every image that D sees, real or generated, through which G learns.
//!
//! Each is an affine map of one image, drawn anew for each sample and each pass of D. So G's gradient
//! passes through its transpose ([`ImageTransform::add_transposed`]), and a gradient penalty can look
//! at D as a function of the image before it.
//!
//! ```text
//! Augment (kinds.rs) --draw--> ImageTransform (transform.rs): Colour (colour.rs), then Placement (placement.rs)
//! ```

mod ada_pipeline;
mod colour;
mod diff_augment;
mod kinds;
mod placement;
mod policy;
#[cfg(test)]
mod tests;
mod transform;

pub use ada_pipeline::AdaPipeline;
pub use diff_augment::DiffAugment;
pub use kinds::{Augment, Flip};
pub(crate) use policy::Situation;
pub(crate) use transform::{ImageShape, ImageTransform};
