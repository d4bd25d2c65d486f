//! Replaces one value of a written run.

use super::names::names_of;
use super::spec::Spec;
use crate::schema::{At, KEY, Problem, nearest};
use crate::schema::{Node, describe};
use serde_yaml::{Mapping, Value};

/// A value for one path of the run, and where the document says so.
#[derive(Clone, Debug)]
pub(super) struct Patch {
    /// Path below the block of the run.
    pub path: Vec<String>,
    pub value: Value,
    /// Where the path is written in the document.
    pub named_at: Vec<String>,
    /// Where the value is written in the document.
    pub value_at: Vec<String>,
}

impl Patch {
    /// Puts the value into a written run, which must have a place for it.
    ///
    /// # Errors
    /// When the path does not exist in this run, or the run was not valid before.
    pub fn apply<S: Spec>(&self, run: &mut Value) -> Result<(), Problem> {
        require::<S>(&self.path, run, &self.named_at)?;
        replace(run, &self.path, self.value.clone());
        Ok(())
    }
}

/// Two paths touch if one contains the other.
pub(super) fn overlap(one: &[String], other: &[String]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Splits a dotted path.
pub(super) fn split(path: &str) -> Vec<String> {
    path.split('.').map(str::to_string).collect()
}

/// Sets the value at a path, turning bare names on the way (`ring`) into mappings (`{ring: {}}`). Where a key of the
/// document is several parts of it (`data.ring.std`, as axes and arms have them), that one is followed.
pub(super) fn replace(target: &mut Value, path: &[String], value: Value) {
    if path.is_empty() {
        *target = value;
        return;
    }
    let is_there = |parts: &usize| target.get(path[..*parts].join(".")).is_some();
    let parts = (2..=path.len()).rev().find(is_there).unwrap_or(1);
    let (key, rest) = (path[..parts].join("."), &path[parts..]);
    match target {
        Value::Null => *target = Mapping::new().into(),
        Value::String(name) => {
            let bare = (name.as_str().into(), Mapping::new().into());
            *target = Mapping::from_iter([bare]).into();
        }
        _ => {}
    }
    // Anything else has no place for a key; whoever reads it next says so.
    if let Value::Mapping(mapping) = target {
        let child = mapping.entry(key.into()).or_insert(Value::Null);
        replace(child, rest, value);
    }
}

/// Checks that a path exists in a run as it is now, with the names that it has chosen now.
pub(super) fn require<S: Spec>(
    path: &[String],
    run: &Value,
    named_at: &[String],
) -> Result<(), Problem> {
    if path.len() == 1 && S::ENTRY.keys().any(|key| key == path[0]) {
        return Ok(());
    }
    let resolved = S::read_written(Node::new(vec![S::BLOCK.to_string()], run))?.settable();
    let mut value = &resolved;
    for (depth, key) in path.iter().enumerate() {
        value = match value.get(key) {
            Some(child) if value.is_mapping() => child,
            _ => return Err(missing::<S>(path, depth, value, &resolved, named_at)),
        };
    }
    Ok(())
}

/// Says why `path[depth]` is not in `value`.
fn missing<S: Spec>(
    path: &[String],
    depth: usize,
    value: &Value,
    resolved: &Value,
    named_at: &[String],
) -> Problem {
    let (whole, parent) = (path.join("."), path[..depth].join("."));
    if let Some(chosen) = other_name(path, depth, value) {
        let rest = path[1..].join(".");
        let wanted = &path[1];
        let message = format!(
            "`{parent}` is `{chosen}` here, so it has no `{rest}`; write `{parent}: {wanted}` in `{}` for it",
            S::BLOCK
        );
        return Problem::new(named_at, At::Key, message);
    }
    if value.is_sequence() {
        let message = format!("`{whole}` does not exist: `{parent}` is a list; set the whole list");
        return Problem {
            suggestion: Some(parent),
            ..Problem::new(named_at, At::Key, message)
        };
    }
    let Value::Mapping(mapping) = value else {
        let found = describe(value);
        let message = format!("`{whole}` does not exist: `{parent}` is {found} and has no keys");
        return Problem::new(named_at, At::Key, message);
    };
    let message = match depth {
        0 => format!("unknown key `{whole}`: a run has no such path"),
        _ => format!("unknown key `{whole}`: `{parent}` has no `{}`", path[depth]),
    };
    let mut problem = Problem::new(named_at, At::Key, message);
    problem.allowed = match depth {
        // Keys at their default are not all written.
        0 => S::ENTRY.keys().map(str::to_string).collect(),
        _ => mapping
            .keys()
            .filter_map(Value::as_str)
            .map(str::to_string)
            .collect(),
    };
    problem.suggestion = suggest(&whole, resolved);
    match depth {
        0 => problem.with_unknown(KEY, &whole),
        _ => problem,
    }
}

/// The name that a key such as `data` has chosen, when the path asks for another known one.
fn other_name<'a>(path: &[String], depth: usize, value: &'a Value) -> Option<&'a str> {
    if depth != 1 || !names_of(&path[0]).any(|entry| entry.name == path[1]) {
        return None;
    }
    match value {
        Value::Mapping(mapping) => mapping.keys().next()?.as_str(),
        bare => bare.as_str(),
    }
}

/// The path that was probably meant: one that ends like it (`std`), or one spelled like it.
fn suggest(written: &str, resolved: &Value) -> Option<String> {
    let mut paths = Vec::new();
    collect_paths("", resolved, &mut paths);
    let ending = format!(".{written}");
    let found = paths.iter().find(|path| path.ends_with(&ending));
    found
        .cloned()
        .or_else(|| nearest(written, paths.iter().map(String::as_str)))
}

fn collect_paths(prefix: &str, value: &Value, paths: &mut Vec<String>) {
    for (key, child) in value.as_mapping().into_iter().flatten() {
        let key = key.as_str().unwrap_or_default();
        let path = match prefix {
            "" => key.to_string(),
            _ => format!("{prefix}.{key}"),
        };
        collect_paths(&path, child, paths);
        paths.push(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::run::Run;

    fn patched(run: &str, path: &str, value: &str) -> Result<String, Problem> {
        let mut run = serde_yaml::from_str(run).unwrap();
        let patch = Patch {
            path: split(path),
            value: serde_yaml::from_str(value).unwrap(),
            named_at: Vec::new(),
            value_at: Vec::new(),
        };
        patch.apply::<Run>(&mut run)?;
        Ok(serde_yaml::to_string(&run).unwrap())
    }

    #[test]
    fn a_patch_replaces_and_descends_through_bare_names() {
        let run = patched("{data: ring}", "data.ring.std", "0.1").unwrap();
        assert_eq!(run, "data:\n  ring:\n    std: 0.1\n");
        let run = patched("{}", "optimizer.adam.betas", "[0, 0.9]").unwrap();
        assert_eq!(run, "optimizer:\n  adam:\n    betas:\n    - 0\n    - 0.9\n");
        let run = patched("{data: {ring: {std: 1}}}", "data", "grid").unwrap();
        assert_eq!(run, "data: grid\n");
    }

    #[test]
    fn a_path_must_exist_in_the_run_as_it_is() {
        let says = |run, path| patched(run, path, "1").unwrap_err();
        assert!(
            says("{data: grid}", "data.ring.std")
                .message
                .contains("`data` is `grid` here")
        );
        assert!(
            says("{}", "balance.ratio.d")
                .message
                .contains("`balance` is `alternate` here")
        );
        assert!(
            says("{}", "schedule_g.linear.end")
                .message
                .contains("`schedule_g` is `constant` here")
        );
        assert!(says("{}", "lr_d.x").message.contains("has no keys"));
        assert!(
            says("{regularize: [r1]}", "regularize.r1.gamma")
                .message
                .contains("`regularize` is a list")
        );
        assert!(
            says("{}", "optimizer.adam.betas.0")
                .message
                .contains("`optimizer.adam.betas` is a list")
        );
        assert_eq!(
            says("{}", "std").suggestion.as_deref(),
            Some("data.ring.std")
        );
        let problem = says("{}", "data.ring.sdt");
        assert_eq!(problem.allowed, ["modes", "std", "radius"]);
        assert_eq!(problem.suggestion.as_deref(), Some("data.ring.std"));
    }
}
