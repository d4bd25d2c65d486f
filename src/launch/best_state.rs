//! The best healthy state of a run: what becomes `best.safetensors`.

use std::borrow::Cow;

use super::job::Job;
use crate::record::{Digests, Healing, RecordError, checkpoint_bytes, parse_checkpoint};
use crate::state_dict::StateTensor;
use crate::train::TrainingState;

/// The state at the first evaluation with the highest score so far.
pub(super) struct BestState {
    /// Steps that were done.
    pub step: u64,
    /// What `diagnose::health` says of the evaluation.
    pub score: f64,
    content: Content,
    /// Whether a checkpoint refers to it already.
    pub is_saved: bool,
}

/// A state becomes a file only when it is to be saved: there may soon be a better one.
enum Content {
    Tensors(Vec<StateTensor>, Vec<Healing>),
    File(Vec<u8>),
}

impl BestState {
    /// The state of this moment, which no file holds yet, of a run that has gone back so.
    pub fn new(state: &TrainingState, score: f64, healings: &[Healing]) -> Self {
        Self {
            step: state.step,
            score,
            content: Content::Tensors(state.tensors.clone(), healings.to_vec()),
            is_saved: false,
        }
    }

    /// The state that an earlier process has saved. Its step and score are those of the first
    /// highest score in the history, (step, score): it was chosen so.
    pub fn from_file(bytes: Vec<u8>, scores: impl Iterator<Item = (u64, f64)>) -> Option<Self> {
        let (step, score) =
            scores.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        Some(Self {
            step,
            score,
            content: Content::File(bytes),
            is_saved: true,
        })
    }

    /// The bytes of its file.
    pub fn bytes(&self, job: &Job) -> Cow<'_, [u8]> {
        match &self.content {
            Content::File(bytes) => bytes.into(),
            Content::Tensors(tensors, healings) => {
                let header = job.checkpoint_header(self.step, Digests::new(), healings);
                checkpoint_bytes(&header, tensors).into()
            }
        }
    }

    /// The state itself.
    ///
    /// # Errors
    /// If its file is damaged.
    pub fn state(&self, job: &Job) -> Result<TrainingState, RecordError> {
        match &self.content {
            Content::File(bytes) => Ok(parse_checkpoint(&job.paths.best(), bytes)?.state),
            Content::Tensors(tensors, _) => Ok(TrainingState {
                step: self.step,
                tensors: tensors.clone(),
            }),
        }
    }
}
