//! The cells of a sweep: what each of its points chooses, resolved to a run.

use super::axis::{AxisKind, AxisValue, words};
use super::patch::split;
use super::run::Run;
use super::spec::Spec;
use super::sweep::{AxisChoice, Point, Sweep, SweptAxis};
use crate::schema::Node;
use crate::schema::Problem;
use serde_yaml::Value;
use std::collections::BTreeSet;

/// One combination of choices.
#[derive(Debug)]
pub(super) struct Cell<S = Run> {
    /// The value on every axis, as the run really has it.
    pub values: Vec<AxisValue>,
    /// The same as people read them.
    pub words: Vec<String>,
    /// The run of the first seed.
    pub run: S,
    /// Its canonical text: a study has thousands of cells, so it is written once.
    pub yaml: String,
    /// The seeds that repeat it.
    pub seeds: BTreeSet<u64>,
}

/// Resolves every point.
pub(super) fn expand<S: Spec>(base: &Value, sweep: &Sweep) -> Result<Vec<Cell<S>>, Problem> {
    let points = sweep.points.iter();
    points.map(|point| build(base, sweep, point)).collect()
}

/// What stands for the arm of a group that a cell does not have.
const NO_ARM: &str = "-";

fn build<S: Spec>(base: &Value, sweep: &Sweep, point: &Point) -> Result<Cell<S>, Problem> {
    let axes = &sweep.axes;
    let picks: Vec<(usize, &AxisChoice)> = point
        .picks
        .iter()
        .map(|(axis, choice)| (*axis, &axes[*axis].choices[*choice]))
        .collect();
    let mut patched = PatchedRun {
        written: base.clone(),
        origins: Vec::new(),
    };
    let run: S = patched
        .patch(&picks)
        .map_err(|problem| patched.trace(S::BLOCK, problem, axes, &picks))?;
    let resolved = run.value();
    let values = axes.iter().enumerate().map(|(place, axis)| {
        let pick = picks.iter().find(|(axis, _)| *axis == place);
        let label = pick.map(|(_, choice)| &choice.label);
        match axis.kind {
            AxisKind::Arms => {
                let none = AxisValue::Text(NO_ARM.to_string());
                let label = label.unwrap_or(&none).clone();
                let words = label.to_string();
                (label, words)
            }
            AxisKind::Path => {
                let path = split(&axis.name);
                let (value, words) = effective(&path, &patched.written, &resolved);
                match label.filter(|label| !sweep.is_plain_grid && is_name_of(label, &value)) {
                    Some(label) => (label.clone(), label.to_string()),
                    None => (value, words),
                }
            }
        }
    });
    let (values, words) = values.unzip();
    Ok(Cell {
        values,
        words,
        yaml: run.yaml_of(&resolved),
        run,
        seeds: point.seeds.clone(),
    })
}

/// A written run, and where in the document its patched parts come from.
struct PatchedRun {
    written: Value,
    /// Path below the block of the run, and path in the document.
    origins: Vec<(Vec<String>, Vec<String>)>,
}

impl PatchedRun {
    fn patch<S: Spec>(&mut self, picks: &[(usize, &AxisChoice)]) -> Result<S, Problem> {
        for patch in picks.iter().flat_map(|(_, choice)| &choice.patches) {
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
        axes: &[SweptAxis],
        picks: &[(usize, &AxisChoice)],
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
                let chosen = picks
                    .iter()
                    .map(|(axis, choice)| (&axes[*axis], &choice.label));
                let cell = cell_words(chosen);
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
        // A default that is not written out says nothing in the spec, and here it was chosen. Else a later arm
        // chose another name, so the path is gone.
        None => match walk(written) {
            Some(value) if !value.is_null() => value,
            _ => &Value::String("none".to_string()),
        },
    };
    (AxisValue::of(value), words(value))
}

/// Whether the value is this name with parameters, which other axes have set and show. In a plain grid
/// such a value names its parameters, as it always did: ids of runs stay.
fn is_name_of(label: &AxisValue, value: &AxisValue) -> bool {
    match (label, value) {
        (AxisValue::Text(name), AxisValue::Text(value)) => value
            .strip_prefix(name.as_str())
            .is_some_and(|rest| rest.starts_with(' ')),
        _ => false,
    }
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
    values: impl Iterator<Item = (&'a SweptAxis, &'a AxisValue)>,
) -> String {
    let pairs: Vec<String> = values
        .map(|(axis, value)| format!("{}={value}", axis.name))
        .collect();
    pairs.join(", ")
}
