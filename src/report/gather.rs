//! What is on disk of a study's runs.

use crate::config::{PlannedRun, Study};
use crate::diagnose::Diagnosis;
use crate::metrics::MetricValues;
use crate::record::{
    self, Heartbeat, RecordError, RunFile, RunLock, RunPaths, RunRow, StoredStatus, StudyPaths,
};
use crate::statistics::{JudgedRun, last_and_best};
use crate::train::EvalRow;

/// The status of a run whose process has died; no file says so, for nobody was left to write it.
const INTERRUPTED: &str = "interrupted";

/// A planned run with what is on disk of it.
#[derive(Debug)]
pub struct RunOnDisk<'a> {
    pub planned: &'a PlannedRun,
    pub paths: RunPaths,
    /// `complete`, `running`, `stopped`, `interrupted`, `failed`, `missing`, `damaged`, or
    /// `foreign`: of another spec or format.
    pub status: &'static str,
    /// Why a run is damaged or foreign, or has failed.
    pub problem: Option<String>,
    pub file: Option<RunFile>,
    /// Of a complete run.
    pub diagnosis: Option<Diagnosis>,
    pub last: MetricValues,
    pub best: MetricValues,
    /// Of a complete run.
    pub evals: Vec<EvalRow>,
    /// The last sign of a running one, where it can be read.
    pub live: Option<Heartbeat>,
}

/// Reads the verdicts and evaluations of all finished runs of a study, on all cores: most of the
/// time goes into digests. A damaged run does not hide the others.
pub fn read_runs<'a>(study: &'a Study, paths: &StudyPaths) -> Vec<RunOnDisk<'a>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = study.runs.len().div_ceil(cores).max(1);
    let gather_all = |runs: &'a [PlannedRun]| -> Vec<RunOnDisk<'a>> {
        runs.iter()
            .map(|planned| gather_one(planned, paths.run(&planned.id)))
            .collect()
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = study
            .runs
            .chunks(share)
            .map(|runs| scope.spawn(move || gather_all(runs)))
            .collect();
        let joined = shares.into_iter().map(|share| share.join());
        joined
            .flat_map(|runs| runs.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn gather_one(planned: &PlannedRun, paths: RunPaths) -> RunOnDisk<'_> {
    let mut run = RunOnDisk {
        planned,
        paths,
        status: "missing",
        problem: None,
        file: None,
        diagnosis: None,
        last: MetricValues::default(),
        best: MetricValues::default(),
        evals: Vec::new(),
        live: None,
    };
    if let Err(error) = run.read() {
        let foreign = matches!(
            error,
            RecordError::Format { .. } | RecordError::Incompatible { .. }
        );
        run.status = if foreign { "foreign" } else { "damaged" };
        run.problem = Some(error.to_string());
        run.diagnosis = None;
    }
    run
}

impl RunOnDisk<'_> {
    fn read(&mut self) -> Result<(), RecordError> {
        let Some(mut file) = RunFile::read(&self.paths)? else {
            return Ok(());
        };
        file.check_spec(&self.paths, &self.planned.hash)?;
        // A run that says it is running but whose lock is free has died, or has come to its end
        // since we read.
        let mut died = file.status == StoredStatus::Running && !RunLock::is_held(&self.paths);
        if died && let Some(later) = RunFile::read(&self.paths)? {
            died = later.status == StoredStatus::Running;
            file = later;
        }
        self.status = if died {
            INTERRUPTED
        } else {
            file.status.name()
        };
        if self.status == StoredStatus::Running.name() {
            self.live = Heartbeat::read(&self.paths);
        }
        if file.status == StoredStatus::Failed {
            self.problem.clone_from(&file.exit_reason);
        }
        if file.status == StoredStatus::Complete {
            file.check_tables(&self.paths)?;
            self.diagnosis = Some(parse_diagnosis(&self.paths, &file)?);
            self.evals = record::read_evals_of(&self.paths, &file)?;
            (self.last, self.best) = last_and_best(&self.evals);
        }
        self.file = Some(file);
        Ok(())
    }
}

/// Reads a run's `verdict.json`.
///
/// # Errors
/// If it is missing or damaged.
pub fn read_diagnosis(paths: &RunPaths) -> Result<Diagnosis, RecordError> {
    let file = RunFile::read(paths)?;
    let missing = || RecordError::Damaged {
        path: paths.run_json(),
        reason: "it is missing".to_string(),
    };
    parse_diagnosis(paths, &file.ok_or_else(missing)?)
}

fn parse_diagnosis(paths: &RunPaths, file: &RunFile) -> Result<Diagnosis, RecordError> {
    let path = paths.verdict();
    let bytes = file.read_verified(paths, &path)?;
    serde_json::from_slice(&bytes).map_err(|error| RecordError::Damaged {
        path,
        reason: error.to_string(),
    })
}

impl RunOnDisk<'_> {
    /// The run's row of `runs.parquet`.
    pub fn row(&self) -> RunRow {
        RunRow {
            run: self.planned.id.clone(),
            cell: self.planned.cell.clone(),
            seed: self.planned.seed,
            status: self.status,
            verdict: self
                .diagnosis
                .as_ref()
                .map(|diagnosis| diagnosis.verdict.name()),
            onset: self
                .diagnosis
                .as_ref()
                .and_then(|diagnosis| diagnosis.onset),
            last: self.last,
            best: self.best,
        }
    }

    /// The run as statistics see it, once it is complete.
    pub fn judged(&self) -> Option<JudgedRun> {
        let Diagnosis {
            verdict,
            onset,
            ref findings,
            ..
        } = *self.diagnosis.as_ref()?;
        let run = JudgedRun::new(self.planned.cell.clone(), self.planned.seed, verdict);
        let failures = findings.iter().filter(|finding| finding.is_failure());
        let first_failure = failures.filter_map(|finding| finding.onset).min();
        Some(JudgedRun {
            onset,
            first_failure,
            last: self.last,
            evals: self.evals.clone(),
            ..run
        })
    }
}
