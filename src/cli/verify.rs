//! `verify`: runs trained again and compared with what is recorded.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::exit::{Exit, Failure};
use super::out;
use super::progress::counter;
use super::runs::read_run;
use super::signals::Stop;
use crate::launch::{DataSets, TOLERANCE, TOLERANT_STEPS, Verified, verify as train_again};
use crate::plot;
use crate::record::{Difference, RunPaths, StudyPaths};
use crate::train::TrainingControl;

/// `seesaw verify`.
pub fn verify(paths: &[PathBuf], steps: Option<u64>) -> Result<Exit, Failure> {
    let stop = Stop::listen().map_err(Failure::Signals)?;
    let (mut sets, mut exit) = (DataSets::default(), Exit::Ok);
    let runs = paths
        .iter()
        .map(|path| runs_at(path))
        .collect::<Result<Vec<_>, _>>()?
        .concat();
    for (number, run) in runs.iter().enumerate() {
        let of = format!("verify {}/{}", number + 1, runs.len());
        match verify_one(run, steps, &of, &mut sets, &stop) {
            Ok(Verified::Stopped) => return Ok(stop.exit().unwrap_or(Exit::Interrupted)),
            Ok(verified) => {
                out::result(format_args!(
                    "{}: {}",
                    run.root().display(),
                    sentence(&verified)
                ))?;
                if matches!(
                    verified,
                    Verified::Different { .. } | Verified::Apart { .. }
                ) {
                    exit = Exit::VerifyMismatch;
                }
            }
            // One that cannot be read does not hide the others.
            Err(failure) => {
                let unread = failure.report();
                exit = if exit == Exit::Ok { unread } else { exit };
            }
        }
    }
    Ok(exit)
}

fn verify_one(
    run: &RunPaths,
    steps: Option<u64>,
    of: &str,
    sets: &mut DataSets,
    stop: &Stop,
) -> Result<Verified, Failure> {
    let spec = read_run(run)?;
    let data = sets.open(&spec)?;
    let folder = StudyPaths::of_run(run).map(|study| study.classifiers());
    let classifier = sets.classifier(&spec, folder.as_deref(), &mut |text| out::message(text))?;
    let bar = counter(steps.unwrap_or(u64::MAX).min(spec.steps as u64), of);
    let verified = train_again(run, &spec, data, classifier, steps, &mut |step| {
        bar.set_position(step);
        if stop.signal.load(Ordering::Relaxed) == 0 {
            TrainingControl::Continue
        } else {
            TrainingControl::Interrupt
        }
    });
    bar.finish_and_clear();
    Ok(verified?)
}

/// A run, or the runs of a study that have a `run.json`.
fn runs_at(path: &Path) -> Result<Vec<RunPaths>, Failure> {
    if path.join("run.json").is_file() {
        return Ok(vec![RunPaths::at(path)]);
    }
    let entries = std::fs::read_dir(path.join("runs"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let mut runs: Vec<PathBuf> = entries
        .filter(|run| run.join("run.json").is_file())
        .collect();
    runs.sort();
    match runs.is_empty() {
        true => Err(Failure::Usage(format!(
            "{} is neither a run (run.json) nor a study with runs",
            path.display()
        ))),
        false => Ok(runs.iter().map(|run| RunPaths::at(run)).collect()),
    }
}

fn sentence(verified: &Verified) -> String {
    match verified {
        Verified::Identical { steps, files } if files.is_empty() => {
            format!("identical in its first {steps} steps")
        }
        Verified::Identical { steps, files } => {
            format!("identical, {steps} steps: {}", files.join(", "))
        }
        Verified::Different {
            first: Some(first), ..
        } => format!("DIFFERENT: {}", place(first)),
        Verified::Different { files, .. } if !files.is_empty() => {
            format!(
                "DIFFERENT: the values are the same, and the bytes are not: {}",
                files.join(", ")
            )
        }
        Verified::Different { steps, .. } => format!("DIFFERENT: it ends after {steps} steps here"),
        Verified::Close {
            steps,
            build_differences,
            leaves,
        } => {
            let reach = TOLERANT_STEPS.min(*steps);
            let beyond = leaves.map_or(format!("all {steps} steps do"), |step| {
                format!("they leave it at step {step}, as rounding errors grow in training")
            });
            format!(
                "close: bits cannot be compared ({}); the first {reach} steps agree within {TOLERANCE}, {beyond}",
                build_differences.join("; ")
            )
        }
        Verified::Apart {
            build_differences,
            first,
        } => format!(
            "DIFFERENT, beyond the tolerance of {TOLERANCE} that other numerics are given ({}): {}",
            build_differences.join("; "),
            place(first)
        ),
        Verified::Nothing => "nothing to compare: no step of it is saved yet".to_string(),
        Verified::Stopped => "stopped".to_string(),
    }
}

fn place(first: &Difference) -> String {
    let Difference {
        table,
        step,
        column,
        recorded,
        here,
    } = first;
    let value =
        |value: &Option<f64>| value.map_or("nothing".to_string(), |value| format!("{value}"));
    let apart = match (recorded, here) {
        (Some(one), Some(other)) => format!(" ({} apart)", plot::number((one - other).abs())),
        _ => String::new(),
    };
    format!(
        "{table}, step {step}, {column}: {} recorded, {} here{apart}",
        value(recorded),
        value(here)
    )
}
