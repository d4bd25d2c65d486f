//! A run and a study as event files.

use std::collections::HashSet;
use std::path::Path;

use super::event_file::{EventFile, event_files, picture, scalar, text};
use super::hparams::{self, described};
use crate::config::{Axis, AxisValue, Run, Study};
use crate::metrics::Metric;
use crate::record::{History, RecordError, RunFile, RunPaths};
use crate::train::{EvalRow, STEP_COLUMNS, StepRow};

/// A run, ready to be exported.
pub struct RunExport<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its spec.
    pub run: &'a Run,
    /// Its value on each of the study's axes.
    pub cell: &'a [AxisValue],
    /// When it was trained, and for how long.
    pub times: RunTimes,
    /// Its steps and evaluations.
    pub history: &'a History,
    /// The pictures of its samples that were kept, as PNG files, each with its step.
    pub pictures: &'a [(u64, Vec<u8>)],
    /// What is said of it, as Markdown; `None`: it is not finished.
    pub verdict: Option<&'a str>,
}

/// When things happened, in seconds since 1970. Nothing but `run.json` knows, and it knows no
/// single step: the steps share its seconds evenly, and pauses between attempts are not counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunTimes {
    /// When its first attempt began.
    pub started: f64,
    pub(in crate::record) seconds: f64,
    pub(in crate::record) steps: u64,
}

impl RunTimes {
    /// The times of a run.
    ///
    /// # Errors
    /// If the file does not say when the run was started.
    pub fn of(paths: &RunPaths, file: &RunFile) -> Result<Self, RecordError> {
        let started: jiff::Timestamp = file
            .started
            .parse()
            .map_err(|error| RecordError::damaged(&paths.run_json(), error))?;
        let started = started.as_duration().as_secs_f64();
        Ok(Self {
            started,
            seconds: file.seconds.unwrap_or(0.0),
            steps: file.steps,
        })
    }

    /// All things at one time.
    fn all_at(time: f64) -> Self {
        Self {
            started: time,
            seconds: 0.0,
            steps: 0,
        }
    }

    fn at(&self, step: u64) -> f64 {
        self.started + self.seconds * step as f64 / self.steps.max(1) as f64
    }
}

/// Exports a run into its directory below `out`, in place of what was exported there before.
///
/// # Errors
/// If the disk refuses.
pub fn export_run(out: &Path, axes: &[Axis], exported: &RunExport) -> Result<(), RecordError> {
    let file = event_file(axes, exported, exported.times);
    file.write(&out.join(exported.id))
}

/// Adds to the export of a run below `out` what has come since, with the time `now` in seconds since
/// 1970.
///
/// # Errors
/// If the disk refuses.
pub fn append_run(
    out: &Path,
    axes: &[Axis],
    exported: &RunExport,
    now: f64,
) -> Result<(), RecordError> {
    let file = event_file(axes, exported, RunTimes::all_at(now));
    file.append(&out.join(exported.id))
}

/// The events of a run: its beginning, its rows in the order of steps, and its end if it has come.
fn event_file(axes: &[Axis], exported: &RunExport, times: RunTimes) -> EventFile {
    let RunExport {
        run,
        cell,
        history,
        pictures,
        verdict,
        ..
    } = exported;
    let started = exported.times.started;
    let mut file = EventFile::new(started);
    let session = hparams::session_start(axes, cell, run, started);
    file.add(times.started, 0, [session]);
    let mut curves = Curves {
        file: &mut file,
        times: &times,
        described: HashSet::new(),
    };
    let mut evals = history.evals.iter().peekable();
    let mut pictures = pictures.iter().peekable();
    for row in &history.steps {
        // An evaluation comes after the step that it names.
        while let Some(eval) = evals.next_if(|eval| eval.step < row.step) {
            curves.eval(eval);
        }
        while let Some((step, png)) = pictures.next_if(|(step, _)| *step < row.step) {
            curves.picture(*step, png);
        }
        curves.step(row);
    }
    evals.for_each(|eval| curves.eval(eval));
    pictures.for_each(|(step, png)| curves.picture(*step, png));
    if let Some(verdict) = verdict {
        let steps = exported.times.steps;
        let ended = times.at(steps);
        let end = [text("verdict", verdict), hparams::session_end(ended)];
        file.add(ended, steps, end);
    }
    file
}

/// Exports what the HParams plugin wants to know of the study itself into `out`: its axes, and the
/// metrics to show. `created` is in seconds since 1970.
///
/// # Errors
/// If the disk refuses.
pub fn export_study(
    out: &Path,
    study: &Study,
    metrics: &[Metric],
    created: f64,
) -> Result<(), RecordError> {
    let mut file = EventFile::new(created);
    file.add(created, 0, [hparams::experiment(study, metrics, created)]);
    file.write(out)
}

/// The runs of which there is an export in `out`, in no order.
pub fn exported_runs(out: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(out).into_iter().flatten().flatten();
    let runs = entries.filter(|entry| event_files(&entry.path()).next().is_some());
    runs.map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Removes the export of a run from `out`; what is not ours stays.
///
/// # Errors
/// If the disk refuses.
pub fn remove_export(out: &Path, id: &str) -> Result<(), RecordError> {
    let folder = out.join(id);
    let mut ours = event_files(&folder).collect::<Vec<_>>().into_iter();
    ours.try_for_each(|file| {
        std::fs::remove_file(&file).map_err(RecordError::io("remove", &file))
    })?;
    // What somebody else keeps there holds the folder.
    let _ = std::fs::remove_dir(&folder);
    Ok(())
}

/// The curves that are being written.
struct Curves<'a> {
    file: &'a mut EventFile,
    times: &'a RunTimes,
    /// Tags whose unit the file already has: TensorBoard reads it where a tag is new.
    described: HashSet<String>,
}

impl Curves<'_> {
    fn step(&mut self, row: &StepRow) {
        let values = STEP_COLUMNS.iter().map(|column| {
            let describe = || column.unit.to_string();
            (column.name, (column.get)(row), describe)
        });
        self.add(row.step, "steps", values);
    }

    fn eval(&mut self, row: &EvalRow) {
        let values = row.measured.iter().map(|(metric, value)| {
            let description = metric.description();
            (description.name, value, || described(description))
        });
        self.add(row.step, "evals", values);
    }

    fn picture(&mut self, step: u64, png: &[u8]) {
        let picture = picture("samples", png);
        self.file.add(self.times.at(step), step, [picture]);
    }

    /// Adds the values of a row, each with its column's name and description; what was not measured
    /// has no point on its curve.
    fn add<'n, D: Fn() -> String>(
        &mut self,
        step: u64,
        table: &str,
        values: impl Iterator<Item = (&'n str, Option<f64>, D)>,
    ) {
        let described = &mut self.described;
        let measured = values.filter_map(|(name, value, describe)| {
            let (tag, value) = (format!("{table}/{name}"), value?);
            let is_new = !described.contains(&tag) && described.insert(tag.clone());
            Some(scalar(&tag, value, is_new.then(describe).as_deref()))
        });
        let measured: Vec<_> = measured.collect();
        if !measured.is_empty() {
            self.file.add(self.times.at(step), step, measured);
        }
    }
}

#[cfg(test)]
mod tests;
