//! The runs of a study with their truth.

use std::path::Path;

use rayon::prelude::*;
use seesaw::config::{self, PlannedRun, Run, Study};
use seesaw::data;
use seesaw::diagnose::{Diagnosis, RunHistory, Thresholds, diagnose};
use seesaw::record::{History, RunPaths, StudyPaths, read_checkpoint, read_complete_run};
use seesaw::train::{Game, StepRow, TrainingControl, resume};

use super::ground_truth::{FreshSamples, GroundTruth};

/// A way to diagnose a run.
pub type DiagnoseRun = fn(&TrainedRun, Thresholds) -> Diagnosis;

/// A run that was trained.
pub struct TrainedRun {
    pub planned: PlannedRun,
    /// The name of its arm, the first axis.
    pub arm: String,
    pub history: History,
    /// The same steps as an external log has them: losses alone.
    losses: Vec<StepRow>,
    pub fresh: FreshSamples,
    pub truth: GroundTruth,
}

impl TrainedRun {
    pub fn run(&self) -> &Run {
        &self.planned.run
    }

    /// Seeds by which thresholds may be chosen; the others are held out.
    pub fn is_held_out(&self) -> bool {
        self.planned.seed % 2 == 1
    }

    /// What the rules say of all that is known.
    pub fn diagnose(&self, thresholds: Thresholds) -> Diagnosis {
        let History { steps, evals } = &self.history;
        diagnose(&RunHistory {
            thresholds,
            ..RunHistory::new(self.run(), steps, evals)
        })
    }

    /// What they say of the losses alone.
    pub fn diagnose_losses(&self, thresholds: Thresholds) -> Diagnosis {
        diagnose(&RunHistory {
            thresholds,
            ..RunHistory::external(self.run().loss, 0, &self.losses, &[])
        })
    }
}

/// The finished runs of a study below a results folder.
pub fn read(results: &Path, name: &str) -> Vec<TrainedRun> {
    let paths = StudyPaths::new(results, name);
    let study: Study = config::load(&paths.study_yaml(), &[]).unwrap_or_else(|error| {
        panic!("{error}\ntrain it first: `seesaw sweep experiments/{name}.yaml`")
    });
    study
        .runs
        .par_iter()
        .map(|planned| trained(planned, &paths.run(&planned.id)))
        .collect()
}

fn trained(planned: &PlannedRun, paths: &RunPaths) -> TrainedRun {
    let history = read_complete_run(paths)
        .unwrap_or_else(|error| panic!("{error}"))
        .history;
    let fresh = FreshSamples::of(&planned.run, &mut *last_game(&planned.run, paths));
    let arm = planned
        .cell
        .first()
        .map_or(String::new(), ToString::to_string);
    let losses = history.steps.iter().map(|row| StepRow {
        step: row.step,
        d_loss: row.d_loss,
        g_loss: row.g_loss,
        ..StepRow::default()
    });
    let (losses, truth) = (losses.collect(), GroundTruth::of(&arm, fresh));
    TrainedRun {
        planned: planned.clone(),
        arm,
        history,
        losses,
        fresh,
        truth,
    }
}

/// Both players as they were at a run's end.
fn last_game(run: &Run, paths: &RunPaths) -> Box<dyn Game> {
    let checkpoint = read_checkpoint(&paths.checkpoint())
        .expect("a whole checkpoint")
        .expect("a complete run has one");
    let data = data::open(&run.data).expect("data without files");
    let (_, game) = resume(run, &*data, None, checkpoint.state, &mut |_| {
        TrainingControl::Interrupt
    })
    .expect("the checkpoint is one of this run");
    game
}
