//! Trains the runs of the calibration study, and counts fresh samples of each at five moments of
//! its last tenth: the truth that verdicts are compared with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use seesaw::config::{self, PlannedRun};
use seesaw::data::DataSet;
use seesaw::launch::{DataSets, Job, RunEnd, RunUpdate, SharedClassifier, run_one};
use seesaw::record::{RunFile, RunPaths, StudyPaths, healed_run, write_atomic};
use seesaw::train::TrainingControl;

use super::fresh_samples::{FreshSamples, LastTenth};
use super::ground_truth::taken_away;
use super::narrowed_data::NarrowedData;
use super::trained_runs::last_game;

/// Parts of a run at which samples are counted.
const MOMENTS: [f64; 5] = [0.9, 0.925, 0.95, 0.975, 1.0];
/// Moments of a run from which data are taken away, if these were all through it.
const PARTS: u64 = 40;

/// Trains what is not trained yet of the study in this file: the runs of the seeds below
/// `seeds`, seed by seed.
pub fn train(file: &Path, results: &Path, seeds: u64) {
    let study = config::load(file, &[]).unwrap_or_else(|error| panic!("{error}"));
    let paths = StudyPaths::new(results, &study.name);
    std::fs::create_dir_all(paths.root()).expect("a folder for the study");
    write_atomic(&paths.study_yaml(), study.text.as_bytes()).expect("the study is written");
    let mut sets = DataSets::default();
    let mut runs: Vec<&PlannedRun> = study.runs.iter().filter(|run| run.seed < seeds).collect();
    runs.sort_by_key(|run| run.seed);
    let opened: Vec<_> = runs
        .into_iter()
        .map(|planned| {
            let data = sets.open(&planned.run).expect("data that are embedded");
            let folder = paths.classifiers();
            let classifier = sets
                .classifier(&planned.run, Some(&folder), &mut |note| eprintln!("{note}"))
                .expect("data that are embedded");
            (planned, data, classifier)
        })
        .collect();
    let todo: Vec<_> = opened
        .into_iter()
        .filter(|(planned, ..)| !truth_file(&paths.run(&planned.id)).exists())
        .collect();
    let count = todo.len();
    eprintln!("{count} runs to train");
    todo.into_par_iter()
        .with_max_len(1)
        .for_each(|(planned, data, classifier)| {
            let counted = train_run(
                &study.name,
                planned,
                paths.run(&planned.id),
                &data,
                classifier,
            );
            let text = serde_json::to_vec(&counted).expect("JSON");
            write_atomic(&truth_file(&paths.run(&planned.id)), &text).expect("it is written");
            eprintln!("{}", planned.id);
        });
}

/// Where the counts of a run are.
pub fn truth_file(run: &RunPaths) -> PathBuf {
    run.root().join("truth.json")
}

pub fn train_run(
    study: &str,
    planned: &PlannedRun,
    paths: RunPaths,
    data: &Arc<dyn DataSet>,
    classifier: Option<Arc<SharedClassifier>>,
) -> LastTenth {
    let shown: Arc<dyn DataSet> = match NarrowedData::of(&arm_of(planned), data) {
        Some(narrowed) => Arc::new(narrowed),
        None => Arc::clone(data),
    };
    let job = Job {
        study,
        planned,
        data: shown,
        classifier: classifier.clone(),
        paths,
        plots: false,
        restart: false,
    };
    let arm = arm_of(planned);
    let moments = moments(&arm, planned.run.steps as u64);
    let mut counted = Vec::new();
    loop {
        let end = run_to_moment(&job, &moments, &mut counted);
        let file = RunFile::read(&job.paths).expect("a whole run.json");
        let healings = file.map_or(Vec::new(), |file| file.healings);
        let run = healed_run(&planned.run, &healings).expect("remedies of this run");
        let mut game = last_game(&run, &**data, &job.paths);
        let classifier = classifier.as_ref().map(|shared| shared.for_run(1));
        let moment = counted.len() as u64;
        counted.push(FreshSamples::of(
            &run, &**data, classifier, &mut *game, moment,
        ));
        if !matches!(end, RunEnd::Stopped { .. }) {
            return last_tenth(&arm, &moments, counted);
        }
    }
}

/// The steps after which the samples of a run are counted: those of the last tenth, and before them,
/// where data are taken away, those since then.
fn moments(arm: &str, steps: u64) -> Vec<u64> {
    let last = MOMENTS.map(|part| (part * steps as f64).round() as u64);
    let since = taken_away(arm).map_or(last[0], |step| step.min(last[0]));
    let every = (steps / PARTS).max(1);
    let earlier = (since..last[0]).step_by(every as usize);
    earlier.chain(last).collect()
}

fn last_tenth(arm: &str, moments: &[u64], counted: Vec<FreshSamples>) -> LastTenth {
    let since = taken_away(arm).map_or(Vec::new(), |_| {
        let collapsed = counted.iter().map(FreshSamples::is_collapsed);
        moments.iter().copied().zip(collapsed).collect()
    });
    // A run that has ended early was counted at fewer moments, the last of which is its end.
    let first = (moments.len() - MOMENTS.len()).min(counted.len() - 1);
    let moments = counted.into_iter().skip(first).collect();
    LastTenth { moments, since }
}

/// Trains up to the next moment at which samples are counted. Counts of an attempt that is given up
/// are forgotten.
fn run_to_moment(job: &Job, moments: &[u64], counted: &mut Vec<FreshSamples>) -> RunEnd {
    let steps = job.planned.run.steps as u64;
    let mut control = |update| match update {
        RunUpdate::WentBack(_) => {
            counted.clear();
            TrainingControl::Continue
        }
        RunUpdate::Step(step) => {
            let moment = moments[counted.len()];
            match step >= moment && moment < steps {
                true => TrainingControl::Interrupt,
                false => TrainingControl::Continue,
            }
        }
        RunUpdate::Note(_) => TrainingControl::Continue,
    };
    let end = run_one(job, &mut control);
    assert!(
        matches!(
            end,
            RunEnd::Complete { .. } | RunEnd::Stopped { .. } | RunEnd::Elsewhere
        ),
        "{}: {end:?}",
        job.planned.id
    );
    end
}

/// The name of a run's arm, the first axis.
pub fn arm_of(planned: &PlannedRun) -> String {
    let arm = planned.cell.first();
    arm.map_or(String::new(), ToString::to_string)
}
