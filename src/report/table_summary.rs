//! What the page keeps of the tables of every run. Never more than one run's tables per thread are
//! in memory.

use super::drawing_files::drawing_error;
use super::html::deflated;
use super::run_curves::{points_per_curve, run_curves};
use super::run_on_disk::RunOnDisk;
use crate::data::known_modes;
use crate::guard::guarded;
use crate::parallel::parallel_map;
use crate::plot::RunTables;
use crate::record::{self, RecordError, StoredTables};
use crate::statistics::{LossCurves, Trajectory};

/// What is kept of a run's tables.
#[derive(Debug, Default)]
pub(super) struct TableSummary {
    /// Its losses; empty for a run without a verdict.
    pub losses: LossCurves,
    /// The trajectory of its parameters, where each player has one.
    pub trajectory: Option<Trajectory>,
    /// What the chart of the page shows of it, as deflated JSON.
    pub curves: Option<String>,
    /// Losses, D and the key metric in one small drawing, as deflated text.
    pub overview: Option<String>,
    /// A small PNG of its last samples.
    pub thumbnail: Option<Vec<u8>>,
}

/// Reads the tables of every complete run; the summaries are in the order of the runs. A run
/// whose tables turn out to be damaged is marked so, and does not hide the others.
///
/// `names` are those of the runs.
pub(super) fn summarize_tables(
    runs: &mut [RunOnDisk],
    names: &[String],
    threads: usize,
) -> Vec<TableSummary> {
    let points = points_per_curve(runs.len());
    let named: Vec<_> = runs.iter().zip(names).collect();
    let summaries = parallel_map(&named, threads, |(run, name)| {
        run.diagnosis.is_some().then(|| {
            let defect = |panic| Err(RecordError::defect(run.paths.root(), &panic));
            guarded(|| summarize(run, name, points)).unwrap_or_else(defect)
        })
    });
    let marked = runs
        .iter_mut()
        .zip(summaries)
        .map(|(run, summary)| match summary {
            None => TableSummary::default(),
            Some(Ok((summary, problem))) => {
                run.problem = problem.map(|error| error.to_string());
                summary
            }
            Some(Err(error)) => {
                run.mark_unusable(&error);
                TableSummary::default()
            }
        });
    marked.collect()
}

/// A complete run; without pictures of its samples, and why, where these cannot be read or drawn.
fn summarize(
    run: &RunOnDisk,
    name: &str,
    points: usize,
) -> Result<(TableSummary, Option<RecordError>), RecordError> {
    let file = run.file.as_ref().expect("a complete run has a file");
    let tables = record::read_tables(&run.paths, &file.digest);
    // Without its steps or evaluations a run is damaged; without its samples it is only less to
    // look at.
    if tables.steps.is_err() || tables.evals.is_err() {
        return Err(tables
            .into_damages()
            .next()
            .expect("one of them is damaged"));
    }
    let steps = tables.steps.as_deref().unwrap_or_default();
    let mut summary = TableSummary {
        losses: LossCurves::new(steps),
        trajectory: Trajectory::of(&run.planned.run, steps),
        curves: Some(deflated(&run_curves(&tables, points).to_string())),
        ..TableSummary::default()
    };
    let undrawn = draw(run, name, &tables, &mut summary).err();
    Ok((summary, tables.samples.err().or(undrawn)))
}

/// Draws the small pictures of a run.
fn draw(
    run: &RunOnDisk,
    name: &str,
    tables: &StoredTables,
    summary: &mut TableSummary,
) -> Result<(), RecordError> {
    let diagnosis = run.diagnosis.as_ref().expect("a complete run is judged");
    let run_spec = &run.trained_run()?;
    let (modes, findings) = (known_modes(&run_spec.data), &diagnosis.findings);
    let tables = RunTables {
        title: name,
        run: run_spec,
        tables,
        modes: modes.as_ref(),
        mode_counts: &[],
        real: None,
        findings,
        healings: &diagnosis.healings,
    };
    let overview = tables
        .overview()
        .map_err(|error| drawing_error(&run.paths.plot("overview"), error))?;
    summary.overview = Some(deflated(&overview));
    summary.thumbnail = tables
        .thumbnail()
        .map_err(|error| drawing_error(&run.paths.samples_values(), error))?;
    Ok(())
}
