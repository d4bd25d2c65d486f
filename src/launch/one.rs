//! One run, from spec to a finished directory.

use std::time::Instant;

use super::pool::Job;
use super::state::{State, state_of};
use crate::data::{Kind, known_modes};
use crate::diagnose::{Case, Diagnosis, diagnose};
use crate::plot::{IMAGES, RunTables};
use crate::record::{
    self, FORMAT_VERSION, History, KeptSamples, Provenance, RecordError, RunFile, RunLock, RunPaths, Status,
};
use crate::report::{not_drawn, write_drawing};
use crate::spec::Run;
use crate::train::{Control, Event, Outcome, train};

/// Points kept of each snapshot of 2-D samples.
const POINTS: usize = 1000;

/// How a run ended here.
#[derive(Debug)]
pub enum RunEnd {
    Complete {
        file: Box<RunFile>,
        diagnosis: Box<Diagnosis>,
    },
    /// The caller asked it to stop.
    Interrupted,
    /// Another process is at this run, or has just finished it.
    Elsewhere,
}

/// Trains a planned run and leaves its complete directory behind.
///
/// `listen` is told of every step and may stop the run, which then counts as interrupted.
///
/// # Errors
/// If the directory cannot be written.
pub fn run_one(job: &Job, listen: &mut dyn FnMut(u64) -> Control) -> Result<RunEnd, RecordError> {
    let Job { planned, data, paths, .. } = job;
    let Some(_lock) = RunLock::take(paths)? else { return Ok(RunEnd::Elsewhere) };
    // Between the caller's look and the lock another process may have finished this run.
    if matches!(state_of(paths, planned), State::Complete) {
        return Ok(RunEnd::Elsewhere);
    }
    let started = Instant::now();
    let mut file = begun(job);
    record::write(&paths.run_yaml(), planned.run.to_yaml().as_bytes())?;
    record::write_json(&paths.run_json(), &file)?;

    let mut recorder = Recorder::new(data.kind());
    let (outcome, mut game) = train(&planned.run, &**data, &mut |event| recorder.hear(event, listen));
    file.steps = recorder.history.steps.len() as u64;
    if let Outcome::Stopped { step } = outcome {
        end(&mut file, Status::Interrupted, format!("interrupted after step {step}"), started);
        record::write_json(&paths.run_json(), &file)?;
        return Ok(RunEnd::Interrupted);
    }

    let case = Case { run: &planned.run, steps: &recorder.history.steps, evals: &recorder.history.evals };
    let diagnosis = diagnose(&case);
    record::write_checkpoint(paths, &mut *game, file.steps, &planned.hash)?;
    recorder.write(paths)?;
    record::write_json(&paths.verdict(), &diagnosis)?;
    draw(paths, &recorder.tables(&planned.id, &planned.run, &diagnosis))?;
    end(&mut file, Status::Complete, reason(&outcome), started);
    file.digest = record::digest(paths)?;
    record::write_json(&paths.run_json(), &file)?;
    Ok(RunEnd::Complete { file: Box::new(file), diagnosis: Box::new(diagnosis) })
}

/// Draws a finished run again from its files.
///
/// # Errors
/// If a file is missing or damaged, or the pictures cannot be written.
pub fn draw_run(id: &str, run: &Run, paths: &RunPaths, diagnosis: &Diagnosis) -> Result<(), RecordError> {
    let kind = run.data.kind();
    let recorder = Recorder { kind, history: record::read_history(paths)?, samples: record::read_samples(paths)? };
    draw(paths, &recorder.tables(id, run, diagnosis))
}

fn begun(job: &Job) -> RunFile {
    let planned = job.planned;
    RunFile {
        format_version: FORMAT_VERSION,
        study: job.study.to_string(),
        run: planned.id.clone(),
        seed: planned.seed,
        spec_hash: planned.hash.clone(),
        status: Status::Running,
        exit_reason: None,
        steps: 0,
        started: jiff::Timestamp::now().to_string(),
        ended: None,
        seconds: None,
        steps_per_second: None,
        digest: Default::default(),
        provenance: Provenance::here(planned.run.threads, job.data.digest()),
    }
}

fn end(file: &mut RunFile, status: Status, reason: String, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    file.status = status;
    file.exit_reason = Some(reason);
    file.ended = Some(jiff::Timestamp::now().to_string());
    file.seconds = Some(seconds);
    file.steps_per_second = Some(file.steps as f64 / seconds);
}

fn reason(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Finished => "all steps done".to_string(),
        Outcome::Diverged { step, value } => format!("diverged at step {step}: {value} is not finite"),
        Outcome::Stopped { step } => format!("interrupted after step {step}"),
    }
}

/// Marks a run that could not be finished, if the disk lets us; the caller has told the user why already.
pub(super) fn mark_failed(job: &Job, reason: &str) {
    let mut file = begun(job);
    end(&mut file, Status::Failed, reason.to_string(), Instant::now());
    drop(record::write_json(&job.paths.run_json(), &file));
}

fn draw(paths: &RunPaths, tables: &RunTables) -> Result<(), RecordError> {
    for drawing in tables.draw().map_err(|error| not_drawn(&paths.plot("losses"), error))? {
        write_drawing(&paths.plot(&drawing.name), &drawing)?;
    }
    for kept in tables.samples {
        let path = paths.samples(kept.step);
        record::write_derived(&path, &tables.snapshot(kept).map_err(|error| not_drawn(&path, error))?)?;
    }
    Ok(())
}

/// A run's id without the hash at its end, which tells a reader nothing.
fn without_hash(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(readable, _)| readable)
}

/// Keeps what a run's events say until the run is over.
struct Recorder {
    kind: Kind,
    history: History,
    samples: Vec<KeptSamples>,
}

impl Recorder {
    fn new(kind: Kind) -> Self {
        Self { kind, history: History::default(), samples: Vec::new() }
    }

    fn kept_rows(&self) -> usize {
        match self.kind {
            Kind::Points => POINTS,
            Kind::Images { .. } => IMAGES,
        }
    }

    fn hear(&mut self, event: Event, listen: &mut dyn FnMut(u64) -> Control) -> Control {
        match event {
            Event::Step(row) => {
                self.history.steps.push(*row);
                listen(row.step)
            }
            Event::Evaluated { row, samples, keep } => {
                self.history.evals.push(*row);
                if keep {
                    let length = samples.len().min(self.kept_rows() * self.kind.row());
                    self.samples.push(KeptSamples { step: row.step, rows: samples[..length].to_vec() });
                }
                Control::Continue
            }
        }
    }

    fn write(&self, paths: &RunPaths) -> Result<(), RecordError> {
        record::write_steps(paths, &self.history.steps)?;
        record::write_evals(paths, &self.history.evals)?;
        record::write_samples(paths, &self.samples, self.kind.row())
    }

    fn tables<'a>(&'a self, title: &'a str, run: &Run, diagnosis: &'a Diagnosis) -> RunTables<'a> {
        RunTables {
            title: without_hash(title),
            history: &self.history,
            samples: &self.samples,
            kind: self.kind,
            modes: known_modes(&run.data),
            loss: run.loss,
            diagnosis,
        }
    }
}
