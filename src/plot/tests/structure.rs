//! The structure of every figure of a few runs: its size, its elements, its colours, its texts.
//! `SEESAW_BLESS=1` writes the files again, to be looked at as a difference.

use super::example::{Example, GROWING};
use crate::diagnose::Verdict;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// How often each of these occurs.
fn counted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut counts = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_insert(0) += 1);
    counts
        .iter()
        .map(|(word, count)| format!(" {word} {count}"))
        .collect()
}

/// What is between each occurrence of `before` and the next of `after`.
fn between<'a>(text: &'a str, before: &'a str, after: &'a [char]) -> impl Iterator<Item = &'a str> {
    text.split(before)
        .skip(1)
        .map(move |rest| rest.split(after).next().unwrap())
}

fn structure(svg: &str) -> String {
    let tag = svg.split('>').next().unwrap();
    let size = ["width", "height"].map(|key| {
        between(tag, &format!("{key}=\""), &['"'])
            .next()
            .unwrap()
            .to_string()
    });
    let mut text = format!("size {} x {}\n", size[0], size[1]);
    let elements = between(svg, "<", &[' ', '>']).filter(|name| !name.starts_with('/'));
    writeln!(text, "elements{}", counted(elements)).unwrap();
    let mut colors: Vec<&str> = between(svg, "\"#", &['"']).collect();
    colors.sort_unstable();
    colors.dedup();
    writeln!(text, "colours {}", colors.join(" ")).unwrap();
    for element in svg.split("<text").skip(1) {
        let words = between(element, ">", &['<']).next().unwrap().trim();
        writeln!(text, "text {words}").unwrap();
    }
    text
}

pub(super) fn assert_same(name: &str, svg: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/plot/tests/snapshots")
        .join(format!("{name}.txt"));
    let found = structure(svg);
    if std::env::var_os("SEESAW_BLESS").is_some() {
        std::fs::write(&file, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected,
        "{name} has another structure (SEESAW_BLESS=1 keeps it):\n{found}\ninstead of\n{expected}"
    );
}

#[test]
fn the_figures_have_the_structure_that_was_looked_at() {
    let ring = Example::new("data: ring, balance: {skip_d_on_loss: {below: 0.6}}")
        .found(Verdict::ModeCollapse, Some(2000))
        .found(Verdict::DiscriminatorDominance, Some(3300));
    let shapes =
        Example::new("data: {shapes: {side: 16}}, loss: hinge").found(Verdict::Healthy, Some(900));
    let growing = Example::new(GROWING);
    for (kind, example) in [
        ("ring", ring),
        ("shapes", shapes),
        ("growing", growing),
        ("empty", Example::new("data: ring").cut(0)),
    ] {
        for drawing in example.run_tables().draw().unwrap() {
            assert_same(&format!("{kind}_{}", drawing.name), &drawing.svg);
        }
        assert_same(
            &format!("{kind}_overview"),
            &example.run_tables().overview().unwrap(),
        );
    }
}
