//! Text from outside - words of a study, names of columns, cells, file names - acts on no terminal
//! and reorders no picture or page.

use std::path::Path;

use crate::program::{code, seesaw, stderr, stdout};

/// Turns a terminal red, rings its bell, hides and reorders what follows.
const HOSTILE: &str = "\u{1b}[31m\u{7}\u{202e}\u{2066}\u{9b}2J\r\u{feff}";

fn acts(text: &str) -> Option<char> {
    let acts = |letter: &char| {
        (letter.is_control() && !matches!(letter, '\n' | '\t'))
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().find(acts)
}

fn assert_harmless(what: &str, text: &str) {
    assert_eq!(acts(text), None, "{what}: {text:?}");
}

/// As YAML writes it in double quotes.
fn in_yaml(text: &str) -> String {
    let escaped = text
        .chars()
        .map(|letter| format!("\\u{:04x}", letter as u32));
    escaped.collect()
}

#[test]
fn words_of_a_study_act_on_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "study: toy\nquestion: \"why {0}?\"\nrun: {{data: {{ring: {{modes: 4}}}}, batch: 16, steps: 8, evaluate: {{every: 4, samples: 40, snapshots: 1}}}}\nsweep: {{grid: {{lr_d: [1e-3, 1e-2]}}}}\n",
        in_yaml(HOSTILE)
    );
    std::fs::write(folder.path().join("toy.yaml"), text).unwrap();
    let verbs: [&[&str]; 10] = [
        &["sweep", "toy.yaml"],
        &["check", "toy.yaml"],
        &["plan", "toy.yaml"],
        &["list"],
        &["list", "--format", "json"],
        &["watch", "toy", "--once"],
        &["report", "toy"],
        &["compare", "toy:lr_d=1e-3", "toy:lr_d=1e-2"],
        &["diagnose", "toy"],
        &["export", "toy", "--to", "tensorboard"],
    ];
    for verb in verbs {
        let output = seesaw(folder.path(), verb);
        assert_eq!(code(&output), 0, "{verb:?}: {}", stderr(&output));
        assert_harmless(&verb.join(" "), &stdout(&output));
        assert_harmless(&verb.join(" "), &stderr(&output));
    }
    let json = stdout(&seesaw(folder.path(), &["list", "--format", "json"]));
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    let question = rows[0]["question"].as_str().unwrap();
    assert!(question.contains("\u{202e}"), "exact for programs: {json}");
    for file in files(&folder.path().join("results/toy")) {
        let is_shown = file
            .extension()
            .is_some_and(|end| end == "svg" || end == "html");
        if is_shown {
            let text = std::fs::read_to_string(&file).unwrap();
            assert_harmless(&file.display().to_string(), &text);
        }
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

#[test]
fn names_and_cells_of_a_log_act_on_nothing_and_are_short() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(100_000);
    let header = format!("step,a{HOSTILE}b,{long}\n");
    let rows: String = (0..20).map(|row| format!("{row},0.5,0.7\n")).collect();
    std::fs::write(folder.path().join("a.csv"), format!("{header}{rows}")).unwrap();
    let cells = format!("step,d_loss,g_loss\n1,{HOSTILE},0.5\n");
    std::fs::write(folder.path().join("b.csv"), cells).unwrap();
    let name = "c\u{202e}\u{1b}[2J.csv";
    std::fs::write(folder.path().join(name), "step,d_loss\n").unwrap();
    for file in ["a.csv", "b.csv", name, "none\u{202e}\u{7}.csv"] {
        let output = seesaw(folder.path(), &["diagnose", file, "--loss", "hinge"]);
        assert_eq!(code(&output), 2, "{file:?}: {}", stderr(&output));
        assert_harmless(file, &stderr(&output));
        assert!(stderr(&output).len() < 3000, "{}", stderr(&output).len());
    }
}

#[test]
fn names_that_cannot_be_shown_or_typed_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(101);
    for (axis, arm, expected) in [
        ("s", in_yaml("a\u{202e}b"), "control or invisible character"),
        ("s", in_yaml("a\u{1b}b"), "control or invisible character"),
        ("s", " ".to_string(), "is empty"),
        ("s", long.clone(), "at most 100 characters"),
        (&long, "a".to_string(), "at most 100 characters"),
        ("", "a".to_string(), "is empty"),
    ] {
        let text = format!(
            "study: toy\nquestion: q\nsweep: {{grid: {{\"{axis}\": {{\"{arm}\": {{lr_d: 1e-3}}}}}}}}\n"
        );
        std::fs::write(folder.path().join("toy.yaml"), text).unwrap();
        let output = seesaw(folder.path(), &["check", "toy.yaml"]);
        assert_eq!(code(&output), 3, "{}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
        assert_harmless("the error", &stderr(&output));
    }
}
