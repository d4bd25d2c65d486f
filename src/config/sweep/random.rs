//! `random`: trials whose values are drawn, each a function of the study's seed, the name of its axis and
//! the trial's number.

use super::axes::Axes;
use super::choices::read_path;
use super::condition::Condition;
use super::distribution::{Distribution, Draws, Sampler};
use super::grid::{conditional, read_axis};
use super::product::Factor;
use crate::config::axis::AxisKind;
use crate::rng::Seed;
use crate::schema::{
    Allowed, At, Choice, Entry, Node, Parameter, Problem, REQUIRED, WholeRange, whole,
};

/// Trials, at most: the sequence of Sobol points ends there.
const COUNT: WholeRange = whole(1, 65_536);

pub(in crate::config) static RANDOM: Entry = Entry {
    kind: "block",
    name: "random",
    summary: "Trials whose values are drawn; every other key is an axis, a list to choose from, named arms, or a `draw`.",
    parameters: &[
        Parameter::new(
            "count",
            REQUIRED,
            "how many trials; more leave the first ones as they are",
            || COUNT.words(),
        ),
        Parameter::new("sampler", "random", "how trials are spread", || {
            let names: Vec<&str> = Sampler::ALL.iter().map(Sampler::name).collect();
            format!("one of {}", names.join(", "))
        }),
    ],
    formula: "",
    source: "",
};

/// What an axis of trials may be, in words.
const WANTED: &str =
    "a list of values, named arms, or one of {uniform: [..]}, {log_uniform: [..]}, {int: [..]}";

/// Draws the trials.
pub(super) fn read(node: &Node<'_>, seed: u64, axes: &mut Axes) -> Result<Factor, Problem> {
    let pairs = node.pairs(
        "a mapping with `count` and axes, such as {count: 20, lr_d: {log_uniform: [1e-4, 1e-2]}}",
    )?;
    let find = |key: &str| {
        pairs
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, node)| node)
    };
    let Some(count) = find("count") else {
        let message = format!("`count` is missing in {}: how many trials", node.shown());
        return Err(Problem::new(&node.path, At::Key, message));
    };
    let count = COUNT.read(count)?;
    let sampler = find("sampler").map_or(Ok(Sampler::Random), Sampler::read)?;
    let mut factor = Factor {
        axes: Vec::new(),
        conditions: Vec::new(),
        rows: vec![Vec::new(); count],
    };
    let is_axis = |(name, _): &&(&str, Node<'_>)| !["count", "sampler"].contains(name);
    for (place, (name, node)) in pairs.iter().filter(is_axis).enumerate() {
        let draws = Draws {
            seed: Seed(seed),
            sampler,
            name,
            dimension: place as u32,
        };
        add_axis(name, node, &draws, axes, &mut factor)?;
    }
    match factor.axes.is_empty() {
        true => {
            let message = format!(
                "{} has no axes; write one, such as lr_d: {{log_uniform: [1e-4, 1e-2]}}",
                node.shown()
            );
            Err(Problem::new(&node.path, At::Key, message))
        }
        false => Ok(factor),
    }
}

/// Draws the values of one axis for every trial.
fn add_axis(
    name: &str,
    node: &Node<'_>,
    draws: &Draws,
    axes: &mut Axes,
    factor: &mut Factor,
) -> Result<(), Problem> {
    node.refuse_null(&format!("write {WANTED}"))?;
    let (written, condition): (Node<'_>, Option<Condition>) = conditional(node, axes)?;
    let count = factor.rows.len();
    let (kind, choices, picks) = match Distribution::read(&written)? {
        Some(distribution) => {
            let path = read_path(name, &node.path)?;
            let choices = distribution.draw(&path, &written, draws, count);
            (AxisKind::Path, choices, (0..count).collect())
        }
        None => {
            let (kind, choices) =
                read_axis(name, &written).map_err(|problem| with_draws(problem, &written))?;
            let picks = (0..count)
                .map(|trial| draws.below(trial, choices.len()))
                .collect();
            (kind, choices, picks)
        }
    };
    let picks: Vec<usize> = picks;
    let (axis, first) = axes.add(name, kind, choices, &node.path)?;
    factor.axes.push(axis);
    factor.conditions.push(condition);
    for (row, pick) in factor.rows.iter_mut().zip(picks) {
        row.push(Some(first + pick));
    }
    Ok(())
}

/// A value that is neither a list nor a mapping is told of all that it may be.
fn with_draws(problem: Problem, node: &Node<'_>) -> Problem {
    match node.value.is_mapping() || node.value.is_sequence() {
        true => problem,
        false => node.wrong(WANTED),
    }
}
