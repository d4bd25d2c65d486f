//! Samples as rows of f32. Every data set gives the same rows for the same (seed, step, part).

mod cifar10;
mod classes;
mod digits;
mod error;
mod folder;
mod idx;
mod idx_images;
mod images;
mod mixture;
mod modes;
mod orders;
mod picture;
mod shapes;

#[cfg(test)]
mod tests;

pub use error::DataError;
pub use idx::IdxError;
pub use images::Images;
pub use mixture::Mixture;
pub use modes::Modes;
pub use shapes::Shapes;

use std::sync::Arc;

use crate::rng::Seed;
use crate::spec::Data;
pub use crate::spec::Kind;

/// A source of real rows; several runs may share one.
pub trait DataSet: Send + Sync {
    /// What one row is.
    fn kind(&self) -> Kind;

    /// Fills `out` (whole rows) with the real batch of this step, counted from 1; `part` counts D's updates within the
    /// step.
    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]);

    /// At most `rows` fixed real rows to compare samples with.
    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32>;

    /// The modes, where they are known exactly.
    fn modes(&self) -> Option<&Modes> {
        None
    }

    /// Number of rows; none where they are drawn afresh.
    fn count(&self) -> Option<usize> {
        None
    }

    /// SHA-256 of all rows as they were read, in hex; none where the spec alone says what they are.
    fn digest(&self) -> Option<&str> {
        None
    }

    /// Sentences about what was left out on opening, for the command line to print.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Opens the data set that a spec names, and reads all of it: whatever is wrong with it is found here, before training.
///
/// # Errors
/// When a file or folder is missing, damaged, not what the spec says, or holds nothing that a GAN could learn.
pub fn open(data: &Data) -> Result<Arc<dyn DataSet>, DataError> {
    Ok(match data {
        Data::Ring { modes, std, radius } => Arc::new(Mixture::ring(*modes, *std, *radius)),
        Data::Grid { side, std, spacing } => Arc::new(Mixture::grid(*side, *std, *spacing)),
        Data::Digits => Arc::new(digits::open()?),
        Data::Shapes { side, shapes, colours, places } => Arc::new(Shapes::new(*side, *shapes, *colours, *places)),
        Data::Idx { images, labels, classes, side, channels } => {
            Arc::new(idx_images::open(images, labels.as_deref(), classes, *side, *channels)?)
        }
        Data::Folder { path, side, channels, classes, unreadable, smaller } => {
            let rules = folder::Rules { side: *side, channels: *channels, unreadable: *unreadable, smaller: *smaller };
            Arc::new(folder::open(path, classes, &rules)?)
        }
        Data::Cifar10 { path, classes } => Arc::new(cifar10::open(path, classes)?),
    })
}

/// The modes of a data set, where its spec alone says them; no file is read.
pub fn known_modes(data: &Data) -> Option<Modes> {
    let set = data.knows_modes().then(|| open(data).ok()).flatten()?;
    set.modes().cloned()
}

/// Refuses a batch that is larger than the data, in which images would repeat.
///
/// # Errors
/// When the data is finite and holds fewer rows than `batch`.
pub fn check_batch(data: &dyn DataSet, batch: usize) -> Result<(), DataError> {
    match data.count() {
        Some(count) if batch > count => Err(DataError::Batch { batch, count, notes: data.notes() }),
        _ => Ok(()),
    }
}
