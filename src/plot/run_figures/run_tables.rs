//! What the figures of one run are drawn from.

use super::real_samples::RealSamples;
use crate::config::Run;
use crate::data::Modes;
use crate::diagnose::Finding;
use crate::metrics::{Metric, ModeCounts};
use crate::plot::canvas::{Canvas, Figure};
use crate::plot::chart::{HealingMarks, Panel, StageSpans, StepPanels};
use crate::record::{Healing, Snapshot, StoredTables};
use crate::train::{EvalRow, StepRow};

/// What the figures of a run are drawn from.
pub struct RunTables<'a> {
    /// Heads every figure, after what it shows.
    pub title: &'a str,
    /// The run as its spec resolves.
    pub run: &'a Run,
    /// Each table, or why it cannot be read.
    pub tables: &'a StoredTables,
    /// The modes, where they are known.
    pub modes: Option<&'a Modes>,
    /// The kept samples counted by mode, with the step of each snapshot; only the figure `modes`
    /// needs them.
    pub mode_counts: &'a [(u64, ModeCounts)],
    /// Real rows, where the data could be opened; only the figures `samples` and `classes` need them.
    pub real: Option<&'a RealSamples>,
    /// What the rules found; nothing for a run that is not finished.
    pub findings: &'a [Finding],
    /// Where the run went back and what was changed there (`heal`).
    pub healings: &'a [Healing],
}

impl RunTables<'_> {
    /// A column of the steps.
    pub(super) fn column(&self, value: fn(&StepRow) -> Option<f64>) -> Vec<Option<f64>> {
        self.steps().iter().map(value).collect()
    }

    /// A metric at every evaluation.
    pub(super) fn metric(&self, metric: Metric) -> Vec<Option<f64>> {
        let rows = self.evals().iter();
        rows.map(|row| row.measured.get(metric)).collect()
    }

    /// One metric over another at every evaluation.
    pub(super) fn metric_ratio(&self, part: Metric, whole: Metric) -> Vec<Option<f64>> {
        let rows = self.evals().iter();
        rows.map(|row| Some(row.measured.get(part)? / row.measured.get(whole)?))
            .collect()
    }

    /// The numbers of the steps.
    pub(super) fn step_numbers(&self) -> Vec<u64> {
        self.steps().iter().map(|row| row.step).collect()
    }

    /// The steps of the evaluations.
    pub(super) fn eval_steps(&self) -> Vec<u64> {
        self.evals().iter().map(|row| row.step).collect()
    }

    /// The steps; none where they cannot be read.
    pub(super) fn steps(&self) -> &[StepRow] {
        self.tables.steps.as_deref().unwrap_or_default()
    }

    /// The evaluations; none where they cannot be read.
    pub(super) fn evals(&self) -> &[EvalRow] {
        self.tables.evals.as_deref().unwrap_or_default()
    }

    /// The kept samples; none where they cannot be read.
    pub(super) fn samples(&self) -> &[Snapshot] {
        self.tables.samples.as_deref().unwrap_or_default()
    }

    /// Whether the run keeps samples at all.
    pub(super) fn keeps_samples(&self) -> bool {
        self.run.kept_snapshots() > 0
    }

    /// Panels over these steps, with the findings.
    pub(super) fn draw_panels(&self, title: &str, steps: &[u64], panels: Vec<Panel>) -> Canvas {
        StepPanels {
            title,
            steps,
            panels,
            findings: self.findings,
            stages: StageSpans(self.run.growth_stages()),
            healings: HealingMarks(self.healings),
        }
        .draw()
    }
}
