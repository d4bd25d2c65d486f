//! Every bad input: a clear message, its exit code, nothing half-written.

use crate::program::{code, seesaw, stderr, sweep, toy};

/// Text of a study, what the message must contain.
const BAD_STUDIES: [(&str, &str); 19] = [
    ("", "empty"),
    ("study: [", "bad.yaml:"),
    (
        "study: a\nquestion: q\nstudy: b\n",
        "duplicate key `study`, first written on line 1",
    ),
    (
        "study: a\nquestion: q\nrun: {lr_dd: 1}\n",
        "did you mean `lr_d`",
    ),
    ("study: a\nquestion: q\nrunn: {}\n", "did you mean `run`"),
    (
        "study: a\nquestion: q\nrun: {steps: many}\n",
        "a whole number",
    ),
    (
        "study: a\nquestion: q\nrun: {model: mpl}\n",
        "did you mean `mlp`",
    ),
    (
        "study: a\nquestion: q\nrun: {data: rings}\n",
        "did you mean `ring`",
    ),
    ("study: a\nquestion: q\nrun: {lr_g: -1e-3}\n", "above 0"),
    ("study: a\nquestion: q\nrun: {lr_g: .nan}\n", "above 0"),
    ("study: a\nquestion: q\nrun: {steps: 0}\n", "1 to"),
    ("study: a\nquestion: q\nsweep: {grid: {lr_d: []}}\n", "lr_d"),
    (
        "study: a\nquestion: q\nsweep: {grid: {lr_x: [1]}}\n",
        "did you mean `lr_",
    ),
    ("study: a\nquestion: q\nsweep: {seeds: 0}\n", "seeds"),
    ("study: -a\nquestion: q\n", "a name"),
    ("study: a\nquestion: q\nrun: {lr_d: 1e-300}\n", "above 0"),
    (
        "study: a\nquestion: q\nsweep: {grid: {run: {a: {}}}}\n",
        "a column of the run table",
    ),
    ("study: a/b\nquestion: q\n", "a name"),
    (
        "study: a\nquestion: q\nrun: {fakes: shared, balance: {ratio: {d: 2, g: 1}}}\n",
        "shared",
    ),
];

#[test]
fn a_bad_study_is_refused_with_its_line_and_nothing_is_written() {
    for (text, expected) in BAD_STUDIES {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("bad.yaml"), text).unwrap();
        for verb in ["sweep", "check", "plan"] {
            let output = seesaw(folder.path(), &[verb, "bad.yaml"]);
            let message = stderr(&output);
            assert_eq!(code(&output), 3, "{text}: {message}");
            assert!(message.contains(expected), "{text}: {message}");
            assert!(
                text.is_empty() || message.contains("bad.yaml:"),
                "no line: {message}"
            );
            assert!(!folder.path().join("results").exists(), "{text}");
        }
    }
}

#[test]
fn a_missing_file_a_directory_and_bad_arguments_are_named() {
    let folder = toy();
    let missing = seesaw(folder.path(), &["sweep", "none.yaml"]);
    assert_eq!(code(&missing), 3);
    assert!(
        stderr(&missing).contains("none.yaml: no such file"),
        "{}",
        stderr(&missing)
    );
    assert_eq!(code(&seesaw(folder.path(), &["sweep", "."])), 3);
    let unknown = seesaw(folder.path(), &["sweep", "toy.yaml", "--set", "lr_dd=1"]);
    assert_eq!(code(&unknown), 3);
    assert!(stderr(&unknown).contains("lr_d"));
    assert_eq!(
        code(&seesaw(
            folder.path(),
            &["sweep", "toy.yaml", "--jobs", "0"]
        )),
        2
    );
    assert_eq!(code(&seesaw(folder.path(), &["swep"])), 2);
    let nothing = seesaw(folder.path(), &["diagnose", "nothing"]);
    assert_eq!(code(&nothing), 2);
    assert!(
        stderr(&nothing).contains("nothing is neither a run"),
        "{}",
        stderr(&nothing)
    );
    assert_eq!(code(&seesaw(folder.path(), &["report", "nothing"])), 2);
}

#[test]
fn results_that_cannot_be_written_stop_the_sweep_before_it_trains() {
    let folder = toy();
    std::fs::write(folder.path().join("taken"), "a file").unwrap();
    let output = seesaw(folder.path(), &["sweep", "toy.yaml", "--results", "taken"]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("cannot create taken/toy"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        std::fs::read_to_string(folder.path().join("taken")).unwrap(),
        "a file"
    );
}

#[test]
fn a_run_that_cannot_be_written_fails_alone() {
    let folder = toy();
    let plan = seesaw(folder.path(), &["plan", "toy.yaml", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_slice(&plan.stdout).unwrap();
    let blocked = folder
        .path()
        .join("results/toy/runs")
        .join(plan[1]["run"].as_str().unwrap());
    std::fs::create_dir_all(blocked.join("steps.parquet")).unwrap();
    let output = seesaw(folder.path(), &["sweep", "toy.yaml"]);
    assert_eq!(code(&output), 10, "{}", stderr(&output));
    assert!(stderr(&output).contains("FAILED"), "{}", stderr(&output));
    let complete = String::from_utf8_lossy(&output.stdout)
        .matches("complete")
        .count();
    assert_eq!(complete, 7, "the others are finished");
}

#[test]
fn another_format_version_is_refused_and_left_alone() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 1}"]);
    let runs = folder.path().join("results/toy/runs");
    let run = std::fs::read_dir(&runs)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let text = std::fs::read_to_string(run.join("run.json")).unwrap();
    std::fs::write(
        run.join("run.json"),
        text.replace(
            &format!("\"format_version\": {}", seesaw::record::FORMAT_VERSION),
            "\"format_version\": 99",
        ),
    )
    .unwrap();
    let report = seesaw(folder.path(), &["report", "toy"]);
    assert_eq!(code(&report), 13);
    assert!(
        stderr(&report).contains("format version 99"),
        "{}",
        stderr(&report)
    );
    let again = seesaw(
        folder.path(),
        &["sweep", "toy.yaml", "--set", "sweep={seeds: 1}"],
    );
    assert_eq!(
        code(&again),
        13,
        "an older seesaw does not train again what a newer one has trained"
    );
    assert!(run.join("run.json").is_file());
}
