//! Tables in, drawings out. No number is judged here.
//!
//! A [`Figure`] draws itself once on a [`Canvas`], in pixels; [`to_svg`] and [`to_png`] replay that one drawing on plotters' two backends.
//! The same figure gives the same bytes everywhere: the font comes from the binary and nothing is read from the system.
//!
//! | figure | what it shows |
//! |--|--|
//! | [`Losses`] | both losses over the steps of one run |
//! | [`Probabilities`] | what the discriminator says of real and fake samples |
//! | [`Metrics`] | evaluation metrics over the steps of one run |
//! | [`Scatter`] | two-dimensional samples at a few steps |
//! | [`ImageSamples`] | image samples at a few steps |
//! | [`PhaseDiagram`] | the verdicts of a study over its axes |
//! | [`Arms`] | one metric for every group of runs |

mod arms;
mod canvas;
mod curve;
mod envelope;
mod font;
mod frame;
mod header;
mod images;
mod losses;
mod marker;
mod metrics;
mod of_run;
mod of_study;
mod onset;
mod palette;
mod phase;
mod phase_cell;
mod probabilities;
mod render;
mod scale;
mod scatter;
mod sheet;
mod tiles;

pub use arms::{Arm, Arms};
pub use canvas::Canvas;
pub use images::{ImagePanel, ImageSamples};
pub use losses::Losses;
pub use metrics::{MetricCurve, MetricPanel, Metrics};
pub use of_run::{Drawing, IMAGES, RunTables};
pub use of_study::{draw_arms, draw_phase};
pub use onset::Onset;
pub use palette::{css_color, letter};
pub use phase::{Axis, PhaseDiagram};
pub use phase_cell::Cell;
pub use probabilities::Probabilities;
pub use render::{to_png, to_svg};
pub use scale::number;
pub use scatter::{Scatter, ScatterPanel};
pub use sheet::sheet_png;

/// Something that can be drawn.
pub trait Figure {
    /// Draws the whole figure. The figure chooses its own size, in pixels.
    fn draw(&self) -> Canvas;
}

/// Why a drawing could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PlotError {
    /// The font in the binary could not be read.
    #[error("read the built-in font")]
    Font,
    /// A plotters backend refused a shape.
    #[error("draw: {0}")]
    Backend(String),
    /// The finished pixels could not be packed as PNG.
    #[error("encode the image as PNG: {0}")]
    Encode(#[from] png::EncodingError),
    /// An image sheet whose numbers do not fit together.
    #[error("{values} values are not a whole number of images of {channels} x {side} x {side}")]
    SheetShape {
        /// How many values were given.
        values: usize,
        /// Channels per image: 1 or 3.
        channels: usize,
        /// Height and width of an image, in pixels.
        side: usize,
    },
}

/// A finished drawing is a figure, too.
impl Figure for Canvas {
    fn draw(&self) -> Canvas {
        self.clone()
    }
}

#[cfg(test)]
mod tests;
