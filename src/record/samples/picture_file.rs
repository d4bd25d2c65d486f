//! A picture that is a sample.

use std::path::PathBuf;

/// A picture and its class.
#[derive(Clone, Debug)]
pub(super) struct PictureFile {
    pub path: PathBuf,
    pub class: Option<u8>,
}
