//! The trajectory of a game of one parameter each through the plane.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::data::Kind;
use crate::plot::canvas::{Canvas, Figure, PlotError};
use crate::plot::chart::placeholder;
use crate::plot::trajectories::Trajectories;
use crate::statistics::Trajectory;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "trajectory",
    title: "Trajectory",
    alternative: "The plane of both players' parameters, theta and psi: the trajectory of training from its start, and the \
                  trajectory that theory gives, around the equilibrium in the middle.",
    source: Source::Steps,
    applies: |tables| tables.run.data.kind() == Kind::Numbers,
    draw,
};

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let Some(trajectory) = Trajectory::of(tables.run, tables.steps()) else {
        return Ok(placeholder(title, "no parameters were recorded"));
    };
    let figure = Trajectories {
        title,
        panels: vec![("", &trajectory)],
        large: 1,
    };
    Ok(figure.draw())
}
