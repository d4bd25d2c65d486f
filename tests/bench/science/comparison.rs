//! What was published beside what was trained.

use std::path::Path;

use seesaw::config::PlannedRun;
use seesaw::record::{RunFile, StudyPaths, read_complete_run};

use super::published::{Cell, Table};
use super::training::{finished, study_of};

/// The runs of a cell, and what was measured at the end of each.
pub struct Compared<'a> {
    pub cell: &'a Cell,
    pub values: Vec<f64>,
    pub hours: f64,
    /// The commits that trained them.
    pub commits: Vec<String>,
    /// Steps of a run over those of a published one.
    pub share: f64,
}

impl Compared<'_> {
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    /// The standard error of the mean; `None` for fewer than two runs.
    pub fn standard_error(&self) -> Option<f64> {
        let (n, mean) = (self.values.len() as f64, self.mean());
        let squares: f64 = self.values.iter().map(|value| (value - mean).powi(2)).sum();
        (n >= 2.0).then(|| (squares / (n - 1.0) / n).sqrt())
    }

    /// The difference in standard errors of both; `None` where one of them has no error to go by.
    pub fn z(&self) -> Option<f64> {
        let ours = self.standard_error()?;
        let both = ours.hypot(self.cell.standard_error?);
        let difference = self.mean() - self.cell.mean;
        // Runs that all agree have no error; equal means do not differ then.
        match both > 0.0 {
            true => Some(difference / both),
            false => (difference.abs() < 1e-9).then_some(0.0),
        }
    }
}

/// Every cell of a table for which a run is complete.
pub fn compare<'a>(table: &'a Table, results: &Path) -> Vec<Compared<'a>> {
    let study = study_of(table);
    let paths = StudyPaths::new(results, &study.name);
    let runs: Vec<(&PlannedRun, RunFile)> = study
        .runs
        .iter()
        .filter_map(|run| Some((run, finished(&paths, run)?)))
        .collect();
    let compared = |cell: &'a Cell| {
        let is_meant = |run: &PlannedRun| {
            run.cell
                .iter()
                .map(ToString::to_string)
                .eq(cell.setting.map(str::to_string))
        };
        let of_cell = || runs.iter().filter(|(run, _)| is_meant(run));
        let values = of_cell().filter_map(|(run, _)| {
            let run = read_complete_run(&paths.run(&run.id)).ok()?;
            run.history.evals.last()?.measured.get(cell.metric)
        });
        let values: Vec<f64> = values.collect();
        let mut commits: Vec<String> = of_cell()
            .map(|(_, file)| file.provenance.git_commit.chars().take(7).collect())
            .collect();
        commits.sort();
        commits.dedup();
        let steps = of_cell().map(|(run, _)| run.run.steps).next()?;
        (!values.is_empty()).then(|| Compared {
            cell,
            values,
            hours: of_cell().filter_map(|(_, file)| file.seconds).sum::<f64>() / 3600.0,
            commits,
            share: steps as f64 / table.steps as f64,
        })
    };
    table.cells.iter().filter_map(compared).collect()
}
