//! Files that use each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::imports::{Uses, uses};

/// The groups of files of which each uses, directly or through others, every other one.
fn circles(uses: &Uses) -> Vec<Vec<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = uses
        .keys()
        .map(|file| (file.as_str(), reachable(uses, file)))
        .collect();
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for file in uses.keys().map(String::as_str) {
        let is_known = groups.iter().any(|group| group.contains(&file));
        if !is_known && reached[file].contains(file) {
            let others = reached[file].iter().copied();
            groups.push(
                others
                    .filter(|other| reached[other].contains(file))
                    .collect(),
            );
        }
    }
    groups
}

/// The files that one uses, directly or through others.
fn reachable<'a>(uses: &'a Uses, file: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = uses[file].keys().map(String::as_str).collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(uses[next].keys().map(String::as_str));
        }
    }
    reached
}

/// A circle with what ties it: one line per file and file that it uses.
fn describe(uses: &Uses, circle: &[&str]) -> String {
    let mut text = format!("{}\n", circle.join(", "));
    for file in circle {
        for (used, names) in &uses[*file] {
            if circle.contains(&used.as_str()) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                text.push_str(&format!("  {file} uses {used}: {}\n", names.join(", ")));
            }
        }
    }
    text
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let uses = uses(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let ties: usize = uses.values().map(BTreeMap::len).sum();
    assert!(ties > 1000, "the test has read the sources: {ties}");
    let circles = circles(&uses);
    let text = |circle: &Vec<&str>| describe(&uses, circle);
    let found: String = circles.iter().map(text).collect();
    assert!(found.is_empty(), "files that use each other:\n{found}");
}
