//! StoredTables in, drawings out. No number is judged here.
//!
//! A [`Figure`] draws itself once on a [`Canvas`], in pixels; [`to_svg`] and [`to_png`] replay that
//! one drawing on plotters' two backends. The same figure gives the same bytes everywhere: the font
//! comes from the binary and nothing is read from the system.
//!
//! The figures of a run are the rows of [`RUN_FIGURES`], drawn from its [`RunTables`]; those of a
//! study are the rows of [`STUDY_FIGURES`], drawn from its [`StudyTables`].

mod arms;
mod balance;
mod bands;
mod by_axis;
mod canvas;
mod curve;
mod differences;
mod discriminator;
mod drawing;
mod envelope;
mod font;
mod frame;
mod gradients;
mod grid;
mod header;
mod images;
mod legend;
mod losses;
mod marker;
mod metrics;
mod modes;
mod notice;
mod of_run;
mod of_study;
mod onset;
mod overview;
mod palette;
mod panels;
mod parallel;
mod phase;
mod phase_cell;
mod ranges;
mod render;
mod run_figures;
mod samples;
mod scale;
mod scatter;
mod series;
mod share;
mod sheet;
mod survival;
mod thumbnail;
mod tiles;

pub use arms::{Arm, Arms};
pub(crate) use bands::Bands;
pub(crate) use by_axis::ByAxis;
pub use canvas::Canvas;
pub use differences::Differences;
pub use images::{ImagePanel, ImageSamples};
pub use of_run::{Drawing, RunTables};
pub use of_study::{STUDY_FIGURES, StudyFigure, StudyTables};
pub use palette::{verdict_css, verdict_letter, verdict_rgb};
pub use parallel::{Coordinate, ParallelCoordinates, Ticks};
pub use phase::{Axis, PhaseDiagram};
pub use phase_cell::Cell;
pub use render::{to_png, to_svg};
pub use run_figures::{RUN_FIGURES, RunFigure};
pub use samples::SNAPSHOT_IMAGES;
pub use scatter::{Scatter, ScatterPanel};
pub use sheet::sheet_png;
pub(crate) use survival::SurvivalCurves;

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
