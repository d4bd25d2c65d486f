//! Keys of `run` that no cell of the sweep keeps: whoever writes one expects it to act.

use crate::config::axis::AxisKind;
use crate::config::sweep::{AxisChoice, SweptAxis};
use serde_yaml::Value;

/// One sentence for each key of the block that every cell sets anew.
pub(super) fn keys(block: &str, base: &Value, axes: &[SweptAxis]) -> Vec<String> {
    let mut sentences = Vec::new();
    collect(base, &mut vec![block.to_string()], axes, &mut sentences);
    sentences
}

fn collect(value: &Value, path: &mut Vec<String>, axes: &[SweptAxis], sentences: &mut Vec<String>) {
    for (key, child) in value.as_mapping().into_iter().flatten() {
        let Some(key) = key.as_str() else { continue };
        path.push(key.to_string());
        match axes.iter().find(|axis| always_sets(axis, &path[1..])) {
            Some(axis) => sentences.push(sentence(&path.join("."), axis)),
            None => collect(child, path, axes, sentences),
        }
        path.pop();
    }
}

/// Whether every choice of the axis replaces what stands at the path.
fn always_sets(axis: &SweptAxis, path: &[String]) -> bool {
    let sets = |choice: &AxisChoice| {
        let mut patches = choice.patches.iter();
        patches.any(|patch| path.starts_with(&patch.path))
    };
    axis.is_everywhere && axis.choices.iter().all(sets)
}

fn sentence(key: &str, axis: &SweptAxis) -> String {
    let who = match axis.kind {
        AxisKind::Path => "the sweep sets it".to_string(),
        AxisKind::Arms => format!("every arm of `{}` sets it", axis.name),
    };
    format!("`{key}` has no effect: {who}")
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    fn notes(run: &str, grid: &str) -> Vec<String> {
        let text = format!("study: s\nquestion: q\nrun: {run}\nsweep: {{grid: {grid}}}\n");
        parse("s.yaml", &text, &[]).unwrap().notes
    }

    #[test]
    fn a_key_that_the_grid_sets_in_every_cell_is_named() {
        let run = "{lr_d: 1e-3, batch: 64}";
        assert_eq!(
            notes(run, "{lr_d: [1e-4, 1e-2]}"),
            ["`run.lr_d` has no effect: the sweep sets it"]
        );
        assert_eq!(
            notes(run, "{arm: {slow: {lr_d: 1e-4}, fast: {lr_d: 1e-2}}}"),
            ["`run.lr_d` has no effect: every arm of `arm` sets it"]
        );
        assert!(notes(run, "{arm: {slow: {lr_d: 1e-4}, plain: {}}}").is_empty());
    }

    #[test]
    fn what_is_inside_a_replaced_value_is_named_once_and_what_stays_is_not() {
        let run = "{data: {ring: {std: 0.1, modes: 8}}}";
        assert_eq!(
            notes(run, "{data: [ring, grid]}"),
            ["`run.data` has no effect: the sweep sets it"]
        );
        assert_eq!(
            notes(run, "{data.ring.std: [0.02, 0.05]}"),
            ["`run.data.ring.std` has no effect: the sweep sets it"]
        );
    }
}
