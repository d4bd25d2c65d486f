//! The trajectories of games of one parameter each, one panel per setting.

use super::study_tables::{StudyFigure, StudyTables};
use crate::diagnose::{Sign, Symptom};
use crate::plot::canvas::{Canvas, Figure};
use crate::plot::trajectories::Trajectories;
use crate::statistics::JudgedRun;

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "The plane of both players' parameters, theta and psi, once for each setting: the trajectory of training \
                  from its start, and that of theory, around the equilibrium in the middle.",
    draw: draw_trajectories,
};

/// Most panels; a page of more says nothing.
const MAX_PANELS: usize = 48;

/// Seeds change nothing where nothing is drawn: the first one stands for all.
fn draw_trajectories(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let mut shown: Vec<&JudgedRun> = Vec::new();
    for run in tables.runs.iter().filter(|run| run.trajectory.is_some()) {
        if shown.len() < MAX_PANELS && shown.iter().all(|other| other.setting != run.setting) {
            shown.push(run);
        }
    }
    if shown.is_empty() {
        return Vec::new();
    }
    let labels: Vec<String> = shown.iter().map(|run| label(run)).collect();
    let trajectories = shown.iter().filter_map(|run| run.trajectory.as_ref());
    let figure = Trajectories {
        title: &tables.titled("the trajectories of both players' parameters"),
        panels: labels
            .iter()
            .map(String::as_str)
            .zip(trajectories)
            .collect(),
        large: 0,
    };
    vec![("trajectories".to_string(), figure.draw())]
}

/// `minimax, simultaneous: divergence`.
fn label(run: &JudgedRun) -> String {
    let values: Vec<String> = run.setting.iter().map(ToString::to_string).collect();
    let found = match run.oscillates {
        true => Sign::Oscillation.into(),
        false => Symptom::Verdict(run.verdict),
    };
    match values.is_empty() {
        true => found.name().to_string(),
        false => format!("{}: {}", values.join(", "), found.name()),
    }
}
