//! The runs that come with the repository.

use super::markdown::root;
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
    }
}
