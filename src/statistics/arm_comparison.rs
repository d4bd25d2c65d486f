//! Arms compared on common seeds.

use super::group_by::{AxisGroup, group_by_axis, group_by_setting};
use super::judged_run::JudgedRun;
use super::wilcoxon::{PairedTest, paired_test};
use crate::config::Axis;
use crate::diagnose::{Verdict, median};
use crate::metrics::{Metric, Unit};
use std::collections::BTreeSet;

/// What is compared at the end of two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A metric of the last evaluation.
    Metric(Metric),
    /// 1 for a healthy run, 0 for any other.
    Healthy,
}

impl Outcome {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Metric(metric) => metric.description().name,
            Outcome::Healthy => "healthy",
        }
    }

    /// The unit in tables.
    pub fn unit(self) -> Unit {
        match self {
            Outcome::Metric(metric) => metric.description().unit,
            Outcome::Healthy => Unit::ShareOfRuns,
        }
    }

    fn value(self, run: &JudgedRun) -> Option<f64> {
        match self {
            Outcome::Metric(metric) => run.last.get(metric),
            Outcome::Healthy => Some(if run.verdict == Verdict::Healthy {
                1.0
            } else {
                0.0
            }),
        }
    }
}

/// The outcomes of one pair of runs: the same seed and the same setting of all else.
#[derive(Clone, Debug, PartialEq)]
pub struct PairedOutcome {
    /// The seed that both runs share.
    pub seed: u64,
    /// The other axes' values, in words.
    pub setting: String,
    /// Of the baseline's run.
    pub baseline: f64,
    /// Of the other arm's run.
    pub other: f64,
}

impl PairedOutcome {
    /// Other minus baseline.
    pub fn difference(&self) -> f64 {
        self.other - self.baseline
    }
}

/// An arm against the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmComparison {
    /// Name of the baseline.
    pub baseline: String,
    /// Name of the arm that is compared with it.
    pub other: String,
    /// Pairs in which both have a finite value.
    pub pairs: Vec<PairedOutcome>,
    /// Pairs in which one of them has none: it diverged, or was not measured.
    pub left_out: usize,
    /// Of other minus baseline, one number per seed: the mean over its settings, because pairs of
    /// one seed see the same batches and latents and are not independent. `None` without a pair.
    pub test: Option<PairedTest>,
    /// Medians over the pairs, of the baseline and of the other; without a pair, over all runs of each
    /// that have a finite value.
    pub medians: Option<(f64, f64)>,
    /// The same as means.
    pub means: Option<(f64, f64)>,
    /// Whether some seed has runs of both.
    pub shares_seeds: bool,
}

/// Every other value of the axis `compared` against its first value that has runs.
pub fn compare_arms(
    runs: &[JudgedRun],
    axes: &[Axis],
    compared: usize,
    outcome: Outcome,
) -> Vec<ArmComparison> {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let arms = group_by_axis(&all, axes, Some(compared));
    let Some((baseline, others)) = arms.split_first() else {
        return Vec::new();
    };
    let settings = group_by_setting(runs, axes, Some(compared));
    let comparison = |other: &AxisGroup| {
        let mut pairs = Vec::new();
        let mut left_out = 0;
        for (setting, here) in &settings {
            let of_arm = |arm: &AxisGroup| -> Vec<&JudgedRun> {
                let value = &axes[compared].values[arm.index];
                let mine = here.iter().copied();
                mine.filter(|run| run.setting[compared] == *value).collect()
            };
            let (found, without) = pair(&of_arm(baseline), &of_arm(other), setting, outcome);
            pairs.extend(found);
            left_out += without;
        }
        let sides = match pairs.is_empty() {
            true => [baseline, other].map(|arm| values_of(arm, outcome)),
            false => [
                pairs.iter().map(|pair| pair.baseline).collect(),
                pairs.iter().map(|pair| pair.other).collect(),
            ],
        };
        let medians = sides
            .each_ref()
            .map(|values| median(values.iter().copied()));
        let means = sides.each_ref().map(|values| mean(values));
        ArmComparison {
            baseline: baseline.label.clone(),
            other: other.label.clone(),
            test: paired_test(&differences_by_seed(&pairs)),
            medians: medians[0].zip(medians[1]),
            means: means[0].zip(means[1]),
            shares_seeds: shares_seeds(baseline, other),
            pairs,
            left_out,
        }
    };
    others.iter().map(comparison).collect()
}

/// The finite outcomes of all runs of an arm.
fn values_of(arm: &AxisGroup, outcome: Outcome) -> Vec<f64> {
    let values = arm.runs.iter().filter_map(|run| outcome.value(run));
    values.filter(|value| value.is_finite()).collect()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn shares_seeds(baseline: &AxisGroup, other: &AxisGroup) -> bool {
    let has_seed = |seed: u64| baseline.runs.iter().any(|run| run.seed == seed);
    other.runs.iter().any(|run| has_seed(run.seed))
}

/// The mean difference of each seed.
fn differences_by_seed(pairs: &[PairedOutcome]) -> Vec<f64> {
    let mean = |seed: u64| {
        let here: Vec<f64> = pairs
            .iter()
            .filter(|pair| pair.seed == seed)
            .map(PairedOutcome::difference)
            .collect();
        here.iter().sum::<f64>() / here.len() as f64
    };
    let seeds = distinct(pairs.iter().map(|pair| pair.seed));
    seeds.into_iter().map(mean).collect()
}

/// Pairs by seed, and how many seeds have none because a run has no finite value; several runs of
/// one seed, which differ on an axis that not all sides have, count as their median.
fn pair(
    baseline: &[&JudgedRun],
    other: &[&JudgedRun],
    setting: &str,
    outcome: Outcome,
) -> (Vec<PairedOutcome>, usize) {
    let mut seeds = distinct(baseline.iter().map(|run| run.seed));
    seeds.retain(|seed| other.iter().any(|run| run.seed == *seed));
    let value = |runs: &[&JudgedRun], seed: u64| {
        let values = runs
            .iter()
            .filter(|run| run.seed == seed)
            .map(|run| outcome.value(run));
        let values: Option<Vec<f64>> = values.collect();
        median(values?.into_iter()).filter(|value| value.is_finite())
    };
    let paired = |seed: &u64| {
        Some(PairedOutcome {
            seed: *seed,
            setting: setting.to_string(),
            baseline: value(baseline, *seed)?,
            other: value(other, *seed)?,
        })
    };
    let pairs: Vec<PairedOutcome> = seeds.iter().filter_map(paired).collect();
    let left_out = seeds.len() - pairs.len();
    (pairs, left_out)
}

/// Every seed once, rising.
fn distinct(seeds: impl Iterator<Item = u64>) -> Vec<u64> {
    seeds.collect::<BTreeSet<u64>>().into_iter().collect()
}
