//! What is on disk of a study's runs.

use crate::diagnose::{Diagnosis, JudgedRun, last_and_best};
use crate::metrics::Measured;
use crate::record::{self, RecordError, RunFile, RunLock, RunPaths, RunRow, Status, StudyPaths};
use crate::spec::{PlannedRun, Study};

/// A planned run with what is on disk of it.
#[derive(Debug)]
pub struct GatheredRun<'a> {
    pub planned: &'a PlannedRun,
    pub paths: RunPaths,
    /// `complete`, `running`, `interrupted`, `failed` or `missing`.
    pub status: &'static str,
    pub file: Option<RunFile>,
    /// Of a complete run.
    pub diagnosis: Option<Diagnosis>,
    pub last: Measured,
    pub best: Measured,
}

/// Reads the verdicts and evaluations of all finished runs of a study.
///
/// # Errors
/// If a file of a finished run is missing or damaged.
pub fn gather<'a>(study: &'a Study, paths: &StudyPaths) -> Result<Vec<GatheredRun<'a>>, RecordError> {
    study.runs.iter().map(|planned| gather_one(planned, paths.run(&planned.id))).collect()
}

fn gather_one(planned: &PlannedRun, paths: RunPaths) -> Result<GatheredRun<'_>, RecordError> {
    let file = RunFile::read(&paths)?;
    let status = match &file {
        None => "missing",
        Some(file) if file.status == Status::Running => running(&paths)?,
        Some(file) => file.status.name(),
    };
    let mut run = GatheredRun {
        planned,
        status,
        file,
        diagnosis: None,
        last: Measured::default(),
        best: Measured::default(),
        paths,
    };
    if run.status == Status::Complete.name() {
        run.diagnosis = Some(read_diagnosis(&run.paths)?);
        (run.last, run.best) = last_and_best(&record::read_evals(&run.paths.evals())?);
    }
    Ok(run)
}

/// A run that says it is running but whose lock is free has died.
fn running(paths: &RunPaths) -> Result<&'static str, RecordError> {
    let dead = RunLock::take(paths)?.is_some();
    Ok(if dead { Status::Interrupted.name() } else { Status::Running.name() })
}

/// Reads a run's `verdict.json`.
///
/// # Errors
/// If it is missing or damaged.
pub fn read_diagnosis(paths: &RunPaths) -> Result<Diagnosis, RecordError> {
    let path = paths.verdict();
    let text = record::read_text(&path)?
        .ok_or_else(|| RecordError::Damaged { path: path.clone(), reason: "it is missing".to_string() })?;
    serde_json::from_str(&text).map_err(|error| RecordError::Damaged { path, reason: error.to_string() })
}

impl GatheredRun<'_> {
    /// The run's row of `runs.parquet`.
    pub fn row(&self) -> RunRow {
        RunRow {
            run: self.planned.id.clone(),
            cell: self.planned.cell.clone(),
            seed: self.planned.seed,
            status: self.status,
            verdict: self.diagnosis.as_ref().map(|diagnosis| diagnosis.verdict.name()),
            onset: self.diagnosis.as_ref().and_then(|diagnosis| diagnosis.onset),
            last: self.last,
            best: self.best,
        }
    }

    /// The run as statistics see it, once it is complete.
    pub fn judged(&self) -> Option<JudgedRun> {
        let verdict = self.diagnosis.as_ref()?.verdict;
        Some(JudgedRun { cell: self.planned.cell.clone(), seed: self.planned.seed, verdict, last: self.last })
    }
}
