//! Submits a sweep.

use std::path::Path;

use super::super::launcher::{LaunchError, Launched, Launcher};
use super::batch_script::{BatchScript, JobKind};
use super::commands::{cancel, max_array_size, submit};
use crate::config::Study;
use crate::record::{FORMAT_VERSION, StudyPaths, Submission, SubmissionPaths, write_atomic};

/// Tasks of an array, at most, unless more may run at the same time: a controller keeps 10,000 jobs of
/// all its users, where nobody has told it otherwise.
const MOST_TASKS: usize = 1000;

/// Gives the missing runs of a study to Slurm.
pub struct SlurmLauncher<'a> {
    /// The study, with what its jobs ask for.
    pub study: &'a Study,
    /// The folder that holds the study's directory, absolute.
    pub results: &'a Path,
    /// The runs, where not all are asked for.
    pub only: &'a [String],
    /// How many of them are missing, at least one.
    pub missing: usize,
    /// Whether figures of single runs are drawn.
    pub plots: bool,
    /// The program, absolute.
    pub program: &'a Path,
    /// The working directory.
    pub directory: &'a Path,
}

impl SlurmLauncher<'_> {
    /// The script of the array, for a submission in this directory.
    ///
    /// # Errors
    /// If a path cannot be written into it.
    pub fn array_script(&self, submission: &Path, most: usize) -> Result<String, LaunchError> {
        let wanted = self.missing.div_ceil(self.study.slurm.runs_per_task);
        // Tasks pull, so fewer of them train all runs as well.
        let most = most.min(self.study.slurm.limit.unwrap_or(0).max(MOST_TASKS));
        let tasks = wanted.clamp(1, most.max(1));
        self.script(JobKind::Array { tasks }, submission)
    }

    fn script(&self, kind: JobKind, submission: &Path) -> Result<String, LaunchError> {
        let threads = self.study.runs.iter().map(|planned| planned.run.threads);
        let script = BatchScript {
            study: &self.study.name,
            kind,
            options: &self.study.slurm,
            threads: threads.max().unwrap_or(1),
            program: self.program,
            directory: self.directory,
            submission,
        };
        script.text()
    }

    fn submission(&self) -> Submission {
        Submission {
            format_version: FORMAT_VERSION,
            study: self.study.name.clone(),
            results: self.results.to_path_buf(),
            only: self.only.to_vec(),
            plots: self.plots,
            jobs: self.study.slurm.jobs,
            requeues: self.study.slurm.requeues,
            array: None,
            last: None,
        }
    }
}

/// The array is not left behind without the job that publishes.
fn without_array(error: LaunchError, array: &str) -> LaunchError {
    let LaunchError::Refused { command, message } = error else {
        return error;
    };
    let became = match cancel(&[array.to_string()]) {
        Ok(()) => format!("job {array}, submitted just before, is cancelled"),
        Err(_) => format!("`scancel {array}` ends the job submitted just before"),
    };
    LaunchError::Refused {
        command,
        message: format!("{message}; {became}"),
    }
}

impl Launcher for SlurmLauncher<'_> {
    /// Writes the submission's files, and submits the array and the job after it. The ids are written
    /// down as soon as they are known, so that `cancel` finds what was submitted before a failure.
    fn launch(&mut self) -> Result<Launched, LaunchError> {
        let most = max_array_size()?;
        let study_paths = StudyPaths::new(self.results, &self.study.name);
        let paths = SubmissionPaths::create(&study_paths)?;
        write_atomic(&paths.study_yaml(), self.study.text.as_bytes())?;
        let array_script = self.array_script(paths.root(), most)?;
        let last_script = self.script(JobKind::Last, paths.root())?;
        write_atomic(&paths.array_script(), array_script.as_bytes())?;
        write_atomic(&paths.last_script(), last_script.as_bytes())?;
        let mut submission = self.submission();
        submission.write(&paths)?;
        let path = |path: &Path| path.display().to_string();
        let array = submit(&path(&paths.array_script()), None)?;
        submission.array = Some(array.clone());
        submission.write(&paths)?;
        let last = submit(&path(&paths.last_script()), Some(&array));
        let last = last.map_err(|error| without_array(error, &array))?;
        submission.last = Some(last.clone());
        submission.write(&paths)?;
        Ok(Launched::Submitted { array, last })
    }
}
