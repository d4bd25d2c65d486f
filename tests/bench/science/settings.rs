//! How much losses depend on their settings, beside Lucic et al. 2018 ("Are GANs created equal?").

use seesaw::config::{PlannedRun, Study};
use seesaw::metrics::Metric;

use super::measure::Measure;
use super::run_table::{RunTable, commits, hours};

/// File name in `experiments/`.
pub const STUDY: &str = "lucic_settings";
/// What a setting is judged by.
pub const DISTANCE: Measure = Measure::Last(Metric::Frechet);

/// A loss with its best FID of 100 settings, on MNIST and Fashion-MNIST, as quoted by Dai and Wipf 2019.
pub struct PublishedLoss {
    pub name: &'static str,
    loss: &'static str,
    regularizer: Option<&'static str>,
    pub mnist: f64,
    pub fashion: f64,
}

const LOSSES: [PublishedLoss; 6] = [
    published("MM GAN", "minimax", None, 9.8, 29.6),
    published("NS GAN", "non_saturating", None, 6.8, 26.5),
    published("LSGAN", "least_squares", None, 7.8, 30.7),
    published("WGAN", "wasserstein", Some("weight_clip"), 6.7, 21.5),
    published("WGAN-GP", "wasserstein", Some("wgan_gp"), 20.3, 24.5),
    published("DRAGAN", "non_saturating", Some("dragan"), 7.6, 27.7),
];

const fn published(
    name: &'static str,
    loss: &'static str,
    regularizer: Option<&'static str>,
    mnist: f64,
    fashion: f64,
) -> PublishedLoss {
    PublishedLoss {
        name,
        loss,
        regularizer,
        mnist,
        fashion,
    }
}

/// The settings of a loss that were trained.
pub struct Settings {
    pub loss: &'static PublishedLoss,
    /// The Frechet distances of settings that have one, the best first.
    pub distances: Vec<f64>,
    /// How many ended without one.
    pub without: usize,
    pub hours: f64,
    pub commits: Vec<String>,
}

impl Settings {
    /// The value that this share of all settings reaches; infinite where they have none.
    pub fn quantile(&self, share: f64) -> f64 {
        let count = self.distances.len() + self.without;
        let at = (share * (count - 1) as f64).round() as usize;
        self.distances.get(at).copied().unwrap_or(f64::INFINITY)
    }

    /// How many settings come within `factor` of `best`.
    pub fn near(&self, best: f64, factor: f64) -> usize {
        let is_near = |distance: &&f64| **distance <= factor * best;
        self.distances.iter().filter(is_near).count()
    }
}

/// Every loss of which a setting is complete.
pub fn settings(study: &Study, runs: &RunTable) -> Vec<Settings> {
    let runs = runs.runs(STUDY, study);
    let of_loss = |loss: &'static PublishedLoss| {
        let of_loss = || runs.iter().filter(|(run, _)| is_of(run, loss));
        let measured = || of_loss().map(|(_, measured)| *measured);
        let mut distances: Vec<f64> = measured()
            .filter_map(|run| run.value(DISTANCE))
            .filter(|distance| distance.is_finite())
            .collect();
        distances.sort_by(f64::total_cmp);
        (of_loss().count() > 0).then(|| Settings {
            loss,
            without: of_loss().count() - distances.len(),
            distances,
            hours: hours(measured()),
            commits: commits(measured()),
        })
    };
    LOSSES.iter().filter_map(of_loss).collect()
}

fn is_of(run: &PlannedRun, loss: &PublishedLoss) -> bool {
    let regularizers: Vec<&str> = run.run.regularize.iter().map(|own| own.name()).collect();
    run.run.loss.name() == loss.loss && regularizers.as_slice() == loss.regularizer.as_slice()
}

/// Spearman's rank correlation, with the share of all orders that give at least as much.
pub fn rank_correlation(one: &[f64], other: &[f64]) -> (f64, f64) {
    let (one, other) = (ranks(one), ranks(other));
    let observed = correlation(&one, &other);
    let (mut as_much, mut all) = (0, 0);
    for_each_order(&mut other.clone(), 0, &mut |order| {
        all += 1;
        as_much += usize::from(correlation(&one, order) >= observed - 1e-12);
    });
    (observed, as_much as f64 / all as f64)
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count();
        let equal = values.iter().filter(|other| *other == value).count();
        below as f64 + (equal as f64 + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let mean = (one.len() as f64 + 1.0) / 2.0;
    let covariance = |one: &[f64], other: &[f64]| -> f64 {
        one.iter()
            .zip(other)
            .map(|(a, b)| (a - mean) * (b - mean))
            .sum()
    };
    covariance(one, other) / (covariance(one, one) * covariance(other, other)).sqrt()
}

fn for_each_order(values: &mut [f64], from: usize, look: &mut dyn FnMut(&[f64])) {
    if from == values.len() {
        return look(values);
    }
    for at in from..values.len() {
        values.swap(from, at);
        for_each_order(values, from + 1, look);
        values.swap(from, at);
    }
}
