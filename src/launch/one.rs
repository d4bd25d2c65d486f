//! One run, from spec to a finished directory.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Instant;

use super::past::{Past, Start, start_of};
use super::pictures::{draw, without_hash};
use super::pool::{Job, Sign};
use super::recorder::Recorder;
use crate::diagnose::{Diagnosis, RunHistory, Verdict, diagnose};
use crate::record::{
    self, Attempt, FORMAT_VERSION, Provenance, RecordError, RunFile, RunLock, RunPaths, Status,
    Tables,
};
use crate::train::{TrainingControl, TrainingEnd, TrainingState, resume, train};

/// How a run ended here.
#[derive(Debug)]
pub enum RunEnd {
    Complete {
        file: Box<RunFile>,
        diagnosis: Box<Diagnosis>,
    },
    /// The caller asked it to stop; it goes on from its checkpoint of this step.
    Stopped { step: u64 },
    /// Another process is at this run, or has just finished it.
    Elsewhere,
    /// What is there is whole and belongs to something else: why, and how to go on.
    Refused(String),
    /// An error of the disk, or a panic, with its message. The last checkpoint stays.
    Failed(String),
}

/// Trains a planned run and leaves its complete directory behind, going on from what is there.
///
/// `listen` is told of every step and may stop the run. A run that fails is marked so as far as the
/// disk lets us.
pub fn run_one(job: &Job, listen: &mut dyn FnMut(Sign) -> TrainingControl) -> RunEnd {
    let (mut lock, started) = (None, Instant::now());
    let ended = catch_unwind(AssertUnwindSafe(|| enter(job, &mut lock, listen)));
    let reason = match ended {
        Ok(Ok(end)) => return end,
        Ok(Err(error)) => error.to_string(),
        Err(panic) => format!("a defect of seesaw: {}", panic_text(&*panic)),
    };
    if lock.is_some() {
        mark_failed(job, &reason, started);
    }
    RunEnd::Failed(reason)
}

/// Takes the lock, looks, and trains.
fn enter(
    job: &Job,
    lock: &mut Option<RunLock>,
    listen: &mut dyn FnMut(Sign) -> TrainingControl,
) -> Result<RunEnd, RecordError> {
    loop {
        *lock = RunLock::take(&job.paths)?;
        if lock.is_none() {
            return Ok(RunEnd::Elsewhere);
        }
        let reason = match start_of(&job.paths, job.planned, &*job.data) {
            Start::Done => return Ok(RunEnd::Elsewhere),
            Start::Fresh => return play(job, None, listen),
            Start::From(past) => return play(job, Some(*past), listen),
            Start::Refused(reason) if !job.restart => return Ok(RunEnd::Refused(reason)),
            Start::Refused(reason) => reason,
            Start::Damaged(error) => error.to_string(),
        };
        let aside = set_aside(&job.paths)?;
        listen(Sign::Note(format!(
            "{reason}; kept as {}, the run is trained again",
            aside.display()
        )));
    }
}

fn play(
    job: &Job,
    past: Option<Past>,
    listen: &mut dyn FnMut(Sign) -> TrainingControl,
) -> Result<RunEnd, RecordError> {
    let started = Instant::now();
    let mut file = begin(job, past.as_ref(), listen)?;
    let (mut recorder, state) = Recorder::new(job, &mut file, past);
    let outcome = train_on(job, &mut recorder, state, listen)?;
    if let Some(error) = recorder.error.take() {
        return Err(error);
    }
    if let TrainingEnd::Interrupted { step } = outcome {
        end(&mut file, Status::Stopped, &reason(&outcome), step, started);
        file.write(&job.paths)?;
        return Ok(RunEnd::Stopped { step });
    }
    let reason = match recorder.ended_on() {
        Some(verdict) => early(&outcome, verdict, job.planned.run.stop.patience),
        None => reason(&outcome),
    };
    let diagnosis = Box::new(conclude(job, recorder)?);
    let steps = file.steps;
    end(&mut file, Status::Complete, &reason, steps, started);
    file.write(&job.paths)?;
    record::clear_leftovers(&job.paths, &Default::default())?;
    Ok(RunEnd::Complete {
        file: Box::new(file),
        diagnosis,
    })
}

/// Says from where the run goes on, and writes down that it does.
fn begin(
    job: &Job,
    past: Option<&Past>,
    listen: &mut dyn FnMut(Sign) -> TrainingControl,
) -> Result<RunFile, RecordError> {
    let paths = &job.paths;
    let from = past.map_or(0, |past| past.state.step);
    if from > 0 {
        listen(Sign::Note(format!("goes on from step {from}")));
    }
    if let Some(damage) = past.and_then(|past| past.damage.as_ref()) {
        let kept = record::keep_damaged(&paths.run_json())?;
        listen(Sign::Note(format!(
            "{damage}; kept as {}, written again from the checkpoint",
            kept.display()
        )));
    }
    let mut file = begun(job, from);
    record::clear_leftovers(
        paths,
        &past.map(|past| past.files.clone()).unwrap_or_default(),
    )?;
    record::write(&paths.run_yaml(), job.planned.run.to_yaml().as_bytes())?;
    file.write(paths)?;
    Ok(file)
}

/// Plays what is left of the run, which may be nothing.
fn train_on(
    job: &Job,
    recorder: &mut Recorder,
    state: Option<TrainingState>,
    listen: &mut dyn FnMut(Sign) -> TrainingControl,
) -> Result<TrainingEnd, RecordError> {
    let run = &job.planned.run;
    let recognizer = job
        .classifier
        .as_ref()
        .map(|classifier| classifier.recognizer(run.threads));
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
            let resumed = resume(run, &*job.data, recognizer, state, &mut |event| {
                recorder.hear(event, listen)
            });
            let damaged = |reason| RecordError::Damaged {
                path: job.paths.checkpoint(),
                reason,
            };
            Ok(resumed.map_err(damaged)?.0)
        }
        (None, _) => Ok(train(run, &*job.data, recognizer, &mut |event| {
            recorder.hear(event, listen)
        })
        .0),
    }
}

/// Writes what a run has come to at its end: tables and the last checkpoint, the verdict, the
/// figures.
fn conclude(job: &Job, mut recorder: Recorder) -> Result<Diagnosis, RecordError> {
    let (planned, paths) = (job.planned, &job.paths);
    let state = recorder.last.take().expect("training gives its last state");
    let digest = recorder.finish(&state.tensors)?;
    let Recorder {
        file,
        history,
        samples,
        ..
    } = recorder;
    let diagnosis = diagnose(&RunHistory::new(
        &planned.run,
        &history.steps,
        &history.evals,
    ));
    record::write_json(&paths.verdict(), &diagnosis)?;
    if job.plots {
        let tables = Tables {
            steps: Ok(history.steps),
            evals: Ok(history.evals),
            samples: Ok(samples),
        };
        draw(
            without_hash(&planned.id),
            &planned.run,
            paths,
            &tables,
            &diagnosis.findings,
        )?;
    }
    (file.digest, file.steps) = (digest, state.step);
    file.vouch_for(paths, &paths.verdict())?;
    Ok(diagnosis)
}

/// `run.json` at the beginning of an attempt, after the attempts that it already holds.
fn begun(job: &Job, from: u64) -> RunFile {
    let planned = job.planned;
    let before = RunFile::read(&job.paths)
        .ok()
        .flatten()
        .filter(|file| file.spec_hash == planned.hash);
    let attempt = Attempt::begin(from);
    let mut file = RunFile {
        format_version: FORMAT_VERSION,
        study: job.study.to_string(),
        run: planned.id.clone(),
        seed: planned.seed,
        spec_hash: planned.hash.clone(),
        status: Status::Running,
        exit_reason: None,
        steps: from,
        started: attempt.started.clone(),
        ended: None,
        seconds: None,
        steps_per_second: None,
        attempts: Vec::new(),
        digest: Default::default(),
        provenance: Provenance {
            classifier: job
                .classifier
                .as_ref()
                .map(|classifier| classifier.provenance()),
            ..Provenance::here(planned.run.threads, job.data.digest())
        },
        checksum: String::new(),
    };
    if let Some(before) = before {
        (file.started, file.attempts, file.seconds) =
            (before.started, before.attempts, before.seconds);
    }
    for earlier in file
        .attempts
        .iter_mut()
        .filter(|attempt| attempt.exit_reason.is_none())
    {
        earlier.exit_reason = Some("its process died".to_string());
    }
    file.attempts.push(attempt);
    file
}

fn end(file: &mut RunFile, status: Status, reason: &str, steps: u64, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    let attempt = file.attempts.last_mut().expect("this attempt");
    attempt.ended = Some(jiff::Timestamp::now().to_string());
    (attempt.seconds, attempt.to_step) = (Some(seconds), Some(steps));
    attempt.exit_reason = Some(reason.to_string());
    file.steps_per_second = Some((steps - attempt.from_step) as f64 / seconds);
    file.seconds = Some(file.seconds.unwrap_or(0.0) + seconds);
    (file.ended, file.exit_reason) = (attempt.ended.clone(), Some(reason.to_string()));
    (file.status, file.steps) = (status, steps);
}

fn reason(outcome: &TrainingEnd) -> String {
    match outcome {
        TrainingEnd::Finished => "all steps done".to_string(),
        TrainingEnd::Diverged { step, value } => {
            format!("diverged at step {step}: {value} is not finite")
        }
        TrainingEnd::Interrupted { step } => format!("stopped after step {step}"),
        TrainingEnd::StoppedEarly { step } => format!("ended early at step {step}"),
    }
}

/// Which failure has ended the run; one that came at its last step anyway has ended nothing.
fn early(outcome: &TrainingEnd, verdict: Verdict, patience: usize) -> String {
    match outcome {
        TrainingEnd::StoppedEarly { .. } => {
            let evaluations = if patience == 1 {
                "evaluation".to_string()
            } else {
                format!("{patience} evaluations")
            };
            format!(
                "{}: {} held for {evaluations}",
                reason(outcome),
                verdict.name()
            )
        }
        _ => reason(outcome),
    }
}

/// Marks a run that could not be finished, if the disk lets us; the caller has the reason already.
/// What is complete, damaged or of something else stays as it is.
fn mark_failed(job: &Job, reason: &str, started: Instant) {
    let mut file = match RunFile::read(&job.paths) {
        Ok(None) => begun(job, 0),
        Ok(Some(file)) if file.spec_hash == job.planned.hash && file.status != Status::Complete => {
            file
        }
        Ok(Some(_)) | Err(_) => return,
    };
    let here = |attempt: &Attempt| attempt.process == std::process::id() && attempt.ended.is_none();
    if !file.attempts.last().is_some_and(here) {
        file.attempts.push(Attempt::begin(file.steps));
    }
    let steps = file.steps;
    end(&mut file, Status::Failed, reason, steps, started);
    drop(file.write(&job.paths));
}

/// Moves a directory that cannot be trusted into the study's `damaged/`, so that nothing is lost.
/// The caller holds its lock.
fn set_aside(paths: &RunPaths) -> Result<PathBuf, RecordError> {
    let aside = (1..)
        .map(|number| paths.aside(number))
        .find(|place| !place.exists())
        .expect("some number is free");
    record::move_aside(paths.root(), &aside)?;
    Ok(aside)
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
}
