//! From the runs on disk to `runs.parquet`, the study's plots and `report.html`.

use super::compose::compose;
use super::drawings::{drawing_error, write_drawing};
use super::embed::{embed, lighten};
use super::gather::{RunOnDisk, read_runs};
use super::{pass, render};
use crate::config::{self, Data, Study};
use crate::metrics::Metric;
use crate::plot::StudyTables;
use crate::record::{self, RecordError, StudyLock, StudyPaths};
use crate::statistics::{JudgedRun, ShownAxes};

/// Metrics shown in tables, of which the first says most about a run: of data whose modes are
/// known, of data whose modes are combinations of classes, and of other images.
const KEY_METRICS: [&[Metric]; 3] = [
    &[Metric::Modes, Metric::HighQuality, Metric::ReverseKl],
    &[
        Metric::Modes,
        Metric::ReverseKl,
        Metric::Coverage,
        Metric::Precision,
    ],
    &[
        Metric::Coverage,
        Metric::Precision,
        Metric::Recall,
        Metric::Spread,
    ],
];

fn key_metrics_of(data: &Data) -> usize {
    match data {
        Data::Stacked(_) => 1,
        data if data.knows_modes() => 0,
        _ => 2,
    }
}

/// The metric that says most about a run's data.
pub fn key_metric(run: &config::Run) -> Metric {
    KEY_METRICS[key_metrics_of(&run.data)][0]
}

/// The metrics that say most about a study's data.
pub fn key_metrics(study: &Study) -> &'static [Metric] {
    let kinds = study
        .runs
        .iter()
        .map(|planned| key_metrics_of(&planned.run.data));
    KEY_METRICS[kinds.min().unwrap_or(0)]
}

/// The axes that a user has asked the figures to be about.
#[derive(Clone, Debug, Default)]
pub struct RequestedAxes {
    /// Columns, rows and panels of the phase diagram.
    pub plane: Option<Vec<usize>>,
    /// The axis whose values are compared.
    pub compared: Option<usize>,
}

/// Writes the table, the plots and the page of a study from what is on disk, on all cores, and
/// returns its runs.
///
/// # Errors
/// If the disk refuses.
pub fn write_report<'a>(
    study: &'a Study,
    paths: &StudyPaths,
    requested: &RequestedAxes,
) -> Result<Vec<RunOnDisk<'a>>, RecordError> {
    write_report_on(
        study,
        paths,
        requested,
        std::thread::available_parallelism().map_or(1, usize::from),
    )
}

/// As [`write_report`], on so many threads; they change no byte.
///
/// # Errors
/// If the disk refuses.
pub fn write_report_on<'a>(
    study: &'a Study,
    paths: &StudyPaths,
    requested: &RequestedAxes,
    threads: usize,
) -> Result<Vec<RunOnDisk<'a>>, RecordError> {
    // Who writes last has looked last: else a sweep that ends first could leave its partial page
    // behind.
    let _lock = StudyLock::acquire(paths)?;
    record::remove_temporary_files(paths.root())?;
    record::remove_temporary_files(&paths.plot(""))?;
    let mut runs = read_runs(study, paths);
    let mut seen = pass::look(&mut runs, threads);
    let rows: Vec<_> = runs.iter().map(RunOnDisk::row).collect();
    record::write_runs(paths, &study.axes, &rows)?;

    let losses = seen.iter_mut().map(|seen| std::mem::take(&mut seen.losses));
    let judged = runs.iter().zip(losses);
    let judged: Vec<_> = judged
        .filter_map(|(run, losses)| {
            Some(JudgedRun {
                losses,
                ..run.judged()?
            })
        })
        .collect();
    let metrics = key_metrics(study);
    let usual = ShownAxes::usual(&judged, &study.axes);
    let shown_axes = ShownAxes {
        plane: requested.plane.clone().unwrap_or(usual.plane),
        compared: requested.compared.or(usual.compared),
    };
    let tables = StudyTables {
        study: &study.name,
        axes: &study.axes,
        runs: &judged,
        metrics,
        shown_axes,
    };
    let drawings = tables
        .draw()
        .map_err(|error| drawing_error(&paths.plot("phase"), error))?;
    for (drawing, _) in &drawings {
        write_drawing(&paths.plot(&drawing.name), drawing)?;
    }

    let mut page = compose(study, paths, &runs, seen, &judged, drawings);
    let spent = lighten(&mut page);
    embed(&mut page, spent, threads, &|run, figure| {
        let path = paths.run(&run.id).plot(&figure.name).with_extension("svg");
        record::read_text(&path).ok().flatten()
    });
    record::write_atomic(&paths.report(), render(&page).as_bytes())?;
    Ok(runs)
}
