//! Sentences about a sweep that its author may not expect.

mod doubtful;
mod overridden;
mod seeds;
mod unused;

pub(super) use doubtful::specs as doubtful;
pub(super) use seeds::without_effect as seeds_without_effect;
pub(super) use unused::{blocks as unused_blocks, trained_twice};

use super::axis::AxisKind;
use super::cells::{Cell, cell_words};
use super::patch::split;
use super::spec::Spec;
use super::sweep::SweptAxis;
use serde_yaml::Value;
use std::collections::HashMap;

/// An arm that sets what an axis sweeps.
struct Clash<'a> {
    arm: String,
    axis: &'a str,
    arms_axis: &'a str,
    /// Whether the arm comes later in the grid, and so has the last word.
    arm_wins: bool,
}

/// Everything that is worth a sentence about these cells, each of which is repeated with `seeds`; `base`
/// is the block of the run as written.
pub(super) fn about<S: Spec>(
    base: &Value,
    axes: &[SweptAxis],
    cells: &[Cell<S>],
    seeds: usize,
) -> Vec<String> {
    let specs: Vec<&S> = cells.iter().map(|cell| &cell.run).collect();
    let clashes = clashes(axes);
    repeats(axes, cells, &clashes)
        .into_iter()
        .chain(
            clashes
                .iter()
                .filter(|clash| !clash.arm_wins)
                .map(overwritten),
        )
        .chain(overridden::keys(S::BLOCK, base, axes))
        .chain(S::notes(&specs, seeds))
        .chain(S::unused(base, &specs))
        .collect()
}

fn repeats<S: Spec>(
    axes: &[SweptAxis],
    cells: &[Cell<S>],
    clashes: &[Clash<'_>],
) -> Option<String> {
    let mut first = HashMap::new();
    let mut example = None;
    let mut count = 0;
    for cell in cells {
        let earlier = first.entry(cell.yaml.as_str()).or_insert(cell);
        if !std::ptr::eq(*earlier, cell) {
            count += 1;
            example.get_or_insert((*earlier, cell));
        }
    }
    let (earlier, later) = example?;
    let reasons: Vec<String> = clashes
        .iter()
        .filter(|clash| clash.arm_wins)
        .map(|clash| format!("arm `{}` sets `{}` itself", clash.arm, clash.axis))
        .collect();
    let reason = match reasons.is_empty() {
        false => reasons.join(" and "),
        true => format!(
            "{} resolves to the same run as {}",
            cell_words(axes.iter().zip(&later.values)),
            cell_words(axes.iter().zip(&earlier.values))
        ),
    };
    let (total, verb) = (cells.len(), if count == 1 { "repeats" } else { "repeat" });
    Some(format!(
        "{count} of {total} cells {verb} another cell because {reason}; each is trained once"
    ))
}

fn overwritten(clash: &Clash<'_>) -> String {
    let Clash {
        arm,
        axis,
        arms_axis,
        ..
    } = clash;
    format!(
        "axis `{axis}` comes after `{arms_axis}` in the grid, so it overwrites what arm `{arm}` \
         sets"
    )
}

fn clashes(axes: &[SweptAxis]) -> Vec<Clash<'_>> {
    let mut clashes = Vec::new();
    for (swept_at, swept) in axes.iter().enumerate() {
        if swept.kind != AxisKind::Path {
            continue;
        }
        let path = split(&swept.name);
        for (arms_at, arms) in axes.iter().enumerate() {
            for choice in arms.choices.iter().filter(|_| arms.kind == AxisKind::Arms) {
                if choice
                    .patches
                    .iter()
                    .any(|patch| path.starts_with(&patch.path))
                {
                    clashes.push(Clash {
                        arm: choice.label.to_string(),
                        axis: &swept.name,
                        arms_axis: &arms.name,
                        arm_wins: arms_at > swept_at,
                    });
                }
            }
        }
    }
    clashes
}
