//! Finding and showing studies on disk.

use std::path::Path;

use super::args::Format;
use super::exit::{Exit, Failure};
use super::out;
use super::table::{Cell, Rows};
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
    let candidates = [results.join(study), study.to_path_buf()];
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
    let runs = gather(&study, &paths);
    list_table(&study, &runs).print(format)?;
    Ok(say_problems(&runs))
}

/// Where each run stands: the table of a sweep, with steps done, attempts, and why.
fn list_table(study: &Study, runs: &[GatheredRun]) -> Rows {
    let axes = study.axes.iter().map(|axis| axis.name.clone());
    let fixed = ["seed", "status", "steps", "of", "attempts", "verdict", "onset", "why"].map(String::from);
    let mut table = Rows::new(std::iter::once("run".to_string()).chain(axes).chain(fixed));
    for run in runs {
        let row = run.row();
        let file = run.file.as_ref();
        let mut cells = vec![Cell::text(row.run)];
        cells.extend(row.cell.into_iter().map(Cell::Axis));
        cells.extend([Cell::Whole(row.seed), Cell::text(row.status)]);
        cells.push(Cell::Whole(file.map_or(0, |file| file.steps)));
        cells.push(Cell::Whole(run.planned.run.steps as u64));
        cells.push(Cell::Whole(file.map_or(0, |file| file.attempts.len() as u64)));
        cells.push(row.verdict.map_or(Cell::Nothing, Cell::text));
        cells.push(Cell::whole(row.onset));
        cells.push(why(run).map_or(Cell::Nothing, Cell::text));
        table.push(cells);
    }
    table.with_optional_first()
}

/// Why a run is where it is: its own last word, or what its files show.
fn why(run: &GatheredRun) -> Option<String> {
    let file = run.file.as_ref();
    run.problem.clone().or_else(|| match run.status {
        "interrupted" => Some(format!("its process died; saved at step {}", file?.steps)),
        "running" => file?.attempts.last().map(|attempt| format!("process {} on {}", attempt.process, attempt.host)),
        _ => file?.exit_reason.clone(),
    })
}

/// Names every damaged, foreign or failed run on stderr; but for a failed one, that is an error of its files.
pub fn say_problems(runs: &[GatheredRun]) -> Exit {
    for run in runs {
        if let Some(problem) = &run.problem {
            out::message(format_args!("warning: {} is {}: {problem}", run.planned.id, run.status));
        }
    }
    if runs.iter().any(|run| ["damaged", "foreign"].contains(&run.status)) { Exit::Files } else { Exit::Ok }
}

/// A study that cannot be read is named and does not hide the others.
fn list_studies(results: &Path, format: Format) -> Result<Exit, Failure> {
    let mut table = Rows::new(["study", "runs", "complete", "question"]);
    let mut exit = Exit::Ok;
    for name in studies(results) {
        match study_cells(&name, results) {
            Ok(cells) => table.push(cells),
            Err(failure) => exit = failure.report(),
        }
    }
    if table.is_empty() {
        out::message(format_args!("no study in {} yet; `seesaw sweep` makes one", results.display()));
    }
    table.print(format)?;
    Ok(exit)
}

fn study_cells(name: &str, results: &Path) -> Result<Vec<Cell>, Failure> {
    let (study, paths) = open(Path::new(name), results)?;
    let complete = gather(&study, &paths).iter().filter(|run| run.diagnosis.is_some()).count();
    let counts = [study.runs.len(), complete].map(|count| Cell::Whole(count as u64));
    Ok([vec![Cell::text(name)], counts.to_vec(), vec![Cell::text(study.question)]].concat())
}

/// `seesaw report`.
pub fn report(study: &Path, results: &Path) -> Result<Exit, Failure> {
    let (study, paths) = open(study, results)?;
    let runs = publish(&study, &paths)?;
    out::result(paths.report().display())?;
    Ok(say_problems(&runs))
}

/// The table that a sweep ends with: run, axes, seed, status, verdict, onset, key metrics of the last evaluation.
pub fn run_table(study: &Study, runs: &[GatheredRun]) -> Rows {
    let metrics = key_metrics(study);
    let axes = study.axes.iter().map(|axis| axis.name.clone());
    let names = metrics.iter().map(|metric| format!("final_{}", metric.description().name));
    let fixed = ["seed", "status", "verdict", "onset"].map(String::from);
    let mut table = Rows::new(std::iter::once("run".to_string()).chain(axes).chain(fixed).chain(names));
    runs.iter().for_each(|run| table.push(run_cells(run, metrics)));
    table.with_optional_first()
}

fn run_cells(run: &GatheredRun, metrics: &[Metric]) -> Vec<Cell> {
    let row = run.row();
    let mut cells = vec![Cell::text(row.run)];
    cells.extend(row.cell.iter().cloned().map(Cell::Axis));
    cells.push(Cell::Whole(row.seed));
    cells.push(Cell::text(row.status));
    cells.push(row.verdict.map_or(Cell::Nothing, Cell::text));
    cells.push(Cell::whole(row.onset));
    cells.extend(metrics.iter().map(|metric| Cell::number(metric.of(&row.last))));
    cells
}
