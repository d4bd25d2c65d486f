//! What was published beside what was trained.

use seesaw::config::{PlannedRun, Study};

use super::published::{Cell, Comparable, Table};
use super::run_table::{MeasuredRun, RunTable, commits, hours};

/// Runs of a cell from which its error says something: that of two may be anything.
pub const LEAST_RUNS: usize = 3;

/// The runs of a cell, and what was measured at the end of each.
pub struct Compared<'a> {
    pub cell: &'a Cell,
    pub values: Vec<f64>,
    /// The seed of each value.
    pub seeds: Vec<u64>,
    pub hours: f64,
    /// The commits that trained them.
    pub commits: Vec<String>,
    /// Steps of a run over those of a published one, where they are known.
    pub share: Option<f64>,
    comparable: Comparable,
}

impl Compared<'_> {
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    /// The value of the run with this seed.
    pub fn of_seed(&self, seed: u64) -> Option<f64> {
        let at = self.seeds.iter().position(|other| *other == seed)?;
        Some(self.values[at])
    }

    /// The standard error of the mean; `None` for fewer than two runs.
    pub fn standard_error(&self) -> Option<f64> {
        let (n, mean) = (self.values.len() as f64, self.mean());
        let squares: f64 = self.values.iter().map(|value| (value - mean).powi(2)).sum();
        (n >= 2.0).then(|| (squares / (n - 1.0) / n).sqrt())
    }

    /// The standard error of the mean, where there are runs enough to compare by it.
    fn error_to_compare_by(&self) -> Option<f64> {
        self.standard_error()
            .filter(|_| self.values.len() >= LEAST_RUNS)
    }

    /// The difference in standard errors of both, or of ours alone where none was published; `None`
    /// where only the order can be compared, runs are too few, or neither side has an error.
    pub fn z(&self) -> Option<f64> {
        let ours = self.error_to_compare_by()?;
        let both = ours.hypot(self.cell.standard_error.unwrap_or(0.0));
        let difference = self.mean() - self.cell.mean?;
        let has_error = both > 0.0 && self.comparable == Comparable::Numbers;
        has_error.then(|| difference / both)
    }

    /// Whether it agrees with what was published: within two standard errors, or equal where all runs
    /// of both sides came out the same.
    pub fn agrees(&self) -> Option<bool> {
        if self.comparable == Comparable::Order {
            return None;
        }
        let difference = self.mean() - self.cell.mean?;
        self.error_to_compare_by()?;
        Some(self.z().map_or(difference.abs() < 1e-9, |z| z.abs() <= 2.0))
    }
}

/// Every cell of a table for which a run is complete.
pub fn compare<'a>(table: &'a Table, study: &Study, runs: &RunTable) -> Vec<Compared<'a>> {
    let runs = runs.runs(table.study, study);
    let compared = |cell: &'a Cell| {
        let is_meant = |run: &PlannedRun| {
            let values: Vec<String> = run.cell.iter().map(ToString::to_string).collect();
            let has = |wanted: &&str| values.iter().any(|value| value == wanted);
            cell.setting.iter().all(has)
        };
        let of_cell = || runs.iter().filter(|(run, _)| is_meant(run));
        let measured = || of_cell().map(|(_, measured)| *measured);
        let value = |run: &PlannedRun, measured: &MeasuredRun| {
            Some((run.seed, measured.value(cell.measure)?))
        };
        let (seeds, values): (Vec<u64>, Vec<f64>) = of_cell()
            .filter_map(|(run, measured)| value(run, measured))
            .unzip();
        let steps = of_cell().map(|(run, _)| run.run.steps).next()?;
        (!values.is_empty()).then(|| Compared {
            cell,
            values,
            seeds,
            hours: hours(measured()),
            commits: commits(measured()),
            share: table.steps.map(|published| steps as f64 / published as f64),
            comparable: table.comparable,
        })
    };
    table.cells.iter().filter_map(compared).collect()
}
