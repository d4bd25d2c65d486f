//! What a figure of one run declares of itself.

use super::run_tables::RunTables;
use crate::plot::canvas::{Canvas, PlotError};
use crate::plot::chart::placeholder;
use crate::record::StoredTables;

/// A figure of one run.
pub struct RunFigure {
    /// File name without its extension.
    pub name: &'static str,
    /// What its title begins with.
    pub title: &'static str,
    /// One sentence for those who cannot see it.
    pub alternative: &'static str,
    /// The table that it is drawn from.
    pub(super) source: Source,
    /// Whether a run of this kind has the figure at all.
    pub(in crate::plot) applies: fn(&RunTables) -> bool,
    /// Draws it from a table with at least one row, under this title.
    pub(super) draw: fn(&RunTables, &str) -> Result<Canvas, PlotError>,
}

/// A table of a run, without which a figure of it is a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// `steps.parquet`.
    Steps,
    /// `evals.parquet`.
    Evals,
    /// The kept samples.
    Samples,
}

impl RunFigure {
    /// The figure, or why its table holds nothing to draw.
    pub(in crate::plot) fn canvas(&self, tables: &RunTables) -> Result<Canvas, PlotError> {
        let title = format!("{}: {}", self.title, tables.title);
        match self.source.why_empty(tables.tables) {
            Some(reason) => Ok(placeholder(&title, &reason)),
            None => (self.draw)(tables, &title),
        }
    }
}

impl Source {
    /// Why nothing can be drawn from the table.
    fn why_empty(self, tables: &StoredTables) -> Option<String> {
        let StoredTables {
            steps,
            evals,
            samples,
        } = tables;
        let (rows, empty) = match self {
            Source::Steps => (steps.as_ref().map(Vec::len), "no step was recorded"),
            Source::Evals => (evals.as_ref().map(Vec::len), "no evaluation was recorded"),
            Source::Samples => (samples.as_ref().map(Vec::len), "no samples were kept"),
        };
        match rows {
            Ok(0) => Some(empty.to_string()),
            Ok(_) => None,
            Err(error) => Some(error.brief()),
        }
    }
}
