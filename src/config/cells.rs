//! The cells of a sweep: every combination of its axes, each resolved to a run.

use super::axis::{AxisKind, AxisValue, words};
use super::patch::split;
use super::run::Run;
use super::spec::Spec;
use super::sweep::{AxisChoice, GridAxis};
use crate::schema::Node;
use crate::schema::Problem;
use serde_yaml::Value;

/// One combination of choices.
#[derive(Debug)]
pub(super) struct Cell<S = Run> {
    /// The value on every axis, as the run really has it.
    pub values: Vec<AxisValue>,
    /// The same as people read them.
    pub words: Vec<String>,
    /// The run of the first seed.
    pub run: S,
}

/// Resolves every combination; the last axis varies fastest.
pub(super) fn expand<S: Spec>(base: &Value, axes: &[GridAxis]) -> Result<Vec<Cell<S>>, Problem> {
    let count: usize = axes.iter().map(|axis| axis.choices.len()).product();
    (0..count)
        .map(|index| build(base, axes, &pick(axes, index)))
        .collect()
}

/// The choices of the cell with this index, as an odometer shows them.
fn pick(axes: &[GridAxis], mut index: usize) -> Vec<&AxisChoice> {
    let mut picks = Vec::new();
    for axis in axes.iter().rev() {
        picks.push(&axis.choices[index % axis.choices.len()]);
        index /= axis.choices.len();
    }
    picks.reverse();
    picks
}

fn build<S: Spec>(
    base: &Value,
    axes: &[GridAxis],
    picks: &[&AxisChoice],
) -> Result<Cell<S>, Problem> {
    let mut patched = PatchedRun {
        written: base.clone(),
        origins: Vec::new(),
    };
    let run: S = patched
        .patch(picks)
        .map_err(|problem| patched.trace(S::BLOCK, problem, axes, picks))?;
    let resolved = run.value();
    let values = axes
        .iter()
        .zip(picks)
        .map(|(axis, choice)| match axis.kind {
            AxisKind::Arms => (choice.label.clone(), choice.label.to_string()),
            AxisKind::Path => effective(&split(&axis.name), &patched.written, &resolved),
        });
    let (values, words) = values.unzip();
    Ok(Cell { values, words, run })
}

/// A written run, and where in the document its patched parts come from.
struct PatchedRun {
    written: Value,
    /// Path below the block of the run, and path in the document.
    origins: Vec<(Vec<String>, Vec<String>)>,
}

impl PatchedRun {
    fn patch<S: Spec>(&mut self, picks: &[&AxisChoice]) -> Result<S, Problem> {
        for patch in picks.iter().flat_map(|choice| &choice.patches) {
            patch.apply::<S>(&mut self.written)?;
            // What stood inside the replaced value is gone, and its origin with it.
            self.origins
                .retain(|(path, _)| !path.starts_with(&patch.path));
            let origin = (patch.path.clone(), patch.value_at.clone());
            self.origins.push(origin);
        }
        let path = vec![S::BLOCK.to_string()];
        let run = S::read_written(Node::new(path.clone(), &self.written))?;
        run.check(&path)?;
        Ok(run)
    }

    /// Moves a mistake in the patched run to the place in the document that it came from.
    fn trace(
        &self,
        block: &str,
        mut problem: Problem,
        axes: &[GridAxis],
        picks: &[&AxisChoice],
    ) -> Problem {
        let Some((_, path)) = problem
            .path
            .split_first()
            .filter(|(first, _)| *first == block)
        else {
            return problem;
        };
        let around = self
            .origins
            .iter()
            .filter(|(part, _)| path.starts_with(part));
        match around.max_by_key(|(part, _)| part.len()) {
            Some((part, origin)) => {
                problem.path = [origin, &path[part.len()..]].concat();
            }
            // The key itself is fine in the run as written; only this cell makes it wrong.
            None => {
                let cell = cell_words(axes, picks.iter().map(|choice| &choice.label));
                problem.message = format!("in the cell {cell}: {}", problem.message);
            }
        }
        problem
    }
}

/// The value that the run has at a path, however it came there, and in words.
fn effective(path: &[String], written: &Value, resolved: &Value) -> (AxisValue, String) {
    let walk = |root| {
        path.iter()
            .try_fold(root, |value: &Value, key| value.get(key))
    };
    let value = match walk(resolved) {
        // Parameters that nobody wrote would only lengthen the label.
        Some(complete) if has_parameters(complete) => walk(written).unwrap_or(complete),
        Some(value) => value,
        // A later arm chose another name, so the path is gone.
        None => &Value::String("none".to_string()),
    };
    (AxisValue::of(value), words(value))
}

/// Whether the value is a name with parameters, or a list of such.
fn has_parameters(value: &Value) -> bool {
    value.is_mapping()
        || value
            .as_sequence()
            .is_some_and(|items| items.iter().any(Value::is_mapping))
}

/// A cell in words: `lr_d=1e-3, strategy=ttur`.
pub(super) fn cell_words<'a>(
    axes: &[GridAxis],
    values: impl Iterator<Item = &'a AxisValue>,
) -> String {
    let pairs = axes.iter().zip(values);
    let pairs: Vec<String> = pairs
        .map(|(axis, value)| format!("{}={value}", axis.name))
        .collect();
    pairs.join(", ")
}
