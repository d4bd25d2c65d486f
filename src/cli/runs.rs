//! `diagnose` and `plot`: finished runs, looked at again.

use std::path::{Path, PathBuf};

use super::args::Format;
use super::exit::{Exit, Failure};
use super::table::{Rows, short};
use crate::diagnose::{Case, Diagnosis, diagnose as judge};
use crate::launch::draw_run;
use crate::record::{RecordError, RunPaths, StudyPaths, read_history, read_text};
use crate::report::{publish, read_diagnosis};
use crate::spec::{self, Run};

/// The runs at a path: itself, or all that a study's directory holds.
fn runs_at(path: &Path) -> Result<Vec<RunPaths>, Failure> {
    if path.join("run.yaml").is_file() {
        return Ok(vec![RunPaths::at(path)]);
    }
    let entries = std::fs::read_dir(path.join("runs")).into_iter().flatten().flatten();
    let mut runs: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.join("verdict.json").is_file()).collect();
    runs.sort();
    if runs.is_empty() {
        let message = format!("{} is neither a run (run.yaml) nor a study with finished runs (runs/)", path.display());
        return Err(Failure::Usage(message));
    }
    Ok(runs.iter().map(|path| RunPaths::at(path)).collect())
}

fn read_run(paths: &RunPaths) -> Result<Run, Failure> {
    let path = paths.run_yaml();
    let text = read_text(&path)?;
    let text = text.ok_or_else(|| RecordError::Damaged { path, reason: "it is missing".to_string() })?;
    Ok(Run::from_yaml(&text)?)
}

fn name(paths: &RunPaths) -> String {
    paths.root().file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// `seesaw diagnose`: the rules applied anew to the tables.
pub fn diagnose(paths: &[PathBuf], format: Format) -> Result<Exit, Failure> {
    let mut table = Rows::new(&["run", "verdict", "severity", "onset", "evidence", "remedy"]);
    for path in paths {
        for run in runs_at(path)? {
            let spec = read_run(&run)?;
            let history = read_history(&run)?;
            let diagnosis = judge(&Case { run: &spec, steps: &history.steps, evals: &history.evals });
            table.rows.extend(rows(&name(&run), &diagnosis));
        }
    }
    table.print(format);
    Ok(Exit::Ok)
}

/// One row a finding.
fn rows(run: &str, diagnosis: &Diagnosis) -> Vec<Vec<String>> {
    let row = |finding: &crate::diagnose::Finding| {
        let evidence = finding.evidence.iter().map(|evidence| {
            let words = evidence.comparison.map_or("", |comparison| comparison.words());
            let threshold = evidence.threshold.map_or(String::new(), |threshold| short(Some(threshold)));
            format!("{} {} {words} {threshold}", evidence.name, short(Some(evidence.value))).trim().to_string()
        });
        vec![
            run.to_string(),
            finding.verdict.name().to_string(),
            finding.severity.name().to_string(),
            short(finding.onset.map(|step| step as f64)),
            evidence.collect::<Vec<_>>().join("\n"),
            finding.remedy.patch.clone(),
        ]
    };
    diagnosis.findings.iter().map(row).collect()
}

/// `seesaw plot`: the figures of a run, or those of a study and all its runs.
pub fn plot(path: &Path) -> Result<Exit, Failure> {
    let runs = runs_at(path)?;
    for run in &runs {
        draw_run(&name(run), &read_run(run)?, run, &read_diagnosis(run)?)?;
        println!("{}", run.plot("").display());
    }
    let study = StudyPaths::at(path);
    if study.study_yaml().is_file() {
        publish(&spec::load(&study.study_yaml(), &[])?, &study)?;
        println!("{}", study.plot("").display());
    }
    Ok(Exit::Ok)
}
