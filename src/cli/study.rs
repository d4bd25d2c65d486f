//! Finding and showing studies on disk.

use std::io::IsTerminal;
use std::path::Path;

use super::args::{Format, View};
use super::exit::{Exit, Failure};
use super::out;
use super::table::{Cell, Rows};
use crate::config::{self, Study};
use crate::diagnose::Verdict;
use crate::metrics::{Measured, Metric};
use crate::plot;
use crate::record::StudyPaths;
use crate::report::{Asked, GatheredRun, gather, key_metrics, publish};

/// The quickstart, for those who have no file.
const QUICKSTART: &str = include_str!("../../experiments/quickstart.yaml");
const QUICKSTART_FILE: &str = "experiments/quickstart.yaml";

/// Reads a study: the file given, else `experiments/quickstart.yaml` below the current folder, else
/// the built-in one.
pub fn load(file: Option<&Path>, set: &[config::Override]) -> Result<Study, Failure> {
    let here = Path::new(QUICKSTART_FILE);
    match file.or(here.exists().then_some(here)) {
        Some(file) => Ok(config::load(file, set)?),
        None => Ok(config::parse("the built-in quickstart", QUICKSTART, set)?),
    }
}

/// The study of a results directory, by its directory or its name.
pub fn open(study: &Path, results: &Path) -> Result<(Study, StudyPaths), Failure> {
    let candidates = [results.join(study), study.to_path_buf()];
    let root = candidates
        .into_iter()
        .find(|path| path.join("study.yaml").is_file())
        .ok_or_else(|| {
            let known = studies(results);
            let known = if known.is_empty() {
                "none".to_string()
            } else {
                known.join(", ")
            };
            Failure::Usage(format!(
                "no study at {} or {}; studies in {}: {known}",
                study.display(),
                results.join(study).display(),
                results.display()
            ))
        })?;
    let paths = StudyPaths::at(&root);
    Ok((config::load(&paths.study_yaml(), &[])?, paths))
}

/// The names of the studies in a results folder.
pub fn studies(results: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(results).into_iter().flatten().flatten();
    let with_study = entries.filter(|entry| entry.path().join("study.yaml").is_file());
    let mut names: Vec<String> = with_study
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// `seesaw list`.
pub fn list(study: Option<&Path>, results: &Path, format: Format) -> Result<Exit, Failure> {
    let Some(study) = study else {
        return list_studies(results, format);
    };
    let (study, paths) = open(study, results)?;
    let runs = gather(&study, &paths);
    list_table(&study, &runs).print(format)?;
    Ok(say_problems(&runs))
}

/// Where each run stands: the table of a sweep, with steps done, attempts, the key metric over
/// time, and why.
fn list_table(study: &Study, runs: &[GatheredRun]) -> Rows {
    let axes = study.axes.iter().map(|axis| axis.name.clone());
    let metric = key_metrics(study)[0];
    let over_time = format!("{}_over_time", metric.description().name);
    let fixed = [
        "seed", "status", "steps", "of", "attempts", "verdict", "onset", &over_time, "why",
    ]
    .map(String::from);
    let mut table = Rows::new(std::iter::once("run".to_string()).chain(axes).chain(fixed));
    for run in runs {
        let row = run.row();
        let file = run.file.as_ref();
        let mut cells = vec![Cell::text(row.run)];
        cells.extend(row.cell.into_iter().map(Cell::Axis));
        cells.extend([Cell::Whole(row.seed), Cell::text(row.status)]);
        let live = run.live.as_ref().map(|live| live.step);
        cells.push(Cell::Whole(live.or_else(|| Some(file?.steps)).unwrap_or(0)));
        cells.push(Cell::Whole(run.planned.run.steps as u64));
        cells.push(Cell::Whole(
            file.map_or(0, |file| file.attempts.len() as u64),
        ));
        cells.push(row.verdict.map_or(Cell::Nothing, Cell::text));
        cells.push(Cell::whole(row.onset));
        cells.push(over_time_of(run, metric));
        cells.push(why(run).map_or(Cell::Nothing, Cell::text));
        table.push(cells);
    }
    table
        .with_optional_first()
        .with_optional(&["of", "attempts", &over_time])
}

/// A metric over the evaluations of a finished run, or of one at training as far as its last sign
/// tells.
fn over_time_of(run: &GatheredRun, metric: Metric) -> Cell {
    let live = run.live.as_ref().filter(|live| live.metric == metric);
    let measured = run
        .evals
        .last()
        .or_else(|| live?.evaluated.as_ref())
        .map(|row| row.measured);
    let values = match live {
        Some(live) => live.metrics.clone(),
        None => run
            .evals
            .iter()
            .map(|row| metric.of(&row.measured))
            .collect(),
    };
    measured.map_or(Cell::Nothing, |measured| Cell::Curve {
        values,
        top: most(metric, &measured),
    })
}

/// The largest value that a metric which counts modes or is a share can have.
pub fn most(metric: Metric, measured: &Measured) -> f64 {
    let modes = Metric::ModesTotal
        .of(measured)
        .filter(|_| metric.description().is_count());
    modes.unwrap_or(1.0)
}

/// Why a run is where it is: its own last word, or what its files show.
fn why(run: &GatheredRun) -> Option<String> {
    let file = run.file.as_ref();
    run.problem.clone().or_else(|| match run.status {
        "interrupted" => Some(format!("its process died; saved at step {}", file?.steps)),
        "running" => file?
            .attempts
            .last()
            .map(|attempt| format!("process {} on {}", attempt.process, attempt.host)),
        _ => file?.exit_reason.clone(),
    })
}

/// Names every damaged, foreign or failed run on stderr; but for a failed one, that is an error of
/// its files.
pub fn say_problems(runs: &[GatheredRun]) -> Exit {
    for run in runs {
        if let Some(problem) = &run.problem {
            out::message(format_args!(
                "warning: {} is {}: {problem}",
                run.planned.id, run.status
            ));
        }
    }
    if runs
        .iter()
        .any(|run| ["damaged", "foreign"].contains(&run.status))
    {
        Exit::Files
    } else {
        Exit::Ok
    }
}

/// A study that cannot be read is named and does not hide the others.
fn list_studies(results: &Path, format: Format) -> Result<Exit, Failure> {
    let verdicts = Verdict::ALL.map(Verdict::name);
    let heads = [&["study", "runs", "complete"], &verdicts[..], &["question"]].concat();
    let mut table = Rows::new(heads);
    let mut exit = Exit::Ok;
    for name in studies(results) {
        match study_cells(&name, results) {
            Ok(cells) => table.push(cells),
            Err(failure) => exit = failure.report(),
        }
    }
    if table.is_empty() {
        out::message(format_args!(
            "no study in {} yet; `seesaw sweep` makes one",
            results.display()
        ));
    }
    table.print(format)?;
    if format == Format::Table
        && std::io::stdout().is_terminal()
        && table.verdicts().next().is_some()
    {
        let legend = table
            .verdicts()
            .map(|verdict| format!("{} {}", plot::letter(verdict), verdict.name()));
        out::message(legend.collect::<Vec<_>>().join("  "));
    }
    Ok(exit)
}

fn study_cells(name: &str, results: &Path) -> Result<Vec<Cell>, Failure> {
    let (study, paths) = open(Path::new(name), results)?;
    let verdicts: Vec<Verdict> = gather(&study, &paths)
        .iter()
        .filter_map(|run| Some(run.diagnosis.as_ref()?.verdict))
        .collect();
    let counts = [study.runs.len(), verdicts.len()].map(|count| Cell::Whole(count as u64));
    let tally = |verdict| {
        Cell::Tally(
            verdict,
            verdicts.iter().filter(|found| **found == verdict).count(),
        )
    };
    let tallies = Verdict::ALL.map(tally);
    Ok([
        &[Cell::text(name)][..],
        &counts,
        &tallies,
        &[Cell::text(study.question)],
    ]
    .concat())
}

/// The axes that a user names for the figures of a study.
pub fn asked(study: &Study, view: &View) -> Result<Asked, Failure> {
    let place = |name: &String| {
        let known = || {
            study
                .axes
                .iter()
                .map(|axis| axis.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let found = study.axes.iter().position(|axis| axis.name == *name);
        found.ok_or_else(|| {
            Failure::Usage(format!(
                "{} has no axis `{name}`; it has {}",
                study.name,
                known()
            ))
        })
    };
    let plane: Vec<usize> = view.axes.iter().map(place).collect::<Result<_, _>>()?;
    if plane.len() > 3 {
        return Err(Failure::Usage(
            "a phase diagram has at most three axes: columns, rows and panels".to_string(),
        ));
    }
    let mut distinct = plane.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < plane.len() {
        return Err(Failure::Usage(
            "an axis of the phase diagram is named twice".to_string(),
        ));
    }
    Ok(Asked {
        plane: (!plane.is_empty()).then_some(plane),
        by: view.by.as_ref().map(place).transpose()?,
    })
}

/// `seesaw report`.
pub fn report(study: &Path, results: &Path, view: &View) -> Result<Exit, Failure> {
    let (study, paths) = open(study, results)?;
    let runs = publish(&study, &paths, &asked(&study, view)?)?;
    out::result(paths.report().display())?;
    Ok(say_problems(&runs))
}

/// The table that a sweep ends with: run, axes, seed, status, verdict, onset, key metrics of the
/// last evaluation.
pub fn run_table(study: &Study, runs: &[GatheredRun]) -> Rows {
    let metrics = key_metrics(study);
    let axes = study.axes.iter().map(|axis| axis.name.clone());
    let names = metrics
        .iter()
        .map(|metric| format!("final_{}", metric.description().name));
    let fixed = ["seed", "status", "verdict", "onset"].map(String::from);
    let mut table = Rows::new(
        std::iter::once("run".to_string())
            .chain(axes)
            .chain(fixed)
            .chain(names),
    );
    runs.iter()
        .for_each(|run| table.push(run_cells(run, metrics)));
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
    cells.extend(
        metrics
            .iter()
            .map(|metric| Cell::number(metric.of(&row.last))),
    );
    cells
}
