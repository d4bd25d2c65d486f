//! The process is killed at any moment, again and again, and the end is the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use seesaw::record::{RunFile, RunPaths, read_checkpoint};
use seesaw::rng::{Draws, Seed, Stream};

use crate::program::{TOY, code, command, runs, seesaw, stderr};
use crate::resume::assert_same;

/// A sweep with a checkpoint every 25 steps; `steps` is a line of `--set`.
fn arguments(steps: &str) -> [&str; 10] {
    [
        "sweep",
        "toy.yaml",
        "--jobs",
        "2",
        "--set",
        steps,
        "--set",
        "checkpoint.steps=25",
        "--set",
        "evaluate.every=50",
    ]
}

/// Moments to wait for: a path below the study's directory in which a file is being written.
const MOMENTS: [&str; 6] = [
    "parts/.aside",
    "run/.aside",
    "samples/.aside",
    "plots/.aside",
    "study/.aside",
    "figures/.aside",
];

/// Whether a file is being written just now in such a place.
fn is_now(study: &Path, moment: &str) -> bool {
    let aside = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .into_iter()
            .any(|entry| entry.file_name().to_string_lossy().starts_with(".aside"))
    };
    let below = |name: &str| {
        let runs = std::fs::read_dir(study.join("runs"))
            .into_iter()
            .flatten()
            .flatten();
        runs.into_iter().any(|run| aside(&run.path().join(name)))
    };
    match moment {
        "parts/.aside" => below("parts"),
        "run/.aside" => below(""),
        "samples/.aside" => below("samples"),
        "plots/.aside" => below("plots"),
        "study/.aside" => aside(study),
        _ => aside(&study.join("plots")),
    }
}

/// Lets the process live for a while, then kills it; whether it was still alive.
fn kill(child: &mut Child, study: &Path, draws: &mut Draws) -> bool {
    let begun = Instant::now();
    let random = draws.below(2) == 0;
    let moment = MOMENTS[draws.below(MOMENTS.len() as u32) as usize];
    let patience = Duration::from_millis(if random {
        u64::from(draws.below(900))
    } else {
        4000
    });
    while begun.elapsed() < patience && child.try_wait().unwrap().is_none() {
        // What is left aside by an earlier kill is cleared at the start of a run.
        if !random && begun.elapsed() > Duration::from_millis(60) && is_now(study, moment) {
            break;
        }
        std::thread::sleep(Duration::from_micros(300));
    }
    let alive = child.try_wait().unwrap().is_none();
    // SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    alive
}

/// Where the process was when it died, as its files tell.
fn phase(study: &Path) -> &'static str {
    let at = MOMENTS.iter().find(|moment| is_now(study, moment));
    match at {
        Some(&"parts/.aside") => "writing a part",
        Some(&"run/.aside") => "writing a checkpoint, a table or run.json",
        Some(&"samples/.aside") => "writing samples",
        Some(&"plots/.aside") => "drawing",
        Some(_) => "reporting",
        None => "between two files",
    }
}

/// The files of a folder by their names; none where there is no folder.
fn files(folder: &Path) -> BTreeMap<std::ffi::OsString, Vec<u8>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let read = |entry: std::fs::DirEntry| (entry.file_name(), std::fs::read(entry.path()).unwrap());
    let is_whole = |entry: &std::fs::DirEntry| {
        let name = entry.file_name();
        !name.to_string_lossy().starts_with(".aside")
    };
    entries.filter(is_whole).map(read).collect()
}

/// The step of each run's checkpoint, and the number of its attempts.
fn saved(results: &Path) -> BTreeMap<String, (u64, usize)> {
    let saved = |run: PathBuf| {
        let paths = RunPaths::at(&run);
        let checkpoint = read_checkpoint(&paths.checkpoint()).expect("a file that exists is whole");
        let file = RunFile::read(&paths).expect("run.json is whole");
        let attempts = file.map_or(0, |file| file.attempts.len());
        (
            run.file_name().unwrap().to_string_lossy().into_owned(),
            (checkpoint.map_or(0, |kept| kept.header.step), attempts),
        )
    };
    if results.join("toy/runs").is_dir() {
        runs(results).into_iter().map(saved).collect()
    } else {
        BTreeMap::new()
    }
}

/// What was begun since has begun at the checkpoint that was there: no step before it is trained
/// again, none after it is lost.
fn check_attempts(results: &Path, before: &BTreeMap<String, (u64, usize)>) {
    for (name, (step, attempts)) in before {
        let file = RunFile::read(&RunPaths::at(&results.join("toy/runs").join(name)))
            .expect("run.json is whole");
        let from: Vec<u64> = file
            .iter()
            .flat_map(|file| &file.attempts)
            .map(|attempt| attempt.from_step)
            .collect();
        assert!(
            from.len() <= attempts + 1 && from.is_sorted(),
            "{name}: {from:?}"
        );
        assert!(
            from.len() == *attempts || from.last() == Some(step),
            "{name}: {from:?}, saved at {step}"
        );
    }
}

/// Labelled images, whose classifier is trained by the first process that lives long enough.
const IMAGES: &str = "\
study: toy
question: Do images and their classifier survive?
run: {data: digits, checkpoint: {keep: all}, batch: 16, evaluate: {samples: 100, snapshots: 2}}
sweep: {grid: {lr_d: [1e-3, 1e-2], strategy: {alternate: {}, more_d: {balance: {ratio: {d: 2, g: 1}}}}}, seeds: 2}
";

/// A temporary folder with a study in `toy.yaml`.
fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("toy.yaml"), text).unwrap();
    folder
}

fn torture(kills: usize, text: &str, steps: &str) {
    let (whole, arguments) = (folder_with(text), arguments(steps));
    assert_eq!(code(&seesaw(whole.path(), &arguments)), 0);
    let mut phases: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut killed, mut sweeps) = (0, 0);
    while killed < kills {
        let folder = folder_with(text);
        let results = folder.path().join("results");
        sweeps += 1;
        loop {
            let before = saved(&results);
            let mut child = command(folder.path(), &arguments)
                .stderr(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let mut draws = Seed(killed as u64).at(Stream::Replay, sweeps, 0);
            let alive = killed < kills && kill(&mut child, &results.join("toy"), &mut draws);
            // It has come to its end, or is to: the last process lives.
            drop(child.wait());
            check_attempts(&results, &before);
            if !alive {
                break;
            }
            killed += 1;
            *phases.entry(phase(&results.join("toy"))).or_default() += 1;
        }
        let last = seesaw(folder.path(), &arguments);
        assert_eq!(code(&last), 0, "{}", stderr(&last));
        assert!(
            stderr(&last).contains("8 runs, 0 to train"),
            "{}",
            stderr(&last)
        );
        assert_same(&whole.path().join("results"), &results);
        let classifiers = |folder: &Path| files(&folder.join("results/classifiers"));
        assert!(classifiers(whole.path()) == classifiers(folder.path()));
        let table = |folder: &Path| std::fs::read(folder.join("results/toy/runs.parquet")).unwrap();
        assert!(table(whole.path()) == table(folder.path()));
    }
    eprintln!(
        "killed {killed} times in {sweeps} sweeps of 8 runs, every table as in an uninterrupted sweep; moments: {phases:?}"
    );
}

#[test]
fn a_sweep_that_is_killed_again_and_again_ends_the_same() {
    torture(12, TOY, "steps=600");
}

/// `just torture`.
#[test]
#[ignore = "minutes: `just torture`"]
fn a_hundred_kills() {
    torture(100, TOY, "steps=4000");
}

/// `just torture`.
#[test]
#[ignore = "minutes: `just torture`"]
fn a_hundred_kills_of_a_study_of_images() {
    torture(100, IMAGES, "steps=600");
}
