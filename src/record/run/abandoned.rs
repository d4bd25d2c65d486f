//! `abandoned/<number>/`: what a run had trained when it went back. The rows are those after the step that it
//! went back to, so no step is lost, and the tables of the run hold one row per step.

use std::path::PathBuf;

use super::RunPaths;

/// The folder of all, below the run's directory.
const FOLDER: &str = "abandoned/";

/// Whether a file of a run, named from its directory, holds what was given up.
pub(crate) fn is_abandoned(name: &str) -> bool {
    name.starts_with(FOLDER)
}

/// The folders that are there.
pub(super) fn abandoned_folders(paths: &RunPaths) -> impl Iterator<Item = PathBuf> {
    let paths = paths.clone();
    let folders = (1..).map(move |number| paths.abandoned(number));
    folders.take_while(|folder| folder.is_dir())
}
