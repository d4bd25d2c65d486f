//! The listener of a run's events: keeps them until the run is over, and saves them on the way.

mod going_back;

use std::time::Instant;

use super::best_state::BestState;
use super::checkpoint_schedule::CheckpointSchedule;
use super::healed::Healed;
use super::heartbeat::HeartbeatWriter;
use super::job::{Job, RunUpdate};
use super::resume::ResumePoint;
use crate::config::Run;
use crate::data::Kind;
use crate::diagnose::{Diagnosis, LastingFailure, RunHistory, Verdict, diagnose, healthy_score};
use crate::plot::SNAPSHOT_IMAGES;
use crate::record::{
    self, CheckpointHeader, Digests, History, HistorySlice, PartName, RecordError, RunFile,
    SavedRun, Snapshot, healed_run,
};
use crate::state_dict::StateTensor;
use crate::train::{EvalRow, Event, TrainingControl, TrainingEnd, TrainingState};

/// Points kept of each snapshot of 2-D samples.
const SNAPSHOT_POINTS: usize = 1000;

/// Files that a checkpoint refers to, at most; beyond them all parts are written as one, so that a
/// checkpoint's cost does not grow.
const MAX_PARTS: usize = 200;

/// The name of the best state's file ends so, in `parts/` as well.
const BEST: &str = "best.safetensors";

/// How many rows of each kind the parts on disk hold.
#[derive(Default)]
struct SavedRows {
    steps: usize,
    evals: usize,
    samples: usize,
}

/// What the next state is wanted for.
#[derive(Default)]
struct StateRequest {
    best: bool,
    checkpoint: bool,
    end: bool,
}

/// Listens to one run.
pub(super) struct Recorder<'a> {
    job: &'a Job<'a>,
    /// The run as it is trained now: that of the plan, with the remedies that it was given since.
    pub run: Run,
    /// `run.json`, whose count of steps follows the checkpoints.
    pub file: &'a mut RunFile,
    pub history: History,
    pub samples: Vec<Snapshot>,
    /// The state after the last step.
    pub last: Option<TrainingState>,
    best: Option<BestState>,
    saved: SavedRows,
    files: Digests,
    schedule: CheckpointSchedule,
    heartbeat: HeartbeatWriter,
    wanted: StateRequest,
    stopping: LastingFailure,
    healed: Healed,
    /// Why nothing more can be saved.
    pub error: Option<RecordError>,
}

impl<'a> Recorder<'a> {
    /// A recorder that appends to the history of `resume_point`, and the state to resume from.
    ///
    /// # Errors
    /// If the remedies of the checkpoint are none of this run.
    pub fn new(
        job: &'a Job<'a>,
        file: &'a mut RunFile,
        resume_point: Option<ResumePoint>,
    ) -> Result<(Self, Option<TrainingState>), RecordError> {
        let (state, saved_run, files, healings) = match resume_point {
            Some(ResumePoint {
                state,
                saved: saved_run,
                files,
                healings,
                ..
            }) => (Some(state), saved_run, files, healings),
            None => Default::default(),
        };
        let run = healed_run(&job.planned.run, &healings)
            .map_err(|reason| RecordError::damaged(&job.paths.checkpoint(), reason))?;
        let SavedRun {
            history,
            samples,
            best,
        } = saved_run;
        let saved = SavedRows {
            steps: history.steps.len(),
            evals: history.evals.len(),
            samples: samples.len(),
        };
        let step = state.as_ref().map_or(0, |state| state.step);
        let now = Instant::now();
        let schedule = CheckpointSchedule::new(run.checkpoint, step, now);
        let heartbeat = HeartbeatWriter::begin(job, &history, now);
        let History { steps, evals } = &history;
        let stopping = LastingFailure::to_stop_on(&run).replay(&run, steps, evals);
        let healed = Healed::new(&run, healings, &history);
        let mut recorder = Self {
            job,
            run,
            file,
            history,
            samples,
            last: None,
            best: None,
            saved,
            files,
            schedule,
            heartbeat,
            wanted: StateRequest::default(),
            stopping,
            healed,
            error: None,
        };
        recorder.best = best.and_then(|bytes| {
            let evals = recorder.history.evals.iter();
            let scores = evals.filter_map(|row| Some((row.step, recorder.score(row)?)));
            BestState::from_file(bytes, scores)
        });
        // A run that has gone back to its start has a checkpoint without a state.
        let state = state.filter(|state| !state.tensors.is_empty());
        Ok((recorder, state))
    }

    fn score(&self, row: &EvalRow) -> Option<f64> {
        healthy_score(&self.run, row)
    }

    fn kind(&self) -> Kind {
        self.job.data.kind()
    }

    fn snapshot_len(&self) -> usize {
        match self.kind() {
            Kind::Numbers | Kind::Points => SNAPSHOT_POINTS,
            Kind::Images { .. } => SNAPSHOT_IMAGES,
        }
    }

    /// Keeps one event, and says whether training goes on and whether the state is wanted.
    pub fn on_event(
        &mut self,
        event: Event,
        on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
    ) -> TrainingControl {
        match event {
            Event::Step(row) => {
                self.history.steps.push(*row);
                let now = Instant::now();
                self.heartbeat.write_if_due(&self.history, now);
                let control = on_update(RunUpdate::Step(row.step));
                self.wanted.end = TrainingEnd::after(row, self.run.steps as u64).is_some();
                self.wanted.checkpoint =
                    self.schedule.due(row.step, now) || control == TrainingControl::Interrupt;
                if self.wanted.end || self.wanted.checkpoint {
                    control.max(TrainingControl::SaveState)
                } else {
                    control
                }
            }
            Event::Evaluated {
                row,
                samples,
                is_snapshot,
                latent_space,
            } => {
                if is_snapshot {
                    let length = samples.len().min(self.snapshot_len() * self.kind().row());
                    self.samples.push(Snapshot {
                        step: row.step,
                        rows: samples[..length].to_vec(),
                        latent_space: latent_space.unwrap_or_default(),
                    });
                }
                self.history.evals.push(*row);
                let least = self
                    .best
                    .as_ref()
                    .map_or(f64::NEG_INFINITY, |best| best.score);
                self.wanted.best = self.score(row).is_some_and(|score| score > least);
                let History { steps, evals } = &self.history;
                self.stopping.observe(&self.run, steps, evals);
                self.healed.observe(&self.run, steps, evals);
                if self.healed.has_plan() || self.ended_on().is_some() {
                    self.wanted.end = true;
                    return TrainingControl::StopEarly;
                }
                if self.wanted.best {
                    TrainingControl::SaveState
                } else {
                    TrainingControl::Continue
                }
            }
            Event::State(state) => match self.use_state(state) {
                Ok(()) => TrainingControl::Continue,
                Err(error) => {
                    self.error = Some(error);
                    TrainingControl::Interrupt
                }
            },
        }
    }

    fn use_state(&mut self, state: TrainingState) -> Result<(), RecordError> {
        let wanted = std::mem::take(&mut self.wanted);
        if wanted.best {
            let row = self
                .history
                .evals
                .last()
                .expect("an evaluation has asked for it");
            let score = self.score(row).expect("it was healthy");
            self.best = Some(BestState::new(&state, score, &self.healed.healings));
        }
        if wanted.end {
            self.last = Some(state);
        } else if wanted.checkpoint {
            self.save_checkpoint(&state)?;
        }
        Ok(())
    }

    /// What the rules say of the run as far as it has come.
    pub fn diagnose(&self) -> Diagnosis {
        let History { steps, evals } = &self.history;
        Diagnosis {
            healings: self.healed.healings.clone(),
            ..diagnose(&RunHistory::new(&self.run, steps, evals))
        }
    }

    /// The failure that has ended the run early, if one has. One that is still to be healed has not.
    pub fn ended_on(&self) -> Option<Verdict> {
        let failure = self.stopping.lasting()?.failure;
        (!self.healed.is_awaited(&self.run, failure)).then(|| failure.into())
    }

    /// What the parts of a checkpoint at this step are named after.
    fn part_name(&self, step: u64) -> PartName {
        PartName {
            healings: self.healed.healings.len(),
            step,
        }
    }

    fn rows(&self, from: &SavedRows) -> HistorySlice<'_> {
        HistorySlice {
            steps: &self.history.steps[from.steps..],
            evals: &self.history.evals[from.evals..],
            samples: &self.samples[from.samples..],
            sample_len: self.kind().row(),
        }
    }

    /// Writes first the parts, then the checkpoint that lists their digests: a process that dies in
    /// between leaves the last checkpoint as it was, and parts that no checkpoint lists.
    fn save_checkpoint(&mut self, state: &TrainingState) -> Result<(), RecordError> {
        let paths = &self.job.paths;
        let (mut files, mut from) = (self.files.clone(), &self.saved);
        let nothing = SavedRows::default();
        if files.len() > MAX_PARTS {
            files.retain(|name, _| name.ends_with(BEST) || record::is_abandoned(name));
            from = &nothing;
        }
        let name = self.part_name(state.step);
        files.extend(record::write_parts(paths, name, &self.rows(from))?);
        self.save_files(files, state)
    }

    /// Writes the checkpoint of a state whose history, except the best state, is in `files`.
    fn save_files(&mut self, mut files: Digests, state: &TrainingState) -> Result<(), RecordError> {
        let paths = &self.job.paths;
        let unsaved_best = self.best.as_ref().filter(|best| !best.is_saved);
        if let Some(best) = unsaved_best {
            files.retain(|name, _| !name.ends_with(BEST));
            files.extend(record::write_best_part(
                paths,
                self.part_name(best.step),
                &best.bytes(self.job),
            )?);
        }
        record::write_checkpoint(
            &paths.checkpoint(),
            &self.checkpoint_header(state.step, files.clone()),
            &state.tensors,
        )?;
        self.file.steps = state.step;
        self.file.write(paths)?;
        record::remove_leftovers(paths, &files)?;
        self.files = files;
        self.saved = SavedRows {
            steps: self.history.steps.len(),
            evals: self.history.evals.len(),
            samples: self.samples.len(),
        };
        if let Some(best) = &mut self.best {
            best.is_saved = true;
        }
        Ok(())
    }

    fn checkpoint_header(&self, step: u64, files: Digests) -> CheckpointHeader {
        self.job
            .checkpoint_header(step, files, &self.healed.healings)
    }

    /// Writes the whole tables, then the last checkpoint, which lists their digests, and returns the
    /// digests of all.
    pub fn finish(&self, tensors: &[StateTensor]) -> Result<Digests, RecordError> {
        let paths = &self.job.paths;
        let best = self.best.as_ref().map(|best| best.bytes(self.job));
        let mut files =
            record::write_tables(paths, &self.rows(&SavedRows::default()), best.as_deref())?;
        let abandoned = self
            .files
            .iter()
            .filter(|(name, _)| record::is_abandoned(name));
        files.extend(abandoned.map(|(name, digest)| (name.clone(), digest.clone())));
        let step = self.history.steps.len() as u64;
        let digest = record::write_checkpoint(
            &paths.checkpoint(),
            &self.checkpoint_header(step, files.clone()),
            tensors,
        )?;
        files.insert(record::relative_name(paths, &paths.checkpoint()), digest);
        Ok(files)
    }
}
