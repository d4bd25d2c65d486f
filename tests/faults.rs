//! Every kind of fault of a study's files, before every verb: the same damage has the same answer,
//! and nothing ends in a panic.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use seesaw::record::{RunFile, RunPaths};

use crate::program::{code, runs, seesaw, stderr, stdout};

const STUDY: &str = "\
study: toy
question: Which faults are found?
run: {data: {ring: {modes: 4}}, checkpoint: {keep: all}, batch: 16, steps: 12, evaluate: {every: 6, samples: 60, snapshots: 1}}
sweep: {grid: {lr_d: [1e-3, 1e-2]}}
";

/// The verbs, in the order of the exit codes below.
const VERBS: [&[&str]; 9] = [
    &["list", "toy"],
    &["watch", "toy", "--once"],
    &["report", "toy"],
    &["plot", "toy"],
    &["compare", "toy:lr_d=1e-3", "toy:lr_d=1e-2", "--no-plots"],
    &["diagnose", "toy"],
    &["export", "toy", "--to", "tensorboard"],
    &["verify", "toy"],
    &["sweep", "toy.yaml", "--no-plots"],
];

/// A fault of the study in a folder, or of its first run.
struct Fault {
    name: &'static str,
    make: fn(&Place),
    /// A word of the answer of every verb that does not end with 0.
    says: &'static str,
    exits: [i32; VERBS.len()],
}

struct Place {
    results: PathBuf,
    study: PathBuf,
    run: PathBuf,
}

impl Place {
    fn file(&self, name: &str) -> PathBuf {
        self.run.join(name)
    }

    /// Replaces what is there by a link to itself, which no system call can follow.
    fn loop_at(&self, path: &Path) {
        remove(path);
        symlink(path.file_name().unwrap(), path).unwrap();
    }

    fn directory_at(&self, path: &Path) {
        remove(path);
        fs::create_dir(path).unwrap();
    }

    fn pipe_at(&self, path: &Path) {
        remove(path);
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    }

    fn write(&self, path: &Path, bytes: &[u8]) {
        fs::write(path, bytes).unwrap();
    }

    fn flip(&self, path: &Path) {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        self.write(path, &bytes);
    }

    fn cut(&self, path: &Path) {
        let bytes = fs::read(path).unwrap();
        self.write(path, &bytes[..bytes.len() / 2]);
    }

    fn change_run_file(&self, change: fn(&mut RunFile)) {
        let paths = RunPaths::at(&self.run);
        let mut file = RunFile::read(&paths).unwrap().unwrap();
        change(&mut file);
        file.write(&paths).unwrap();
    }
}

fn remove(path: &Path) {
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    } else if path.exists() {
        fs::remove_file(path).unwrap();
    }
}

/// Damage that a sweep mends by training the run again, or by writing the file again.
const DAMAGED: [i32; 9] = [1, 1, 1, 1, 1, 1, 1, 1, 0];
/// A file that nobody can read: nothing is touched.
const UNREADABLE: [i32; 9] = [1; 9];
/// Files of something else.
const INCOMPATIBLE: [i32; 9] = [13; 9];
/// Files that no answer depends on.
const HARMLESS: [i32; 9] = [0; 9];
/// The run is not begun, so a side of the comparison is empty, and the table tells of one run too many.
const QUEUED: [i32; 9] = [0, 0, 10, 10, 2, 0, 0, 10, 0];
/// No run is begun.
const NOTHING: [i32; 9] = [0, 0, 10, 10, 2, 2, 2, 10, 0];

macro_rules! faults {
    ($($name:literal: |$place:ident| $make:expr => $says:literal $exits:expr,)+) => {
        [$(Fault { name: $name, make: |$place| $make, says: $says, exits: $exits },)+]
    };
}

static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    let of_files = faults! {
        "steps are gone": |at| remove(&at.file("steps.parquet")) => "damaged" DAMAGED,
        "steps have a flipped bit": |at| at.flip(&at.file("steps.parquet")) => "damaged" DAMAGED,
        "steps are cut off": |at| at.cut(&at.file("steps.parquet")) => "damaged" DAMAGED,
        "steps are empty": |at| at.write(&at.file("steps.parquet"), b"") => "damaged" DAMAGED,
        "steps cannot be read": |at| at.loop_at(&at.file("steps.parquet")) => "unreadable" UNREADABLE,
        "steps are a directory": |at| at.directory_at(&at.file("steps.parquet")) => "unreadable" UNREADABLE,
        "steps are a pipe": |at| at.pipe_at(&at.file("steps.parquet")) => "unreadable" UNREADABLE,
        "evaluations are gone": |at| remove(&at.file("evals.parquet")) => "damaged" DAMAGED,
        "evaluations have a flipped bit": |at| at.flip(&at.file("evals.parquet")) => "damaged" DAMAGED,
        "evaluations cannot be read": |at| at.loop_at(&at.file("evals.parquet")) => "unreadable" UNREADABLE,
        "the verdict is gone": |at| remove(&at.file("verdict.json")) => "damaged" DAMAGED,
        "the verdict is of someone else": |at| at.write(&at.file("verdict.json"), b"{}") => "damaged" DAMAGED,
        "the verdict has a flipped bit": |at| at.flip(&at.file("verdict.json")) => "damaged" DAMAGED,
        "the verdict cannot be read": |at| at.loop_at(&at.file("verdict.json")) => "unreadable" UNREADABLE,
        "the spec is gone": |at| remove(&at.file("run.yaml")) => "damaged" DAMAGED,
        "the spec is another text": |at| at.write(&at.file("run.yaml"), b"steps: 3\n") => "damaged" DAMAGED,
        "the spec cannot be read": |at| at.loop_at(&at.file("run.yaml")) => "unreadable" UNREADABLE,
        "samples are gone": |at| remove(&at.file("samples/samples.safetensors")) => "damaged" DAMAGED,
        "samples have a flipped bit": |at| at.flip(&at.file("samples/samples.safetensors")) => "damaged" DAMAGED,
        "samples cannot be read": |at| at.loop_at(&at.file("samples/samples.safetensors")) => "unreadable" UNREADABLE,
        "the checkpoint is gone": |at| remove(&at.file("checkpoint.safetensors")) => "damaged" DAMAGED,
        "the checkpoint has a flipped bit": |at| at.flip(&at.file("checkpoint.safetensors")) => "damaged" DAMAGED,
        "the checkpoint is a pipe": |at| at.pipe_at(&at.file("checkpoint.safetensors")) => "unreadable" UNREADABLE,
    };
    let of_the_run = faults! {
        "run.json is empty": |at| at.write(&at.file("run.json"), b"") => "damaged" DAMAGED,
        "run.json has a flipped bit": |at| at.flip(&at.file("run.json")) => "" [1, 1, 1, 1, 1, 1, 1, 1, 0],
        "run.json is cut off": |at| at.cut(&at.file("run.json")) => "damaged" DAMAGED,
        "run.json is no text": |at| at.write(&at.file("run.json"), b"\xff\xfe\0") => "damaged" DAMAGED,
        "run.json cannot be read": |at| at.loop_at(&at.file("run.json")) => "unreadable" UNREADABLE,
        "run.json is a directory": |at| at.directory_at(&at.file("run.json")) => "unreadable" UNREADABLE,
        "run.json is a pipe": |at| at.pipe_at(&at.file("run.json")) => "unreadable" UNREADABLE,
        "run.json is of another version": |at| at.write(&at.file("run.json"), br#"{"format_version": 1}"#) => "version" INCOMPATIBLE,
        "run.json is of another spec": |at| at.change_run_file(|file| file.spec_hash = "0".repeat(64)) => "spec" INCOMPATIBLE,
        "run.json is gone": |at| remove(&at.file("run.json")) => "" QUEUED,
        "notes are damaged": |at| at.write(&at.study.join("notes.json"), b"{") => "notes.json" [1, 0, 1, 1, 0, 0, 0, 0, 0],
        "the run is gone": |at| remove(&at.run) => "" QUEUED,
        "the run is a file": |at| { remove(&at.run); at.write(&at.run, b"x") } => "unreadable" UNREADABLE,
        "the run cannot be entered": |at| at.loop_at(&at.run) => "unreadable" UNREADABLE,
        "a sign of life is left": |at| at.write(&at.file("live.json"), b"{") => "" HARMLESS,
        "a sign of life cannot be read": |at| at.loop_at(&at.file("live.json")) => "" HARMLESS,
        "a half-written file is left": |at| at.write(&at.file(".aside-x"), b"x") => "" HARMLESS,
        "figures are gone": |at| remove(&at.file("plots")) => "" HARMLESS,
        "the figures' folder is a file": |at| { remove(&at.file("plots")); at.write(&at.file("plots"), b"x") } => "plots" [0, 0, 0, 1, 0, 0, 0, 0, 0],
        "the lock cannot be opened": |at| at.loop_at(&at.file(".lock")) => "lock" [0, 0, 0, 0, 0, 0, 0, 0, 1],
    };
    let of_the_study = faults! {
        "no run is there": |at| remove(&at.study.join("runs")) => "" NOTHING,
        "runs cannot be entered": |at| at.loop_at(&at.study.join("runs")) => "unreadable" UNREADABLE,
        "the plan is gone": |at| remove(&at.study.join("study.yaml")) => "toy" [2, 2, 2, 2, 2, 2, 2, 2, 0],
        "the plan is invalid": |at| at.write(&at.study.join("study.yaml"), b"study: [") => "study.yaml" [3, 3, 3, 3, 3, 3, 3, 3, 0],
        "the plan cannot be read": |at| at.loop_at(&at.study.join("study.yaml")) => "cannot" UNREADABLE,
        "the plan is a pipe": |at| at.pipe_at(&at.study.join("study.yaml")) => "a pipe" UNREADABLE,
        "the study is gone": |at| remove(&at.study) => "toy" [2, 2, 2, 2, 2, 2, 2, 2, 0],
        "the results are a file": |at| { remove(&at.results); at.write(&at.results, b"x") } => "toy" [2, 2, 2, 2, 2, 2, 2, 2, 1],
        "the results cannot be entered": |at| at.loop_at(&at.results) => "results" UNREADABLE,
        "the page is a directory": |at| at.directory_at(&at.study.join("report.html")) => "report.html" [0, 0, 1, 1, 0, 0, 0, 0, 1],
        "the table is a directory": |at| at.directory_at(&at.study.join("runs.parquet")) => "runs.parquet" [0, 0, 1, 1, 0, 0, 0, 0, 1],
    };
    of_files
        .into_iter()
        .chain(of_the_run)
        .chain(of_the_study)
        .collect()
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &place),
            false => drop(fs::copy(&path, &place).unwrap()),
        }
    }
}

/// A trained study, made once.
static TRAINED: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("toy.yaml"), STUDY).unwrap();
    let output = seesaw(folder.path(), VERBS[8]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let output = seesaw(folder.path(), VERBS[3]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    folder
});

fn answer(fault: &Fault, verb: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    copy(TRAINED.path(), folder.path());
    let results = folder.path().join("results");
    let place = Place {
        study: results.join("toy"),
        run: runs(&results)[0].clone(),
        results,
    };
    (fault.make)(&place);
    seesaw(folder.path(), verb)
}

/// What is wrong with a verb's answer to a fault.
fn misfit(fault: &Fault, verb: usize) -> Option<String> {
    let output = answer(fault, VERBS[verb]);
    let said = format!("{}{}", stdout(&output), stderr(&output));
    let found = output.status.code();
    let expected = fault.exits[verb];
    let is_right = found == Some(expected)
        && !said.contains("panicked")
        && (expected == 0 || said.contains(fault.says));
    (!is_right).then(|| {
        format!(
            "{}: {}: exit {found:?}, expected {expected} and `{}`: {said}",
            fault.name,
            VERBS[verb].join(" "),
            fault.says
        )
    })
}

/// One test per verb, so that they run beside each other.
fn every_fault_before(verb: usize) {
    assert!(FAULTS.len() >= 40, "{}", FAULTS.len());
    let misfits: Vec<String> = FAULTS
        .iter()
        .filter_map(|fault| misfit(fault, verb))
        .collect();
    assert!(misfits.is_empty(), "{}", misfits.join("\n\n"));
}

macro_rules! before {
    ($($test:ident: $verb:literal,)+) => {
        $(#[test] fn $test() { every_fault_before($verb) })+
    };
}

before! {
    every_fault_before_list: 0,
    every_fault_before_watch: 1,
    every_fault_before_report: 2,
    every_fault_before_plot: 3,
    every_fault_before_compare: 4,
    every_fault_before_diagnose: 5,
    every_fault_before_export: 6,
    every_fault_before_verify: 7,
    every_fault_before_sweep: 8,
}

/// A run that is unreadable for a moment loses nothing: once it can be read, it is as it was.
#[test]
fn what_was_unreadable_for_a_moment_is_not_touched() {
    for name in ["run.json", "checkpoint.safetensors", "steps.parquet"] {
        let folder = tempfile::tempdir().unwrap();
        copy(TRAINED.path(), folder.path());
        let run = runs(&folder.path().join("results"))[0].clone();
        let (file, away) = (run.join(name), folder.path().join("away"));
        fs::rename(&file, &away).unwrap();
        symlink(name, &file).unwrap();
        let output = seesaw(folder.path(), VERBS[8]);
        assert_eq!(code(&output), 1, "{}", stderr(&output));
        assert!(
            stderr(&output).contains("nothing was changed"),
            "{}",
            stderr(&output)
        );
        assert!(!folder.path().join("results/toy/damaged").exists());
        fs::remove_file(&file).unwrap();
        fs::rename(&away, &file).unwrap();
        let output = seesaw(folder.path(), VERBS[8]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(
            stderr(&output).contains("0 to train"),
            "{}",
            stderr(&output)
        );
        let file = RunFile::read(&RunPaths::at(&run)).unwrap().unwrap();
        assert_eq!(file.attempts.len(), 1, "{name}");
    }
}
