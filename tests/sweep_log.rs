//! The log that a study asks for, when its runs are trained again or for longer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::export::files;
use crate::program::{TOY, code, runs, seesaw, stderr, sweep, toy};

/// Bytes of the event files of each run in the log of the toy study.
fn logged(folder: &Path) -> BTreeMap<PathBuf, usize> {
    let log = folder.join("results/toy/tensorboard");
    let files = files(&log).into_iter();
    let of_runs = files.filter(|(file, _)| file.parent() != Some(&log));
    of_runs
        .map(|(file, bytes)| (file.parent().unwrap().to_path_buf(), bytes.len()))
        .collect()
}

/// A toy study of one run that writes a log.
fn logging() -> tempfile::TempDir {
    let folder = toy();
    let text = TOY.replace("sweep:", "log: tensorboard\nsweep:");
    let one = text.split("  grid:").next().unwrap().to_string() + "  seeds: 1\n";
    std::fs::write(folder.path().join("toy.yaml"), one).unwrap();
    folder
}

#[test]
fn a_failed_run_that_is_trained_again_is_in_the_log_of_the_sweep() {
    let folder = logging();
    sweep(folder.path(), &["--no-plots"]);
    let [(place, whole)] = logged(folder.path())
        .into_iter()
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let run = runs(&folder.path().join("results"))[0].clone();
    std::fs::remove_dir_all(&run).unwrap();
    std::fs::remove_dir_all(folder.path().join("results/toy/tensorboard")).unwrap();
    // A run whose spec cannot be written fails at once.
    std::fs::create_dir_all(run.join("run.yaml")).unwrap();
    let failed = seesaw(folder.path(), &["sweep", "toy.yaml", "--no-plots"]);
    assert_eq!(code(&failed), 10, "{}", stderr(&failed));
    std::fs::remove_dir(run.join("run.yaml")).unwrap();
    sweep(folder.path(), &["--no-plots"]);
    assert_eq!(logged(folder.path()), BTreeMap::from([(place, whole)]));
}

#[test]
fn an_extended_run_takes_the_place_of_the_shorter_one_in_the_log() {
    let folder = logging();
    sweep(folder.path(), &["--no-plots"]);
    let shorter = logged(folder.path());
    let (place, _) = shorter.first_key_value().unwrap();
    std::fs::write(place.join("notes.txt"), "of the user").unwrap();
    let extended = seesaw(
        folder.path(),
        &["extend", "toy", "--steps", "80", "--no-plots"],
    );
    assert_eq!(code(&extended), 0, "{}", stderr(&extended));
    let left: Vec<PathBuf> = std::fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(left, [place.join("notes.txt")]);
    std::fs::remove_dir_all(place).unwrap();
    let longer = logged(folder.path());
    assert_eq!(longer.len(), 1);
    assert!(longer.values().next() > shorter.values().next());
    assert_ne!(longer.keys().next(), Some(place));
}
