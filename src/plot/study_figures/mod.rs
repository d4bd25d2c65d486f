//! The figures of a whole study, drawn from its [`StudyTables`].
//!
//! A new kind of figure is a file that declares its row, `FIGURE`, and two lines here: its module,
//! and its place in [`STUDY_FIGURES`].

mod bands;
mod metric_by_axis;
mod metric_by_setting;
mod paired_differences;
mod parallel_coordinates;
mod phase;
mod phase_cell;
mod rung_panel;
mod rungs;
mod study_tables;
mod survival;
mod trajectories;

pub use study_tables::{StudyFigure, StudyTables};

#[cfg(test)]
pub(super) use metric_by_setting::MetricBySetting;
#[cfg(test)]
pub(super) use phase::PhaseDiagram;

use super::canvas::{Canvas, Drawing, PlotError};
use crate::statistics::varied_axes;

/// Every kind of figure, in the order of the page.
pub static STUDY_FIGURES: &[StudyFigure] = &[
    phase::FIGURE,
    trajectories::FIGURE,
    survival::FIGURE,
    rungs::FIGURE,
    paired_differences::FIGURE,
    bands::FIGURE,
    metric_by_axis::FIGURE,
    metric_by_setting::FIGURE,
    parallel_coordinates::FIGURE,
];

impl StudyTables<'_> {
    /// All figures, each with its words for those who cannot see it.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn draw(&self) -> Result<Vec<(Drawing, &'static str)>, PlotError> {
        let canvases = self.canvases().into_iter();
        canvases
            .map(|(name, canvas, alternative)| Ok((Drawing::new(&name, &canvas)?, alternative)))
            .collect()
    }

    /// Whether the study is a single run.
    fn is_one_run(&self) -> bool {
        self.runs.len() == 1 && varied_axes(self.axes).next().is_none()
    }

    /// Name, shapes and words of every figure. Where a study is a single run there is nothing to
    /// compare; what the run itself was is for the figures of runs to say.
    pub(super) fn canvases(&self) -> Vec<(String, Canvas, &'static str)> {
        let drawn = |figure: &StudyFigure| {
            let alternative = figure.alternative;
            (figure.draw)(self)
                .into_iter()
                .map(move |(name, canvas)| (name, canvas, alternative))
        };
        let shown = match self.is_one_run() {
            true => &STUDY_FIGURES[..1],
            false => STUDY_FIGURES,
        };
        shown.iter().flat_map(drawn).collect()
    }
}
