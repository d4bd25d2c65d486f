//! A finished run that another study plans as well: its files are taken over instead of trained again.

use std::path::Path;

use crate::config::PlannedRun;
use crate::record::{
    self, RecordError, RunFile, RunLock, RunPaths, RunStatus, create_directory, write_atomic,
};

/// Copies a finished run of the same spec into the directory that a study has planned for it, unless something is
/// there. Returns whether the run is there now.
///
/// # Errors
/// If the disk refuses, or a file of the run is damaged.
pub fn adopt(
    from: &RunPaths,
    to: &RunPaths,
    study: &str,
    planned: &PlannedRun,
) -> Result<bool, RecordError> {
    let inspection = record::inspect(from, None, record::Depth::AllFiles);
    let (RunStatus::Complete, Some(mut file)) = inspection.usable()? else {
        return Ok(false);
    };
    if file.spec_hash != planned.hash {
        return Ok(false);
    }
    let Some(_lock) = RunLock::try_acquire(to)? else {
        return Ok(false);
    };
    if RunFile::read(to)?.is_some() {
        return Ok(true);
    }
    let listed = file.digest.keys().map(String::as_str);
    for name in listed.chain(["run.yaml"]) {
        copy(&from.root().join(name), &to.root().join(name))?;
    }
    for folder in [from.plot(""), from.samples(0).with_file_name("")] {
        copy_files(&folder, from, to)?;
    }
    (file.study, file.run) = (study.to_string(), planned.id.clone());
    file.write(to)?;
    Ok(true)
}

/// Copies the figures of a folder, which no digest lists.
fn copy_files(folder: &Path, from: &RunPaths, to: &RunPaths) -> Result<(), RecordError> {
    let refused = |error| RecordError::Io {
        doing: "read",
        path: folder.to_path_buf(),
        error,
    };
    for path in crate::files::entries(folder).map_err(refused)? {
        let name = record::relative_name(from, &path);
        let place = to.root().join(name);
        if path.is_file() && !place.exists() {
            copy(&path, &place)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), RecordError> {
    let bytes =
        crate::files::read(from, crate::files::limits::OWN).map_err(|error| RecordError::Io {
            doing: "read",
            path: from.to_path_buf(),
            error,
        })?;
    create_directory(to.parent().expect("a file of a run"))?;
    write_atomic(to, &bytes)
}
