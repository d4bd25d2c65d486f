//! Real rows as f32: ring, grid, shapes, digits, IDX files, CIFAR-10, folders of images, and three
//! grey images stacked into one.
//!
//! A data set implements [`DataSet`] and is opened from its spec by [`open()`]. It gives the same
//! rows for the same (seed, step, part), whoever asks and in whatever order. Points and shapes are
//! drawn afresh at every step; what comes from files is a finite collection, held as bytes and shown
//! in shuffled epochs. Images lie in [-1, 1], channels last.
//!
//! Whatever is wrong with a data set is found when it is opened, before anything is trained, and
//! [`DataError`] says what to do about it.
//!
//! A labelled set has [`Labels`], by which a classifier can be trained (`train/classifier/`). Where
//! the modes of the data are known exactly, the set says them as [`Modes`].

mod cifar10;
mod data_set;
pub(crate) mod decoders;
mod digits;
mod dirac;
mod error;
mod folder;
mod gaussian_mixture;
mod idx;
mod idx_images;
mod image_file;
mod images;
mod labels;
mod left_out;
mod open;
mod picture;
pub(crate) mod sample_picture;
mod shapes;
mod shuffle;
mod stacked;

#[cfg(test)]
mod tests;

pub use data_set::{DataSet, Modes};
pub use error::DataError;
pub use idx::IdxError;
pub use labels::{Labels, MOST_CLASSES};
pub use open::open;
pub use picture::Picture;

pub use crate::config::Kind;
pub(crate) use data_set::{check_batch, check_classes};
pub(crate) use open::{known_modes, labelled_images};
