//! Studies: from a file, from the results folder, or the one with the most recent activity.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::super::exit::CliError;
use super::places::{entries, exists};
use crate::config::{self, AnyStudy, Override, Study, nearest};
use crate::record::{RunPaths, StudyPaths};

/// The quickstart, for those who have no file.
const QUICKSTART: &str = include_str!("../../../experiments/quickstart.yaml");
const QUICKSTART_FILE: &str = "experiments/quickstart.yaml";

/// Reads a study: the file given, else `experiments/quickstart.yaml` below the current folder, else
/// the built-in one.
///
/// # Errors
/// If it cannot be read or is invalid.
pub(crate) fn load_any_study(
    file: Option<&Path>,
    overrides: &[Override],
) -> Result<AnyStudy, CliError> {
    let quickstart = Path::new(QUICKSTART_FILE);
    match file.or(exists(quickstart)?.then_some(quickstart)) {
        Some(file) => Ok(config::load_any(file, overrides)?),
        None => {
            let name = "the built-in quickstart";
            Ok(config::parse_any(name, QUICKSTART, overrides)?)
        }
    }
}

/// Opens a study that has results, by its name below the results folder or its directory.
///
/// # Errors
/// If there is no such study, or its `study.yaml` cannot be read.
pub(crate) fn open_study(study: &Path, results: &Path) -> Result<(Study, StudyPaths), CliError> {
    let paths = study_at(study, results)?;
    Ok((config::load(&paths.study_yaml(), &[])?, paths))
}

/// As [`open_study`], of a study of either kind.
///
/// # Errors
/// As [`open_study`].
pub(crate) fn open_any_study(
    study: &Path,
    results: &Path,
) -> Result<(AnyStudy, StudyPaths), CliError> {
    let paths = study_at(study, results)?;
    Ok((config::load_any(&paths.study_yaml(), &[])?, paths))
}

/// Where a study with results is.
fn study_at(study: &Path, results: &Path) -> Result<StudyPaths, CliError> {
    let named = results.join(study);
    let root = match (is_study(&named)?, is_study(study)?) {
        (true, _) => named.as_path(),
        (false, true) => study,
        (false, false) => return Err(no_such_study(study, results)),
    };
    Ok(StudyPaths::at(root))
}

/// The error of a name or path at which there is no study.
fn no_such_study(study: &Path, results: &Path) -> CliError {
    let names = match study_names(results) {
        Ok(names) => names,
        Err(error) => return error,
    };
    let known = match names.is_empty() {
        true => "none".to_string(),
        false => names.join(", "),
    };
    let named = results.join(study);
    if holds_runs(&named) {
        return CliError::Usage(format!(
            "{} has runs but no `study.yaml`: sweep the study's file again, which writes it",
            named.display()
        ));
    }
    let hint = meant_study(study, results);
    CliError::Usage(format!(
        "no study at {} or {}; studies in {}: {known}{hint}",
        study.display(),
        named.display(),
        results.display()
    ))
}

/// Whether a directory has runs of ours.
fn holds_runs(place: &Path) -> bool {
    let runs = entries(&place.join("runs")).unwrap_or_default();
    runs.iter().any(|run| run.join("run.json").is_file())
}

/// The candidate that was probably meant, on a line of its own, or nothing.
pub(crate) fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    nearest(written, candidates).map_or(String::new(), |name| format!("\n  did you mean `{name}`?"))
}

/// What to add to an error about a path that may be the name of a study, mistyped.
pub(crate) fn meant_study(path: &Path, results: &Path) -> String {
    let names = study_names(results).unwrap_or_default();
    did_you_mean(
        &path.display().to_string(),
        names.iter().map(String::as_str),
    )
}

/// Whether a directory is that of a study.
///
/// # Errors
/// If it cannot be told.
pub(crate) fn is_study(path: &Path) -> Result<bool, CliError> {
    exists(&path.join("study.yaml"))
}

/// The names of the studies in a results folder, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub(crate) fn study_names(results: &Path) -> Result<Vec<String>, CliError> {
    // A place of which this cannot be told is named by whoever opens it.
    let is_study = |path: &PathBuf| is_study(path).unwrap_or(true);
    let studies = entries(results)?.into_iter().filter(is_study);
    let name = |path: PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
    Ok(studies.filter_map(name).collect())
}

/// Refuses a results folder that was named and is not there, or is no folder.
///
/// # Errors
/// If it is so.
pub(crate) fn require_folder(results: &Path) -> Result<(), CliError> {
    let is_default = results == Path::new("results");
    match (exists(results)?, results.is_dir()) {
        (true, false) => Err(CliError::Usage(format!(
            "{} is not a folder",
            results.display()
        ))),
        (false, _) if !is_default => Err(CliError::Usage(format!(
            "there is no folder {}",
            results.display()
        ))),
        _ => Ok(()),
    }
}

/// What to say where a results folder has no study.
pub(crate) fn no_study_in(results: &Path) -> String {
    format!(
        "no study in {} yet; `seesaw sweep` makes one",
        results.display()
    )
}

/// The study in a results folder with the most recent activity.
///
/// # Errors
/// If the folder cannot be read.
pub(crate) fn most_recently_active(results: &Path) -> Result<Option<StudyPaths>, CliError> {
    let studies = study_names(results)?.into_iter();
    Ok(studies
        .map(|name| StudyPaths::new(results, &name))
        .max_by_key(last_activity))
}

/// When the plan, or a run's state or sign of life, was written last.
fn last_activity(study: &StudyPaths) -> Option<SystemTime> {
    let runs = entries(&study.root().join("runs")).unwrap_or_default();
    let of_run = |run: RunPaths| [run.run_json(), run.heartbeat()];
    runs.iter()
        .flat_map(|run| of_run(RunPaths::at(run)))
        .chain([study.study_yaml()])
        .filter_map(|file| std::fs::metadata(file).ok()?.modified().ok())
        .max()
}

/// The place of the axis of this name.
///
/// # Errors
/// A message with the axes that there are.
pub(crate) fn axis_index(study: &Study, name: &str) -> Result<usize, String> {
    let found = study.axes.iter().position(|axis| axis.name == name);
    found.ok_or_else(|| {
        let axes: Vec<&str> = study.axes.iter().map(|axis| axis.name.as_str()).collect();
        let known = match axes.is_empty() {
            true => "it has none".to_string(),
            false => format!("it has {}", axes.join(", ")),
        };
        let hint = match name {
            "seed" => "\n  seeds repeat every setting and are no axis".to_string(),
            _ => did_you_mean(name, axes),
        };
        format!("{} has no axis `{name}`; {known}{hint}", study.name)
    })
}
