//! What varies between the runs of a study, as written.

use super::axis::{AxisKind, AxisValue};
use super::blocks::SWEEP;
use super::patch::{Patch, split};
use super::seeds;
use crate::schema::{At, Problem};
use crate::schema::{Fields, Node};
use crate::text::{is_unfit, visible_word};

/// Characters of the name of an arm, or of an axis of arms, at most.
const LONGEST_AXIS_NAME: usize = 100;

/// An axis of the grid and everything it may choose.
#[derive(Debug)]
pub(super) struct GridAxis {
    pub name: String,
    pub kind: AxisKind,
    pub choices: Vec<AxisChoice>,
}

/// One value of a path, or one named arm.
#[derive(Debug)]
pub(super) struct AxisChoice {
    pub label: AxisValue,
    pub patches: Vec<Patch>,
}

/// The sweep of a study: its axes, and the seeds that repeat every cell.
#[derive(Debug)]
pub(super) struct Sweep {
    pub axes: Vec<GridAxis>,
    pub seeds: Vec<u64>,
}

impl Sweep {
    /// Reads the block; `first_seed` is where a number of seeds counts from.
    pub fn read(node: Node<'_>, first_seed: u64) -> Result<Sweep, Problem> {
        let fields = Fields::open(node, &SWEEP)?;
        let axes = match fields.written("grid") {
            Some(grid) => read_grid(&grid)?,
            None => Vec::new(),
        };
        let seeds = seeds::read(&fields.get("seeds"), first_seed)?;
        Ok(Sweep { axes, seeds })
    }
}

fn read_grid(node: &Node<'_>) -> Result<Vec<GridAxis>, Problem> {
    let axes = node.pairs("a mapping of axes")?;
    if axes.is_empty() {
        let message = "the grid has no axes; remove it for a single run";
        return Err(Problem::new(&node.path, At::Key, message));
    }
    axes.iter()
        .map(|(name, values)| read_axis(name, values))
        .collect()
}

fn read_axis(name: &str, node: &Node<'_>) -> Result<GridAxis, Problem> {
    node.refuse_null("write a list of values, or a mapping of named arms")?;
    let (kind, choices) = match node.items() {
        Some(values) => (AxisKind::Path, read_values(name, node, &values)?),
        None => (AxisKind::Arms, read_arms(node)?),
    };
    if choices.is_empty() {
        let message = format!("the axis `{name}` is empty");
        return Err(Problem::new(&node.path, At::Key, message));
    }
    if kind == AxisKind::Arms {
        check_name("an axis of named arms", name, &node.path)?;
    }
    if kind == AxisKind::Arms && is_column(name) {
        let message = format!("`{name}` is a column of the run table; give the arms another name");
        return Err(Problem::new(&node.path, At::Key, message));
    }
    let name = name.to_string();
    Ok(GridAxis {
        name,
        kind,
        choices,
    })
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

/// Columns that the run table has whatever a study sweeps.
fn is_column(name: &str) -> bool {
    let own = ["run", "seed", "status", "verdict", "severity", "onset"].contains(&name);
    own || name.starts_with("final_") || name.starts_with("best_")
}

fn read_values(
    name: &str,
    axis: &Node<'_>,
    values: &[Node<'_>],
) -> Result<Vec<AxisChoice>, Problem> {
    let path = read_path(name, &axis.path)?;
    let mut choices: Vec<AxisChoice> = Vec::new();
    for node in values {
        if node.value.is_null() {
            return Err(node.problem(format!("the axis `{name}` has an empty value")));
        }
        let label = AxisValue::of(&node.value);
        if choices.iter().any(|earlier| earlier.label == label) {
            let message = format!("the axis `{name}` has the value {label} twice");
            return Err(node.problem(message));
        }
        let patch = Patch {
            path: path.clone(),
            value: node.value.clone().into_owned(),
            named_at: axis.path.clone(),
            value_at: node.path.clone(),
        };
        let patches = vec![patch];
        choices.push(AxisChoice { label, patches });
    }
    Ok(choices)
}

fn read_arms(node: &Node<'_>) -> Result<Vec<AxisChoice>, Problem> {
    let wanted = "a list of values, or a mapping of named arms";
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

fn read_path(name: &str, named_at: &[String]) -> Result<Vec<String>, Problem> {
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
        "seed" => refuse("seeds are swept by `sweep.seeds`, not by the grid".to_string()),
        _ => Ok(path),
    }
}
