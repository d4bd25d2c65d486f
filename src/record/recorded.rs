//! The history of a run on disk: parts while it is trained, whole tables at its end; read only as
//! far as a list of digests vouches.

use std::path::{Path, PathBuf};

use super::digest::{Digests, listed_name, read_listed, sha256};
use super::samples::{read_samples, write_samples};
use super::tables::{History, read_evals, read_steps, write_evals, write_steps};
use super::{KeptSamples, Live, RecordError, RunFile, RunPaths, whole};
use crate::train::{EvalRow, StepRow};

const STEPS: &str = "steps.parquet";
const EVALS: &str = "evals.parquet";
const SAMPLES: &str = "samples.safetensors";
const BEST: &str = "best.safetensors";

/// What a run has come to so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    pub history: History,
    pub samples: Vec<KeptSamples>,
    /// The file of its best healthy state.
    pub best: Option<Vec<u8>>,
}

/// Rows that a part or the whole tables are written from.
pub struct Rows<'a> {
    pub steps: &'a [StepRow],
    pub evals: &'a [EvalRow],
    pub samples: &'a [KeptSamples],
    /// Values of one sample.
    pub row: usize,
}

/// Writes what has come in the steps up to `step` as parts, and returns what vouches for them.
///
/// # Errors
/// If the disk refuses.
pub fn write_parts(paths: &RunPaths, step: u64, rows: &Rows) -> Result<Digests, RecordError> {
    let place = |what: &str| part(paths, step, what);
    let mut digests = Digests::new();
    let mut add = |path: PathBuf, digest| digests.insert(listed_name(paths, &path), digest);
    if !rows.steps.is_empty() {
        add(place(STEPS), write_steps(&place(STEPS), rows.steps)?);
    }
    if !rows.evals.is_empty() {
        add(place(EVALS), write_evals(&place(EVALS), rows.evals)?);
    }
    if !rows.samples.is_empty() {
        add(
            place(SAMPLES),
            write_samples(&place(SAMPLES), rows.samples, rows.row)?,
        );
    }
    Ok(digests)
}

/// Writes the best state of a run at training, under the step that it is of.
///
/// # Errors
/// If the disk refuses.
pub fn write_best_part(paths: &RunPaths, step: u64, bytes: &[u8]) -> Result<Digests, RecordError> {
    let path = part(paths, step, BEST);
    whole::write(&path, bytes)?;
    Ok(Digests::from([(listed_name(paths, &path), sha256(bytes))]))
}

/// Leading zeros put parts into the order of steps.
fn part(paths: &RunPaths, step: u64, what: &str) -> PathBuf {
    paths.parts().join(format!("{step:010}.{what}"))
}

/// Writes the whole tables, samples and best state of a run at its end.
///
/// # Errors
/// If the disk refuses.
pub fn write_tables(
    paths: &RunPaths,
    rows: &Rows,
    best: Option<&[u8]>,
) -> Result<Digests, RecordError> {
    let mut digests = Digests::new();
    let mut add = |path: PathBuf, digest| digests.insert(listed_name(paths, &path), digest);
    add(paths.steps(), write_steps(&paths.steps(), rows.steps)?);
    add(paths.evals(), write_evals(&paths.evals(), rows.evals)?);
    add(
        paths.samples_values(),
        write_samples(&paths.samples_values(), rows.samples, rows.row)?,
    );
    if let Some(best) = best {
        whole::write(&paths.best(), best)?;
        add(paths.best(), sha256(best));
    }
    Ok(digests)
}

/// The tables of a run, each by itself: a damaged one does not hide the others.
#[derive(Debug)]
pub struct Tables {
    pub steps: Result<Vec<StepRow>, RecordError>,
    pub evals: Result<Vec<EvalRow>, RecordError>,
    pub samples: Result<Vec<KeptSamples>, RecordError>,
}

impl Tables {
    /// What is wrong with them.
    pub fn into_damages(self) -> impl Iterator<Item = RecordError> {
        [self.steps.err(), self.evals.err(), self.samples.err()]
            .into_iter()
            .flatten()
    }
}

/// Reads each table that these digests vouch for, whole or in parts; one of which there is nothing
/// is empty.
pub fn read_tables(paths: &RunPaths, digests: &Digests) -> Tables {
    let steps = read_all(paths, digests, STEPS, read_steps);
    Tables {
        steps: steps.and_then(|rows| one_after_the_other(paths, rows)),
        evals: read_all(paths, digests, EVALS, read_evals),
        samples: read_all(paths, digests, SAMPLES, read_samples),
    }
}

/// Reads all that these digests vouch for.
///
/// # Errors
/// If a file is missing, holds other bytes, or the steps are not one after the other.
pub fn read_recorded(paths: &RunPaths, digests: &Digests) -> Result<Recorded, RecordError> {
    let Tables {
        steps,
        evals,
        samples,
    } = read_tables(paths, digests);
    let best = read_all(paths, digests, BEST, |_, bytes| Ok(vec![bytes.to_vec()]))?.pop();
    Ok(Recorded {
        history: History {
            steps: steps?,
            evals: evals?,
        },
        samples: samples?,
        best,
    })
}

/// The rows of every listed file whose name ends so, in the order of names.
fn read_all<T>(
    paths: &RunPaths,
    digests: &Digests,
    ending: &str,
    read: fn(&Path, &[u8]) -> Result<Vec<T>, RecordError>,
) -> Result<Vec<T>, RecordError> {
    let mut rows = Vec::new();
    for name in digests.keys().filter(|name| name.ends_with(ending)) {
        let path = paths.root().join(name);
        rows.extend(read(&path, &read_listed(paths, digests, &path)?)?);
    }
    Ok(rows)
}

fn one_after_the_other(paths: &RunPaths, rows: Vec<StepRow>) -> Result<Vec<StepRow>, RecordError> {
    let wrong = rows
        .iter()
        .zip(1..)
        .find(|(row, expected)| row.step != *expected);
    let Some((row, expected)) = wrong else {
        return Ok(rows);
    };
    let reason = format!(
        "its steps are not one after the other: {} stands for {expected}",
        row.step
    );
    Err(RecordError::damaged(paths.root(), reason))
}

/// Reads the tables and samples of a complete run.
///
/// # Errors
/// If the run is not complete, or a file is missing or damaged.
pub fn read_complete(paths: &RunPaths) -> Result<Recorded, RecordError> {
    let file = RunFile::read(paths)?
        .ok_or_else(|| RecordError::damaged(&paths.run_json(), "it is missing"))?;
    if file.digest.is_empty() {
        return Err(RecordError::damaged(
            &paths.run_json(),
            "the run is not complete",
        ));
    }
    read_recorded(paths, &file.digest)
}

/// Reads the evaluations of a complete run.
///
/// # Errors
/// If the table is missing or damaged.
pub fn read_complete_evals(paths: &RunPaths, file: &RunFile) -> Result<Vec<EvalRow>, RecordError> {
    let path = paths.evals();
    read_evals(&path, &read_listed(paths, &file.digest, &path)?)
}

/// Reads the tables of a complete run, without its samples and states.
///
/// # Errors
/// If a table is missing or damaged.
pub fn read_complete_tables(paths: &RunPaths, file: &RunFile) -> Result<History, RecordError> {
    let path = paths.steps();
    let steps = read_steps(&path, &read_listed(paths, &file.digest, &path)?)?;
    Ok(History {
        steps,
        evals: read_complete_evals(paths, file)?,
    })
}

/// Removes what no process will ever finish or read: files left aside by a process that died, parts
/// that nothing vouches for, and, where no parts are kept, the last sign of life. Whoever calls
/// holds the run's lock.
///
/// # Errors
/// If a file cannot be removed.
pub fn clear_leftovers(paths: &RunPaths, keep: &Digests) -> Result<(), RecordError> {
    for folder in [
        paths.root().to_path_buf(),
        paths.parts(),
        paths.plot(""),
        paths.samples(0).with_file_name(""),
    ] {
        clear_asides(&folder)?;
    }
    for path in
        files_in(&paths.parts()).filter(|path| !keep.contains_key(&listed_name(paths, path)))
    {
        std::fs::remove_file(&path).map_err(RecordError::io("remove", &path))?;
    }
    if keep.is_empty() {
        Live::clear(paths);
        // It may never have been there; nothing depends on it.
        drop(std::fs::remove_dir(paths.parts()));
    }
    Ok(())
}

/// Removes the files that a process which died has left aside in a folder. Whoever calls holds its
/// lock.
///
/// # Errors
/// If a file cannot be removed.
pub fn clear_asides(folder: &Path) -> Result<(), RecordError> {
    let is_aside = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(whole::ASIDE))
    };
    let mut asides = files_in(folder).filter(is_aside);
    asides
        .try_for_each(|path| std::fs::remove_file(&path).map_err(RecordError::io("remove", &path)))
}

fn files_in(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
}
