//! Which states of training a run's directory has.

use std::path::PathBuf;

use super::{SamplingError, Weights};
use crate::record::{
    Depth, Digests, RecordError, RunPaths, RunStatus, inspect, read_checkpoint, relative_name,
};

/// A state of training that a run keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptState {
    /// After its last step, or the last one that was saved.
    Last,
    /// After its best healthy evaluation.
    Best,
}

/// The states that there are.
pub(super) struct KeptStates {
    last: Option<PathBuf>,
    best: Option<PathBuf>,
    /// Whether the run was trained to its end.
    pub is_finished: bool,
}

impl KeptStates {
    /// Those of a run, finished or not.
    ///
    /// # Errors
    /// If it was never trained or saved, or a file cannot be used.
    pub fn of(paths: &RunPaths) -> Result<Self, SamplingError> {
        let (status, file) = inspect(paths, None, Depth::RunFile).usable()?;
        let file = file.ok_or_else(|| {
            SamplingError::Asked(format!(
                "{} has no run.json: it was never trained",
                paths.root().display()
            ))
        })?;
        if status == RunStatus::Complete {
            let listed = |path: PathBuf| {
                file.digest
                    .contains_key(&relative_name(paths, &path))
                    .then_some(path)
            };
            return Ok(Self {
                last: listed(paths.checkpoint()),
                best: listed(paths.best()),
                is_finished: true,
            });
        }
        let path = paths.checkpoint();
        let checkpoint = match read_checkpoint(&path)? {
            Some(checkpoint) => checkpoint,
            None if file.steps > 0 => return Err(RecordError::missing(&path).into()),
            None => {
                return Err(SamplingError::Asked(format!(
                    "{} is {} and has saved no checkpoint yet",
                    paths.root().display(),
                    status.name()
                )));
            }
        };
        Ok(Self {
            last: Some(path),
            best: best_part(paths, &checkpoint.header.files),
            is_finished: false,
        })
    }

    /// The state that has the weights that are wanted, and its file.
    ///
    /// # Errors
    /// If it was not kept: which one was.
    pub fn choose(
        &self,
        paths: &RunPaths,
        weights: Option<Weights>,
    ) -> Result<(KeptState, PathBuf), SamplingError> {
        let last = self.last.clone().map(|path| (KeptState::Last, path));
        let best = self.best.clone().map(|path| (KeptState::Best, path));
        let run = paths.root().display();
        let found = match weights {
            None => last.clone().or(best.clone()),
            Some(Weights::Last | Weights::Average) => last.clone(),
            Some(Weights::Best) => best.clone(),
        };
        let problem = match (last, best) {
            (None, None) => "has kept no state of its training; \
                             `checkpoint: {keep: best}` keeps one"
                .to_string(),
            (None, Some(_)) => "has kept its best state and not its last one; \
                                take `--from best`, or train with `checkpoint: {keep: all}`"
                .to_string(),
            _ => "has no best state: no evaluation was healthy so far; take `--from last`"
                .to_string(),
        };
        found.ok_or_else(|| SamplingError::Asked(format!("{run} {problem}")))
    }
}

/// The best state of an unfinished run, among the files that its checkpoint lists.
fn best_part(paths: &RunPaths, files: &Digests) -> Option<PathBuf> {
    let best = paths.best();
    let ending = best.file_name()?.to_str()?;
    let name = files.keys().find(|name| name.ends_with(ending))?;
    Some(paths.root().join(name))
}
