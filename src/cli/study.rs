//! Finding and showing studies on disk.

use std::path::Path;

use super::args::Format;
use super::exit::{Exit, Failure};
use super::table::{Rows, short};
use crate::metrics::Metric;
use crate::record::StudyPaths;
use crate::report::{GatheredRun, gather, key_metrics, publish};
use crate::spec::{self, Study};

/// The quickstart, for those who have no file.
const QUICKSTART: &str = include_str!("../../experiments/quickstart.yaml");
const QUICKSTART_FILE: &str = "experiments/quickstart.yaml";

/// Reads a study: the file given, else `experiments/quickstart.yaml` below the current folder, else the built-in one.
pub fn load(file: Option<&Path>, set: &[spec::Override]) -> Result<Study, Failure> {
    let here = Path::new(QUICKSTART_FILE);
    match file.or(here.exists().then_some(here)) {
        Some(file) => Ok(spec::load(file, set)?),
        None => Ok(spec::parse("the built-in quickstart", QUICKSTART, set)?),
    }
}

/// The study of a results directory, by its directory or its name.
pub fn open(study: &Path, results: &Path) -> Result<(Study, StudyPaths), Failure> {
    let candidates = [study.to_path_buf(), results.join(study)];
    let root = candidates.into_iter().find(|path| path.join("study.yaml").is_file()).ok_or_else(|| {
        let known = studies(results);
        let known = if known.is_empty() { "none".to_string() } else { known.join(", ") };
        Failure::Usage(format!(
            "no study at {} or {}; studies in {}: {known}",
            study.display(),
            results.join(study).display(),
            results.display()
        ))
    })?;
    let paths = StudyPaths::at(&root);
    Ok((spec::load(&paths.study_yaml(), &[])?, paths))
}

fn studies(results: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(results).into_iter().flatten().flatten();
    let with_study = entries.filter(|entry| entry.path().join("study.yaml").is_file());
    let mut names: Vec<String> = with_study.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// `seesaw list`.
pub fn list(study: Option<&Path>, results: &Path, format: Format) -> Result<Exit, Failure> {
    let Some(study) = study else { return list_studies(results, format) };
    let (study, paths) = open(study, results)?;
    run_table(&study, &gather(&study, &paths)?).print(format);
    Ok(Exit::Ok)
}

fn list_studies(results: &Path, format: Format) -> Result<Exit, Failure> {
    let mut table = Rows::new(&["study", "runs", "complete", "question"]);
    for name in studies(results) {
        let (study, paths) = open(Path::new(&name), results)?;
        let complete = gather(&study, &paths)?.iter().filter(|run| run.diagnosis.is_some()).count();
        table.rows.push(vec![name, study.runs.len().to_string(), complete.to_string(), study.question.clone()]);
    }
    if table.rows.is_empty() {
        eprintln!("no study in {} yet; `seesaw sweep` makes one", results.display());
    }
    table.print(format);
    Ok(Exit::Ok)
}

/// `seesaw report`.
pub fn report(study: &Path, results: &Path) -> Result<Exit, Failure> {
    let (study, paths) = open(study, results)?;
    publish(&study, &paths)?;
    println!("{}", paths.report().display());
    Ok(Exit::Ok)
}

/// The table that a sweep ends with: run, axes, seed, status, verdict, onset, key metrics.
pub fn run_table(study: &Study, runs: &[GatheredRun]) -> Rows {
    let metrics = key_metrics(runs.iter().filter(|run| run.diagnosis.is_some()).map(|run| &run.last));
    let axes = study.axes.iter().map(|axis| axis.name.clone());
    let names = metrics.iter().map(|metric| metric.description().name.to_string());
    let fixed = ["seed", "status", "verdict", "onset"].map(String::from);
    let heads = std::iter::once("run".to_string()).chain(axes).chain(fixed).chain(names).collect();
    Rows { heads, rows: runs.iter().map(|run| run_cells(run, metrics)).collect() }
}

fn run_cells(run: &GatheredRun, metrics: &[Metric]) -> Vec<String> {
    let row = run.row();
    let mut cells = vec![row.run];
    cells.extend(row.cell.iter().map(ToString::to_string));
    cells.push(row.seed.to_string());
    cells.push(row.status.to_string());
    cells.push(row.verdict.unwrap_or("-").to_string());
    cells.push(short(row.onset.map(|step| step as f64)));
    cells.extend(metrics.iter().map(|metric| short(metric.of(&row.last))));
    cells
}
