//! A run with a failure verdict goes back: to which state, and what is kept of the attempt that is given up. All of it is
//! a function of what is recorded, so a run that is interrupted on the way does the same.

use std::time::Instant;

use super::{CheckpointSchedule, Recorder, SavedRows, StateRequest};
use crate::config::Run;
use crate::diagnose::LastingFailure;
use crate::launch::healed::{Healed, HealingPlan};
use crate::record::{self, Digests, Healing, History, HistorySlice, RecordError};
use crate::train::{TrainingEnd, TrainingState, state_of_patched};

/// A run that has gone back.
pub(in crate::launch) struct WentBack {
    /// The state to go on from; none where that is the start.
    pub state: Option<TrainingState>,
    /// Where to and why, in words.
    pub note: String,
}

impl Recorder<'_> {
    /// Goes back if a failure is to be healed, after training has come to this end.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn go_back_after(&mut self, end: &TrainingEnd) -> Result<Option<WentBack>, RecordError> {
        let is_over = matches!(end, TrainingEnd::Finished | TrainingEnd::Diverged { .. });
        if is_over && !self.run.heal.on.is_empty() {
            let diagnosis = self.diagnose();
            self.healed.observe_end(&self.run, &diagnosis);
        }
        match self.healed.take_plan() {
            Some(plan) if !matches!(end, TrainingEnd::Interrupted { .. }) => {
                self.go_back(plan).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Keeps the rows that are given up aside, and saves the state to go on from as a checkpoint: a process that
    /// dies before that goes on from the checkpoint before, and comes to the same decision.
    fn go_back(&mut self, plan: HealingPlan) -> Result<WentBack, RecordError> {
        let HealingPlan {
            found,
            remedy,
            patched,
        } = plan;
        let (state, afresh, not_kept) = self.state_to_go_on_from(found.onset, &patched)?;
        let healing = Healing {
            failure: found.failure,
            step: self.history.steps.len() as u64,
            back_to: state.as_ref().map_or(0, |state| state.step),
            not_kept,
            afresh,
            patch: remedy.patch,
            reason: remedy.reason,
        };
        let note = healing.words();
        let (files, back_to) = (self.abandon(&healing)?, healing.back_to);
        self.run = patched;
        self.healed.healings.push(healing);
        self.begin_again(files, back_to, state.as_ref())?;
        Ok(WentBack { state, note })
    }

    /// The best healthy state from before the failure, as one of the patched run, with its parts that begin
    /// afresh; or none, and why there is none where a healthy state was kept.
    #[expect(clippy::type_complexity, reason = "one caller, which takes it apart")]
    fn state_to_go_on_from(
        &self,
        onset: Option<u64>,
        patched: &Run,
    ) -> Result<(Option<TrainingState>, Vec<String>, Option<String>), RecordError> {
        let Some(best) = &self.best else {
            return Ok((None, Vec::new(), None));
        };
        if onset.is_none_or(|onset| best.step >= onset) {
            let reason = format!(
                "the best state, of step {}, is not from before the failure",
                best.step
            );
            return Ok((None, Vec::new(), Some(reason)));
        }
        let state = best.state(self.job)?;
        Ok(match state_of_patched(patched, &*self.job.data, state) {
            Ok((state, afresh)) => (Some(state), afresh, None),
            Err(name) => {
                let reason = format!(
                    "the best state, of step {}, has no other `{name}`",
                    best.step
                );
                (None, Vec::new(), Some(reason))
            }
        })
    }

    /// Writes the rows after the step that the run goes back to into a folder of their own, and takes them out of
    /// the history. Where it goes back to its start, the first evaluation is made again as well.
    fn abandon(&mut self, healing: &Healing) -> Result<Digests, RecordError> {
        let back_to = healing.back_to;
        let stays = |step: u64| back_to > 0 && step <= back_to;
        let History { steps, evals } = &mut self.history;
        let from = SavedRows {
            steps: steps.partition_point(|row| stays(row.step)),
            evals: evals.partition_point(|row| stays(row.step)),
            samples: self.samples.partition_point(|kept| stays(kept.step)),
        };
        let rows = HistorySlice {
            steps: &steps[from.steps..],
            evals: &evals[from.evals..],
            samples: &self.samples[from.samples..],
            sample_len: self.job.data.kind().row(),
        };
        let number = self.healed.healings.len() + 1;
        let abandoned = record::write_abandoned(&self.job.paths, number, &rows)?;
        steps.truncate(from.steps);
        evals.truncate(from.evals);
        self.samples.truncate(from.samples);
        let mut files = self.files.clone();
        files.retain(|name, _| record::is_abandoned(name));
        files.extend(abandoned);
        Ok(files)
    }

    /// Saves what is left of the history, all of it under the names of the new attempt, and counts from there.
    fn begin_again(
        &mut self,
        mut files: Digests,
        back_to: u64,
        state: Option<&TrainingState>,
    ) -> Result<(), RecordError> {
        match &mut self.best {
            Some(best) if back_to > 0 => best.is_saved = false,
            best => *best = None,
        }
        let (now, run) = (Instant::now(), &self.run);
        let History { steps, evals } = &self.history;
        self.stopping = LastingFailure::to_stop_on(run).replay(run, steps, evals);
        self.healed = Healed::new(
            run,
            std::mem::take(&mut self.healed.healings),
            &self.history,
        );
        self.schedule = CheckpointSchedule::new(run.checkpoint, back_to, now);
        (self.wanted, self.last) = (StateRequest::default(), None);
        self.heartbeat.go_back(&self.history, now);
        self.file.healings.clone_from(&self.healed.healings);
        let rows = self.rows(&SavedRows::default());
        let name = self.part_name(back_to);
        files.extend(record::write_parts(&self.job.paths, name, &rows)?);
        let start = TrainingState {
            step: 0,
            tensors: Vec::new(),
        };
        self.save_files(files, state.unwrap_or(&start))
    }
}
