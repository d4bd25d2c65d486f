//! The text of a study file becomes validated, fully resolved runs, or a precise error.
//!
//! ```text
//! text -> Document (YAML value + places + overrides)
//!      -> Sweep (axes of patches, seeds)  -> Cell (patched, resolved)  -> PlannedRun (seed, id)
//! ```
//! A mistake is found as a `Problem` at a path, and becomes a [`ConfigError`] at a line.
//! Every name that a study may use has a row in [`catalog()`]. Names of training are declared in
//! [`crate::strategies`], those of data and models here.

mod aliases;
mod axis;
mod blocks;
mod catalog;
mod cells;
mod checkpoint;
mod conflicts;
mod data;
mod document;
mod evaluate;
mod example;
mod fixed_model;
mod heal;
mod id;
mod indentation;
mod kind;
mod known_modes;
mod log;
mod model;
mod model_sizes;
mod names;
mod nesting;
mod notes;
mod overrides;
mod patch;
mod patched_run;
mod places;
mod run;
mod run_features;
mod run_length;
mod run_paths;
mod search;
mod seeds;
mod similar_file;
mod slurm;
mod slurm_file;
mod spec;
mod spec_kinds;
mod spelling;
mod stop;
mod stored_run;
mod study;
mod study_schema;
mod sweep;
mod syntax;
mod transfer;
mod transfer_settings;
mod trials_file;
mod twins;

#[cfg(test)]
mod tests;

pub(crate) use aliases::{Alias, aliases_of};
pub use axis::{Axis, AxisKind, AxisValue};
pub use catalog::catalog;
pub use checkpoint::{Checkpoint, Keep};
pub use data::{
    CIFAR10_CLASSES, Cifar10, DIGITS_COUNT, Data, Digits, Dirac, Folder, Grid, Idx, Ring, Shapes,
    Smaller, Stacked, Unreadable,
};
pub use evaluate::{Evaluate, SampleFeatures};
pub use example::example;
pub use fixed_model::FixedModel;
pub use heal::Heal;
pub use kind::{Kind, may_be_photographs};
pub use log::Log;
pub use model::Model;
pub use model_sizes::{DcganSizes, FcSizes, MlpSizes};
pub use overrides::Override;
pub use run::Run;
#[cfg(test)]
pub(crate) use search::BETTER_METRICS;
pub use search::{MedianStopping, RaceTest, Racing, Search};
pub use slurm::SlurmOptions;
pub use slurm_file::SlurmFile;
pub use stop::{Failure, Stop};
pub use study::{PlannedRun, RunsCompared, Study};
pub use study_schema::study_schema;
pub use transfer::{
    Clip, Colours, Content, ContentWithNoise, Features, Input, Lbfgs, LossWeights, Network, Noise,
    OwnClassifier, PictureAdam, PictureOptimizer, Random, Squeezenet, Start, Style, Transfer,
    Vgg16, Vgg19,
};

pub use twins::twins_of;

pub use crate::schema::{ConfigError, Entry, Excerpt, Parameter};
pub(crate) use crate::schema::{KEY, nearest};
pub(crate) use id::short_axis_names;
pub(crate) use spelling::spelling;

use std::io::ErrorKind;
use std::path::Path;

use crate::files;
use document::Document;
use similar_file::similar_file;
use spec::Spec;

/// Reads and plans the study in a file; the only place of this module that touches files.
///
/// # Errors
/// When the file cannot be read as text, and as [`parse`].
pub fn load(path: &Path, overrides: &[Override]) -> Result<Study, ConfigError> {
    only_games(&path.display().to_string(), load_any(path, overrides)?)
}

/// As [`load`], of a study of either kind.
///
/// # Errors
/// As [`load`].
pub fn load_any(path: &Path, overrides: &[Override]) -> Result<AnyStudy, ConfigError> {
    let name = path.display().to_string();
    let refuse = |reason: String| ConfigError::whole(&name, reason);
    let bytes = files::read(path, files::limits::YAML).map_err(|error| match error.kind() {
        ErrorKind::NotFound => ConfigError {
            suggestion: similar_file(path),
            ..refuse("no such file".to_string())
        },
        ErrorKind::IsADirectory => {
            let study = path.join("study.yaml");
            ConfigError {
                suggestion: study.is_file().then(|| study.display().to_string()),
                ..refuse("this is a directory, not a study file".to_string())
            }
        }
        _ => ConfigError {
            is_unreadable: true,
            ..refuse(format!("cannot be read: {error}"))
        },
    })?;
    let text = String::from_utf8(bytes).map_err(|_| refuse("not a text file (UTF-8)".into()))?;
    plan_document(opened(&name, &text, overrides)?, true)
}

/// Plans the study in a text; `name` stands for the file in error messages.
///
/// # Errors
/// When the text is no valid study, or an override does not fit it.
pub fn parse(name: &str, text: &str, overrides: &[Override]) -> Result<Study, ConfigError> {
    only_games(name, parse_any(name, text, overrides)?)
}

/// A study of whichever kind.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyStudy {
    /// Its runs are games of two players.
    Games(Box<Study>),
    /// Its runs are style transfers.
    Transfers(Box<Study<Transfer>>),
}

/// As [`parse`], of a study of either kind: one with `transfer` plans style transfers.
///
/// # Errors
/// As [`parse`].
pub fn parse_any(name: &str, text: &str, overrides: &[Override]) -> Result<AnyStudy, ConfigError> {
    plan_document(opened(name, text, overrides)?, false)
}

/// A document with its overrides.
fn opened(name: &str, text: &str, overrides: &[Override]) -> Result<Document, ConfigError> {
    let mut document = Document::parse(name, text)?;
    let is_transfer = document.root().get(Transfer::BLOCK).is_some();
    for change in overrides {
        match is_transfer {
            true => document.apply(&change.below(Transfer::BLOCK))?,
            false => document.apply(change)?,
        }
    }
    Ok(document)
}

/// The study of a document; the tables that it names are files beside it, where it is a file itself.
fn plan_document(mut document: Document, is_file: bool) -> Result<AnyStudy, ConfigError> {
    if is_file {
        document.read_tables()?;
    }
    let planned = match document.root().get(Transfer::BLOCK).is_some() {
        true => study::plan(&document).map(|study| AnyStudy::Transfers(Box::new(study))),
        false => study::plan(&document).map(|study| AnyStudy::Games(Box::new(study))),
    };
    planned.map_err(|problem| document.locate(problem))
}

/// A study's text with the value of `change` in the place of the one that is written, and all else as it
/// is; `None` where no plain value is written there.
pub fn with_value(text: &str, change: &Override) -> Option<String> {
    let document = Document::parse("study.yaml", text).ok()?;
    let (_, value) = change.text().split_once('=')?;
    document.edited(&change.path, value)
}

/// The study, for a verb that takes games only.
fn only_games(name: &str, study: AnyStudy) -> Result<Study, ConfigError> {
    match study {
        AnyStudy::Games(study) => Ok(*study),
        AnyStudy::Transfers(_) => Err(ConfigError::whole(
            name,
            "its runs are style transfers, which `seesaw sweep`, `check`, `plan`, `list`, `report`, `plot` and `verify` take, and \
             this command does not",
        )),
    }
}
