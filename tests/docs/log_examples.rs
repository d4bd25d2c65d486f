//! `docs/diagnosing-elsewhere.md`: the logs that it shows are read as it says.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Match, Regex};

use super::commands::words;
use super::markdown::Page;
use crate::program::{code, seesaw, stderr};

/// Rows of the log that the page shows the beginning of, so that the rules have enough.
const ROWS: usize = 40;

/// A number, with its place in a line.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+(\.0\b)?").unwrap());

/// The log with further lines: the last one, in which what counts from the line before goes on.
fn extended(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    assert_eq!(lines.pop().as_deref(), Some(".."), "a log goes on: {text}");
    let last = lines.len() - 1;
    let (at, step, by) = count(&lines[last - 1], &lines[last]).expect("steps");
    let (before, after) = (&lines[last][..at.start], &lines[last][at.end..]);
    let further = (1..ROWS).map(|row| format!("{before}{}{after}", step + row * by));
    let further: Vec<String> = further.collect();
    [lines, further].concat().join("\n")
}

/// Where the second line has the first whole number that has risen, the number, and by how much.
fn count(first: &str, second: &str) -> Option<(Range<usize>, usize, usize)> {
    let number = |found: &Match| found.as_str().trim_end_matches(".0").parse::<usize>().ok();
    let mut pairs = NUMBER.find_iter(first).zip(NUMBER.find_iter(second));
    pairs.find_map(|(one, other)| {
        let is_fraction = second[..other.start()].ends_with('.');
        let (one, step) = (number(&one)?, number(&other)?);
        (step > one && !is_fraction).then(|| (other.range(), step, step - one))
    })
}

#[test]
fn logs_of_the_page_are_read_as_it_says() {
    let page = Page::read("docs/diagnosing-elsewhere.md");
    let blocks = page.blocks();
    let mut seen = 0;
    for triple in blocks.windows(3) {
        let [log, command, said] = triple else {
            continue;
        };
        if (log.info, command.info, said.info) != ("log", "sh", "text") {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let words = words(command.text.trim());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let path = folder.path().join(words[2]);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, extended(&log.text)).unwrap();
        let output = seesaw(folder.path(), &words[1..]);
        assert_eq!(code(&output), 0, "{words:?}: {}", stderr(&output));
        for line in said.text.lines() {
            assert!(
                stderr(&output).contains(line.trim()),
                "{words:?}: {line}\n{}",
                stderr(&output)
            );
        }
        seen += 1;
    }
    assert!(seen >= 6, "the test has read the logs: {seen}");
}
