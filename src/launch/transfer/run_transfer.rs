//! One style transfer, from spec to a finished directory.

use std::time::Instant;

use super::draw::draw_transfer_run;
use super::history::TransferHistory;
use super::inputs::{OpenTransfer, open_transfer};
use super::job::{TransferEnd, TransferJob};
use crate::config::Keep;
use crate::diagnose::diagnose_transfer;
use crate::guard::guarded;
use crate::launch::attempt::{Beginning, end_attempt, mark_failed, new_run_file};
use crate::launch::checkpoint_schedule::CheckpointSchedule;
use crate::launch::identity::RunIdentity;
use crate::launch::job::RunUpdate;
use crate::launch::resume::{RunStart, usable_checkpoint};
use crate::launch::run_one::set_aside;
use crate::record::{
    self, DEFECT, Digests, RecordError, RunFile, RunLock, StoredStatus, relative_name, sha256,
    write_atomic, write_checkpoint, write_transfer_rows,
};
use crate::state_dict::{StateDict, StateTensor};
use crate::train::TrainingControl;
use crate::train::transfer::{StyleTransfer, TransferInputs};

/// What is told while a transfer runs; the answer may stop it.
type OnUpdate<'a> = &'a mut dyn FnMut(RunUpdate) -> TrainingControl;

/// Runs a planned style transfer and leaves its complete directory behind, resuming from what is
/// there. A run that fails is marked so, as far as the disk allows.
pub fn run_transfer(job: &TransferJob, on_update: OnUpdate) -> TransferEnd {
    let (started, mut lock) = (Instant::now(), None);
    let classifiers = job.classifiers();
    let opened = open_transfer(&job.planned.run, classifiers.as_deref(), &mut |_| ());
    let OpenTransfer { inputs, sha256 } = match opened {
        Ok(opened) => opened,
        Err(error) => return TransferEnd::Failed(error.to_string()),
    };
    let identity = job.identity(&sha256);
    let ended = guarded(|| lock_and_run(job, &identity, inputs, &mut lock, on_update));
    let reason = match ended {
        Ok(Ok(end)) => return end,
        Ok(Err(error)) => error.to_string(),
        Err(panic) => format!("{DEFECT}: {}", panic.with_location()),
    };
    if lock.is_some() {
        mark_failed(&identity, &reason, started);
    }
    TransferEnd::Failed(reason)
}

/// Takes the lock, decides how to start, and runs.
fn lock_and_run(
    job: &TransferJob,
    identity: &RunIdentity,
    inputs: TransferInputs,
    lock: &mut Option<RunLock>,
    on_update: OnUpdate,
) -> Result<TransferEnd, RecordError> {
    loop {
        *lock = RunLock::try_acquire(&job.paths)?;
        if lock.is_none() {
            return Ok(TransferEnd::Elsewhere);
        }
        let data = identity.provenance.data_sha256.as_deref();
        let start: RunStart<Vec<StateTensor>> =
            match usable_checkpoint(&job.paths, identity.hash, data) {
                Ok((checkpoint, damage)) => {
                    if let Some(damage) = damage {
                        let kept = record::keep_damaged(&job.paths.run_json())?;
                        on_update(RunUpdate::Note(format!(
                            "{damage}; kept as {}, and rewritten from the checkpoint",
                            kept.display()
                        )));
                    }
                    RunStart::FromCheckpoint(checkpoint.state.tensors)
                }
                Err(start) => start,
            };
        let reason = match start {
            RunStart::AlreadyComplete => return Ok(TransferEnd::Elsewhere),
            RunStart::FromScratch => {
                return Running::new(job, identity, inputs, None)?.run(on_update);
            }
            RunStart::FromCheckpoint(tensors) => {
                return Running::new(job, identity, inputs, Some(tensors))?.run(on_update);
            }
            RunStart::Refused(reason) if !job.restart => return Ok(TransferEnd::Refused(reason)),
            RunStart::Refused(reason) => reason,
            RunStart::Damaged(error) => error.to_string(),
            RunStart::Unreadable(error) => {
                return Ok(TransferEnd::Failed(format!("{error}; nothing was changed")));
            }
        };
        let aside = set_aside(&job.paths)?;
        let kept = aside.display();
        on_update(RunUpdate::Note(format!(
            "{reason}; kept as {kept}, and the run begins again"
        )));
    }
}

/// A transfer under way, with its directory.
struct Running<'a> {
    job: &'a TransferJob<'a>,
    identity: &'a RunIdentity<'a>,
    file: RunFile,
    transfer: StyleTransfer<'a>,
    history: TransferHistory,
    beginning: Beginning,
}

impl<'a> Running<'a> {
    /// From its start, or from the state of a checkpoint.
    fn new(
        job: &'a TransferJob<'a>,
        identity: &'a RunIdentity<'a>,
        inputs: TransferInputs,
        tensors: Option<Vec<StateTensor>>,
    ) -> Result<Self, RecordError> {
        let run = &job.planned.run;
        let mut transfer = StyleTransfer::new(run, inputs);
        let mut history = TransferHistory::default();
        if let Some(tensors) = tensors {
            let loaded = StateDict::load(tensors, |state| {
                visit_state(run, &mut transfer, &mut history, state);
            });
            let damaged = |reason| RecordError::damaged(&job.paths.checkpoint(), reason);
            loaded.map_err(damaged)?;
        }
        let mut file = new_run_file(identity, transfer.steps())?;
        record::remove_leftovers(&job.paths, &Digests::new())?;
        write_atomic(&job.paths.run_yaml(), run.to_yaml().as_bytes())?;
        file.write(&job.paths)?;
        Ok(Self {
            job,
            identity,
            beginning: Beginning::new(Instant::now(), &file),
            file,
            transfer,
            history,
        })
    }

    /// Takes the steps that are left.
    fn run(mut self, on_update: OnUpdate) -> Result<TransferEnd, RecordError> {
        let run = &self.job.planned.run;
        let (step, now) = (self.transfer.steps(), Instant::now());
        let mut schedule = CheckpointSchedule::new(run.checkpoint, step, now);
        while !self.history.is_over(run) {
            let row = self.transfer.step();
            self.history.rows.push(row);
            let is_over = self.history.is_over(run);
            if is_over || TransferHistory::keeps(run, row.step) {
                let picture = self.transfer.picture();
                self.history.pictures.push((row.step, picture));
            }
            let control = on_update(RunUpdate::Step(row.step));
            let is_stopped = control == TrainingControl::Interrupt && !is_over;
            if is_stopped || schedule.due(row.step, Instant::now()) {
                self.save()?;
            }
            if is_stopped {
                let reason = format!("stopped after step {}", row.step);
                let status = StoredStatus::Stopped;
                end_attempt(&mut self.file, status, &reason, row.step, self.beginning);
                self.file.write(&self.job.paths)?;
                return Ok(TransferEnd::Stopped(row.step));
            }
        }
        self.conclude()
    }

    /// Writes a checkpoint and returns its digest.
    fn save(&mut self) -> Result<String, RecordError> {
        let step = self.transfer.steps();
        let (transfer, history) = (&mut self.transfer, &mut self.history);
        let run = &self.job.planned.run;
        let tensors = StateDict::save(|state| visit_state(run, transfer, history, state));
        let header = self.identity.checkpoint_header(step, Digests::new());
        let digest = write_checkpoint(&self.job.paths.checkpoint(), &header, &tensors)?;
        self.file.steps = step;
        self.file.write(&self.job.paths)?;
        Ok(digest)
    }

    /// Writes what the run has come to: steps, pictures, verdict, figure, and `run.json` last.
    fn conclude(mut self) -> Result<TransferEnd, RecordError> {
        let (paths, run) = (&self.job.paths, &self.job.planned.run);
        let checkpoint = self.save()?;
        let rows = &self.history.rows;
        let diagnosis = diagnose_transfer(rows);
        let mut digest = Digests::new();
        let mut add = |path: &std::path::Path, sha256| {
            digest.insert(relative_name(paths, path), sha256);
        };
        if run.checkpoint.keep != Keep::Nothing {
            add(&paths.checkpoint(), checkpoint);
        }
        add(&paths.steps(), write_transfer_rows(&paths.steps(), rows)?);
        for (step, picture) in &self.history.pictures {
            let (path, bytes) = (paths.samples(*step), picture.to_png());
            write_atomic(&path, &bytes)?;
            add(&path, sha256(&bytes));
        }
        record::write_json(&paths.verdict(), &diagnosis)?;
        if self.job.plots {
            draw_transfer_run(self.identity.id, paths, rows)?;
        }
        self.file.digest = digest;
        self.file.add_digest(paths, &paths.verdict())?;
        let reason = match rows.last().filter(|row| !row.is_finite()) {
            Some(row) => format!("diverged at step {}", row.step),
            None => "all steps done".to_string(),
        };
        let steps = self.transfer.steps();
        let status = StoredStatus::Complete;
        end_attempt(&mut self.file, status, &reason, steps, self.beginning);
        self.file.write(paths)?;
        record::remove_unlisted_states(paths, &self.file.digest)?;
        Ok(TransferEnd::Complete(Box::new(diagnosis)))
    }
}

fn visit_state(
    run: &crate::config::Transfer,
    transfer: &mut StyleTransfer,
    history: &mut TransferHistory,
    state: &mut StateDict,
) {
    state.scope("transfer", |state| transfer.visit_state(state));
    state.scope("history", |state| history.visit_state(run, state));
}
