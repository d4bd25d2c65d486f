//! What a study will cost: time as earlier runs of the same models took, and disk.

use std::collections::HashMap;
use std::path::Path;

use super::super::lookup::places::entries;
use super::super::lookup::studies::study_names;
use super::super::terminal::duration::format_duration;
use crate::config::{Data, Kind, Model, Run, Study};
use crate::data;
use crate::models::{minibatch_features, parameter_counts};
use crate::nn::MinibatchFeatures;
use crate::parallel::cores;
use crate::record::{RunFile, RunPaths, StudyPaths, read_text};
use crate::statistics::plural;

/// Earlier runs that are looked at.
const MOST_LOOKED_AT: usize = 400;
/// Data sets that are named.
const MOST_DATA_SETS: usize = 20;
/// Bytes of a row of steps, measured on the reference run of the quickstart.
const STEP_BYTES: f64 = 58.0;
/// Bytes of the figures of a run.
const FIGURE_BYTES: f64 = 1.3e6;
/// Values that the optimizer keeps for a parameter, and the parameter itself.
const STATE_VALUES: f64 = 3.0;
/// Rows of a snapshot that are kept: points, or images.
const SNAPSHOT_ROWS: [f64; 2] = [1000.0, 64.0];

/// Numbers of parameters, counted once for each kind of pair.
#[derive(Default)]
pub(super) struct Parameters(HashMap<(Model, &'static str, usize, MinibatchFeatures), usize>);

impl Parameters {
    /// Those of both networks of a run.
    pub(super) fn of(&mut self, run: &Run) -> usize {
        let count = || {
            let counts = parameter_counts(run);
            counts.generator + counts.discriminator
        };
        let minibatch = minibatch_features(&run.regularize);
        let key = (run.model, run.condition.name(), run.packing, minibatch);
        *self.0.entry(key).or_insert_with(count)
    }
}

/// What is said of a study's cost: sentences.
pub(super) fn sentences(study: &Study, results: &Path, parameters: &mut Parameters) -> Vec<String> {
    let runs = || study.runs.iter().map(|planned| &planned.run);
    let bytes: f64 = runs().map(|run| bytes(run, parameters.of(run))).sum();
    let disk = format!("about {} on disk", megabytes(bytes));
    let pace = Pace::of_earlier_runs(results);
    let mut unknown: Vec<String> = runs()
        .filter(|run| pace.seconds(run).is_none())
        .map(|run| run.model.to_string())
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    let time = match unknown.is_empty() {
        true => {
            let seconds: f64 = runs().filter_map(|run| pace.seconds(run)).sum();
            let cores = cores().min(study.runs.len().max(1));
            format!(
                "about {} on {}, by {}",
                format_duration(seconds / cores as f64),
                plural(cores, "core"),
                plural(pace.runs, "earlier run")
            )
        }
        false => format!(
            "the time is not known: no run of {} is finished in {} yet",
            match &unknown[..] {
                [one] => one.clone(),
                many => format!("{} of its models", many.len()),
            },
            results.display()
        ),
    };
    let mut said = vec![format!("{time}; {disk}")];
    let mut known: Vec<&Data> = Vec::new();
    for run in runs() {
        // Many data sets are drawn with parameters of their own, which say nothing of their size.
        if known.len() < MOST_DATA_SETS && !known.contains(&&run.data) {
            known.push(&run.data);
        }
    }
    let mut words: Vec<String> = known.iter().map(|data| data_words(data)).collect();
    words.dedup();
    said.push(format!("data: {}", words.join("; ")));
    said
}

/// How many rows the data have; what is in files is not read to plan.
fn data_words(data: &Data) -> String {
    let name = data.name();
    match data {
        Data::Ring(_) | Data::Grid(_) | Data::Shapes(_) | Data::Digits(_) => match data::open(data)
        {
            Ok(set) => match set.count() {
                Some(count) => format!("{name}, {}", plural(count, "row")),
                None => format!("{name}, drawn afresh"),
            },
            Err(_) => name.to_string(),
        },
        _ => format!("{name}, from files"),
    }
}

fn bytes(run: &Run, parameters: usize) -> f64 {
    let kind = run.data.kind();
    let rows = match kind {
        Kind::Numbers | Kind::Points => SNAPSHOT_ROWS[0],
        Kind::Images { .. } => SNAPSHOT_ROWS[1],
    };
    let snapshots = run.kept_snapshots() as f64 * rows * kind.row() as f64 * 4.0;
    let state = STATE_VALUES * 4.0 * parameters as f64;
    STEP_BYTES * run.steps as f64 + snapshots + state + FIGURE_BYTES
}

fn megabytes(bytes: f64) -> String {
    match bytes / 1e6 {
        large if large >= 1e3 => format!("{:.1} GB", large / 1e3),
        few => format!("{} MB", few.ceil()),
    }
}

/// Seconds of a step and its sample, by model.
struct Pace {
    by_model: HashMap<Model, Vec<f64>>,
    /// How many runs it is known from.
    runs: usize,
}

impl Pace {
    /// From `run.json` of the runs in a results folder. What cannot be read is no evidence.
    fn of_earlier_runs(results: &Path) -> Self {
        let mut pace = Self {
            by_model: HashMap::new(),
            runs: 0,
        };
        let studies = study_names(results).unwrap_or_default().into_iter();
        let folders = studies.map(|name| StudyPaths::new(results, &name).root().join("runs"));
        let runs = folders.flat_map(|folder| entries(&folder).unwrap_or_default());
        for path in runs.take(MOST_LOOKED_AT) {
            pace.add(&RunPaths::at(&path));
        }
        pace
    }

    fn add(&mut self, paths: &RunPaths) {
        let file = RunFile::read(paths).ok().flatten();
        let speed = file
            .and_then(|file| file.steps_per_second)
            .filter(|speed| *speed > 0.0);
        let text = read_text(&paths.run_yaml()).ok().flatten();
        let run = text.and_then(|text| Run::from_yaml(&text).ok());
        if let (Some(speed), Some(run)) = (speed, run) {
            let of_sample = 1.0 / (speed * run.batch as f64);
            self.by_model.entry(run.model).or_default().push(of_sample);
            self.runs += 1;
        }
    }

    /// How long a run takes, if any of its model was trained.
    fn seconds(&self, run: &Run) -> Option<f64> {
        let known = self.by_model.get(&run.model)?;
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        Some(mean * (run.batch * run.steps) as f64)
    }
}
