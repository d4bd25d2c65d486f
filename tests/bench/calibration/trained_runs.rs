//! The runs of a study with their truth.

use std::path::Path;

use rayon::prelude::*;
use seesaw::config::{self, Kind, PlannedRun, Run, Study};
use seesaw::data::DataSet;
use seesaw::diagnose::{Diagnosis, RunHistory, Thresholds, diagnose};
use seesaw::metrics::{Metric, MetricValues};
use seesaw::record::{History, RunPaths, StudyPaths, read_checkpoint, read_complete_run};
use seesaw::train::{EvalRow, Game, StepRow, TrainingControl, resume};

use super::fresh_samples::LastTenth;
use super::ground_truth::GroundTruth;
use super::training::{arm_of, truth_file};

/// Seeds from here on are held out.
pub const HELD_OUT: u64 = 19;

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
    pub last_tenth: LastTenth,
    pub truth: GroundTruth,
}

impl TrainedRun {
    pub fn run(&self) -> &Run {
        &self.planned.run
    }

    /// Whether its seed is one of those that no threshold was chosen by.
    pub fn is_held_out(&self) -> bool {
        self.planned.seed >= HELD_OUT
    }

    /// What the rules say of all that is known.
    pub fn diagnose(&self, thresholds: Thresholds) -> Diagnosis {
        let History { steps, evals } = &self.history;
        diagnose(&RunHistory {
            thresholds,
            ..RunHistory::new(self.run(), steps, evals)
        })
    }

    /// What they say where modes and classes are hidden: of features, as for images without labels.
    pub fn diagnose_features(&self, thresholds: Thresholds) -> Diagnosis {
        let hidden = |metric: Metric| {
            [
                Metric::Modes,
                Metric::ModesTotal,
                Metric::ModesHeld,
                Metric::HighQuality,
                Metric::ReverseKl,
                Metric::RarestMode,
            ]
            .contains(&metric)
        };
        let evals = self.history.evals.iter().map(|row| EvalRow {
            step: row.step,
            measured: MetricValues::from_fn(|metric| {
                row.measured.get(metric).filter(|_| !hidden(metric))
            }),
        });
        let evals: Vec<EvalRow> = evals.collect();
        diagnose(&RunHistory {
            thresholds,
            ..RunHistory::new(self.run(), &self.history.steps, &evals)
        })
    }

    /// Whether a classifier counts its samples by class.
    pub fn has_classes(&self) -> bool {
        self.last_tenth.end().are_classes
    }

    /// Whether its data are images.
    pub fn is_of_images(&self) -> bool {
        self.run().data.kind() != Kind::Points
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
    let is_counted = |planned: &&PlannedRun| truth_file(&paths.run(&planned.id)).exists();
    let counted: Vec<&PlannedRun> = study.runs.iter().filter(is_counted).collect();
    counted
        .into_par_iter()
        .map(|planned| trained(planned, &paths.run(&planned.id)))
        .collect()
}

fn trained(planned: &PlannedRun, paths: &RunPaths) -> TrainedRun {
    let history = read_complete_run(paths)
        .unwrap_or_else(|error| panic!("{error}"))
        .history;
    let counted = std::fs::read(truth_file(paths)).expect("counts beside the run");
    let last_tenth: LastTenth = serde_json::from_slice(&counted).expect("JSON");
    let arm = arm_of(planned);
    let losses = history.steps.iter().map(|row| StepRow {
        step: row.step,
        d_loss: row.d_loss,
        g_loss: row.g_loss,
        ..StepRow::default()
    });
    let (losses, truth) = (losses.collect(), GroundTruth::of(&arm, &last_tenth));
    TrainedRun {
        planned: planned.clone(),
        arm,
        history,
        losses,
        last_tenth,
        truth,
    }
}

/// Both players as they were at a run's end.
pub fn last_game(run: &Run, data: &dyn DataSet, paths: &RunPaths) -> Box<dyn Game> {
    let checkpoint = read_checkpoint(&paths.checkpoint())
        .expect("a whole checkpoint")
        .expect("a complete run has one");
    let (_, game) = resume(run, data, None, checkpoint.state, &mut |_| {
        TrainingControl::Interrupt
    })
    .expect("the checkpoint is one of this run");
    game
}
