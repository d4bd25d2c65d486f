//! What figures are drawn on. A [`Figure`] draws itself once as the shapes of a [`Canvas`], in
//! pixels; [`to_svg`] and [`to_png`] replay that one drawing on plotters' two backends. The same
//! figure gives the same bytes everywhere: the font comes from the binary and nothing is read from
//! the system.

mod animation;
mod bitmap;
mod error;
pub(super) mod font;
mod image_sheet;
pub(super) mod palette;
mod render;
mod replay;
mod shapes;

pub use error::PlotError;
pub use render::Drawing;

pub(super) use animation::animation_png;
pub(super) use bitmap::encode_indexed;
pub(crate) use image_sheet::pixel_byte;
pub(super) use image_sheet::{ImageSheet, image_png, image_sheet_png};
pub(super) use render::{to_png, to_svg};
pub(super) use shapes::{Anchor, Area, Canvas, Figure, Pixels, Text};

#[cfg(test)]
pub(super) use shapes::Shape;
