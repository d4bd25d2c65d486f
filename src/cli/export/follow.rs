//! `seesaw export --to tensorboard --follow`: a study in TensorBoard while it is trained.
//!
//! What a checkpoint vouches for is final: a run that is killed and resumed repeats what came after it,
//! and that was never written here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use super::super::exit::{CliError, Exit};
use super::super::lookup::studies::open_study;
use super::super::signals::StopRequest;
use super::super::terminal::output::{print_line, print_message};
use super::verdict_text::verdict_text;
use crate::config::{PlannedRun, Study};
use crate::launch::snapshot_pictures;
use crate::record::tensorboard::{RunExport, RunTimes, append_run, export_study};
use crate::record::{
    Depth, Digests, RecordError, RunFile, RunPaths, RunStatus, StudyPaths, inspect, now,
    read_checkpoint, read_saved_run,
};
use crate::report::{key_metrics, read_diagnosis_of};

/// Time between two looks at the runs.
const INTERVAL: Duration = Duration::from_secs(2);

/// Follows the study of this directory or name until all its runs have ended or a signal comes.
///
/// # Errors
/// If there is no such study, or the files cannot be written.
pub(super) fn run((path, results): (&Path, &Path), out: Option<&Path>) -> Result<Exit, CliError> {
    let (study, paths) = open_study(path, results)?;
    let folder = match out {
        Some(folder) => folder.to_path_buf(),
        None => paths.tensorboard(),
    };
    print_line(folder.display())?;
    print_message(format_args!(
        "following; to view: tensorboard --logdir {}",
        folder.display()
    ));
    let stop = StopRequest::listen()?;
    let mut followed = Followed::default();
    while !followed.look(&study, &paths, &folder)? && !stop.has_come() {
        stop.wait(INTERVAL);
    }
    Ok(stop.exit().unwrap_or(Exit::Ok))
}

/// How far the runs of a study have been followed.
#[derive(Default)]
pub(in crate::cli) struct Followed {
    /// What was written of each run: up to which step, after how many times of going back, and whether with
    /// its verdict.
    written: BTreeMap<String, (u64, usize, bool)>,
    /// Runs that have ended.
    over: BTreeSet<String>,
    /// Whether runs that have failed or were dropped may be trained again.
    may_train_again: bool,
    is_study_written: bool,
}

impl Followed {
    /// Of a sweep that trains the runs meanwhile.
    pub(in crate::cli) fn of_a_sweep() -> Self {
        Self {
            may_train_again: true,
            ..Self::default()
        }
    }

    /// Writes what is new, and says whether all runs have ended.
    ///
    /// # Errors
    /// If files cannot be written.
    pub(in crate::cli) fn look(
        &mut self,
        study: &Study,
        paths: &StudyPaths,
        folder: &Path,
    ) -> Result<bool, CliError> {
        for planned in &study.runs {
            if !self.over.contains(&planned.id) {
                self.look_at(study, planned, paths, folder)?;
            }
        }
        Ok(self.over.len() == study.runs.len())
    }

    fn look_at(
        &mut self,
        study: &Study,
        planned: &PlannedRun,
        paths: &StudyPaths,
        folder: &Path,
    ) -> Result<(), CliError> {
        let run = paths.run(&planned.id);
        let found = inspect(&run, Some(&planned.hash), Depth::RunFile).usable();
        // What is being written, or damaged, may be whole at the next look.
        let Ok((status, Some(file))) = found else {
            return Ok(());
        };
        let has_verdict = status.has_verdict();
        let is_over = has_verdict || status == RunStatus::Failed;
        let there = (file.steps, file.healings.len(), has_verdict);
        if self.written.get(&planned.id) != Some(&there) {
            let written = SavedRows::of(&run, &file, has_verdict)
                .and_then(|saved| saved.append(study, planned, &run, &file, folder));
            match written {
                Err(error) if error.is_refused_by_system() => return Err(error.into()),
                Err(_) if !is_over => return Ok(()),
                Err(error) => print_message(format_args!("warning: {}: {error}", planned.id)),
                Ok(()) => self.write_study(study, &RunTimes::of(&run, &file)?, folder)?,
            }
            self.written.insert(planned.id.clone(), there);
        }
        if is_over && (status == RunStatus::Complete || !self.may_train_again) {
            self.over.insert(planned.id.clone());
        }
        Ok(())
    }

    /// Once there is a run, what the HParams tab wants to know of the study.
    fn write_study(
        &mut self,
        study: &Study,
        times: &RunTimes,
        folder: &Path,
    ) -> Result<(), RecordError> {
        match std::mem::replace(&mut self.is_study_written, true) {
            true => Ok(()),
            false => export_study(folder, study, key_metrics(study), times.started),
        }
    }
}

/// The files of a run up to its last checkpoint or its end.
struct SavedRows {
    digests: Digests,
    verdict: Option<String>,
}

impl SavedRows {
    fn of(run: &RunPaths, file: &RunFile, is_complete: bool) -> Result<Self, RecordError> {
        if is_complete {
            let diagnosis = read_diagnosis_of(run, file)?;
            return Ok(Self {
                digests: file.digest.clone(),
                verdict: Some(verdict_text(&diagnosis)),
            });
        }
        let path = run.checkpoint();
        let checkpoint = read_checkpoint(&path)?.ok_or_else(|| RecordError::missing(&path))?;
        Ok(Self {
            digests: checkpoint.header.files,
            verdict: None,
        })
    }

    fn append(
        &self,
        study: &Study,
        planned: &PlannedRun,
        run: &RunPaths,
        file: &RunFile,
        folder: &Path,
    ) -> Result<(), RecordError> {
        let history = read_saved_run(run, &self.digests)?.history;
        let pictures = snapshot_pictures(&planned.run, run, &self.digests)?;
        let export = RunExport {
            id: &planned.id,
            run: &planned.run,
            cell: &planned.cell,
            times: RunTimes::of(run, file)?,
            history: &history,
            pictures: &pictures,
            verdict: self.verdict.as_deref(),
        };
        let now = now().as_duration().as_secs_f64();
        append_run(folder, &study.axes, &export, now)
    }
}
