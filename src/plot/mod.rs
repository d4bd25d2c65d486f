//! Tables in, drawings out. No number is judged here.
//!
//! ```text
//! canvas (shapes, colours, SVG, PNG) <- chart (axes, legends, curves) <- run_figures, study_figures
//! ```
//! A figure draws itself once as shapes, in pixels, and both file formats are made from that one
//! drawing. The figures of a run are the rows of [`RUN_FIGURES`], drawn from its [`RunTables`]; those
//! of a study are the rows of [`STUDY_FIGURES`], drawn from its [`StudyTables`].

mod canvas;
mod chart;
mod generated_samples;
mod run_figures;
mod sample_figures;
mod study_figures;
mod trajectories;
mod transfer_figure;

pub use canvas::palette::{IMBALANCE_RGB, verdict_rgb};
pub use canvas::{Drawing, PlotError};
pub use run_figures::{RUN_FIGURES, RealSamples, RunFigure, RunTables};
pub use study_figures::{STUDY_FIGURES, StudyFigure, StudyTables};
pub use transfer_figure::draw_transfer;

pub(crate) use canvas::palette::{verdict_css, verdict_letter};
pub(crate) use canvas::pixel_byte;
pub(crate) use chart::{Column, Envelope, envelope};
pub(crate) use generated_samples::{animation, picture, point_sheet, sheet};
pub(crate) use run_figures::SNAPSHOT_IMAGES;
pub(crate) use sample_figures::{
    SampleCurve, draw_point_clouds, draw_sample_metrics, sample_sheet,
};

#[cfg(test)]
mod tests;
