//! From the runs on disk to `runs.parquet`, the study's plots and `report.html`.

use super::build_page::{StudyRuns, build_page};
use super::drawing_files::{drawing_error, write_drawing};
use super::embedding::{drop_small_pictures, embed_figures};
use super::html::render;
use super::key_metrics::key_metrics;
use super::run_names::run_names;
use super::run_on_disk::{RunOnDisk, read_runs};
use super::table_summary::{TableSummary, summarize_tables};
use crate::config::Study;
use crate::parallel::cores;
use crate::plot::{Drawing, StudyTables};
use crate::record::{self, RecordError, StudyLock, StudyPaths};
use crate::search::Decisions;
use crate::statistics::{JudgedRun, ShownAxes};

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
/// If the disk refuses, or `study.yaml` has become another study's.
pub fn write_report<'a>(
    study: &'a Study,
    paths: &StudyPaths,
    requested: &RequestedAxes,
) -> Result<Vec<RunOnDisk<'a>>, RecordError> {
    write_report_on(study, paths, requested, cores())
}

/// As [`write_report`], on so many threads; they change no byte.
///
/// # Errors
/// If the disk refuses, or `study.yaml` has become another study's.
pub fn write_report_on<'a>(
    study: &'a Study,
    paths: &StudyPaths,
    requested: &RequestedAxes,
    threads: usize,
) -> Result<Vec<RunOnDisk<'a>>, RecordError> {
    // Who writes last has looked last: else a sweep that ends first could leave its partial page
    // behind.
    let _lock = StudyLock::acquire(paths)?;
    check_plan(study, paths)?;
    record::remove_temporary_files(paths.root())?;
    record::remove_temporary_files(&paths.plot(""))?;
    let mut runs = read_runs(study, paths);
    let names = run_names(study);
    let mut summaries = summarize_tables(&mut runs, &names, threads);
    let rows: Vec<_> = runs.iter().map(RunOnDisk::row).collect();
    record::write_runs(paths, &study.axes, &rows)?;
    let all = judged_runs(&runs, &mut summaries);
    let (cut, judged): (Vec<JudgedRun>, Vec<JudgedRun>) =
        all.into_iter().partition(|run| run.is_cut);
    let shown_axes = shown_axes(study, &judged, requested);
    let plane = shown_axes.plane.clone();
    let race = race(study, paths);
    let tables = StudyTables {
        study: &study.name,
        text: study.handwritten_text().unwrap_or_default(),
        axes: &study.axes,
        runs: &judged,
        cut: &cut,
        race: race.as_ref(),
        metrics: key_metrics(study),
        shown_axes,
    };
    let drawings = draw_study(paths, &tables)?;
    let study_runs = StudyRuns {
        runs: &runs,
        names: &names,
        summaries,
        judged: &judged,
        race,
    };
    let mut page = build_page(study, paths, study_runs, plane, drawings);
    let weight = drop_small_pictures(&mut page);
    embed_figures(&mut page, weight, threads, &|run, figure| {
        let path = paths.run(&run.id).plot(&figure.name).with_extension("svg");
        record::read_text(&path).ok().flatten()
    });
    record::write_atomic(&paths.report(), render(&page).as_bytes())?;
    Ok(runs)
}

/// What the search of the study has decided. A page without it is better than none.
fn race(study: &Study, paths: &StudyPaths) -> Option<Decisions> {
    study.search.as_ref()?;
    Decisions::read(paths).ok().flatten()
}

/// Checks that `study.yaml` is still this study's: what is written beside it must belong to it.
///
/// # Errors
/// If it cannot be read, or another sweep has planned another study under this name.
fn check_plan(study: &Study, paths: &StudyPaths) -> Result<(), RecordError> {
    let path = paths.study_yaml();
    match record::read_text(&path)? {
        Some(text) if !study.plans_the_runs_of(&text) => Err(RecordError::Incompatible {
            path,
            reason: "another sweep has planned another study under this name; the runs of this \
                     one are kept in runs/, and tables and report are left to the other"
                .to_string(),
        }),
        _ => Ok(()),
    }
}

/// The finished runs as statistics see them, with what their summaries hold for the figures.
fn judged_runs(runs: &[RunOnDisk], summaries: &mut [TableSummary]) -> Vec<JudgedRun> {
    let judged = |(run, summary): (&RunOnDisk, &mut TableSummary)| {
        Some(JudgedRun {
            losses: std::mem::take(&mut summary.losses),
            trajectory: summary.trajectory.take(),
            ..run.judged()?
        })
    };
    runs.iter().zip(summaries).filter_map(judged).collect()
}

/// The axes that the figures are about: those asked for, else the usual ones.
fn shown_axes(study: &Study, runs: &[JudgedRun], requested: &RequestedAxes) -> ShownAxes {
    let usual = ShownAxes::usual(runs, &study.axes);
    ShownAxes {
        plane: requested.plane.clone().unwrap_or(usual.plane),
        compared: requested.compared.or(usual.compared),
    }
}

/// Draws and writes the figures of the study, each with its words for those who cannot see it.
fn draw_study(
    paths: &StudyPaths,
    tables: &StudyTables,
) -> Result<Vec<(Drawing, &'static str)>, RecordError> {
    let drawings = tables
        .draw()
        .map_err(|error| drawing_error(&paths.plot("phase"), error))?;
    for (drawing, _) in &drawings {
        write_drawing(&paths.plot(&drawing.name), drawing)?;
    }
    Ok(drawings)
}
