//! Runs by a part of their name that tells them apart: the beginning of the id, or that of the eight
//! digits at its end.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::super::exit::CliError;
use super::places::{entries, exists};
use super::runs::is_run;
use super::studies::{did_you_mean, is_study, study_names};
use crate::record::{RunPaths, StudyPaths};

/// Digits of a hash, at least, that name a run.
const FEWEST_DIGITS: usize = 4;
/// Runs that an error names.
const MOST_NAMED: usize = 8;

/// Whether a run's id is meant by `text`.
pub(crate) fn is_meant(id: &str, text: &str) -> bool {
    let digits = id.rsplit_once('-').map_or("", |(_, digits)| digits);
    let is_hash = text.len() >= FEWEST_DIGITS && text.chars().all(|c| c.is_ascii_hexdigit());
    !text.is_empty() && (id.starts_with(text) || (is_hash && digits.starts_with(text)))
}

/// The run that is meant, by its directory, its id, or a beginning of it that no other run of any study has;
/// `STUDY/PART` looks at one study.
///
/// # Errors
/// If there is none, or several.
pub(crate) fn find_run(text: &str, results: &Path) -> Result<RunPaths, CliError> {
    let path = Path::new(text);
    if is_run(path)? {
        return Ok(RunPaths::at(path));
    }
    if let Some(run) = run_by_short_name(text, results)? {
        return Ok(RunPaths::at(&run));
    }
    let all = all_runs(results, None)?;
    let ids = all.iter().filter_map(|path| id_of(path));
    let ids: Vec<String> = ids.collect();
    let hint = did_you_mean(text, ids.iter().map(String::as_str));
    Err(CliError::Usage(format!(
        "no run `{text}`: write its directory, its id, the beginning of the id, or {FEWEST_DIGITS} or more of the digits at its end; \
         `seesaw list STUDY` shows them{hint}"
    )))
}

/// The directory of the study of this name in the results folder, the path itself where something is
/// there, or the run that it abbreviates.
///
/// # Errors
/// If it cannot be told, or the path may be one of several runs.
pub(crate) fn study_or_path(path: &Path, results: &Path) -> Result<PathBuf, CliError> {
    let named = results.join(path);
    if is_study(&named)? {
        return Ok(named);
    }
    if exists(path)? {
        return Ok(path.to_path_buf());
    }
    let short = run_by_short_name(&path.to_string_lossy(), results)?;
    Ok(short.unwrap_or(path.to_path_buf()))
}

/// The run that `text` abbreviates, if it does.
///
/// # Errors
/// If it may be several, or the folder cannot be read.
pub(crate) fn run_by_short_name(text: &str, results: &Path) -> Result<Option<PathBuf>, CliError> {
    let (study, part) = match text.trim_end_matches('/').rsplit_once('/') {
        Some((study, part)) => (Some(study), part),
        None => (None, text),
    };
    let mut found = all_runs(results, study)?;
    found.retain(|path| id_of(path).is_some_and(|id| is_meant(&id, part)));
    if study.is_none() && !found.iter().all(|path| is_copy_to_try(path)) {
        found.retain(|path| !is_copy_to_try(path));
    }
    if let Some(exact) = found
        .iter()
        .find(|path| id_of(path).as_deref() == Some(part))
    {
        return Ok(Some(exact.clone()));
    }
    match &found[..] {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        several => {
            let shown = several.iter().take(MOST_NAMED);
            let names: Vec<String> = shown
                .map(|path| format!("\n  {}", path.display()))
                .collect();
            let more = match several.len() > MOST_NAMED {
                true => format!("\n  and {} more", several.len() - MOST_NAMED),
                false => String::new(),
            };
            let folders = several.iter().map(|path| path.parent());
            let studies: BTreeSet<_> = folders.collect();
            let way = match studies.len() {
                1 => "write more of it".to_string(),
                _ => format!("write more of it, or STUDY/{part}"),
            };
            Err(CliError::Usage(format!(
                "`{text}` is the beginning of {} runs; {way}:{}{more}",
                several.len(),
                names.concat()
            )))
        }
    }
}

/// Whether the run is the copy that `seesaw try` has put beside its twin: its digits mean the run itself.
fn is_copy_to_try(run: &Path) -> bool {
    let study = run.parent().and_then(Path::parent).and_then(id_of);
    let digits = id_of(run).and_then(|id| Some(id.rsplit_once('-')?.1.to_string()));
    let both = study.zip(digits);
    both.is_some_and(|(study, digits)| study.ends_with(&format!("-try-{digits}")))
}

fn id_of(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_string_lossy().into_owned())
}

/// The directories of all runs below a results folder, or of those of one study.
fn all_runs(results: &Path, study: Option<&str>) -> Result<Vec<PathBuf>, CliError> {
    let studies: Vec<PathBuf> = match study {
        None => {
            let names = study_names(results)?.into_iter();
            names.map(|name| results.join(name)).collect()
        }
        Some(study) => {
            let named = results.join(study);
            let places = [named, PathBuf::from(study)];
            let mut known = Vec::new();
            for place in places {
                if is_study(&place)? {
                    known.push(place);
                    break;
                }
            }
            known
        }
    };
    let mut runs = Vec::new();
    for study in studies {
        let folder = StudyPaths::at(&study).root().join("runs");
        if exists(&folder)? {
            runs.extend(entries(&folder)?);
        }
    }
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (study, run) in [
            ("a", "lr_d=1e-3,seed=0-0123abcd"),
            ("a", "lr_d=0.01,seed=0-0124abcd"),
            ("b", "seed=0-ffff0000"),
            ("b", "seed=1-ffff1111"),
            ("b-try-ffff1111", "seed=1-ffff1111"),
            ("b-try-ffff1111", "seed=1,lr_d=2-fffe2222"),
        ] {
            let run = folder.path().join(study).join("runs").join(run);
            std::fs::create_dir_all(&run).unwrap();
            std::fs::write(run.join("run.json"), "{}").unwrap();
            std::fs::write(folder.path().join(study).join("study.yaml"), "").unwrap();
        }
        folder
    }

    #[test]
    fn a_part_that_tells_a_run_apart_names_it() {
        let folder = made();
        let found = |text: &str| find_run(text, folder.path()).map_err(|error| error.to_string());
        let id = |text: &str| {
            let run = found(text).unwrap_or_else(|error| panic!("{error}"));
            run.root()
                .file_name()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        };
        assert_eq!(id("0123"), "lr_d=1e-3,seed=0-0123abcd");
        assert_eq!(id("lr_d=0.01"), "lr_d=0.01,seed=0-0124abcd");
        assert_eq!(id("b/seed=1"), "seed=1-ffff1111");
        assert_eq!(id("seed=0-ffff0000"), "seed=0-ffff0000");
        let study_of = |text: &str| {
            let study = StudyPaths::of_run(&found(text).unwrap()).unwrap();
            study.root().file_name().unwrap().to_owned()
        };
        assert_eq!(study_of("ffff1"), "b");
        assert_eq!(study_of("b-try-ffff1111/ffff1"), "b-try-ffff1111");
        assert_eq!(study_of("fffe"), "b-try-ffff1111");
        for (text, said) in [
            ("012", "no run `012`"),
            ("ffff", "is the beginning of 2 runs"),
            ("lr_d", "is the beginning of 2 runs"),
            ("a/seed=1", "no run"),
            ("seed=1-ffff1112", "did you mean `seed=1-ffff1111`?"),
        ] {
            let error = found(text).err().unwrap();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
