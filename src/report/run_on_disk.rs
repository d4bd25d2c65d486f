//! What is on disk of a study's runs.

use crate::config::{PlannedRun, Run, Study};
use crate::diagnose::{Confidence, Diagnosis, Sign, Symptom, VerdictForm};
use crate::guard::guarded;
use crate::metrics::{Metric, MetricValues};
use crate::parallel::{cores, parallel_map};
use crate::record::{
    self, Annotation, Annotations, Depth, Heartbeat, RecordError, RunFile, RunPaths, RunRow,
    RunStatus, StudyPaths, inspect,
};
use crate::statistics::{JudgedRun, last_and_best};
use crate::train::EvalRow;

/// A planned run with what is on disk of it.
#[derive(Debug)]
pub struct RunOnDisk<'a> {
    /// Its place in the study.
    pub planned: &'a PlannedRun,
    /// Where its files are.
    pub paths: RunPaths,
    /// What state it is in.
    pub status: RunStatus,
    /// Why a run is damaged or incompatible, or has failed.
    pub problem: Option<String>,
    /// Its `run.json`, where it can be read.
    pub file: Option<RunFile>,
    /// Its `verdict.json`, once it is complete or pruned.
    pub diagnosis: Option<Diagnosis>,
    /// Metrics of its last evaluation.
    pub last: MetricValues,
    /// The best value of each metric that has a better direction.
    pub best: MetricValues,
    /// The evaluations of a complete run.
    pub evals: Vec<EvalRow>,
    /// The last heartbeat of a running one, where it can be read.
    pub heartbeat: Option<Heartbeat>,
    /// What people have noted of it.
    pub annotation: Annotation,
}

/// Reads the verdicts and evaluations of all finished runs of a study, on all cores: most of the
/// time goes into digests. A damaged run, or one over which this program stumbles, does not hide
/// the others.
pub(crate) fn read_runs<'a>(study: &'a Study, paths: &StudyPaths) -> Vec<RunOnDisk<'a>> {
    read_runs_with(study, paths, &|_| true)
}

/// As [`read_runs`], with some of the metrics; the others are as if they were not measured.
pub(crate) fn read_runs_with<'a>(
    study: &'a Study,
    paths: &StudyPaths,
    is_wanted: &(dyn Fn(Metric) -> bool + Sync),
) -> Vec<RunOnDisk<'a>> {
    let planned: Vec<&'a PlannedRun> = study.runs.iter().collect();
    // What is noted is no part of any result: where it cannot be read, there is none.
    let annotations = Annotations::read(paths).unwrap_or_default();
    let mut runs = parallel_map(&planned, cores(), |planned| {
        let paths = paths.run(&planned.id);
        guarded(|| read_run(planned, paths.clone(), is_wanted)).unwrap_or_else(|panic| {
            let mut run = RunOnDisk::unread(planned, paths);
            run.mark_unusable(&RecordError::defect(run.paths.root(), &panic));
            run
        })
    });
    for run in &mut runs {
        run.annotation = annotations.of(&run.planned.id);
    }
    runs
}

fn read_run<'a>(
    planned: &'a PlannedRun,
    paths: RunPaths,
    is_wanted: &dyn Fn(Metric) -> bool,
) -> RunOnDisk<'a> {
    let inspection = inspect(&paths, Some(&planned.hash), Depth::AllFiles);
    let mut run = RunOnDisk::unread(planned, paths);
    run.status = inspection.status;
    run.problem = inspection.explanation(&run.paths);
    run.file = inspection.file;
    let read = match run.status {
        RunStatus::Running => Heartbeat::read(&run.paths).map(|read| run.heartbeat = read),
        status if status.has_verdict() => run.read_results(is_wanted),
        _ => Ok(()),
    };
    if let Err(error) = read {
        run.mark_unusable(&error);
        run.file = None;
    }
    run
}

impl<'a> RunOnDisk<'a> {
    /// A run of which nothing is known yet.
    fn unread(planned: &'a PlannedRun, paths: RunPaths) -> Self {
        Self {
            planned,
            paths,
            status: RunStatus::Queued,
            problem: None,
            file: None,
            diagnosis: None,
            last: MetricValues::default(),
            best: MetricValues::default(),
            evals: Vec::new(),
            heartbeat: None,
            annotation: Annotation::default(),
        }
    }

    /// Reads verdict and evaluations of a complete run.
    fn read_results(&mut self, is_wanted: &dyn Fn(Metric) -> bool) -> Result<(), RecordError> {
        let file = self.file.as_ref().expect("a complete run has a file");
        let diagnosis = read_diagnosis_of(&self.paths, file)?;
        self.evals = record::read_metrics_of(&self.paths, file, is_wanted)?;
        (self.last, self.best) = last_and_best(&self.evals);
        self.diagnosis = Some(diagnosis);
        Ok(())
    }

    /// Marks a run whose files turn out to be damaged or unreadable: it has no verdict.
    pub(super) fn mark_unusable(&mut self, error: &RecordError) {
        self.status = RunStatus::unusable_by(error);
        self.problem = Some(error.within(self.paths.root()));
        self.diagnosis = None;
    }

    /// The run as its last steps were trained: that of the plan, with the remedies that have healed it.
    pub(super) fn trained_run(&self) -> Result<Run, RecordError> {
        let healings = self.file.as_ref().map_or(&[][..], |file| &file.healings);
        record::healed_run(&self.planned.run, healings)
            .map_err(|reason| RecordError::damaged(&self.paths.run_json(), reason))
    }

    /// The run's row of `runs.parquet`.
    pub(crate) fn row(&self) -> RunRow {
        RunRow {
            run: self.planned.id.clone(),
            cell: self.planned.cell.clone(),
            seed: self.planned.seed,
            status: self.status,
            verdict: self
                .diagnosis
                .as_ref()
                .map(|diagnosis| diagnosis.verdict.name()),
            form: self
                .diagnosis
                .as_ref()
                .and_then(Diagnosis::form)
                .map(VerdictForm::name),
            confidence: self
                .diagnosis
                .as_ref()
                .and_then(|diagnosis| diagnosis.confidence)
                .map(Confidence::share),
            onset: self
                .diagnosis
                .as_ref()
                .and_then(|diagnosis| diagnosis.onset),
            last: self.last,
            best: self.best,
        }
    }

    /// The run as statistics see it, once it is complete or pruned.
    pub(crate) fn judged(&self) -> Option<JudgedRun> {
        let Diagnosis {
            verdict,
            onset,
            ref findings,
            ..
        } = *self.diagnosis.as_ref()?;
        let run = JudgedRun::new(self.planned.cell.clone(), self.planned.seed, verdict);
        let failures = findings.iter().filter(|finding| finding.is_failure());
        let first_failure = failures.filter_map(|finding| finding.onset).min();
        let oscillation = Symptom::Sign(Sign::Oscillation);
        Some(JudgedRun {
            is_cut: self.status == RunStatus::Pruned,
            oscillates: findings
                .iter()
                .any(|finding| finding.symptom == oscillation),
            onset,
            first_failure,
            last: self.last,
            evals: self.evals.clone(),
            ..run
        })
    }
}

/// Reads a run's `verdict.json`.
///
/// # Errors
/// If it, or `run.json`, is missing or damaged.
pub fn read_diagnosis(paths: &RunPaths) -> Result<Diagnosis, RecordError> {
    let file = RunFile::read(paths)?.ok_or_else(|| RecordError::missing(&paths.run_json()))?;
    read_diagnosis_of(paths, &file)
}

/// Reads the `verdict.json` whose digest `file` lists.
///
/// # Errors
/// If it is missing or damaged.
pub(crate) fn read_diagnosis_of(
    paths: &RunPaths,
    file: &RunFile,
) -> Result<Diagnosis, RecordError> {
    let path = paths.verdict();
    let bytes = file.read_verified(paths, &path)?;
    serde_json::from_slice(&bytes).map_err(|error| RecordError::damaged(&path, error))
}
