//! `--set path=value`: one value of a study replaced from the command line.

use super::blocks::STUDY;
use super::patch::{Patch, overlap, replace, require, split};
use super::run::Run;
use super::spec::Spec;
use super::sweep::SweptAxis;
use super::transfer::Transfer;
use crate::schema::ConfigError;
use crate::schema::{At, Problem, nearest};
use serde_yaml::Value;
use std::str::FromStr;

/// Keys of a sweep below which axes stand by name.
const AXES: [&str; 3] = ["grid", "zip", "random"];

/// A replacement for one value of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// Path from the root of the document.
    pub(super) path: Vec<String>,
    pub(super) value: Value,
    /// As it was typed, for error messages.
    pub(super) text: String,
}

impl FromStr for Override {
    type Err = ConfigError;

    /// Reads `lr_d=1e-3` (a path into `run`) or `sweep.seeds=1` (from the root).
    fn from_str(text: &str) -> Result<Override, ConfigError> {
        let refuse = |message: &str| ConfigError::whole(&format!("--set {text}"), message);
        let (path, value) = text
            .split_once('=')
            .ok_or_else(|| refuse("expected path=value, such as lr_d=1e-3"))?;
        let mut path = split(path.trim());
        if path.iter().any(String::is_empty) {
            return Err(refuse("the path has an empty part"));
        }
        let value: Value =
            serde_yaml::from_str(value).map_err(|_| refuse("the value is not valid YAML"))?;
        if value.is_null() {
            return Err(refuse("the value is missing"));
        }
        if !STUDY.keys().any(|key| key == path[0]) {
            path.insert(0, "run".to_string());
        }
        let is_axis = path.len() > 3 && path[0] == "sweep" && AXES.contains(&path[1].as_str());
        if is_axis && value.is_sequence() {
            // The name of an axis is one key, although it may be a dotted path.
            let axis = path.split_off(2).join(".");
            path.push(axis);
        }
        let text = text.to_string();
        Ok(Override { path, value, text })
    }
}

impl Override {
    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same for a document that has this block in place of `run`.
    pub(super) fn below(&self, block: &str) -> Self {
        let mut below = self.clone();
        if let Some(first) = below.path.first_mut().filter(|first| *first == Run::BLOCK) {
            *first = block.to_string();
        }
        below
    }

    /// Puts the value into the document.
    pub(super) fn apply(&self, root: &mut Value) -> Result<(), Problem> {
        if let [first, key, ..] = &self.path[..]
            && [Run::BLOCK, Transfer::BLOCK].contains(&first.as_str())
        {
            let none = Value::Mapping(Default::default());
            let run = root.get(first).unwrap_or(&none);
            let required = match first == Run::BLOCK {
                true => require::<Run>(&self.path[1..], run, &self.path),
                false => require::<Transfer>(&self.path[1..], run, &self.path),
            };
            required.map_err(|problem| Problem {
                // Whoever mistypes `study` or `sweep` is taken to mean a key of the run.
                suggestion: problem.suggestion.or_else(|| nearest(key, STUDY.keys())),
                ..problem
            })?;
        }
        self.refuse_part(root)?;
        replace(root, &self.path, self.value.clone());
        Ok(())
    }

    /// Refuses a path into a sweep of several parts, each of which has such keys.
    fn refuse_part(&self, root: &Value) -> Result<(), Problem> {
        let has_parts = root.get("sweep").is_some_and(Value::is_sequence);
        if self.path.len() < 2 || self.path[0] != "sweep" || !has_parts {
            return Ok(());
        }
        let message =
            "`sweep` is a list of parts here; set the whole list with --set \"sweep=[..]\"";
        Err(Problem::new(&self.path, At::Key, message))
    }

    /// Refuses to override what the sweep sets itself: it would reach only some of the runs.
    pub(super) fn refuse_swept(&self, axes: &[SweptAxis]) -> Result<(), Problem> {
        let is_block = |first: &String| first == Run::BLOCK || first == Transfer::BLOCK;
        let Some((_, path)) = self.path.split_first().filter(|(first, _)| is_block(first)) else {
            return Ok(());
        };
        let sets = |patch: &&Patch| overlap(&patch.path, path);
        for axis in axes {
            let mut patches = axis.choices.iter().flat_map(|choice| &choice.patches);
            if let Some(patch) = patches.find(sets) {
                let (key, swept) = (path.join("."), patch.path.join("."));
                let axis = &axis.name;
                let message = format!(
                    "cannot set `{key}`: the axis `{axis}` of sweep.grid sweeps `{swept}`; \
                     change it with --set sweep.grid.{axis}=.."
                );
                return Err(Problem::new(&self.path, At::Key, message));
            }
        }
        Ok(())
    }
}
