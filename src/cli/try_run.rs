//! `seesaw try`: the remedy of a run's verdict, tried beside the run.

use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::lookup::runs::{read_finished, read_spec, run_name};
use super::lookup::short_names::find_run;
use super::signals::StopRequest;
use super::sweep::{How, missing_runs, train_missing};
use super::terminal::output::{print_line, print_message};
use super::terminal::table_printing::TableFormat;
use crate::config::{self, Override, PlannedRun, Run, Study, twins_of};
use crate::diagnose::{Diagnosis, Verdict};
use crate::launch::adopt;
use crate::record::{RunFile, RunPaths, StudyPaths};
use crate::report::{RunOnDisk, key_metrics, read_diagnosis, read_runs, shell_quote};
use crate::statistics::format_number;

/// Train a run again with the remedy of its verdict, and compare the two
///
/// The twin has the same seed. Both are the study STUDY-try-DIGITS in the results folder, so `list`, `compare` and
/// its page show them side by side.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its directory or id, or the beginning of its id or of the digits at its end
    run: String,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    /// Draw no figures of the twin; `seesaw plot` draws them later
    #[arg(long)]
    no_plots: bool,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// Metrics that are compared in words.
const SHOWN_METRICS: usize = 3;
/// Characters of the name of a study that the name of the made one begins with: 64 are allowed in all.
const MOST_OF_NAME: usize = 50;

/// Trains the twin, prints the runs, and says what became of the run and how to keep the change.
///
/// # Errors
/// If there is no such run, it is not finished, it needs no remedy, or its verdict has none.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let run = find_run(&arguments.run, &arguments.results)?;
    let file = read_finished(&run)?;
    let spec = read_spec(&run)?;
    let patch = patch_of(&run, &read_diagnosis(&run)?)?;
    let study = twin_study(&file, &spec, &patch)?;
    let of_run = StudyPaths::of_run(&run);
    let results = of_run.as_ref().and_then(|paths| paths.root().parent());
    let paths = StudyPaths::new(results.unwrap_or(&arguments.results), &study.name);
    let [before, after] = twins(&study)?;
    adopt(&run, &paths.run(&before.id), &study.name, before)?;
    let chosen: Vec<&PlannedRun> = vec![before, after];
    let how = How {
        jobs: None,
        plots: !arguments.no_plots,
        restart: false,
        format: arguments.format,
    };
    print_message(format_args!(
        "tries: {}",
        patch.lines().collect::<Vec<_>>().join(", ")
    ));
    let missing = missing_runs(&study, &chosen, &paths, &how)?;
    let exit = train_missing(&study, &chosen, &paths, missing, &how, &stop)?;
    if arguments.format == TableFormat::Table {
        let runs = read_runs(&study, &paths);
        for line in outcome(&study, &runs) {
            print_line(line)?;
        }
        let places = (of_run.as_ref(), &paths);
        print_line(match has_helped(&runs) {
            true => how_to_keep(&patch, &file.study, places),
            false => NO_BETTER.to_string(),
        })?;
    }
    Ok(exit)
}

/// The patch of the verdict.
///
/// # Errors
/// If the run is healthy, or the verdict has no patch.
fn patch_of(run: &RunPaths, diagnosis: &Diagnosis) -> Result<String, CliError> {
    let name = run_name(run);
    if diagnosis.verdict == Verdict::Healthy {
        return Err(CliError::Usage(format!(
            "{name} is healthy: there is nothing to try"
        )));
    }
    let remedy = &diagnosis.findings[0].remedy;
    if remedy.patch.is_empty() {
        return Err(CliError::Usage(format!(
            "{name} is {}, for which there is no patch to try; its remedy: {}",
            diagnosis.verdict.name(),
            remedy.reason
        )));
    }
    Ok(remedy.patch.clone())
}

/// A study of the run and its twin. A run that was healed has its remedies in both.
fn twin_study(file: &RunFile, spec: &Run, patch: &str) -> Result<Study, CliError> {
    let before = file.healings.iter().map(|healing| healing.patch.as_str());
    let question = format!(
        "Does the remedy of its verdict heal {} of {}?",
        file.run, file.study
    );
    let patches: Vec<&str> = before.chain([patch]).collect();
    Ok(twins_of(&twin_name(file), &question, spec, &patches)?)
}

/// `STUDY-try-DIGITS`, with the digits at the end of the run's id.
fn twin_name(file: &RunFile) -> String {
    let digits = file
        .run
        .rsplit_once('-')
        .map_or("run", |(_, digits)| digits);
    let study: String = file.study.chars().take(MOST_OF_NAME).collect();
    format!("{study}-try-{digits}")
}

/// The two runs of the study.
///
/// # Errors
/// If they are the same.
fn twins(study: &Study) -> Result<[&PlannedRun; 2], CliError> {
    let [before, after] = &study.runs[..] else {
        let message = "the remedy of its verdict changes nothing of the run";
        return Err(CliError::Usage(message.to_string()));
    };
    Ok([before, after])
}

/// What is said of a remedy that did not help.
const NO_BETTER: &str = "the verdict is no better with the remedy: there is nothing to keep";

/// Whether the second run, with the remedy, has a better verdict than the first.
fn has_helped(runs: &[RunOnDisk]) -> bool {
    let mut ranks = runs.iter().map(|run| {
        let verdict = run.diagnosis.as_ref().map(|diagnosis| diagnosis.verdict);
        // Without a verdict a run has failed to train.
        verdict.map_or(0, goodness)
    });
    matches!((ranks.next(), ranks.next()), (Some(before), Some(after)) if after > before)
}

/// How good a verdict is: what has failed is worst, what is healthy best.
fn goodness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Healthy => 3,
        verdict if verdict.is_failure() => 1,
        _ => 2,
    }
}

/// What became of both, in words.
fn outcome(study: &Study, runs: &[RunOnDisk]) -> Vec<String> {
    let metrics = key_metrics(study).iter();
    let shown: Vec<_> = metrics
        .filter(|metric| runs.iter().any(|run| run.last.get(**metric).is_some()))
        .take(SHOWN_METRICS)
        .collect();
    let line = |(name, run): (&str, &RunOnDisk)| {
        let values = shown.iter().filter_map(|metric| {
            let value = run.last.get(**metric)?;
            Some(format!(
                "{} {}",
                metric.description().name,
                format_number(value)
            ))
        });
        let verdict = run
            .diagnosis
            .as_ref()
            .map_or_else(|| run.status.name().to_string(), Diagnosis::label);
        let words: Vec<String> = std::iter::once(verdict).chain(values).collect();
        format!("{name}: {}", words.join(", "))
    };
    ["before", "after"]
        .into_iter()
        .zip(runs)
        .map(line)
        .collect()
}

/// The command that makes the change permanent, if one can: a key that the study sweeps is changed there.
fn how_to_keep(
    patch: &str,
    study: &str,
    (original, made): (Option<&StudyPaths>, &StudyPaths),
) -> String {
    let file = |paths: &StudyPaths| shell_quote(&paths.study_yaml().display().to_string());
    let settings = patch.lines().filter_map(|line| line.split_once(": "));
    let settings: Vec<String> = settings
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let sets: Vec<String> = settings
        .iter()
        .map(|set| format!(" --set {}", shell_quote(set)))
        .collect();
    let is_taken = |path: &Path| {
        let changes: Result<Vec<Override>, _> = settings.iter().map(|text| text.parse()).collect();
        changes.is_ok_and(|changes| config::load(path, &changes).is_ok())
    };
    match original.filter(|paths| is_taken(&paths.study_yaml())) {
        Some(paths) => format!(
            "to change all of {study}: seesaw sweep {}{}",
            file(paths),
            sets.concat()
        ),
        None => format!(
            "{study} sweeps a key that the remedy changes, so change it there; more seeds of this pair: \
             seesaw sweep {} --set sweep.seeds=5",
            file(made)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnosis(verdict: &str, patch: &str) -> Diagnosis {
        let text = format!(
            r#"{{"verdict": "{verdict}", "onset": null, "findings": [{{"symptom": "{verdict}", "form": null,
               "severity": "note", "onset": null, "evidence": [], "remedy": {{"patch": "{patch}", "reason": "be patient"}}}}],
               "limits": []}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_remedy_helps_where_the_verdict_is_better() {
        let [healthy, undecided, failed] =
            [Verdict::Healthy, Verdict::Undecided, Verdict::ModeCollapse].map(goodness);
        assert!(healthy > undecided && undecided > failed && failed > 0);
        assert_eq!(
            goodness(Verdict::Divergence),
            failed,
            "one failure is no better than another"
        );
    }

    #[test]
    fn a_run_without_a_remedy_is_refused_with_the_reason() {
        let run = RunPaths::at(Path::new("results/s/runs/seed=0-abc"));
        let refused = |verdict, patch| {
            patch_of(&run, &diagnosis(verdict, patch))
                .unwrap_err()
                .to_string()
        };
        let said = refused("healthy", "");
        assert!(
            said.contains("seed=0-abc is healthy: there is nothing to try"),
            "{said}"
        );
        let said = refused("undecided", "");
        assert!(
            said.contains(
                "is undecided, for which there is no patch to try; its remedy: be patient"
            ),
            "{said}"
        );
        let found = patch_of(&run, &diagnosis("mode_collapse", "lr_d: 1e-3")).unwrap();
        assert_eq!(found, "lr_d: 1e-3");
    }
}
