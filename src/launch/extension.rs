//! A run goes on from a shorter one: the same spec with fewer steps, whose first steps are the same to
//! the last bit.
//!
//! The shorter run's directory is only read. What it holds becomes the parts and the checkpoint of the
//! longer run, as if that had been interrupted there, and resuming does the rest. The longer run's id ends
//! in a hash of its own, so both are kept.

use std::path::Path;

use super::job::Job;
use super::resume::different_bits;
use crate::config::Run;
use crate::files;
use crate::record::{
    self, Checkpoint, Digests, FORMAT_VERSION, HistorySlice, PartName, RecordError, RunFile,
    RunLock, RunPaths, SavedRun, StoredStatus, checkpoint_bytes, parse_checkpoint, relative_name,
};
use crate::state_dict::StateTensor;
use crate::train::{LatentSpace, TrainingState, is_snapshot};

/// Whether a run that was never begun can go on from a shorter one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extension {
    /// There is no shorter one.
    NoShorterRun,
    /// It can.
    From {
        /// The shorter run.
        run: String,
        /// The step of its state.
        step: u64,
        /// How many steps it has done.
        of: u64,
    },
    /// It cannot, and why.
    Refused(String),
}

/// Looks for a shorter run that a run can go on from. Nothing is written.
///
/// # Errors
/// If the system refuses to read a file.
pub fn extension(job: &Job) -> Result<Extension, RecordError> {
    Ok(match find(job)? {
        Found::Nothing => Extension::NoShorterRun,
        Found::Refused(reason) => Extension::Refused(reason),
        Found::State(state) => state.described(),
    })
}

/// Writes what a shorter run has done as the beginning of this one, whose lock the caller holds and whose
/// directory is empty.
///
/// # Errors
/// If the disk refuses.
pub(super) fn take_over(job: &Job) -> Result<Extension, RecordError> {
    let found = match find(job)? {
        Found::Nothing => return Ok(Extension::NoShorterRun),
        Found::Refused(reason) => return Ok(Extension::Refused(reason)),
        Found::State(found) => found,
    };
    found.write(job)?;
    Ok(found.described())
}

enum Found {
    Nothing,
    Refused(String),
    State(Box<ShorterRun>),
}

/// What a run takes over.
struct ShorterRun {
    id: String,
    file: RunFile,
    state: TrainingState,
    /// The history up to the state, as the longer run has it.
    saved: SavedRun,
    /// The best state up to there.
    best: Option<(u64, Vec<StateTensor>)>,
}

/// The shorter run with the most steps; where none can be gone on from, why.
fn find(job: &Job) -> Result<Found, RecordError> {
    let mut best = Found::Nothing;
    for paths in directories_like(&job.paths)? {
        let Some((run, file)) = shorter(job, &paths) else {
            continue;
        };
        let found = match read(job, &paths, &run, file) {
            Err(error) if error.is_refused_by_system() => return Err(error),
            Err(error) => Found::Refused(error.to_string()),
            Ok(found) => found,
        };
        best = match (best, found) {
            (Found::State(one), Found::State(other)) if other.state.step > one.state.step => {
                Found::State(other)
            }
            (Found::State(one), _) => Found::State(one),
            (_, other) => other,
        };
    }
    Ok(best)
}

/// The directories beside that of a run whose names differ from its name in the hash only.
fn directories_like(paths: &RunPaths) -> Result<Vec<RunPaths>, RecordError> {
    let (Some(folder), Some(name)) = (paths.root().parent(), paths.root().file_name()) else {
        return Ok(Vec::new());
    };
    let name = name.to_string_lossy();
    let Some((setting, _)) = name.rsplit_once('-') else {
        return Ok(Vec::new());
    };
    let entries = files::entries(folder).map_err(|error| RecordError::Io {
        doing: "read",
        path: folder.to_path_buf(),
        error,
    })?;
    let is_like = |path: &Path| {
        let other = path.file_name().unwrap_or_default().to_string_lossy();
        other != name
            && other
                .rsplit_once('-')
                .is_some_and(|(other, _)| other == setting)
    };
    let like = entries.iter().filter(|path| is_like(path));
    Ok(like.map(|path| RunPaths::at(path)).collect())
}

/// The spec and `run.json` of the run there, if it is this one with fewer steps.
fn shorter(job: &Job, paths: &RunPaths) -> Option<(Run, RunFile)> {
    let file = RunFile::read(paths).ok().flatten()?;
    let text = record::read_text(&paths.run_yaml()).ok().flatten()?;
    let run = Run::from_yaml(&text).ok()?;
    let longer = &job.planned.run;
    let is_it = run.sha256_hex() == file.spec_hash
        && run.steps < longer.steps
        && run.with_steps(longer.steps).sha256_hex() == job.planned.hash;
    is_it.then_some((run, file))
}

/// Reads the states that are kept, and takes the latest one that can be gone on from.
fn read(job: &Job, paths: &RunPaths, run: &Run, file: RunFile) -> Result<Found, RecordError> {
    let id = file.run.clone();
    if RunLock::is_held(paths)? {
        return Ok(Found::Refused(format!("{id} is being trained")));
    }
    if let Some(healing) = file.healings.last() {
        return Ok(Found::Refused(format!(
            "{id} was healed (`heal`): {}; a longer run goes back at other steps",
            healing.words()
        )));
    }
    let states = kept_states(paths, &file)?;
    let mut reason = format!("no state of {id} was kept (`checkpoint.keep: nothing`)");
    let mut first = true;
    for (checkpoint, files) in states {
        let step = checkpoint.state.step;
        if let Some(why) = obstacle(job, run, &checkpoint) {
            if std::mem::take(&mut first) {
                reason = why;
            }
            continue;
        }
        let saved = record::read_saved_run(paths, &files)?;
        match as_longer(&job.planned.run, saved, step) {
            Ok(saved) => {
                let best = best_state(paths, &saved)?;
                return Ok(Found::State(Box::new(ShorterRun {
                    id,
                    file,
                    state: checkpoint.state,
                    saved,
                    best: best.filter(|(best, _)| *best <= step),
                })));
            }
            Err(why) if std::mem::take(&mut first) => reason = why,
            Err(_) => {}
        }
    }
    Ok(Found::Refused(reason))
}

/// The states that a run has kept, the latest first, each with the files that hold its history.
fn kept_states(
    paths: &RunPaths,
    file: &RunFile,
) -> Result<Vec<(Checkpoint, Digests)>, RecordError> {
    let mut states = Vec::new();
    let is_kept = |path: &Path| {
        file.status != StoredStatus::Complete
            || file.digest.contains_key(&relative_name(paths, path))
    };
    if is_kept(&paths.checkpoint())
        && let Some(last) = record::read_checkpoint(&paths.checkpoint())?
    {
        let files = last.header.files.clone();
        states.push((last, files));
    }
    if file
        .digest
        .contains_key(&relative_name(paths, &paths.best()))
    {
        let bytes = file.read_verified(paths, &paths.best())?;
        states.push((
            parse_checkpoint(&paths.best(), &bytes)?,
            file.digest.clone(),
        ));
    }
    Ok(states)
}

/// Why a state is none of the longer run.
fn obstacle(job: &Job, run: &Run, checkpoint: &Checkpoint) -> Option<String> {
    let (step, longer) = (checkpoint.state.step, &job.planned.run);
    if let Some(reason) = different_bits(&checkpoint.header, job.data.digest()) {
        return Some(reason);
    }
    if let Some((key, why)) = run.depends_on_length(longer.steps, step) {
        return Some(format!(
            "`{key}` depends on the number of steps: {why}, so the first {step} steps of {} are others than \
             those of {}",
            longer.steps, run.steps
        ));
    }
    let every = run.evaluate.every as u64;
    (step == run.steps as u64 && !step.is_multiple_of(every)).then(|| {
        format!(
            "its last evaluation, at step {step}, is one that the longer run does not have: `evaluate.every` \
             is {every}"
        )
    })
}

/// The history up to a step as the longer run has it: with its snapshots, and without the images of the
/// latent space, which belong to the last step.
fn as_longer(longer: &Run, mut saved: SavedRun, step: u64) -> Result<SavedRun, String> {
    saved.history.steps.retain(|row| row.step <= step);
    saved.history.evals.retain(|row| row.step <= step);
    saved
        .samples
        .retain(|it| it.step <= step && is_snapshot(longer, it.step));
    for snapshot in &mut saved.samples {
        snapshot.latent_space = LatentSpace::default();
    }
    let mut evaluated = saved.history.evals.iter().map(|row| row.step);
    let lacks = |step: &u64| {
        is_snapshot(longer, *step) && saved.samples.iter().all(|snapshot| snapshot.step != *step)
    };
    match evaluated.find(lacks) {
        Some(lacking) => Err(format!(
            "a run of {} steps keeps the samples of step {lacking}, which the shorter one has not kept; twice \
             as many steps, or `evaluate.snapshots: 0`, need no others",
            longer.steps
        )),
        None => Ok(saved),
    }
}

fn best_state(
    paths: &RunPaths,
    saved: &SavedRun,
) -> Result<Option<(u64, Vec<StateTensor>)>, RecordError> {
    let Some(bytes) = &saved.best else {
        return Ok(None);
    };
    let state = parse_checkpoint(&paths.best(), bytes)?.state;
    Ok(Some((state.step, state.tensors)))
}

impl ShorterRun {
    fn described(&self) -> Extension {
        Extension::From {
            run: self.id.clone(),
            step: self.state.step,
            of: self.file.steps,
        }
    }

    /// Writes parts, then the checkpoint that lists them, then `run.json` with the attempts so far: a
    /// process that dies in between leaves nothing that counts.
    fn write(&self, job: &Job) -> Result<(), RecordError> {
        let (paths, step) = (&job.paths, self.state.step);
        let named = |step| PartName { healings: 0, step };
        let rows = HistorySlice {
            steps: &self.saved.history.steps,
            evals: &self.saved.history.evals,
            samples: &self.saved.samples,
            sample_len: job.data.kind().row(),
        };
        let mut files = record::write_parts(paths, named(step), &rows)?;
        if let Some((best, tensors)) = &self.best {
            let header = job.checkpoint_header(*best, Digests::new(), &[]);
            let bytes = checkpoint_bytes(&header, tensors);
            files.extend(record::write_best_part(paths, named(*best), &bytes)?);
        }
        let header = job.checkpoint_header(step, files, &[]);
        record::write_checkpoint(&paths.checkpoint(), &header, &self.state.tensors)?;
        let mut file = self.file.clone();
        let attempts = file.attempts.last_mut();
        if let Some(reason) = attempts.and_then(|attempt| attempt.exit_reason.as_mut()) {
            *reason += &format!("; gone on with from {} at step {step}", self.id);
        }
        (file.format_version, file.run) = (FORMAT_VERSION, job.planned.id.clone());
        (file.spec_hash, file.steps) = (job.planned.hash.clone(), step);
        (file.status, file.exit_reason, file.ended) = (StoredStatus::Stopped, None, None);
        file.digest.clear();
        file.write(paths)
    }
}
