//! `seesaw verify`: runs trained again and compared with what is recorded, bit by bit.

use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::lookup::runs::{is_run, problem_sentence, read_spec};
use super::lookup::short_names::study_or_path;
use super::lookup::studies::{is_study, meant_study};
use super::lookup::transfers::transfers_at;
use super::signals::StopRequest;
use super::terminal::output::{print_line, print_message};
use super::terminal::progress_bar::progress_bar;
use crate::config::{self, Transfer};
use crate::launch::{DataSets, TOLERANCE, TOLERANT_STEPS, Verified, verify, verify_transfer};
use crate::record::{Depth, Difference, RunPaths, RunStatus, StudyPaths, inspect};
use crate::statistics::{format_number, plural};
use crate::train::TrainingControl;

/// Train runs again in a temporary place and compare with what is recorded, bit by bit
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Runs by their directories, studies by their names or directories
    #[arg(required = true, value_name = "PATH")]
    runs: Vec<PathBuf>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    /// Only the first steps
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    steps: Option<u64>,
}

/// Trains each run again and prints what became of the comparison.
///
/// # Errors
/// If a path is neither a run nor a study. A run that cannot be read is named.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let mut sets = DataSets::default();
    let results = &arguments.results;
    let mut runs = Vec::new();
    let mut exit = Exit::Ok;
    for path in &arguments.runs {
        let path = study_or_path(path, results)?;
        let of_others = match transfers_at(&path)? {
            Some(transfers) => {
                let complete = transfers.complete.into_iter();
                runs.extend(complete.map(|(run, spec)| (run, Some(spec))));
                transfers.exit
            }
            None => {
                let (recorded, of_others) = recorded_runs_at(&path, results)?;
                runs.extend(recorded.into_iter().map(|run| (run, None)));
                of_others
            }
        };
        exit = exit.worse(of_others);
    }
    for (index, (run, transfer)) in runs.iter().enumerate() {
        let what = format!("verify {}/{}", index + 1, runs.len());
        let verified = match transfer {
            Some(spec) => verify_style(run, spec, arguments.steps, &what, &stop),
            None => verify_run(run, arguments.steps, &what, &mut sets, &stop),
        };
        match verified {
            Ok(Verified::Stopped) => return Ok(stop.exit().unwrap_or(Exit::Interrupted)),
            Ok(verified) => {
                let result = describe(&verified);
                print_line(format_args!("{}: {result}", run.root().display()))?;
                if matches!(
                    verified,
                    Verified::Different { .. } | Verified::Apart { .. }
                ) {
                    exit = exit.worse(Exit::VerifyMismatch);
                }
            }
            // One that cannot be read does not hide the others.
            Err(error) => exit = exit.worse(error.report()),
        }
    }
    Ok(exit)
}

/// Trains a run again, up to `steps`, behind a progress bar that says `what`.
fn verify_run(
    run: &RunPaths,
    steps: Option<u64>,
    what: &str,
    sets: &mut DataSets,
    stop: &StopRequest,
) -> Result<Verified, CliError> {
    let spec = read_spec(run)?;
    let data = sets.open(&spec)?;
    let folder = StudyPaths::of_run(run).map(|study| study.classifiers());
    let classifier = sets.classifier(&spec, folder.as_deref(), &mut |text| print_message(text))?;
    let length = steps.unwrap_or(u64::MAX).min(spec.steps as u64);
    let bar = progress_bar(length, what, "steps");
    let verified = verify(run, &spec, data, classifier, steps, &mut |step| {
        bar.set_position(step);
        if stop.has_come() {
            TrainingControl::Interrupt
        } else {
            TrainingControl::Continue
        }
    });
    bar.finish_and_clear();
    Ok(verified?)
}

/// Makes a style transfer again, up to `steps`, behind a progress bar that says `what`.
fn verify_style(
    run: &RunPaths,
    spec: &Transfer,
    steps: Option<u64>,
    what: &str,
    stop: &StopRequest,
) -> Result<Verified, CliError> {
    let folder = StudyPaths::of_run(run).map(|study| study.classifiers());
    let length = steps.unwrap_or(u64::MAX).min(spec.steps as u64);
    let bar = progress_bar(length, what, "steps");
    let verified = verify_transfer(run, spec, folder.as_deref(), steps, &mut |step| {
        bar.set_position(step);
        match stop.has_come() {
            true => TrainingControl::Interrupt,
            false => TrainingControl::Continue,
        }
    });
    bar.finish_and_clear();
    Ok(verified?)
}

/// A run, or the runs that a study plans, and the exit code of those of which nothing can be
/// compared: they are named.
fn recorded_runs_at(path: &Path, results: &Path) -> Result<(Vec<RunPaths>, Exit), CliError> {
    if is_run(path)? {
        return Ok((vec![RunPaths::at(path)], Exit::Ok));
    }
    if !is_study(path)? {
        return Err(CliError::Usage(format!(
            "{} is neither a run (run.json) nor a study (study.yaml){}",
            path.display(),
            meant_study(path, results)
        )));
    }
    let paths = StudyPaths::at(path);
    let study = config::load(&paths.study_yaml(), &[])?;
    let (mut runs, mut exit) = (Vec::new(), Exit::Ok);
    for planned in &study.runs {
        let run = paths.run(&planned.id);
        let inspection = inspect(&run, Some(&planned.hash), Depth::AllFiles);
        match (inspection.status, inspection.problem) {
            (status, Some(problem)) => {
                let problem = problem.within(run.root());
                let problem = problem_sentence(&planned.id, status, &problem);
                print_message(format_args!("error: {problem}"));
                exit = exit.worse(Exit::of_status(status));
            }
            (status @ RunStatus::Queued, None) => {
                print_line(format_args!(
                    "{}: {}, nothing to compare",
                    run.root().display(),
                    status.name()
                ))?;
                exit = exit.worse(Exit::SomeRunsFailed);
            }
            (_, None) => runs.push(run),
        }
    }
    Ok((runs, exit))
}

/// What became of the comparison, in a sentence.
fn describe(verified: &Verified) -> String {
    match verified {
        Verified::Identical { steps, files } if files.is_empty() => {
            format!("identical in its first {}", plural(*steps as usize, "step"))
        }
        Verified::Identical { steps, files } => {
            format!(
                "identical, {}: {}",
                plural(*steps as usize, "step"),
                files.join(", ")
            )
        }
        Verified::Different {
            first: Some(first), ..
        } => format!("DIFFERENT: {}", describe_difference(first)),
        Verified::Different { files, .. } if !files.is_empty() => {
            format!(
                "DIFFERENT: the values are the same, and the bytes are not: {}",
                files.join(", ")
            )
        }
        Verified::Different { steps, .. } => format!(
            "DIFFERENT: it ends after {} here",
            plural(*steps as usize, "step")
        ),
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
            describe_difference(first)
        ),
        Verified::Nothing => "nothing to compare: no step of it is saved yet".to_string(),
        Verified::Stopped => "stopped".to_string(),
    }
}

/// The first value that differs.
fn describe_difference(first: &Difference) -> String {
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
        (Some(one), Some(other)) => format!(" ({} apart)", format_number((one - other).abs())),
        _ => String::new(),
    };
    format!(
        "{table}, step {step}, {column}: {} recorded, {} here{apart}",
        value(recorded),
        value(here)
    )
}
