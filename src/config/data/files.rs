//! Data in files: what is known of them before any is opened.

use std::path::{Path, PathBuf};

use super::classes::{Cifar10Classes, FolderNames, IdxLabels};
use super::policy::DataPolicy;
use crate::config::kind::Kind;
use crate::schema::{
    ABSENT, Allowed, FilePath, Node, Optional, Problem, REQUIRED, WholeRange, names, one_of,
    parameters, whole,
};

names! {
    /// What is done about image files that cannot be read.
    pub enum Unreadable: "unreadable" {
        /// The data set is refused.
        Refuse = "refuse",
        /// They are left out and named.
        Skip = "skip",
    }
}

names! {
    /// What is done about images smaller than the side that is asked for.
    pub enum Smaller: "smaller" {
        /// They are left out and counted.
        Skip = "skip",
        /// They are enlarged, and so blurred.
        Enlarge = "enlarge",
    }
}

/// Pixels along one side of an image from a file; the largest GAN here has 64.
const SIDES: WholeRange = whole(4, 256);

parameters! {
    /// Square images in an IDX file such as MNIST's, gzip or not: (N, S, S) or (N, S, S, C).
    pub struct Idx: "data" / "idx" {
        /// file of the images, unsigned bytes
        images: PathBuf = REQUIRED in FilePath,
        /// file of their labels: `classes` needs it, and the classifier that counts classes
        #[serde(skip_serializing_if = "Option::is_none")]
        labels: Option<PathBuf> = ABSENT in Optional(FilePath),
        /// labels that are kept, such as [3, 7]; without any, all
        classes: Vec<u8> = "[]" in IdxLabels,
        /// pixels along one side, as in the file; `dcgan` takes 8 to 128
        side: usize = "28" in SIDES,
        /// values per pixel as in the file
        channels: usize = "1" in Channels,
    }
    source: "LeCun et al. 1998, Gradient-based learning applied to document recognition (MNIST)",
    fits: |idx: &Idx| {
        let unlabelled = idx.labels.is_none() && !idx.classes.is_empty();
        unlabelled.then_some((
            "classes",
            "needs `labels`, the file that says which image is what",
        ))
    },
}

parameters! {
    /// PNG, JPEG, WebP, BMP and GIF files below a folder: the largest centred square of each, resized; never padded.
    pub struct Folder: "data" / "folder" {
        /// the folder, read with all its subfolders
        path: PathBuf = REQUIRED in FilePath,
        /// pixels along one side after resizing; `dcgan` takes 8 to 128
        side: usize = "32" in SIDES,
        /// grey ones are made from RGB by luma, RGB ones from grey by repeating; what is transparent is white
        channels: usize = "3" in Channels,
        /// names of subfolders that are read, such as `[cats]`; without any, everything
        classes: Vec<String> = "[]" in FolderNames,
        /// files that cannot be read: refuse, or skip and name them
        unreadable: Unreadable = "refuse" in one_of::<Unreadable>(),
        /// images smaller than side: skip and count them, or enlarge (they are then blurred)
        smaller: Smaller = "skip" in one_of::<Smaller>(),
    }
}

parameters! {
    /// CIFAR-10 in its binary version: 32x32 RGB photographs of ten classes.
    pub struct Cifar10: "data" / "cifar10" {
        /// folder with data_batch_1.bin to data_batch_5.bin, or one such file
        path: PathBuf = REQUIRED in FilePath,
        /// names or numbers that are kept, such as [cat, ship]; without any, all
        classes: Vec<String> = "[]" in Cifar10Classes,
    }
    source: "Krizhevsky 2009, Learning multiple layers of features from tiny images",
}

/// Values per pixel.
pub struct Channels;

impl Allowed for Channels {
    type Value = usize;

    fn read(&self, node: &Node<'_>) -> Result<usize, Problem> {
        match whole(1, 3).read(node) {
            Ok(channels @ (1 | 3)) => Ok(channels),
            _ => Err(node.wrong(&self.words())),
        }
    }

    fn words(&self) -> String {
        "1 (grey) or 3 (RGB)".to_string()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<usize> {
        use proptest::prelude::*;
        prop_oneof![Just(1), Just(3)].boxed()
    }
}

impl DataPolicy for Idx {
    fn why_no_labels(&self) -> Option<&'static str> {
        let labels = self.labels.as_ref();
        labels.is_none().then_some("names no file of `labels`")
    }

    fn path(&self) -> Option<&Path> {
        Some(&self.images)
    }

    fn kind(&self) -> Kind {
        let Idx { side, channels, .. } = *self;
        Kind::Images { side, channels }
    }
}

impl DataPolicy for Folder {
    fn path(&self) -> Option<&Path> {
        Some(&self.path)
    }

    fn kind(&self) -> Kind {
        let Folder { side, channels, .. } = *self;
        Kind::Images { side, channels }
    }
}

impl DataPolicy for Cifar10 {
    fn path(&self) -> Option<&Path> {
        Some(&self.path)
    }

    fn kind(&self) -> Kind {
        Kind::Images {
            side: 32,
            channels: 3,
        }
    }
}
