//! `--set`, and files.

use super::super::{Override, Run, load};
use super::{parse, study_text};
use std::path::Path;

const GRID: &str = "sweep: {grid: {lr_d: [1, 2], arm: {a: {}, b: {balance: ratio}}}, seeds: 5}";

fn with(text: &str, sets: &[&str]) -> Result<super::Study, super::ConfigError> {
    let overrides: Result<Vec<Override>, _> = sets.iter().map(|set| set.parse()).collect();
    parse("s.yaml", text, &overrides?)
}

#[test]
fn values_are_replaced_before_anything_is_planned() {
    let text = study_text("data: ring", GRID);
    let sets = [
        "lr_g=1e-2",
        "run.steps=10",
        "sweep.seeds=1",
        "data.ring.std=0.5",
        "study=t",
        "question=why so",
    ];
    let study = with(&text, &sets).unwrap();
    assert_eq!(
        (study.name.as_str(), study.question.as_str()),
        ("t", "why so")
    );
    assert_eq!(
        (
            study.runs.len(),
            study.runs[0].run.lr_g,
            study.runs[0].run.steps
        ),
        (4, 1e-2, 10)
    );
    // The stored text says by itself what was planned.
    let again = parse("s.yaml", &study.text, &[]).unwrap();
    assert_eq!(again.runs, study.runs);
}

#[test]
fn axes_can_be_replaced_by_name() {
    let text = study_text("", "sweep: {grid: {data.ring.std: [1, 2]}}");
    let study = with(&text, &["sweep.grid.data.ring.std=[3]"]).unwrap();
    assert_eq!(study.runs.len(), 1);
    let error = with(&text, &["sweep.grid.data.ring.std=[-3]"])
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("--set sweep.grid.data.ring.std=[-3]: `data.ring.std` must be"),
        "{error}"
    );
}

#[test]
fn dotted_keys_of_arms_and_axes_are_followed() {
    let arms = "sweep: {grid: {arm: {a: {}, b: {balance.skip_d_on_loss.ema: 0.9}}}}";
    let text = study_text("balance: {skip_d_on_loss: {below: 0.4}}", arms);
    let set = "sweep.grid.arm.b.balance.skip_d_on_loss.ema=0.5";
    let study = with(&text, &[set]).unwrap();
    let spec = study.runs[1].run.to_yaml();
    assert!(
        spec.contains("below: 0.4") && spec.contains("ema: 0.5"),
        "{spec}"
    );
    let axis = "sweep: {random: {count: 2, data.ring.std: {uniform: [0.1, 0.2]}}}";
    let set = "sweep.random.data.ring.std={uniform: [0.3, 0.4]}";
    let study = with(&study_text("", axis), &[set]).unwrap();
    let values = study.runs.iter().map(|run| run.cell[0].to_string());
    let values: Vec<String> = values.collect();
    assert!(
        values.iter().all(|value| value.starts_with("0.3")),
        "{values:?}"
    );
}

#[test]
fn mistakes_are_those_of_the_override() {
    let text = study_text("", GRID);
    let table = [
        (
            "lr_dd=1e-3",
            "--set lr_dd=1e-3: unknown key `lr_dd`",
            "did you mean `lr_d`?",
        ),
        (
            "lr_g=-1",
            "--set lr_g=-1: `lr_g` must be a number above 0 and at most 10",
            "found -1",
        ),
        (
            "run.stepz=1",
            "--set run.stepz=1: unknown key `stepz`",
            "did you mean `steps`?",
        ),
        (
            "swep.seeds=1",
            "--set swep.seeds=1: unknown key",
            "did you mean `sweep`?",
        ),
        (
            "sweep.seed=1",
            "--set sweep.seed=1: unknown key `seed`",
            "did you mean `seeds`?",
        ),
        (
            "data.grid.std=1",
            "--set data.grid.std=1: `data` is `ring` here",
            "",
        ),
        (
            "std=1",
            "unknown key `std`",
            "did you mean `data.ring.std`?",
        ),
        (
            "lr_d=1e-3",
            "cannot set `lr_d`: the axis `lr_d` of sweep.grid sweeps `lr_d`",
            "",
        ),
        (
            "balance=alternate",
            "cannot set `balance`: the axis `arm` of sweep.grid sweeps `balance`",
            "",
        ),
        ("study=a/b", "--set study=a/b: `study` must be a name", ""),
        ("run=3", "--set run=3: `run` must be a mapping", ""),
        ("lr_g", "expected path=value", ""),
        ("lr_g=", "the value is missing", ""),
        ("lr_g=[", "not valid YAML", ""),
        (".x=1", "the path has an empty part", ""),
    ];
    for (set, message, suggestion) in table {
        let error = with(&text, &[set]).expect_err(set);
        let shown = error.to_string();
        assert!(
            shown.contains(message) && shown.contains(suggestion),
            "{shown}"
        );
        assert_eq!(error.line(), None, "{shown}");
    }
}

#[test]
fn a_mistake_of_the_file_stays_one_of_the_file() {
    let error = with("study: s\nquestion: q\nrun: {batch: 1}\n", &["lr_g=1"]).unwrap_err();
    assert_eq!(error.line(), Some(3));
}

#[test]
fn files_that_cannot_be_read() {
    let says = |path: &Path| load(path, &[]).unwrap_err().to_string();
    assert!(says(Path::new("/nowhere/x.yaml")).contains("/nowhere/x.yaml: no such file"));
    assert!(says(Path::new("quickstart")).contains("did you mean `experiments/quickstart.yaml`?"));
    assert!(says(&std::env::temp_dir()).contains("this is a directory"));
    assert!(
        says(Path::new("results/reference/quickstart"))
            .contains("did you mean `results/reference/quickstart/study.yaml`?")
    );
    let path = std::env::temp_dir().join(format!("spec-{}.yaml", std::process::id()));
    std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    assert!(says(&path).contains("not a text file"));
    std::fs::write(&path, "study: s\nquestion: q\n").unwrap();
    assert_eq!(load(&path, &[]).unwrap().runs.len(), 1);
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_stored_run_must_be_complete_and_valid() {
    let run = parse("s.yaml", "study: s\nquestion: q\n", &[])
        .unwrap()
        .runs
        .remove(0)
        .run;
    let yaml = run.to_yaml();
    assert_eq!(Run::from_yaml(&yaml).unwrap(), run);
    let says = |from: &str, to: &str| {
        Run::from_yaml(&yaml.replace(from, to))
            .unwrap_err()
            .to_string()
    };
    assert!(says("    std: 0.02\n", "").contains("`std` is missing; a stored run has every key"));
    assert!(says("seed: 0\n", "").contains("`seed` is missing"));
    assert!(says("unroll: 0\n", "").contains("`unroll` is missing"));
    let every = says("regularize: []", "regularize:\n- r1:\n    gamma: 10.0");
    assert!(
        every.contains("`every` is missing; a stored run has every key"),
        "{every}"
    );
    assert!(says("regularize: []", "regularize: [r1]").contains("`r1` is missing"));
    assert!(says("model: mlp", "model: fc-8").starts_with("run.yaml:6:8: model `fc-8` wants"));
    assert!(says("batch: 256", "batch: none").contains("`batch` must be a whole number"));
}

#[test]
fn a_text_with_overrides_is_nobodys_handwriting() {
    let text = study_text("data: ring", GRID);
    let written = with(&text, &[]).unwrap();
    assert_eq!(written.handwritten_text(), Some(text.as_str()));
    let overridden = with(&text, &["lr_g=1e-2"]).unwrap();
    assert_eq!(overridden.handwritten_text(), None);
}
