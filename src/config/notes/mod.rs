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
        true => same_run(
            &cell_words(axes.iter().zip(&later.values)),
            &cell_words(axes.iter().zip(&earlier.values)),
        ),
    };
    let (total, verb) = (cells.len(), if count == 1 { "repeats" } else { "repeat" });
    Some(format!(
        "{count} of {total} cells {verb} another cell because {reason}; each is trained once"
    ))
}

/// Why a later cell is an earlier one, by the words of both. Values that are written in two ways have the same words.
fn same_run(later: &str, earlier: &str) -> String {
    match later == earlier {
        true if later.is_empty() => "two points of the sweep are the same run".to_string(),
        true => format!("two points of the sweep mean {later}"),
        false => format!("{later} resolves to the same run as {earlier}"),
    }
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

#[cfg(test)]
mod tests {
    use crate::config::parse;

    #[test]
    fn a_value_that_is_written_in_two_ways_is_named_once() {
        let note = |sweep: &str| {
            let text = format!("study: s\nquestion: q\nrun: {{data: ring}}\nsweep: {sweep}\n");
            parse("s.yaml", &text, &[]).unwrap().notes[0].clone()
        };
        assert_eq!(
            note("{list: [{lr_d: 1e-3}, {lr_d: 0.001}]}"),
            "1 of 2 cells repeats another cell because two points of the sweep mean lr_d=1e-3; each is trained once"
        );
        assert_eq!(
            note("{list: [{batch: 8}, {batch: 8, lr_d: 1e-3}, {batch: 8, lr_d: 1e-2}]}"),
            "1 of 3 cells repeats another cell because two points of the sweep mean batch=8, lr_d=1e-3; each is trained once",
            "a value that is the default one"
        );
    }
}
