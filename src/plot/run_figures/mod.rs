//! The figures of one run, drawn from its [`RunTables`].
//!
//! A new figure is a file that declares its row, `FIGURE`, and two lines here: its module, and its
//! place in [`RUN_FIGURES`]. A table that is missing, empty or damaged becomes a figure that says
//! so.

mod autoencoder;
mod balance;
mod classes;
mod discriminator;
mod gradients;
mod images;
mod latent_space;
mod losses;
mod metrics;
mod modes;
mod overview;
mod real_samples;
mod run_figure;
mod run_tables;
mod sample_limits;
mod samples;
mod scatter;
mod small_panel;
mod thumbnail;
mod trajectory;

pub use real_samples::RealSamples;
pub use run_figure::RunFigure;
pub use run_tables::RunTables;

pub(crate) use sample_limits::SNAPSHOT_IMAGES;

pub(super) use scatter::{Scatter, ScatterPanel, as_points};
#[cfg(test)]
pub(super) use {
    images::{ImagePanel, ImageSamples},
    overview::draw_overview,
};

use super::canvas::{Drawing, PlotError, to_svg};
use crate::record::Snapshot;

/// Every figure of a run, in the order in which a reader wants them.
pub static RUN_FIGURES: &[RunFigure] = &[
    samples::FIGURE,
    latent_space::INTERPOLATION,
    latent_space::STYLE_MIXING,
    trajectory::FIGURE,
    latent_space::CLASS_GRID,
    latent_space::RECONSTRUCTIONS,
    latent_space::LATENT_PLANE,
    autoencoder::FIGURE,
    losses::FIGURE,
    metrics::FIGURE,
    modes::FIGURE,
    classes::FIGURE,
    discriminator::FIGURE,
    gradients::FIGURE,
    balance::FIGURE,
];

impl RunTables<'_> {
    /// Every figure of [`RUN_FIGURES`] that a run of this kind has. One whose table is empty or
    /// damaged says so.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn draw(&self) -> Result<Vec<Drawing>, PlotError> {
        let figures = RUN_FIGURES.iter().filter(|figure| (figure.applies)(self));
        figures
            .map(|figure| Drawing::new(figure.name, &figure.canvas(self)?))
            .collect()
    }

    /// A small figure of the whole run as an SVG document of a few kilobytes: losses, what D says,
    /// the key metrics.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn overview(&self) -> Result<String, PlotError> {
        to_svg(&overview::draw_overview(self))
    }

    /// The last snapshot as a small PNG file; `None` where there is none.
    ///
    /// # Errors
    /// If the snapshot does not hold whole samples, or the pixels cannot be packed.
    pub fn thumbnail(&self) -> Result<Option<Vec<u8>>, PlotError> {
        let Some(last) = self.samples().last() else {
            return Ok(None);
        };
        thumbnail::thumbnail_png(&last.rows, self.run.data.kind(), self.modes).map(Some)
    }

    /// The samples of one snapshot as a PNG file: a plain sheet of images, or a scatter over the
    /// true modes.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn snapshot(&self, kept: &Snapshot) -> Result<Vec<u8>, PlotError> {
        samples::snapshot_png(self, kept)
    }
}
