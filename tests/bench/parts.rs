//! What surrounds training: the start of the program, the files and figures of one run, and the
//! classifier that counts classes.

use std::process::Command;

use seesaw::config::{Data, Digits};
use seesaw::launch::{Job, RunEnd, run_one};
use seesaw::record::RunPaths;
use seesaw::train::{Classifier, TrainingControl};

use super::timing::{median, seconds};
use super::tracking::{bare, planned};

const REPETITIONS: usize = 5;

/// A run that hardly trains, so that what surrounds it is seen.
const RUN: &str = "data: ring, batch: 32, steps: 200";

/// Seconds of the program from its start to its end, with arguments that need no study.
fn start_up() -> f64 {
    seconds(|| {
        let output = Command::new(env!("CARGO_BIN_EXE_seesaw"))
            .arg("catalog")
            .output()
            .expect("the program starts");
        assert!(output.status.success());
    })
}

/// Seconds of a whole run, with or without its figures.
fn run(plots: bool) -> f64 {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let planned = planned(&format!("{{{RUN}}}"));
    let data = seesaw::data::open(&planned.run.data).expect("it is drawn");
    let job = Job {
        study: "bench",
        planned: &planned,
        data,
        classifier: None,
        paths: RunPaths::at(folder.path()),
        plots,
        restart: false,
    };
    seconds(|| {
        let end = run_one(&job, &mut |_| TrainingControl::Continue);
        assert!(matches!(end, RunEnd::Complete { .. }), "{end:?}");
    })
}

/// Seconds of fitting the classifier of the digits.
fn classifier() -> f64 {
    let digits = seesaw::data::open(&Data::from(Digits {})).expect("embedded data");
    seconds(|| Classifier::fit(&*digits, 1).map(|_| ()).is_ok())
}

/// Prints the table.
pub fn print() {
    let line =
        |name: &str, values: Vec<f64>| println!("{name:<60} {:>9.1} ms", 1e3 * median(values));
    let times =
        |measure: &dyn Fn() -> f64| -> Vec<f64> { (0..REPETITIONS).map(|_| measure()).collect() };
    println!("\nwhat surrounds training, medians of {REPETITIONS}");
    line(
        "start-up: seesaw catalog, from start to end",
        times(&start_up),
    );
    let rounds: Vec<[f64; 3]> = (0..REPETITIONS)
        .map(|_| [bare(RUN), run(false), run(true)])
        .collect();
    let of = |value: fn(&[f64; 3]) -> f64| -> Vec<f64> { rounds.iter().map(value).collect() };
    line(
        "a ring of 200 steps, trained and nothing else",
        of(|round| round[0]),
    );
    line(
        "its evaluations, tables, rules and checkpoint",
        of(|round| round[1] - round[0]),
    );
    line("its figures", of(|round| round[2] - round[1]));
    line(
        "the classifier of the digits, one thread",
        times(&classifier),
    );
}
