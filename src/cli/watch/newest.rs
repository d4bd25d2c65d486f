//! The study in which something has happened last.

use std::path::Path;
use std::time::SystemTime;

use super::super::study::studies;
use crate::record::{RunPaths, StudyPaths};

/// Of the studies in a results folder.
pub fn newest(results: &Path) -> Option<StudyPaths> {
    let all = studies(results)
        .into_iter()
        .map(|name| StudyPaths::new(results, &name));
    all.max_by_key(last_activity)
}

/// When its plan, or a run's state or sign of life, was written last.
fn last_activity(study: &StudyPaths) -> Option<SystemTime> {
    let runs = std::fs::read_dir(study.root().join("runs"))
        .into_iter()
        .flatten()
        .flatten();
    let of_run = |run: RunPaths| [run.run_json(), run.heartbeat()];
    let files = runs.flat_map(|entry| of_run(RunPaths::at(&entry.path())));
    files
        .chain([study.study_yaml()])
        .filter_map(|file| std::fs::metadata(file).ok()?.modified().ok())
        .max()
}
