//! From the spec of a data set to its rows.

use std::path::Path;
use std::sync::Arc;

use super::data_set::{DataSet, Modes};
use super::dirac::PointMass;
use super::error::DataError;
use super::gaussian_mixture::GaussianMixture;
use super::images::Images;
use super::labels::Labels;
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
        Data::Ring(ring) => Arc::new(GaussianMixture::ring(ring.modes, ring.std, ring.radius)),
        Data::Grid(grid) => Arc::new(GaussianMixture::grid(grid.side, grid.std, grid.spacing)),
        Data::Dirac(_) => Arc::new(PointMass),
        Data::Digits(_) => Arc::new(digits::open()?),
        Data::Shapes(it) => Arc::new(Shapes::new(it.side, it.shapes, it.colours, it.places)),
        Data::Idx(idx) => Arc::new(idx_images::open(idx)?),
        Data::Folder(images) => Arc::new(folder::open(images)?),
        Data::Cifar10(cifar10) => Arc::new(cifar10::open(&cifar10.path, &cifar10.classes)?),
        Data::Stacked(stacked) => Arc::new(Stacked::new(stacked.of.origin(), open(&stacked.of)?)?),
    })
}

/// Images that were read elsewhere, with the class of each: bytes with the channels last, of which
/// `path` is the origin.
///
/// # Errors
/// As those of a folder: fewer than two different images, or values that span less than half the range.
pub fn labelled_images(
    path: &Path,
    (side, channels): (usize, usize),
    values: Vec<u8>,
    labels: Labels,
) -> Result<Arc<dyn DataSet>, DataError> {
    let images = Images::new(path, side, channels, values)?;
    Ok(Arc::new(images.with_labels(labels)))
}

/// The modes of a data set, where its spec alone says them; no file is read.
pub fn known_modes(data: &Data) -> Option<Modes> {
    let set = data.knows_modes().then(|| open(data).ok()).flatten()?;
    set.modes().cloned()
}
