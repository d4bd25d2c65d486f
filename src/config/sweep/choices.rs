//! The choices of an axis as written: values of a path, or named arms.

use std::collections::HashSet;

use super::swept::AxisChoice;
use crate::config::axis::AxisValue;
use crate::config::patch::{Patch, split};
use crate::schema::{At, Node, Problem};
use crate::text::{is_unfit, visible_word};
use serde_yaml::Value;

/// Characters of the name of an arm, or of an axis of arms, at most.
const LONGEST_AXIS_NAME: usize = 100;

/// One value of a path; the node is where it is written, `named_at` where the path is.
pub(super) fn value_of(path: &[String], named_at: &[String], node: &Node<'_>) -> AxisChoice {
    written_value(path, named_at, &node.path, node.value.clone().into_owned())
}

/// A value that stands for what is written at `value_at`.
pub(super) fn written_value(
    path: &[String],
    named_at: &[String],
    value_at: &[String],
    value: Value,
) -> AxisChoice {
    AxisChoice {
        label: AxisValue::of(&value),
        patches: vec![Patch {
            path: path.to_vec(),
            value,
            named_at: named_at.to_vec(),
            value_at: value_at.to_vec(),
        }],
    }
}

/// The values of a list, no two alike.
pub(super) fn read_values(
    name: &str,
    axis: &Node<'_>,
    values: &[Node<'_>],
) -> Result<Vec<AxisChoice>, Problem> {
    let path = read_path(name, &axis.path)?;
    let mut seen = HashSet::new();
    let mut choices = Vec::new();
    for node in values {
        if node.value.is_null() {
            return Err(node.problem(format!("the axis `{name}` has an empty value")));
        }
        let choice = value_of(&path, &axis.path, node);
        if !seen.insert(choice.label.to_string()) {
            let message = format!("the axis `{name}` has the value {} twice", choice.label);
            return Err(node.problem(message));
        }
        choices.push(choice);
    }
    Ok(choices)
}

/// Named arms, each a patch of several keys.
pub(super) fn read_arms(node: &Node<'_>, wanted: &str) -> Result<Vec<AxisChoice>, Problem> {
    node.pairs(wanted)?
        .iter()
        .map(|(name, arm)| {
            check_name("an arm", name, &arm.path)?;
            let label = AxisValue::Text(name.to_string());
            let patches = read_arm(arm)?;
            Ok(AxisChoice { label, patches })
        })
        .collect()
}

fn read_arm(node: &Node<'_>) -> Result<Vec<Patch>, Problem> {
    node.refuse_null("write {} for an arm that changes nothing")?;
    let mut patches = Vec::new();
    for (name, value) in node.pairs("a mapping of run keys, such as {lr_d: 1e-3}")? {
        value.refuse_null("write one, or remove the key")?;
        patches.push(Patch {
            path: read_path(name, &value.path)?,
            value: value.value.clone().into_owned(),
            named_at: value.path.clone(),
            value_at: value.path.clone(),
        });
    }
    // A key before the keys inside it: otherwise it would wipe them out.
    patches.sort_by_key(|patch| patch.path.len());
    Ok(patches)
}

/// Refuses a name that cannot be shown in a table or typed on a command line.
fn check_name(what: &str, name: &str, path: &[String]) -> Result<(), Problem> {
    let refuse = |message: String| Err(Problem::new(path, At::Key, message));
    if name.trim().is_empty() {
        return refuse(format!("{what} needs a name, and this one is empty"));
    }
    if name.chars().any(is_unfit) {
        return refuse(format!(
            "the name of {what} has a control or invisible character: `{}`",
            visible_word(name)
        ));
    }
    if name.chars().count() > LONGEST_AXIS_NAME {
        return refuse(format!(
            "the name of {what} may have at most {LONGEST_AXIS_NAME} characters"
        ));
    }
    Ok(())
}

/// Checks the name of a group of arms.
pub(super) fn check_arms_name(name: &str, path: &[String]) -> Result<(), Problem> {
    check_name("an axis of named arms", name, path)?;
    if is_column(name) {
        let message = format!("`{name}` is a column of the run table; give the arms another name");
        return Err(Problem::new(path, At::Key, message));
    }
    Ok(())
}

/// Columns that the run table has whatever a study sweeps.
fn is_column(name: &str) -> bool {
    const OWN: [&str; 7] = [
        "run",
        "seed",
        "status",
        "verdict",
        "form",
        "confidence",
        "onset",
    ];
    OWN.contains(&name) || name.starts_with("final_") || name.starts_with("best_")
}

/// The path that an axis sweeps.
pub(super) fn read_path(name: &str, named_at: &[String]) -> Result<Vec<String>, Problem> {
    let path = split(name);
    let refuse = |message: String| Err(Problem::new(named_at, At::Key, message));
    if path.iter().any(String::is_empty) {
        return refuse(format!(
            "`{name}` is not a path such as `lr_d` or `data.ring.std`"
        ));
    }
    match path[0].as_str() {
        same @ ("threads" | "checkpoint") => refuse(format!(
            "`{same}` changes no result, so it is no axis; write it in `run`"
        )),
        "seed" | "seeds" => refuse("seeds are swept by `sweep.seeds`, not by the grid".to_string()),
        _ => Ok(path),
    }
}
