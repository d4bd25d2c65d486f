//! `diagnose` and `plot`: finished runs, looked at again.

use std::path::Path;

use super::args::{DiagnoseArguments, View};
use super::exit::{Exit, Failure};
use super::foreign::Foreign;
use super::out;
use super::study::{asked, say_problems};
use super::table::{Cell, Rows};
use crate::config::{self, Run};
use crate::diagnose::{Diagnosis, Finding, Remedy, RunHistory, diagnose as judge};
use crate::launch::draw_run;
use crate::record::external_logs::{is_external_log, logs_below};
use crate::record::{
    RecordError, RunFile, RunPaths, StoredStatus, StudyPaths, read_complete_run, read_text, sha256,
};
use crate::report::{GatheredRun, decided, gather, publish};

/// The finished runs at a path: itself, or those of a study that its `study.yaml` plans.
fn runs_at(path: &Path) -> Result<Vec<RunPaths>, Failure> {
    if path.join("run.yaml").is_file() {
        let run = RunPaths::at(path);
        return match RunFile::read(&run)? {
            Some(file) if file.status == StoredStatus::Complete => Ok(vec![run]),
            Some(file) => Err(Failure::Usage(format!(
                "{} is not finished ({})",
                path.display(),
                file.status.name()
            ))),
            None => Err(never_trained(path)),
        };
    }
    if !path.join("study.yaml").is_file() {
        let message = format!(
            "{} is neither a run (run.yaml) nor a study (study.yaml)",
            path.display()
        );
        return Err(Failure::Usage(message));
    }
    let study = StudyPaths::at(path);
    let planned = config::load(&study.study_yaml(), &[])?;
    let runs: Vec<GatheredRun> = gather(&planned, &study);
    say_problems(&runs);
    let finished: Vec<RunPaths> = runs
        .into_iter()
        .filter(|run| run.diagnosis.is_some())
        .map(|run| run.paths)
        .collect();
    if finished.is_empty() {
        return Err(Failure::Usage(format!(
            "{} has no finished run",
            path.display()
        )));
    }
    Ok(finished)
}

fn never_trained(path: &Path) -> Failure {
    Failure::Usage(format!(
        "{} has no run.json: it was never trained",
        path.display()
    ))
}

/// The spec that a run was trained by, if its file is still the one that `run.json` was written
/// for.
pub fn read_run(paths: &RunPaths) -> Result<Run, Failure> {
    let path = paths.run_yaml();
    let damaged = |reason: &str| RecordError::Damaged {
        path: path.clone(),
        reason: reason.to_string(),
    };
    let text = read_text(&path)?.ok_or_else(|| damaged("it is missing"))?;
    let hash = RunFile::read(paths)?.map(|file| file.spec_hash);
    if hash.is_some_and(|hash| hash != sha256(text.as_bytes())) {
        return Err(damaged("its SHA-256 is not the one in run.json").into());
    }
    Ok(Run::from_yaml(&text)?)
}

fn name(paths: &RunPaths) -> String {
    paths
        .root()
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// `seesaw diagnose`: the rules applied anew to the tables of runs, or to the logs of other
/// programs.
pub fn diagnose(arguments: &DiagnoseArguments) -> Result<Exit, Failure> {
    let DiagnoseArguments {
        paths,
        foreign,
        format,
    } = arguments;
    if let Some(path) = paths
        .iter()
        .find(|path| !is_external_log(path) && !is_ours(path))
    {
        return Err(neither(path));
    }
    let first = paths.iter().find(|path| is_external_log(path));
    let logs = first.map(|path| Foreign::new(foreign, path)).transpose()?;
    if let (None, [flag, ..]) = (&logs, &foreign.given()[..]) {
        let message =
            format!("`{flag}` is for logs of other programs, and there is none among these paths");
        return Err(Failure::Usage(message));
    }
    let mut table = Rows::new([
        "run",
        "verdict",
        "form",
        "severity",
        "onset",
        "evidence",
        "remedy",
        "not_judged",
    ]);
    let mut exit = Exit::Ok;
    for path in paths {
        let judged = match logs.as_ref().filter(|_| is_external_log(path)) {
            Some(logs) => logs
                .diagnose(path)
                .map(|diagnosis| vec![(path.display().to_string(), diagnosis)]),
            None => judge_runs(path),
        };
        match judged {
            Ok(judged) => judged
                .iter()
                .flat_map(|(name, found)| rows(name, found))
                .for_each(|row| table.push(row)),
            Err(failure) if paths.len() == 1 => return Err(failure),
            // One that cannot be read is named and does not hide the others.
            Err(failure) => exit = failure.report(),
        }
    }
    table.with_optional(&["not_judged"]).print(*format)?;
    Ok(exit)
}

/// The runs at a path, judged anew.
fn judge_runs(path: &Path) -> Result<Vec<(String, Diagnosis)>, Failure> {
    let judged = runs_at(path)?.into_iter().map(|run| {
        let spec = read_run(&run)?;
        let history = read_complete_run(&run)?.history;
        Ok((
            name(&run),
            judge(&RunHistory::new(&spec, &history.steps, &history.evals)),
        ))
    });
    judged.collect()
}

fn is_ours(path: &Path) -> bool {
    ["run.yaml", "study.yaml"]
        .iter()
        .any(|name| path.join(name).is_file())
}

/// What cannot be judged, for it is nothing that is known here.
fn neither(path: &Path) -> Failure {
    let below: Vec<String> = logs_below(path)
        .iter()
        .map(|log| log.display().to_string())
        .collect();
    let hint = if below.is_empty() {
        String::new()
    } else {
        format!("\n  event files are in {}", below.join(", "))
    };
    let message = format!(
        "{} is neither a run (run.yaml) nor a study (study.yaml) nor the log of another program (a CSV, Parquet or event \
         file, or a folder with event files){hint}",
        path.display()
    );
    Failure::Usage(message)
}

/// The patch to try; where there is no spec to patch, the advice in words.
fn advice(remedy: &Remedy) -> &str {
    if remedy.patch.is_empty() {
        &remedy.reason
    } else {
        &remedy.patch
    }
}

/// One row a finding.
fn rows(run: &str, diagnosis: &Diagnosis) -> Vec<Vec<Cell>> {
    let row = |finding: &Finding| {
        let evidence: Vec<String> = finding.evidence.iter().map(decided).collect();
        vec![
            Cell::text(run),
            Cell::text(finding.symptom.name()),
            finding
                .form
                .map_or(Cell::Nothing, |form| Cell::text(form.name())),
            Cell::text(finding.severity.name()),
            Cell::whole(finding.onset),
            Cell::text(evidence.join("\n")),
            Cell::text(advice(&finding.remedy)),
            if diagnosis.not_judged.is_empty() {
                Cell::Nothing
            } else {
                Cell::text(diagnosis.not_judged.join("\n"))
            },
        ]
    };
    diagnosis.findings.iter().map(row).collect()
}

/// `seesaw plot`: the figures of a run, or those of a study and all its runs. What cannot be drawn
/// is named and does not hide the rest.
pub fn plot(path: &Path, results: &Path, view: &View) -> Result<Exit, Failure> {
    let named = results.join(path);
    let path = if named.join("study.yaml").is_file() {
        named.as_path()
    } else {
        path
    };
    if path.join("run.yaml").is_file() && (view.by.is_some() || !view.axes.is_empty()) {
        return Err(Failure::Usage(
            "`--axes` and `--by` are for the figures of a study, not of a run".to_string(),
        ));
    }
    let (runs, mut exit) = drawable_at(path)?;
    for run in &runs {
        match draw(run) {
            Ok(Exit::Ok) => {}
            Ok(other) => exit = other,
            Err(failure) if runs.len() == 1 => return Err(failure),
            Err(failure) => exit = failure.report(),
        }
    }
    let study = StudyPaths::at(path);
    if study.study_yaml().is_file() {
        let planned = config::load(&study.study_yaml(), &[])?;
        publish(&planned, &study, &asked(&planned, view)?)?;
        out::result(format_args!("{}", study.plot("").display()))?;
    }
    Ok(exit)
}

/// The runs at a path that have anything to draw, and whether others are damaged.
fn drawable_at(path: &Path) -> Result<(Vec<RunPaths>, Exit), Failure> {
    if path.join("run.yaml").is_file() {
        let run = RunPaths::at(path);
        return match RunFile::read(&run)? {
            None if !run.checkpoint().is_file() => Err(never_trained(path)),
            _ => Ok((vec![run], Exit::Ok)),
        };
    }
    let finished = runs_at(path)?;
    let study = StudyPaths::at(path);
    let planned = config::load(&study.study_yaml(), &[])?;
    let damaged = gather(&planned, &study)
        .into_iter()
        .filter(|run| run.status == "damaged")
        .map(|run| run.paths);
    let damaged: Vec<RunPaths> = damaged.filter(|run| run.run_yaml().is_file()).collect();
    let exit = if damaged.is_empty() {
        Exit::Ok
    } else {
        Exit::Files
    };
    Ok((finished.into_iter().chain(damaged).collect(), exit))
}

fn draw(run: &RunPaths) -> Result<Exit, Failure> {
    let wrong = draw_run(&name(run), &read_run(run)?, run)?;
    for error in &wrong {
        out::message(format_args!("warning: {error}"));
    }
    out::result(format_args!("{}", run.plot("").display()))?;
    Ok(if wrong.is_empty() {
        Exit::Ok
    } else {
        Exit::Files
    })
}
