//! The history of a run on disk: parts while it is trained, whole tables at its end. A file is read
//! only if its digest is listed, by a checkpoint or by `run.json`.

use std::path::{Path, PathBuf};

use super::abandoned::{abandoned_folders, is_abandoned};
use super::digest::read_verified;
use super::snapshots::{read_snapshots, write_snapshots};
use super::tables::{read_evals, read_metrics, read_steps, write_evals, write_steps};
use super::{
    Digests, Heartbeat, History, RunFile, RunPaths, Snapshot, StoredStatus, relative_name, sha256,
};
use crate::metrics::Metric;
use crate::record::reading::files_in;
use crate::record::{RecordError, remove_temporary_files, write_atomic};
use crate::train::{EvalRow, StepRow};

const STEPS: &str = "steps.parquet";
const EVALS: &str = "evals.parquet";
const SAMPLES: &str = "samples.safetensors";
const BEST: &str = "best.safetensors";

/// All that the files of a run hold, except the state of training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SavedRun {
    /// Its steps and evaluations.
    pub history: History,
    /// Its snapshots, in the order of steps.
    pub samples: Vec<Snapshot>,
    /// The bytes of `best.safetensors`, where it has one.
    pub best: Option<Vec<u8>>,
}

/// The rows that a part, or the whole tables, are written from.
pub struct HistorySlice<'a> {
    /// Rows of `steps.parquet`.
    pub steps: &'a [StepRow],
    /// Rows of `evals.parquet`.
    pub evals: &'a [EvalRow],
    /// Snapshots of the samples.
    pub samples: &'a [Snapshot],
    /// Values of one sample.
    pub sample_len: usize,
}

/// What the parts of a checkpoint are named after.
#[derive(Clone, Copy, Debug)]
pub struct PartName {
    /// How often the run went back before: a step is then trained again, and its parts are others.
    pub healings: usize,
    /// The step of the checkpoint.
    pub step: u64,
}

/// Writes the rows since the last checkpoint as parts, and returns their digests. Nothing is
/// written of a kind that has no rows.
///
/// # Errors
/// If the disk refuses.
pub fn write_parts(
    paths: &RunPaths,
    name: PartName,
    rows: &HistorySlice,
) -> Result<Digests, RecordError> {
    let place = |what: &str| part(paths, name, what);
    let mut digests = Digests::new();
    let mut add = |path: PathBuf, digest| digests.insert(relative_name(paths, &path), digest);
    if !rows.steps.is_empty() {
        add(place(STEPS), write_steps(&place(STEPS), rows.steps)?);
    }
    if !rows.evals.is_empty() {
        add(place(EVALS), write_evals(&place(EVALS), rows.evals)?);
    }
    if !rows.samples.is_empty() {
        add(
            place(SAMPLES),
            write_snapshots(&place(SAMPLES), rows.samples, rows.sample_len)?,
        );
    }
    Ok(digests)
}

/// Writes the best state of an unfinished run as a part, named after the step of that state, and
/// returns its digest.
///
/// # Errors
/// If the disk refuses.
pub fn write_best_part(
    paths: &RunPaths,
    name: PartName,
    bytes: &[u8],
) -> Result<Digests, RecordError> {
    let path = part(paths, name, BEST);
    write_atomic(&path, bytes)?;
    Ok(Digests::from([(
        relative_name(paths, &path),
        sha256(bytes),
    )]))
}

/// Leading zeros put parts into the order of steps. All parts that a checkpoint lists are of one
/// attempt.
fn part(paths: &RunPaths, PartName { healings, step }: PartName, what: &str) -> PathBuf {
    let attempt = match healings {
        0 => String::new(),
        healings => format!("{healings}-"),
    };
    paths.parts().join(format!("{attempt}{step:010}.{what}"))
}

/// Writes the whole tables, snapshots and best state of a finished run, and returns their digests.
///
/// # Errors
/// If the disk refuses.
pub fn write_tables(
    paths: &RunPaths,
    rows: &HistorySlice,
    best: Option<&[u8]>,
) -> Result<Digests, RecordError> {
    let mut digests = Digests::new();
    let mut add = |path: PathBuf, digest| digests.insert(relative_name(paths, &path), digest);
    add(paths.steps(), write_steps(&paths.steps(), rows.steps)?);
    add(paths.evals(), write_evals(&paths.evals(), rows.evals)?);
    add(
        paths.samples_values(),
        write_snapshots(&paths.samples_values(), rows.samples, rows.sample_len)?,
    );
    if let Some(best) = best {
        write_atomic(&paths.best(), best)?;
        add(paths.best(), sha256(best));
    }
    Ok(digests)
}

/// Writes what a run gives up when it goes back for the `number`-th time, and returns the digests.
///
/// # Errors
/// If the disk refuses.
pub fn write_abandoned(
    paths: &RunPaths,
    number: usize,
    rows: &HistorySlice,
) -> Result<Digests, RecordError> {
    let folder = paths.abandoned(number);
    let [steps, evals] = [STEPS, EVALS].map(|name| folder.join(name));
    let samples = folder.join(SAMPLES);
    let mut digests = Digests::new();
    let mut add = |path: PathBuf, digest| digests.insert(relative_name(paths, &path), digest);
    add(steps.clone(), write_steps(&steps, rows.steps)?);
    add(evals.clone(), write_evals(&evals, rows.evals)?);
    let written = write_snapshots(&samples, rows.samples, rows.sample_len)?;
    add(samples, written);
    Ok(digests)
}

/// The tables of a run, each by itself: a damaged one does not hide the others.
#[derive(Debug)]
pub struct StoredTables {
    /// `steps.parquet`, or its parts.
    pub steps: Result<Vec<StepRow>, RecordError>,
    /// `evals.parquet`, or its parts.
    pub evals: Result<Vec<EvalRow>, RecordError>,
    /// The snapshots of the samples.
    pub samples: Result<Vec<Snapshot>, RecordError>,
}

impl StoredTables {
    /// What is wrong with them.
    pub fn into_damages(self) -> impl Iterator<Item = RecordError> {
        [self.steps.err(), self.evals.err(), self.samples.err()]
            .into_iter()
            .flatten()
    }
}

/// Reads each table whose digests are listed, whole or in parts; a table that is not listed is
/// empty.
pub fn read_tables(paths: &RunPaths, digests: &Digests) -> StoredTables {
    let steps = read_all(paths, digests, STEPS, read_steps);
    StoredTables {
        steps: steps.and_then(|rows| check_consecutive(paths, rows)),
        evals: read_all(paths, digests, EVALS, read_evals),
        samples: read_all(paths, digests, SAMPLES, read_snapshots),
    }
}

/// Reads all files whose digests are listed.
///
/// # Errors
/// If a file is missing, holds other bytes, or the steps are not one after the other.
pub fn read_saved_run(paths: &RunPaths, digests: &Digests) -> Result<SavedRun, RecordError> {
    let StoredTables {
        steps,
        evals,
        samples,
    } = read_tables(paths, digests);
    let best = read_all(paths, digests, BEST, |_, bytes| Ok(vec![bytes.to_vec()]))?.pop();
    Ok(SavedRun {
        history: History {
            steps: steps?,
            evals: evals?,
        },
        samples: samples?,
        best,
    })
}

/// The rows of every listed file whose name ends so, in the order of names; what the run has given up
/// is none of its rows.
fn read_all<T>(
    paths: &RunPaths,
    digests: &Digests,
    ending: &str,
    read: fn(&Path, &[u8]) -> Result<Vec<T>, RecordError>,
) -> Result<Vec<T>, RecordError> {
    let mut rows = Vec::new();
    let is_meant = |name: &&String| name.ends_with(ending) && !is_abandoned(name);
    for name in digests.keys().filter(is_meant) {
        let path = paths.root().join(name);
        rows.extend(read(&path, &read_verified(paths, digests, &path)?)?);
    }
    Ok(rows)
}

fn check_consecutive(paths: &RunPaths, rows: Vec<StepRow>) -> Result<Vec<StepRow>, RecordError> {
    let wrong = rows
        .iter()
        .zip(1..)
        .find(|(row, expected)| row.step != *expected);
    let Some((row, expected)) = wrong else {
        return Ok(rows);
    };
    let reason = format!(
        "its steps are not consecutive: {} where {expected} belongs",
        row.step
    );
    Err(RecordError::damaged(paths.root(), reason))
}

/// Reads the tables and samples of a complete run.
///
/// # Errors
/// If the run is not complete, or a file is missing or damaged.
pub fn read_complete_run(paths: &RunPaths) -> Result<SavedRun, RecordError> {
    let file = RunFile::read(paths)?.ok_or_else(|| RecordError::missing(&paths.run_json()))?;
    if file.status != StoredStatus::Complete {
        return Err(RecordError::damaged(
            &paths.run_json(),
            "the run is not complete",
        ));
    }
    read_saved_run(paths, &file.digest)
}

/// Reads the evaluations of a complete run.
///
/// # Errors
/// If the table is missing or damaged.
pub fn read_evals_of(paths: &RunPaths, file: &RunFile) -> Result<Vec<EvalRow>, RecordError> {
    read_metrics_of(paths, file, &|_| true)
}

/// Reads some metrics of the evaluations of a complete run.
///
/// # Errors
/// If the table is missing or damaged.
pub(crate) fn read_metrics_of(
    paths: &RunPaths,
    file: &RunFile,
    is_wanted: &dyn Fn(Metric) -> bool,
) -> Result<Vec<EvalRow>, RecordError> {
    let path = paths.evals();
    let bytes = read_verified(paths, &file.digest, &path)?;
    read_metrics(&path, &bytes, is_wanted)
}

/// Reads the tables of a complete run, without its samples and states.
///
/// # Errors
/// If a table is missing or damaged.
pub fn read_history_of(paths: &RunPaths, file: &RunFile) -> Result<History, RecordError> {
    let path = paths.steps();
    let steps = read_steps(&path, &read_verified(paths, &file.digest, &path)?)?;
    Ok(History {
        steps,
        evals: read_evals_of(paths, file)?,
    })
}

/// Removes the states of training of a complete run that its `run.json` does not list. The caller
/// holds the run's lock.
///
/// # Errors
/// If a file cannot be removed.
pub fn remove_unlisted_states(paths: &RunPaths, digests: &Digests) -> Result<(), RecordError> {
    let is_listed = |path: &PathBuf| digests.contains_key(&relative_name(paths, path));
    let states = [paths.checkpoint(), paths.best()].into_iter();
    for path in states.filter(|path| !is_listed(path)) {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(RecordError::io("remove", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Removes what no process will ever finish or read: temporary files of a process that died, parts
/// that are not in `keep`, and, where no parts are kept, the last heartbeat. The caller holds the
/// run's lock.
///
/// # Errors
/// If a file cannot be removed.
pub fn remove_leftovers(paths: &RunPaths, keep: &Digests) -> Result<(), RecordError> {
    let folders = [
        paths.root().to_path_buf(),
        paths.parts(),
        paths.plot(""),
        paths.samples(0).with_file_name(""),
    ];
    for folder in folders.into_iter().chain(abandoned_folders(paths)) {
        remove_temporary_files(&folder)?;
    }
    let is_kept = |path: &PathBuf| keep.contains_key(&relative_name(paths, path));
    for path in files_in(&paths.parts())?
        .into_iter()
        .filter(|path| !is_kept(path))
    {
        std::fs::remove_file(&path).map_err(RecordError::io("remove", &path))?;
    }
    if keep.is_empty() {
        Heartbeat::remove(paths);
        // It may never have been there; nothing depends on it.
        drop(std::fs::remove_dir(paths.parts()));
    }
    Ok(())
}
