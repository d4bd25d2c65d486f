//! `docs/getting-started.md`, done as it says in an empty folder, on a terminal of 80 columns.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;

use super::markdown::{Page, root};
use crate::program::skip;

/// The share of the printed lines that may differ: another CPU rounds otherwise, and a run of the
/// collapsing arm may end in another way.
const MAX_DIFFERENT: f64 = 0.1;

static NUMBERS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"-[0-9a-f]{8}\b|[+-]?[0-9][0-9.,]*(e-?[0-9]+)?").unwrap());
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| Regex::new("\x1b\\[[0-9;?]*[A-Za-z]").unwrap());

/// A line without what differs from machine to machine: numbers, and how many blanks align them.
fn masked(line: &str) -> String {
    let line = NUMBERS.replace_all(line, "#").replace('-', "#");
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a command prints on a terminal.
fn printed(folder: &Path, command: &str) -> Vec<String> {
    let arguments = command.strip_prefix("seesaw ").expect(command);
    let output = Command::new("python3")
        .arg(root().join("tests/docs/terminal.py"))
        .arg(env!("CARGO_BIN_EXE_seesaw"))
        .args(arguments.split(' '))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "{command}: {output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = ESCAPES.replace_all(&text, "").replace('\r', "\n");
    text.lines().map(masked).collect()
}

#[test]
fn the_tutorial_prints_what_it_says() {
    if Command::new("python3").arg("--version").output().is_err() {
        skip("python3");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let page = Page::read("docs/getting-started.md");
    let (mut lines, mut different) = (0, Vec::new());
    for block in page.blocks() {
        match block.info {
            "yaml" => {
                let names = block.before.split('`');
                let name = names.rev().find(|name| name.ends_with(".yaml")).unwrap();
                std::fs::write(folder.path().join(name), block.text).unwrap();
            }
            "console" => {
                let (command, expected) = block.text.split_once('\n').unwrap();
                let printed = printed(folder.path(), command.strip_prefix("$ ").unwrap());
                let mut rest = printed.iter();
                for line in expected.lines().filter(|line| !line.is_empty()) {
                    lines += 1;
                    let mut ahead = rest.clone();
                    match ahead.any(|it| *it == masked(line)) {
                        true => rest = ahead,
                        false => different.push(line.to_string()),
                    }
                }
            }
            _ => {}
        }
    }
    assert!(lines > 50, "the test has read the page: {lines}");
    assert!(
        different.len() as f64 <= MAX_DIFFERENT * f64::from(lines),
        "these lines are not printed: {different:#?}"
    );
}
