//! What was given to the scheduler of a cluster: `results/<study>/slurm/<number>/`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StudyPaths;
use crate::files::{self, limits};
use crate::record::atomic_write::json;
use crate::record::error::is_read;
use crate::record::reading::read_required;
use crate::record::{RecordError, create_directory, write_atomic};

/// `submission.json`: what the jobs of one submission train. It is written before they are submitted,
/// and again with their ids; its `study.yaml` does not change, whatever becomes of the study's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// See [`FORMAT_VERSION`](crate::record::FORMAT_VERSION).
    pub format_version: u32,
    /// The study's name.
    pub study: String,
    /// The folder that holds the study's directory.
    pub results: PathBuf,
    /// The runs, where not all were asked for.
    pub only: Vec<String>,
    /// Whether figures of single runs are drawn.
    pub plots: bool,
    /// Runs that a task trains at the same time.
    pub jobs: usize,
    /// Attempts in a row that may end without a step saved.
    pub requeues: usize,
    /// The array whose tasks train.
    pub array: Option<String>,
    /// The job that comes after them, and publishes.
    pub last: Option<String>,
}

/// The files of a submission.
#[derive(Clone, Debug, PartialEq)]
pub struct SubmissionPaths {
    root: PathBuf,
}

impl SubmissionPaths {
    /// An existing directory.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// Makes the directory of the next submission of a study.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create(study: &StudyPaths) -> Result<Self, RecordError> {
        let folder = study.submissions();
        create_directory(&folder)?;
        let numbers = Self::all(study)?.len() + 1..;
        for number in numbers {
            let root = folder.join(number.to_string());
            match std::fs::create_dir(&root) {
                Ok(()) => return Ok(Self { root }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(RecordError::io("create", &root)(error)),
            }
        }
        unreachable!("some number is free")
    }

    /// Those of a study, in no order.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn all(study: &StudyPaths) -> Result<Vec<Self>, RecordError> {
        let folder = study.submissions();
        let entries = files::entries(&folder).map_err(RecordError::io("read", &folder))?;
        let folders = entries.into_iter().filter(|path| path.is_dir());
        Ok(folders.map(|root| Self { root }).collect())
    }

    /// The directory itself, which also has what the jobs print.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// See [`Submission`].
    pub fn json(&self) -> PathBuf {
        self.root.join("submission.json")
    }

    /// The study as it was submitted.
    pub fn study_yaml(&self) -> PathBuf {
        self.root.join("study.yaml")
    }

    /// The batch script of the array.
    pub fn array_script(&self) -> PathBuf {
        self.root.join("array.sh")
    }

    /// The batch script of the job that comes last.
    pub fn last_script(&self) -> PathBuf {
        self.root.join("last.sh")
    }
}

impl Submission {
    /// Reads the file.
    ///
    /// # Errors
    /// If it is missing, cannot be read, is damaged or of another format version.
    pub fn read(paths: &SubmissionPaths) -> Result<Self, RecordError> {
        let path = paths.json();
        let bytes = read_required(&path, limits::JSON)?;
        let read: Self =
            serde_json::from_slice(&bytes).map_err(|error| RecordError::damaged(&path, error))?;
        match read.format_version {
            found if is_read(found) => Ok(read),
            found => Err(RecordError::Format { path, found }),
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&self, paths: &SubmissionPaths) -> Result<(), RecordError> {
        write_atomic(&paths.json(), json(self).as_bytes())
    }

    /// The ids of its jobs, as far as they are submitted.
    pub fn job_ids(&self) -> impl Iterator<Item = &str> {
        self.array.iter().chain(&self.last).map(String::as_str)
    }

    /// Whether a job, such as `12` or `12_3`, is one of this submission.
    pub fn has_job(&self, job: &str) -> bool {
        let id = array_of(job);
        self.job_ids().any(|known| known == id)
    }
}

/// The id of the array that a task is part of, or that of a job that is no task.
pub fn array_of(job: &str) -> &str {
    job.split_once('_').map_or(job, |(array, _)| array)
}

/// The number of a task in its array; 0 of a job that is no task.
pub fn task_number(job: &str) -> usize {
    let number = job.split_once('_').map(|(_, number)| number.parse());
    number.and_then(Result::ok).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::FORMAT_VERSION;

    #[test]
    fn submissions_are_numbered_and_come_back_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let study = StudyPaths::at(folder.path());
        assert_eq!(SubmissionPaths::all(&study).unwrap(), []);
        let first = SubmissionPaths::create(&study).unwrap();
        let second = SubmissionPaths::create(&study).unwrap();
        assert!(first.root().ends_with("slurm/1") && second.root().ends_with("slurm/2"));
        assert_eq!(SubmissionPaths::all(&study).unwrap().len(), 2);
        let written = Submission {
            format_version: FORMAT_VERSION,
            study: "toy".to_string(),
            results: PathBuf::from("/results"),
            only: Vec::new(),
            plots: true,
            jobs: 1,
            requeues: 3,
            array: Some("12".to_string()),
            last: None,
        };
        written.write(&second).unwrap();
        assert_eq!(Submission::read(&second).unwrap(), written);
        let of_version = |format_version| {
            let other = Submission {
                format_version,
                ..written.clone()
            };
            other.write(&first).unwrap();
            Submission::read(&first)
        };
        assert!(of_version(FORMAT_VERSION - 1).is_ok(), "jobs in a queue");
        for unknown in [1, FORMAT_VERSION + 1] {
            assert!(matches!(
                of_version(unknown),
                Err(RecordError::Format { .. })
            ));
        }
        std::fs::remove_file(first.json()).unwrap();
        assert!(written.has_job("12_3") && written.has_job("12"));
        assert!(!written.has_job("1_12") && !written.has_job("123_1"));
        assert!(Submission::read(&first).is_err());
        assert_eq!(["12_3", "12", "12_x"].map(task_number), [3, 0, 0]);
    }
}
