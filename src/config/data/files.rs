//! Data that lies in files: what is read of it without opening any.

use super::{Data, classes};
use crate::config::problem::{At, Problem};
use crate::config::reader::{Fields, Node};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What is done about image files that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// The data set is refused.
    Refuse,
    /// They are left out and named.
    Skip,
}

/// What is done about images smaller than the side that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Smaller {
    /// They are left out and counted.
    Skip,
    /// They are enlarged, and so blurred.
    Enlarge,
}

/// Pixels along one side of an image from a file; the largest GAN here has 64.
const SIDES: std::ops::RangeInclusive<u64> = 4..=256;

pub(super) fn read_idx(fields: &Fields<'_>) -> Result<Data, Problem> {
    let labels = fields
        .written("labels")
        .map(|node| path(&node))
        .transpose()?;
    let classes = classes::labels(&fields.get("classes"))?;
    if labels.is_none() && !classes.is_empty() {
        let node = fields.get("classes");
        let message = format!(
            "{} needs `labels`, the file that says which image is what",
            node.shown()
        );
        return Err(Problem::new(&node.path, At::Key, message));
    }
    Ok(Data::Idx {
        images: path(&fields.required("images")?)?,
        labels,
        classes,
        side: fields.whole("side", SIDES)?,
        channels: channels(fields)?,
    })
}

pub(super) fn read_folder(fields: &Fields<'_>) -> Result<Data, Problem> {
    let unreadable = [("refuse", Unreadable::Refuse), ("skip", Unreadable::Skip)];
    let smaller = [("skip", Smaller::Skip), ("enlarge", Smaller::Enlarge)];
    Ok(Data::Folder {
        path: path(&fields.required("path")?)?,
        side: fields.whole("side", SIDES)?,
        channels: channels(fields)?,
        classes: classes::names(&fields.get("classes"))?,
        unreadable: fields.get("unreadable").one_of(&unreadable)?,
        smaller: fields.get("smaller").one_of(&smaller)?,
    })
}

pub(super) fn read_cifar10(fields: &Fields<'_>) -> Result<Data, Problem> {
    let path = path(&fields.required("path")?)?;
    Ok(Data::Cifar10 {
        path,
        classes: classes::cifar10(&fields.get("classes"))?,
    })
}

fn path(node: &Node<'_>) -> Result<PathBuf, Problem> {
    match node.value.as_str() {
        Some(text) if !text.trim().is_empty() => Ok(PathBuf::from(text)),
        _ => Err(node.wrong("a path, relative to the working directory")),
    }
}

fn channels(fields: &Fields<'_>) -> Result<usize, Problem> {
    let node = fields.get("channels");
    match node.whole(1..=3) {
        Ok(channels @ (1 | 3)) => Ok(channels as usize),
        _ => Err(node.wrong("1 (grey) or 3 (RGB)")),
    }
}
