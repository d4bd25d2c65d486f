//! Runs that go on from shorter ones equal runs that were trained at their length from the start, byte for
//! byte, and the shorter ones stay.

use std::path::{Path, PathBuf};

use crate::program::{bytes, code, runs, seesaw, stderr, stdout, sweep, toy};

/// Two runs of the toy study, drawing nothing.
const FEW: [&str; 3] = ["--set", "sweep={grid: {lr_d: [1e-3, 1e-2]}}", "--no-plots"];

fn swept(steps: &str, more: &[&str]) -> tempfile::TempDir {
    let folder = toy();
    let steps = format!("steps={steps}");
    sweep(
        folder.path(),
        &[&FEW[..], &["--set", &steps], more].concat(),
    );
    folder
}

fn extend(folder: &Path, steps: &str, more: &[&str]) -> (i32, String) {
    let arguments = [&["extend", "toy", "--steps", steps, "--no-plots"], more].concat();
    let output = seesaw(folder, &arguments);
    (code(&output), stderr(&output))
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path.strip_prefix(folder).unwrap().to_path_buf()),
            }
        }
    }
    found.sort();
    found
}

/// Asserts that the runs of one results folder are there in the other with the same files; `run.json`
/// tells of time and process, and must have the same digests.
fn assert_runs_within(whole: &Path, extended: &Path) {
    for run in runs(whole) {
        let other = extended.join("toy/runs").join(run.file_name().unwrap());
        assert_eq!(files(&run), files(&other), "{}", run.display());
        for file in files(&run) {
            let name = file.display().to_string();
            let (one, other) = (bytes(run.join(&file)), bytes(other.join(&file)));
            if name == "run.json" {
                let digest = |text: &[u8]| {
                    let value: serde_json::Value = serde_json::from_slice(text).unwrap();
                    [
                        value["digest"].clone(),
                        value["spec_hash"].clone(),
                        value["steps"].clone(),
                    ]
                };
                assert_eq!(digest(&one), digest(&other));
            } else if name != ".lock" {
                assert!(one == other, "{name} of {}", run.display());
            }
        }
    }
}

#[test]
fn an_extended_run_has_every_byte_of_one_trained_at_its_length() {
    for keep in ["all", "best"] {
        let keep = format!("checkpoint.keep={keep}");
        let more = ["--set", keep.as_str()];
        let (short, long) = (swept("60", &more), swept("120", &more));
        let before = files(&short.path().join("results/toy/runs"));
        let (code, said) = extend(short.path(), "120", &[]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("goes on from lr_d="), "{said}");
        assert_runs_within(&long.path().join("results"), &short.path().join("results"));
        let after = files(&short.path().join("results/toy/runs"));
        assert!(
            before.iter().all(|file| after.contains(file)),
            "the shorter runs are kept"
        );
        let study = String::from_utf8(bytes(short.path().join("results/toy/study.yaml"))).unwrap();
        assert!(study.contains("steps: 120"), "{study}");
        let (code, said) = extend(short.path(), "120", &[]);
        assert!(code == 0 && said.contains("0 to train"), "{said}");
    }
}

#[test]
fn a_sweep_with_more_steps_goes_on_as_well_and_so_does_an_interrupted_run() {
    let (short, long) = (swept("60", &[]), swept("180", &[]));
    let tag = seesaw(short.path(), &["tag", "lr_d=0.01", "keep-an-eye"]);
    assert_eq!(code(&tag), 0, "{}", stderr(&tag));
    let output = sweep(short.path(), &[&FEW[..], &["--set", "steps=180"]].concat());
    let said = stderr(&output);
    assert!(
        said.contains("which has done 60 steps, at step 60"),
        "{said}"
    );
    assert_runs_within(&long.path().join("results"), &short.path().join("results"));
    let tagged = seesaw(
        short.path(),
        &[
            "list",
            "toy",
            "--where",
            "tag = keep-an-eye",
            "--format",
            "csv",
        ],
    );
    let tagged = stdout(&tagged);
    assert_eq!(
        tagged.lines().count(),
        2,
        "the longer run is tagged: {tagged}"
    );
    // A sign of life of the first attempt is kept: its seconds count.
    let run = &runs(&long.path().join("results"))[0];
    let run = short
        .path()
        .join("results/toy/runs")
        .join(run.file_name().unwrap());
    let file: serde_json::Value = serde_json::from_slice(&bytes(run.join("run.json"))).unwrap();
    let attempts = file["attempts"].as_array().unwrap();
    assert_eq!((attempts.len(), &attempts[1]["from_step"]), (2, &60.into()));
}

#[test]
fn what_depends_on_the_length_is_refused_with_the_reason_or_trained_from_the_start() {
    for (set, reason) in [
        (
            "schedule_d=cosine",
            "`schedule_d` depends on the number of steps",
        ),
        (
            "regularize=[instance_noise]",
            "`instance_noise` fades away over the run",
        ),
        ("evaluate.every=25", "its last evaluation, at step 60"),
        ("checkpoint.keep=nothing", "no state of lr_d="),
    ] {
        let short = swept("60", &["--set", set]);
        let study = short.path().join("results/toy/study.yaml");
        let (before, text) = (files(&short.path().join("results")), bytes(study.clone()));
        let (code, said) = extend(short.path(), "120", &[]);
        assert!(code == 2 && said.contains(reason), "{set}: {code} {said}");
        assert_eq!(
            files(&short.path().join("results")),
            before,
            "nothing is written"
        );
        assert!(bytes(study) == text);
        let (code, said) = extend(short.path(), "120", &["--restart"]);
        assert!(
            code == 0 && said.contains("trained from its start"),
            "{said}"
        );
        let long = swept("120", &["--set", set]);
        assert_runs_within(&long.path().join("results"), &short.path().join("results"));
    }
    let short = swept("100", &[]);
    let (code, said) = extend(short.path(), "140", &[]);
    assert!(
        code == 2 && said.contains("keeps the samples of step 80"),
        "{said}"
    );
    let (code, said) = extend(short.path(), "40", &[]);
    assert!(
        code == 2 && said.contains("has runs of 100 steps already"),
        "{said}"
    );
    let (code, said) = extend(short.path(), "0", &[]);
    assert!(code != 0, "{said}");
}

#[test]
fn a_run_that_diverged_or_stopped_early_is_extended_to_the_same_end() {
    for set in [
        "run.lr_g=5",
        "run.stop={on: [mode_collapse, discriminator_dominance, divergence, frozen], patience: 1}",
    ] {
        let more = ["--set", set, "--set", "evaluate.every=5"];
        let (short, long) = (swept("60", &more), swept("120", &more));
        let (code, said) = extend(short.path(), "120", &[]);
        assert_eq!(code, 0, "{said}");
        assert_runs_within(&long.path().join("results"), &short.path().join("results"));
    }
}
