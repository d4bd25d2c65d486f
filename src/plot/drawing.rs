//! A finished drawing, in both formats.

use super::{Figure, PlotError, to_png, to_svg};

/// A finished drawing.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// File name without its extension.
    pub name: String,
    pub svg: String,
    pub png: Vec<u8>,
}

impl Drawing {
    /// Draws a figure in both formats.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn new(name: &str, figure: &dyn Figure) -> Result<Self, PlotError> {
        Ok(Self {
            name: name.to_string(),
            svg: to_svg(figure)?,
            png: to_png(figure)?,
        })
    }
}
