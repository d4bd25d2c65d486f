//! The decision of one rung, from what all runs have recorded up to it.

use super::decisions::{RungDecision, SettingAtRung};
use super::entrant::{Entrant, RunAtRung};
use super::median_evidence::AgainstMedian;
use super::median_stopping::{against_medians, is_dropped};
use super::racing::{Fate, race};
use super::score::{difference, metric_of, score_of};
use crate::config::Search;
use crate::metrics::Metric;

/// Decides the rung at `step`. `is_last` says that it is the end of the runs: then settings are only ranked.
pub fn decide(search: &Search, step: u64, is_last: bool, entrants: &[Entrant]) -> RungDecision {
    let metric = metric_of(search);
    let left: Vec<&Entrant> = entrants
        .iter()
        .filter(|entrant| !entrant.is_dropped)
        .collect();
    let scores: Vec<Vec<f64>> = left.iter().map(|entrant| scores(metric, entrant)).collect();
    let mut against: Vec<Option<AgainstMedian>> = vec![None; left.len()];
    let (fates, friedman, medians) = match search {
        Search::Racing(racing) => {
            let (fates, friedman) = race(racing, &scores);
            (fates, friedman, None)
        }
        Search::MedianStopping(_) => {
            let (medians, compared) = against_medians(metric, entrants);
            let fates = ranked(&scores).into_iter().zip(&compared);
            let fates = fates.map(|(fate, own)| Fate {
                is_kept: !is_dropped(own, &medians),
                ..fate
            });
            let fates = fates.collect();
            against = compared.into_iter().map(Some).collect();
            (fates, None, Some(medians))
        }
    };
    let reference = reference(&fates);
    let settings = left.iter().zip(&scores).zip(&fates).zip(against);
    let settings = settings.map(|(((entrant, own), fate), against_median)| SettingAtRung {
        setting: entrant.setting.clone(),
        values: entrant.runs.iter().map(RunAtRung::value).collect(),
        failures: failures(entrant),
        differences: reference.map_or_else(Vec::new, |best| differences(own, &scores[best])),
        rank_sum: fate.rank_sum,
        p: fate.p,
        against_median,
        is_kept: fate.is_kept || is_last,
    });
    RungDecision {
        step,
        is_last,
        compared_with: reference.map(|best| left[best].setting.clone()),
        friedman_p: friedman,
        medians,
        settings: settings.collect(),
    }
}

fn scores(metric: Metric, entrant: &Entrant) -> Vec<f64> {
    let runs = entrant.runs.iter();
    runs.map(|run| score_of(metric, run)).collect()
}

/// Ranks that drop nothing.
fn ranked(scores: &[Vec<f64>]) -> Vec<Fate> {
    let sums = crate::statistics::rank_sums(scores).sums;
    let fates = sums.into_iter().map(|rank_sum| Fate {
        rank_sum,
        p: None,
        is_kept: true,
    });
    fates.collect()
}

/// The place of the setting with the best ranks, the first of several.
fn reference(fates: &[Fate]) -> Option<usize> {
    let places = fates.iter().enumerate();
    let best = places.min_by(|(_, one), (_, other)| one.rank_sum.total_cmp(&other.rank_sum));
    best.map(|(place, _)| place)
}

fn failures(entrant: &Entrant) -> Vec<Option<String>> {
    let names = entrant.runs.iter().map(|run| run.failure.map(String::from));
    names.collect()
}

/// Differences at each seed, more being better; none where a run has a failure verdict or no value.
fn differences(own: &[f64], best: &[f64]) -> Vec<Option<f64>> {
    let pairs = own.iter().zip(best);
    let apart = pairs.map(|(own, best)| {
        let is_number = own.is_finite() && best.is_finite();
        is_number.then(|| difference(*own, *best))
    });
    apart.collect()
}
