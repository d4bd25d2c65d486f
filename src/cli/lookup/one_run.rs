//! One run, by its directory, its name, or the name of a study that has no other.

use std::path::Path;

use super::super::exit::CliError;
use super::places::entries;
use super::runs::is_run;
use super::short_names::{find_run, study_or_path};
use crate::config::Transfer;
use crate::record::{RunPaths, StudyPaths, read_text};

/// Runs that an error names.
const NAMED: usize = 6;

/// The run of a GAN in this directory, or of this name in any study of the results folder, or of a part
/// of it that tells it apart; or the only run of the study of this directory or name.
///
/// # Errors
/// If there is none, there are several, or it is a style transfer.
pub(crate) fn one_run(path: &Path, results: &Path) -> Result<RunPaths, CliError> {
    let run = find(path, results)?;
    let text = read_text(&run.run_yaml())?.unwrap_or_default();
    match Transfer::from_yaml(&text) {
        Ok(_) => Err(CliError::Usage(format!(
            "{} is a style transfer: it has trained no generator",
            run.root().display()
        ))),
        Err(_) => Ok(run),
    }
}

fn find(path: &Path, results: &Path) -> Result<RunPaths, CliError> {
    let place = study_or_path(path, results)?;
    if super::studies::is_study(&place)? {
        let runs = runs_of(&place)?;
        return only(path, runs, "its sweep has begun none yet");
    }
    find_run(&path.to_string_lossy(), results)
}

/// The directories of runs of a study that anything was written into, in order.
fn runs_of(study: &Path) -> Result<Vec<RunPaths>, CliError> {
    let folder = StudyPaths::at(study).root().join("runs");
    let mut runs = Vec::new();
    for path in entries(&folder)? {
        if is_run(&path)? {
            runs.push(RunPaths::at(&path));
        }
    }
    Ok(runs)
}

/// The only one of the runs that a path may mean.
fn only(path: &Path, mut runs: Vec<RunPaths>, none: &str) -> Result<RunPaths, CliError> {
    match runs.len() {
        0 => Err(CliError::Usage(format!(
            "no run at {}: {none}",
            path.display()
        ))),
        1 => Ok(runs.remove(0)),
        count => {
            let named = runs.iter().take(NAMED);
            let named = named.map(|run| format!("\n  {}", run.root().display()));
            let more = if count > NAMED { "\n  .." } else { "" };
            Err(CliError::Usage(format!(
                "{} may mean {count} runs; name one of them:{}{more}",
                path.display(),
                named.collect::<String>()
            )))
        }
    }
}
