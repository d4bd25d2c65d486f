//! Trains the runs of all tables until the budget is spent, seed by seed: the first seed of every
//! cell says more than the second of any.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use seesaw::config::{self, PlannedRun, Study};
use seesaw::record::{RunFile, StoredStatus, StudyPaths};

use super::measures_of;
use super::run_table::RunTable;

/// The study of a name in `experiments/`.
pub fn study_of(name: &str) -> Study {
    config::load(&file_of(name), &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn file_of(name: &str) -> PathBuf {
    PathBuf::from(format!("experiments/{name}.yaml"))
}

/// The file of a run that is complete.
fn finished(paths: &StudyPaths, run: &PlannedRun) -> Option<RunFile> {
    let file = RunFile::read(&paths.run(&run.id)).ok().flatten()?;
    (file.status == StoredStatus::Complete).then_some(file)
}

/// The complete runs of a study, with their files.
pub fn complete_runs<'a>(study: &'a Study, paths: &StudyPaths) -> Vec<(&'a PlannedRun, RunFile)> {
    let complete = |run: &'a PlannedRun| Some((run, finished(paths, run)?));
    study.runs.iter().filter_map(complete).collect()
}

/// Trains what is neither complete here nor in the table, for at most `budget`; what is begun is saved and goes on the
/// next time.
pub fn train(studies: &[(&str, Study)], known: &RunTable, results: &Path, budget: Duration) {
    let end = Instant::now() + budget;
    let seeds = studies
        .iter()
        .flat_map(|(_, study)| &study.runs)
        .map(|run| run.seed);
    for seed in 0..=seeds.max().unwrap_or(0) {
        for (name, study) in studies {
            let paths = StudyPaths::new(results, &study.name);
            let missing = |run: &&PlannedRun| {
                run.seed == seed
                    && !known.has(name, run, &measures_of(name))
                    && finished(&paths, run).is_none()
            };
            let missing: Vec<&str> = study
                .runs
                .iter()
                .filter(missing)
                .map(|run| run.id.as_str())
                .collect();
            if !missing.is_empty() && !sweep(&file_of(name), results, &missing, end) {
                return;
            }
        }
    }
}

/// Whether these runs ended before the budget did.
fn sweep(file: &Path, results: &Path, runs: &[&str], end: Instant) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seesaw"));
    command
        .arg("sweep")
        .arg(file)
        .arg("--results")
        .arg(results)
        // What another build has begun is trained from its start.
        .args(["--no-plots", "--restart"]);
    runs.iter().for_each(|run| {
        command.args(["--only", run]);
    });
    let mut child = command.spawn().expect("the program starts");
    loop {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            assert!(status.success(), "{} ended with {status}", file.display());
            return true;
        }
        if Instant::now() >= end {
            interrupt(&mut child);
            return false;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// Lets the program save what it has.
fn interrupt(child: &mut Child) {
    let process = child.id().to_string();
    let asked = Command::new("kill").args(["-INT", &process]).status();
    asked.expect("`kill` is there");
    child.wait().expect("the program can be waited for");
}

/// `90s`, `30m` or `1.5h` as a time.
pub fn budget_of(text: &str) -> Duration {
    let (number, unit) = match text.find(|letter: char| letter.is_ascii_alphabetic()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let seconds = match unit {
        "s" => Some(1.0),
        "m" => Some(60.0),
        "h" => Some(3600.0),
        _ => None,
    };
    let time = number.parse().ok().zip(seconds);
    time.and_then(|(number, seconds): (f64, f64)| {
        Duration::try_from_secs_f64(number * seconds).ok()
    })
    .unwrap_or_else(|| panic!("`{text}` is no time: give it as 90s, 30m or 1.5h"))
}
