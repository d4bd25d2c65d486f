//! Samples as rows of f32. Every data set gives the same rows for the same (seed, step, part).

mod cifar10;
mod classes;
mod digits;
mod error;
mod folder;
mod idx;
mod idx_images;
mod images;
mod labels;
mod mixture;
mod modes;
mod orders;
mod picture;
mod shapes;
mod stacked;

#[cfg(test)]
mod tests;

pub use error::DataError;
pub use idx::IdxError;
pub use images::Images;
pub use labels::{Labels, MOST_CLASSES};
pub use mixture::Mixture;
pub use modes::Modes;
pub use shapes::Shapes;
pub use stacked::Stacked;

use std::path::Path;
use std::sync::Arc;

use crate::config::Data;
pub use crate::config::Kind;
use crate::rng::Seed;

/// A source of real rows; several runs may share one.
pub trait DataSet: Send + Sync {
    /// What one row is.
    fn kind(&self) -> Kind;

    /// Fills `out` (whole rows) with the real batch of this step, counted from 1; `part` counts D's
    /// updates within the step.
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

    /// Writes the rows of these numbers, counted from 0, in this order.
    ///
    /// # Panics
    /// If there is no such row, as where rows are drawn afresh: a defect of the caller.
    fn rows(&self, numbers: &[u32], _out: &mut [f32]) {
        assert!(
            numbers.is_empty(),
            "rows that are drawn afresh have no numbers"
        );
    }

    /// The class of each row, where the data say it.
    fn labels(&self) -> Option<&Labels> {
        None
    }

    /// The labelled grey set of which three independently drawn images are the channels of a row.
    fn stacked(&self) -> Option<&dyn DataSet> {
        None
    }

    /// SHA-256 of all rows as they were read, and of their labels, in hex; none where the spec
    /// alone says what they are.
    fn digest(&self) -> Option<&str> {
        None
    }

    /// Sentences about what was left out on opening, for the command line to print.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Opens the data set that a spec names, and reads all of it: whatever is wrong with it is found
/// here, before training.
///
/// # Errors
/// When a file or folder is missing, damaged, not what the spec says, or holds nothing that a GAN
/// could learn.
pub fn open(data: &Data) -> Result<Arc<dyn DataSet>, DataError> {
    Ok(match data {
        Data::Ring { modes, std, radius } => Arc::new(Mixture::ring(*modes, *std, *radius)),
        Data::Grid { side, std, spacing } => Arc::new(Mixture::grid(*side, *std, *spacing)),
        Data::Shapes {
            side,
            shapes,
            colours,
            places,
        } => Arc::new(Shapes::new(*side, *shapes, *colours, *places)),
        Data::Stacked { of } => Arc::new(Stacked::new(origin(of), images(of)?)?),
        Data::Digits | Data::Idx { .. } | Data::Folder { .. } | Data::Cifar10 { .. } => {
            Arc::new(images(data)?)
        }
    })
}

/// The finite collection that a spec names.
fn images(data: &Data) -> Result<Images, DataError> {
    match data {
        Data::Idx {
            images,
            labels,
            classes,
            side,
            channels,
        } => idx_images::open(images, labels.as_deref(), classes, *side, *channels),
        Data::Folder {
            path,
            side,
            channels,
            classes,
            unreadable,
            smaller,
        } => {
            let rules = folder::Rules {
                side: *side,
                channels: *channels,
                unreadable: *unreadable,
                smaller: *smaller,
            };
            folder::open(path, classes, &rules)
        }
        Data::Cifar10 { path, classes } => cifar10::open(path, classes),
        Data::Digits => digits::open(),
        other => unreachable!(
            "data `{}` is no finite collection, and its spec is refused here",
            other.name()
        ),
    }
}

/// Where the images of a spec come from, for messages.
fn origin(data: &Data) -> &Path {
    match data {
        Data::Idx { images, .. } => images,
        Data::Folder { path, .. } | Data::Cifar10 { path, .. } => path,
        _ => Path::new(data.name()),
    }
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
        Some(count) if batch > count => Err(DataError::Batch {
            batch,
            count,
            notes: data.notes(),
        }),
        _ => Ok(()),
    }
}
