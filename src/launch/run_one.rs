//! One run, from spec to a finished directory.

use std::path::PathBuf;
use std::time::Instant;

use super::attempt::{Beginning, end_attempt, mark_failed, new_run_file};
use super::draw_run::{Judged, draw, without_hash};
use super::extension::{Extension, take_over};
use super::job::{Job, RunEnd, RunUpdate};
use super::recorder::Recorder;
use super::resume::{ResumePoint, RunStart, decide_start};
use crate::config::Keep;
use crate::diagnose::{Diagnosis, Verdict};
use crate::guard::guarded;
use crate::record::{
    self, Annotations, DEFECT, LEASE, RecordError, RunFile, RunLock, RunPaths, StoredStatus,
    StoredTables, StudyPaths,
};
use crate::train::{TrainingControl, TrainingEnd, TrainingState, resume, train};

/// Trains a planned run and leaves its complete directory behind, resuming from what is there.
///
/// `on_update` is told of every step and may stop the run. A run that fails is marked so, as far as
/// the disk allows.
pub fn run_one(job: &Job, on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl) -> RunEnd {
    run_one_before(job, u64::MAX, on_update)
}

/// As [`run_one`], except that a run whose checkpoint is at the step `end` or later is left as it is: another process may
/// have brought it there since somebody looked.
pub(super) fn run_one_before(
    job: &Job,
    end: u64,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> RunEnd {
    let (mut lock, started) = (None, Instant::now());
    let ended = guarded(|| lock_and_train(job, end, &mut lock, on_update));
    let reason = match ended {
        Ok(Ok(end)) => return end,
        Ok(Err(error)) => error.to_string(),
        Err(panic) => format!("{DEFECT}: {}", panic.with_location()),
    };
    if lock.is_some() {
        mark_failed(&job.identity(), &reason, started);
    }
    RunEnd::Failed(reason)
}

/// Takes the lock, decides how to start, and trains.
fn lock_and_train(
    job: &Job,
    end: u64,
    lock: &mut Option<RunLock>,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> Result<RunEnd, RecordError> {
    loop {
        *lock = RunLock::try_acquire(&job.paths)?;
        if lock.is_none() {
            return Ok(RunEnd::Elsewhere);
        }
        if record::is_trained_elsewhere(&job.paths, LEASE)? {
            *lock = None;
            return Ok(RunEnd::Elsewhere);
        }
        let reason = match decide_start(&job.paths, job.planned, &*job.data) {
            RunStart::AlreadyComplete => return Ok(RunEnd::Elsewhere),
            RunStart::FromScratch => return begin(job, end, on_update),
            RunStart::FromCheckpoint(point)
                if point.damage.is_none() && point.state.step >= end =>
            {
                let step = point.state.step;
                return Ok(RunEnd::Stopped { step });
            }
            RunStart::FromCheckpoint(point) => return train_run(job, Some(*point), on_update),
            RunStart::Refused(reason) if !job.restart => return Ok(RunEnd::Refused(reason)),
            RunStart::Refused(reason) => reason,
            RunStart::Damaged(error) => error.to_string(),
            RunStart::Unreadable(error) => {
                return Ok(RunEnd::Failed(format!("{error}; nothing was changed")));
            }
        };
        let aside = set_aside(&job.paths)?;
        on_update(RunUpdate::Note(format!(
            "{reason}; kept as {}, and the run is trained again",
            aside.display()
        )));
    }
}

/// Trains a run of which nothing is there: from where a shorter one has come to, or from its start. One that
/// takes over a state of the step `end` or later is not trained.
fn begin(
    job: &Job,
    end: u64,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> Result<RunEnd, RecordError> {
    let note = match take_over(job)? {
        Extension::NoShorterRun => return train_run(job, None, on_update),
        Extension::Refused(reason) => format!("trained from its start: {reason}"),
        Extension::From { run, step, of } => {
            if let Some(study) = StudyPaths::of_run(&job.paths)
                && let Err(error) = Annotations::carry_over(&study, &run, &job.planned.id)
            {
                on_update(RunUpdate::Note(format!(
                    "its tags and note are not carried over: {error}"
                )));
            }
            format!("goes on from {run}, which has done {of} steps, at step {step}")
        }
    };
    on_update(RunUpdate::Note(note));
    match decide_start(&job.paths, job.planned, &*job.data) {
        RunStart::FromCheckpoint(point) if point.state.step >= end => {
            stop_before_training(job, &point, on_update)
        }
        RunStart::FromCheckpoint(point) => train_run(job, Some(*point), on_update),
        _ => train_run(job, None, on_update),
    }
}

/// Leaves a run that has taken over all that it was to do for now as if it had been stopped there.
fn stop_before_training(
    job: &Job,
    point: &ResumePoint,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> Result<RunEnd, RecordError> {
    let (started, step) = (Instant::now(), point.state.step);
    let mut file = begin_attempt(job, Some(point), on_update)?;
    let beginning = Beginning::new(started, &file);
    let reason = exit_reason(&TrainingEnd::Interrupted { step });
    end_attempt(&mut file, StoredStatus::Stopped, &reason, step, beginning);
    file.write(&job.paths)?;
    Ok(RunEnd::Stopped { step })
}

fn train_run(
    job: &Job,
    resume_point: Option<ResumePoint>,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> Result<RunEnd, RecordError> {
    let started = Instant::now();
    let mut file = begin_attempt(job, resume_point.as_ref(), on_update)?;
    let beginning = Beginning::new(started, &file);
    let (mut recorder, mut state) = Recorder::new(job, &mut file, resume_point)?;
    let outcome = loop {
        let outcome = train_remaining(job, &mut recorder, state, on_update)?;
        if let Some(error) = recorder.error.take() {
            return Err(error);
        }
        let Some(back) = recorder.go_back_after(&outcome)? else {
            break outcome;
        };
        on_update(RunUpdate::WentBack(back.note));
        state = back.state;
    };
    if let TrainingEnd::Interrupted { step } = outcome {
        end_attempt(
            &mut file,
            StoredStatus::Stopped,
            &exit_reason(&outcome),
            step,
            beginning,
        );
        file.write(&job.paths)?;
        return Ok(RunEnd::Stopped { step });
    }
    let reason = match recorder.ended_on() {
        Some(verdict) => early_reason(&outcome, verdict, job.planned.run.stop.patience),
        None => exit_reason(&outcome),
    };
    let diagnosis = Box::new(conclude(job, recorder)?);
    let steps = file.steps;
    end_attempt(&mut file, StoredStatus::Complete, &reason, steps, beginning);
    forget_states(&mut file, job);
    file.write(&job.paths)?;
    record::remove_unlisted_states(&job.paths, &file.digest)?;
    record::remove_leftovers(&job.paths, &Default::default())?;
    Ok(RunEnd::Complete {
        file: Box::new(file),
        diagnosis,
    })
}

/// Leaves states of training that are not to be kept out of the list of files. They are removed
/// once `run.json` says that the run is complete: until then it could have to resume from them.
fn forget_states(file: &mut RunFile, job: &Job) {
    let name = |path: PathBuf| record::relative_name(&job.paths, &path);
    let (last, best) = (name(job.paths.checkpoint()), name(job.paths.best()));
    let keep = job.planned.run.checkpoint.keep;
    let has_best = file.digest.contains_key(&best);
    if keep == Keep::Nothing || (keep == Keep::Best && has_best) {
        file.digest.remove(&last);
    }
    if keep == Keep::Nothing {
        file.digest.remove(&best);
    }
}

/// Notes from which step the run resumes, and writes `run.json` and `run.yaml`.
fn begin_attempt(
    job: &Job,
    resume_point: Option<&ResumePoint>,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> Result<RunFile, RecordError> {
    let paths = &job.paths;
    let from = resume_point.map_or(0, |point| point.state.step);
    if from > 0 {
        on_update(RunUpdate::Note(format!("resuming at step {from}")));
    }
    if let Some(damage) = resume_point.and_then(|point| point.damage.as_ref()) {
        let kept = record::keep_damaged(&paths.run_json())?;
        on_update(RunUpdate::Note(format!(
            "{damage}; kept as {}, and rewritten from the checkpoint",
            kept.display()
        )));
    }
    let mut file = new_run_file(&job.identity(), from)?;
    if let Some(point) = resume_point {
        file.healings.clone_from(&point.healings);
    }
    record::remove_leftovers(
        paths,
        &resume_point
            .map(|point| point.files.clone())
            .unwrap_or_default(),
    )?;
    record::write_atomic(&paths.run_yaml(), job.planned.run.to_yaml().as_bytes())?;
    file.write(paths)?;
    Ok(file)
}

/// Trains the steps that are left of the run, which may be none.
fn train_remaining(
    job: &Job,
    recorder: &mut Recorder,
    state: Option<TrainingState>,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> Result<TrainingEnd, RecordError> {
    let run = &recorder.run.clone();
    let classifier = job
        .classifier
        .as_ref()
        .map(|classifier| classifier.for_run(run.threads));
    let ended = |step| {
        recorder
            .ended_on()
            .map(|_| TrainingEnd::StoppedEarly { step })
    };
    let last = recorder.history.steps.last();
    let over =
        last.and_then(|row| TrainingEnd::after(row, run.steps as u64).or_else(|| ended(row.step)));
    match (state, over) {
        (Some(state), Some(over)) => {
            recorder.last = Some(state);
            Ok(over)
        }
        (Some(state), None) => {
            let resumed = resume(run, &*job.data, classifier, state, &mut |event| {
                recorder.on_event(event, on_update)
            });
            let damaged = |reason: String| RecordError::damaged(&job.paths.checkpoint(), reason);
            Ok(resumed.map_err(damaged)?.0)
        }
        (None, _) => Ok(train(run, &*job.data, classifier, &mut |event| {
            recorder.on_event(event, on_update)
        })
        .0),
    }
}

/// Writes what a run has come to at its end: tables and the last checkpoint, the verdict, the
/// figures.
fn conclude(job: &Job, mut recorder: Recorder) -> Result<Diagnosis, RecordError> {
    let (planned, paths) = (job.planned, &job.paths);
    let diagnosis = recorder.diagnose();
    let state = recorder.last.take().expect("training gives its last state");
    let digest = recorder.finish(&state.tensors)?;
    let Recorder {
        run,
        file,
        history,
        samples,
        ..
    } = recorder;
    record::write_json(&paths.verdict(), &diagnosis)?;
    if job.plots {
        let tables = StoredTables {
            steps: Ok(history.steps),
            evals: Ok(history.evals),
            samples: Ok(samples),
        };
        draw(
            without_hash(&planned.id),
            &run,
            paths,
            &tables,
            Judged {
                findings: &diagnosis.findings,
                healings: &diagnosis.healings,
            },
            Some(&*job.data),
        )?;
    }
    (file.digest, file.steps) = (digest, state.step);
    file.add_digest(paths, &paths.verdict())?;
    Ok(diagnosis)
}

/// Why training ended, in words.
fn exit_reason(outcome: &TrainingEnd) -> String {
    match outcome {
        TrainingEnd::Finished => "all steps done".to_string(),
        TrainingEnd::Diverged { step, value } => {
            format!("diverged at step {step}: {value} is not finite")
        }
        TrainingEnd::Interrupted { step } => format!("stopped after step {step}"),
        TrainingEnd::StoppedEarly { step } => format!("ended early at step {step}"),
    }
}

/// Why training ended, and on which failure if that has stopped it early: a failure that is found
/// at the last step has stopped nothing.
fn early_reason(outcome: &TrainingEnd, verdict: Verdict, patience: usize) -> String {
    match outcome {
        TrainingEnd::StoppedEarly { .. } => {
            let evaluations = if patience == 1 {
                "evaluation".to_string()
            } else {
                format!("{patience} evaluations")
            };
            format!(
                "{}: {} held for {evaluations}",
                exit_reason(outcome),
                verdict.name()
            )
        }
        _ => exit_reason(outcome),
    }
}

/// Moves a damaged or refused directory into the study's `damaged/`, so that nothing is lost.
/// The caller holds its lock.
pub(super) fn set_aside(paths: &RunPaths) -> Result<PathBuf, RecordError> {
    let aside = (1..)
        .map(|number| paths.damaged(number))
        .find(|place| !place.exists())
        .expect("some number is free");
    record::move_aside(paths.root(), &aside)?;
    Ok(aside)
}
