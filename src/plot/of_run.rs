//! What the figures of one run are drawn from.

pub use super::drawing::Drawing;
use super::run_figures::{RUN_FIGURES, RunFigure, Source};
use super::{Canvas, PlotError, notice, overview, samples, thumbnail, to_svg};
use crate::config::Run;
use crate::data::Modes;
use crate::diagnose::Finding;
use crate::metrics::ModeCounts;
use crate::record::{Snapshot, StoredTables};
use crate::train::{EvalRow, StepRow};

/// What the figures of a run are drawn from.
pub struct RunTables<'a> {
    /// Heads every figure, after what it shows.
    pub title: &'a str,
    pub run: &'a Run,
    /// Each table, or why it cannot be read.
    pub tables: &'a StoredTables,
    /// The modes, where they are known.
    pub modes: Option<&'a Modes>,
    /// The kept samples counted by mode, with the step of each snapshot; only `modes` needs them.
    pub mode_counts: &'a [(u64, ModeCounts)],
    /// What the rules found; nothing for a run that is not finished.
    pub findings: &'a [Finding],
}

impl RunTables<'_> {
    /// Every figure of [`RUN_FIGURES`] that a run of this kind has. One whose table is empty or
    /// damaged says so.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn draw(&self) -> Result<Vec<Drawing>, PlotError> {
        let figures = RUN_FIGURES.iter().filter(|figure| (figure.applies)(self));
        figures
            .map(|figure| Drawing::new(figure.name, &self.canvas(figure)?))
            .collect()
    }

    pub(super) fn canvas(&self, figure: &RunFigure) -> Result<Canvas, PlotError> {
        let title = format!("{}: {}", figure.title, self.title);
        match self.nothing_in(figure.source) {
            Some(reason) => Ok(notice::draw(&title, &reason)),
            None => (figure.draw)(self, &title),
        }
    }

    /// Why nothing can be drawn from a table.
    fn nothing_in(&self, source: Source) -> Option<String> {
        let StoredTables {
            steps,
            evals,
            samples,
        } = self.tables;
        let (rows, what) = match source {
            Source::Steps => (steps.as_ref().map(Vec::len), "no step was recorded"),
            Source::Evals => (evals.as_ref().map(Vec::len), "no evaluation was recorded"),
            Source::Samples => (samples.as_ref().map(Vec::len), "no samples were kept"),
        };
        match rows {
            Ok(0) => Some(what.to_string()),
            Ok(_) => None,
            Err(error) => Some(error.brief()),
        }
    }

    /// A small figure of the whole run as an SVG document of a few kilobytes: losses, what D says,
    /// the key metrics.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn overview(&self) -> Result<String, PlotError> {
        to_svg(&overview::draw(self))
    }

    /// The last snapshot as a small PNG file; `None` where there is none.
    ///
    /// # Errors
    /// If the snapshot does not hold whole samples, or the pixels cannot be packed.
    pub fn thumbnail(&self) -> Result<Option<Vec<u8>>, PlotError> {
        let Some(last) = self.samples().last() else {
            return Ok(None);
        };
        thumbnail::png(&last.rows, self.run.data.kind(), self.modes).map(Some)
    }

    /// The samples of one snapshot as a PNG file: a plain sheet of images, or a scatter over the
    /// true modes.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn snapshot(&self, kept: &Snapshot) -> Result<Vec<u8>, PlotError> {
        samples::snapshot(self, kept)
    }

    /// A column of the steps.
    pub(super) fn column(&self, value: fn(&StepRow) -> Option<f64>) -> Vec<Option<f64>> {
        self.steps().iter().map(value).collect()
    }

    pub(super) fn step_numbers(&self) -> Vec<u64> {
        self.steps().iter().map(|row| row.step).collect()
    }

    pub(super) fn steps(&self) -> &[StepRow] {
        self.tables.steps.as_deref().unwrap_or_default()
    }

    pub(super) fn evals(&self) -> &[EvalRow] {
        self.tables.evals.as_deref().unwrap_or_default()
    }

    pub(super) fn samples(&self) -> &[Snapshot] {
        self.tables.samples.as_deref().unwrap_or_default()
    }
}
