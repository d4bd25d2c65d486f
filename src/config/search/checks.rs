//! What a search needs of the runs of its study.

use std::collections::{BTreeMap, BTreeSet};

use super::{RaceTest, Search};
use crate::config::patch::split;
use crate::schema::{At, Problem};

/// Seeds with which Wilcoxon's exact test of two settings, one-sided, can come below 1 - `confidence`: its least
/// p-value is 1/2^seeds.
fn seeds_for(confidence: f64) -> usize {
    let can = |seeds: &usize| 0.5_f64.powi(*seeds as i32) < 1.0 - confidence;
    (1..).find(can).unwrap_or(usize::MAX)
}

fn refused(path: &str, message: impl Into<String>) -> Problem {
    Problem::new(&split(path), At::Key, message)
}

/// What a search needs to know of a run.
pub(in crate::config) struct SearchedRun {
    /// Its values on the axes, in words.
    pub setting: String,
    pub seed: u64,
    pub steps: usize,
    /// Steps between two evaluations; none where nothing is evaluated on the way.
    pub every: Option<usize>,
    /// Whether `heal` lets it go back to an earlier state.
    pub may_go_back: bool,
}

/// Checks the runs of a study against its search, and returns what its author may not expect.
pub(in crate::config) fn check(
    search: &Search,
    runs: &[SearchedRun],
    is_cut_by_budget: bool,
) -> Result<Option<String>, Problem> {
    let name = search.name();
    let path = format!("search.{name}");
    let steps: BTreeSet<usize> = runs.iter().map(|run| run.steps).collect();
    if steps.len() > 1 {
        let message = format!("`{name}` compares runs of equal length, and `steps` varies here");
        return Err(refused(&path, message));
    }
    if runs.iter().any(|run| run.may_go_back) {
        let message = format!(
            "`{name}` decides on runs that only go forward, and `heal` lets them go back: leave one of the two out"
        );
        return Err(refused(&path, message));
    }
    let steps = steps.first().copied().unwrap_or(0);
    check_rungs(search, &path, runs, steps)?;
    let seeds = seeds_of_settings(runs);
    let most = seeds.values().max_by_key(|seeds| seeds.len());
    if let Some(lacking) = seeds.iter().find(|(_, seeds)| Some(*seeds) != most) {
        let remedy = match is_cut_by_budget {
            true => "let `budget` end with a seed of all settings",
            false => "give every part of the sweep the same `seeds`",
        };
        let message = format!(
            "`{name}` compares settings on the seeds that they have in common, and `{}` has others than the rest: {remedy}",
            lacking.0
        );
        return Err(refused(&path, message));
    }
    let count = most.map_or(0, BTreeSet::len);
    let Search::Racing(racing) = search else {
        return Ok(None);
    };
    if racing.test != RaceTest::Paired {
        return Ok(None);
    }
    if count < 2 {
        let message = "`paired` compares settings over seeds, and there is one: set `sweep.seeds`, or `test: rank`";
        return Err(refused(&format!("{path}.test"), message));
    }
    let (confidence, needed) = (racing.confidence, seeds_for(racing.confidence));
    Ok((count < needed).then(|| {
        format!(
            "between two settings {count} seeds decide nothing at a confidence of {confidence}: {needed} do"
        )
    }))
}

/// Checks that every run is evaluated at every rung.
fn check_rungs(
    search: &Search,
    path: &str,
    runs: &[SearchedRun],
    steps: usize,
) -> Result<(), Problem> {
    let (key, written) = match search {
        Search::Racing(racing) => ("rungs", racing.rungs.clone()),
        Search::MedianStopping(median) => ("from", vec![median.from]),
    };
    let key = format!("{path}.{key}");
    if let Some(beyond) = written.iter().find(|rung| **rung > steps) {
        let message = format!("a rung is at step {beyond}, and the runs have {steps} steps");
        return Err(refused(&key, message));
    }
    for run in runs {
        let Some(every) = run.every else {
            let message = "style transfers are not evaluated while they run, so that `search` has nothing to compare";
            return Err(refused("search", message));
        };
        let mut rungs = search.rungs(steps).into_iter().map(|rung| rung as usize);
        let is_missed = |rung: &usize| *rung < steps && !rung.is_multiple_of(every);
        if let Some(missed) = rungs.find(is_missed) {
            let message = format!(
                "nothing is evaluated at step {missed}, which `evaluate.every`, {every}, does not divide"
            );
            return Err(refused(&key, message));
        }
    }
    Ok(())
}

/// The seeds of each setting, by its words.
fn seeds_of_settings(runs: &[SearchedRun]) -> BTreeMap<String, BTreeSet<u64>> {
    let mut seeds: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for run in runs {
        let of_setting = seeds.entry(run.setting.clone()).or_default();
        of_setting.insert(run.seed);
    }
    seeds
}
