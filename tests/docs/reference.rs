//! The runs that come with the repository.

use super::markdown::{Page, root};
use crate::program::{code, seesaw, stderr};

#[test]
fn reference_runs_are_whole() {
    let mut runs = Vec::new();
    for study in std::fs::read_dir(root().join("results/reference")).unwrap() {
        let folder = study.unwrap().path().join("runs");
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        runs.extend(entries.map(|run| run.unwrap().path()));
    }
    assert!(!runs.is_empty(), "the README shows one");
    for run in runs {
        let output = seesaw(root(), &["diagnose", &run.display().to_string()]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let record = std::fs::read_to_string(run.join("run.json")).unwrap();
        assert!(
            !record.contains("\"/"),
            "a path of one machine: record it with `target/release/seesaw` from a clean clone\n{record}"
        );
    }
}

#[test]
fn published_tables_are_those_that_were_trained() {
    let trained = Page::read("results/reference/science.md").text;
    let page = Page::read("docs/science.md").text;
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 10, "the page has tables: {}", rows.len());
    for row in rows {
        assert!(
            trained.contains(row),
            "`just science` did not write:\n{row}"
        );
    }
}
