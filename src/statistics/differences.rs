//! Arms compared on common seeds.

use super::signed_ranks::{PairedTest, paired_test};
use super::split::{parts, settings};
use super::study::JudgedRun;
use crate::config::Axis;
use crate::diagnose::{Verdict, median};
use crate::metrics::{Metric, Unit};

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

    fn of(self, run: &JudgedRun) -> Option<f64> {
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

/// One pair: the same seed and the same setting of all else.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub seed: u64,
    /// The other axes' values, in words.
    pub setting: String,
    pub baseline: f64,
    pub other: f64,
}

/// An arm against the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmDifference {
    pub baseline: String,
    pub other: String,
    /// Pairs in which both have a finite value.
    pub pairs: Vec<Pair>,
    /// Pairs in which one of them has none: it diverged, or was not measured.
    pub left_out: usize,
    /// Of other minus baseline, one number a seed: the mean over its settings, for pairs of one
    /// seed see the same batches and latents and are not independent. `None` without a pair.
    pub test: Option<PairedTest>,
    /// Medians over the pairs.
    pub medians: Option<(f64, f64)>,
}

/// Every other value of the axis `by` against its first value that has runs.
pub fn differences(
    runs: &[JudgedRun],
    axes: &[Axis],
    by: usize,
    outcome: Outcome,
) -> Vec<ArmDifference> {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let arms: Vec<(usize, String)> = parts(&all, axes, Some(by))
        .into_iter()
        .map(|part| (part.index, part.label))
        .collect();
    let Some(((first, baseline), others)) = arms.split_first() else {
        return Vec::new();
    };
    let settings = settings(runs, axes, Some(by));
    let difference = |(index, other): &(usize, String)| {
        let mut pairs = Vec::new();
        let mut left_out = 0;
        for (setting, here) in &settings {
            let arm = |index: usize| {
                here.iter()
                    .copied()
                    .filter(move |run| run.cell[by] == axes[by].values[index])
            };
            let (found, without) = pair(
                arm(*first).collect(),
                arm(*index).collect(),
                setting,
                outcome,
            );
            pairs.extend(found);
            left_out += without;
        }
        let gaps = by_seed(&pairs);
        let middle = |value: fn(&Pair) -> f64| median(pairs.iter().map(value));
        let medians = middle(|pair| pair.baseline).zip(middle(|pair| pair.other));
        let (baseline, other) = (baseline.clone(), other.clone());
        ArmDifference {
            baseline,
            other,
            test: paired_test(&gaps),
            medians,
            pairs,
            left_out,
        }
    };
    others.iter().map(difference).collect()
}

/// The mean difference of each seed.
fn by_seed(pairs: &[Pair]) -> Vec<f64> {
    let mut seeds: Vec<u64> = pairs.iter().map(|pair| pair.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    let mean = |seed: &u64| {
        let here: Vec<f64> = pairs
            .iter()
            .filter(|pair| pair.seed == *seed)
            .map(|pair| pair.other - pair.baseline)
            .collect();
        here.iter().sum::<f64>() / here.len() as f64
    };
    seeds.iter().map(mean).collect()
}

/// Pairs by seed; several runs of one seed, which differ on an axis that not all sides have, count
/// as their median.
fn pair(
    baseline: Vec<&JudgedRun>,
    other: Vec<&JudgedRun>,
    setting: &str,
    outcome: Outcome,
) -> (Vec<Pair>, usize) {
    let mut seeds: Vec<u64> = baseline.iter().map(|run| run.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds.retain(|seed| other.iter().any(|run| run.seed == *seed));
    let value = |runs: &[&JudgedRun], seed: u64| {
        let values = runs
            .iter()
            .filter(|run| run.seed == seed)
            .map(|run| outcome.of(run));
        let values: Option<Vec<f64>> = values.collect();
        median(values?.into_iter()).filter(|value| value.is_finite())
    };
    let made = |seed: &u64| {
        let (baseline, other) = (value(&baseline, *seed)?, value(&other, *seed)?);
        Some(Pair {
            seed: *seed,
            setting: setting.to_string(),
            baseline,
            other,
        })
    };
    let pairs: Vec<Pair> = seeds.iter().filter_map(made).collect();
    let left_out = seeds.len() - pairs.len();
    (pairs, left_out)
}
