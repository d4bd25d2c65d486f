//! The rules of the house, read from the source.

mod circles;
mod imports;
mod tokens;

use std::path::{Path, PathBuf};

/// The rooms in the order of the flow: a room uses only rooms before it.
const ROOMS: [&str; 18] = [
    "hex",
    "rng",
    "state_dict",
    "schema",
    "strategies",
    "config",
    "data",
    "metrics",
    "nn",
    "models",
    "train",
    "record",
    "diagnose",
    "statistics",
    "plot",
    "report",
    "launch",
    "cli",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let rust = files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.chain(folders.iter().flat_map(|folder| sources(folder)))
        .collect()
}

/// Every source file with its room and the text before its tests.
fn rooms() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let file = |path: PathBuf| {
        let inside = path
            .strip_prefix(&root)
            .unwrap()
            .components()
            .next()
            .unwrap();
        let room = inside
            .as_os_str()
            .to_string_lossy()
            .trim_end_matches(".rs")
            .to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap()
            .to_string();
        (room, path, code)
    };
    sources(&root).into_iter().map(file).collect()
}

fn is_test(path: &Path) -> bool {
    let text = path.display().to_string();
    text.contains("/tests") || text.ends_with("golden.rs")
}

/// The names behind `needle` in a text.
fn names_after<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(needle).map(move |(at, _)| {
        let rest = &text[at + needle.len()..];
        let end = rest
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn a_room_uses_only_rooms_before_it() {
    let place = |room: &str| ROOMS.iter().position(|name| *name == room);
    let mut seen = 0;
    for (room, path, code) in rooms().iter().filter(|(_, path, _)| !is_test(path)) {
        let Some(here) = place(room) else {
            assert!(
                ["lib", "main"].contains(&room.as_str()),
                "{room} is not in the list of rooms"
            );
            continue;
        };
        for used in names_after(code, "crate::") {
            let there = place(used).unwrap_or_else(|| {
                panic!("{} uses crate::{used}, which is no room", path.display())
            });
            assert!(
                there <= here,
                "{} is in `{room}` and uses the later room `{used}`",
                path.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 50, "the test has read the `use` lines: {seen}");
}

/// Fails when a text outside `allowed` rooms contains one of these.
fn only_in(allowed: &[&str], needles: &[&str]) {
    for (room, path, code) in rooms().iter().filter(|(_, path, _)| !is_test(path)) {
        let found = needles.iter().find(|needle| code.contains(**needle));
        assert!(
            found.is_none() || allowed.contains(&room.as_str()),
            "{} contains {found:?}",
            path.display()
        );
    }
}

#[test]
fn what_is_never_there_is_not_there() {
    only_in(
        &["cli"],
        &["println!", "eprintln!", "print!(", "process::exit"],
    );
    only_in(&["rng"], &["rand::", "rand_chacha", "rand_distr"]);
    only_in(&["nn"], &["unsafe {", "dfdx::", "rayon::"]);
    only_in(&["plot"], &["plotters::"]);
    only_in(&["record"], &["polars::", "safetensors::"]);
    only_in(&["config", "data", "record", "launch", "cli"], &["std::fs"]);
    only_in(&["schema", "config"], &["serde_yaml::"]);
    only_in(&[], &["todo!", "unimplemented!", "TODO", "FIXME", "dbg!"]);
}

#[test]
fn rooms_are_small() {
    let lengths = |path: &PathBuf| std::fs::read_to_string(path).unwrap().lines().count();
    let mut all: Vec<(usize, PathBuf)> = rooms()
        .into_iter()
        .map(|(_, path, _)| (lengths(&path), path))
        .collect();
    all.sort();
    let (longest, path) = all.last().unwrap();
    assert!(*longest <= 400, "{} has {longest} lines", path.display());
    assert!(
        all[all.len() / 2].0 < 150,
        "the median file has {} lines",
        all[all.len() / 2].0
    );
}

#[test]
fn every_unsafe_block_says_why_it_is_safe() {
    for (_, path, code) in rooms() {
        for (at, _) in code.match_indices("unsafe {") {
            let before: Vec<&str> = code[..at].lines().rev().take(6).collect();
            assert!(
                before.iter().any(|line| line.contains("SAFETY:")),
                "{} lacks a SAFETY comment",
                path.display()
            );
        }
    }
}
