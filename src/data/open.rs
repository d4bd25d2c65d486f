//! From the spec of a data set to its rows.

use std::path::Path;
use std::sync::Arc;

use super::data_set::{DataSet, Modes};
use super::error::DataError;
use super::gaussian_mixture::GaussianMixture;
use super::shapes::Shapes;
use super::stacked::Stacked;
use super::{cifar10, digits, folder, idx_images};
use crate::config::Data;

/// Opens the data set that a spec names, and reads all of it: whatever is wrong with it is found
/// here, before training.
///
/// # Errors
/// When a file or folder is missing, damaged, not what the spec says, or holds nothing that a GAN
/// could learn.
pub fn open(data: &Data) -> Result<Arc<dyn DataSet>, DataError> {
    Ok(match data {
        Data::Ring { modes, std, radius } => Arc::new(GaussianMixture::ring(*modes, *std, *radius)),
        Data::Grid { side, std, spacing } => Arc::new(GaussianMixture::grid(*side, *std, *spacing)),
        Data::Digits => Arc::new(digits::open()?),
        Data::Shapes {
            side,
            shapes,
            colours,
            places,
        } => Arc::new(Shapes::new(*side, *shapes, *colours, *places)),
        Data::Idx {
            images,
            labels,
            classes,
            side,
            channels,
        } => Arc::new(idx_images::open(
            images,
            labels.as_deref(),
            classes,
            *side,
            *channels,
        )?),
        Data::Folder {
            path,
            side,
            channels,
            classes,
            unreadable,
            smaller,
        } => {
            let options = folder::FolderOptions {
                side: *side,
                channels: *channels,
                unreadable: *unreadable,
                smaller: *smaller,
            };
            Arc::new(folder::open(path, classes, &options)?)
        }
        Data::Cifar10 { path, classes } => Arc::new(cifar10::open(path, classes)?),
        Data::Stacked { of } => Arc::new(Stacked::new(origin(of), open(of)?)?),
    })
}

/// Where the rows of a spec come from, for messages: a path, or the data set's name.
fn origin(data: &Data) -> &Path {
    match data {
        Data::Idx { images, .. } => images,
        Data::Folder { path, .. } | Data::Cifar10 { path, .. } => path,
        Data::Ring { .. }
        | Data::Grid { .. }
        | Data::Digits
        | Data::Shapes { .. }
        | Data::Stacked { .. } => Path::new(data.name()),
    }
}

/// The modes of a data set, where its spec alone says them; no file is read.
pub fn known_modes(data: &Data) -> Option<Modes> {
    let set = data.knows_modes().then(|| open(data).ok()).flatten()?;
    set.modes().cloned()
}
