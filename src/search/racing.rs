//! Racing: which settings go on, by their ranks within seeds.
//!
//! Why these tests. Five seeds are usual here, and between two settings Wilcoxon's exact test then has no p-value below
//! 1/32: corrected for the number of settings, which are dozens, it could drop none, and uncorrected it asks that all
//! seeds agree. Friedman's test ranks all settings at once within each seed, and Conover's comparisons take their error
//! from all of these ranks, so that few seeds decide among many settings. F-race and irace do the same, and turn to
//! Wilcoxon when two are left. That seeds are in common is what pairs them: a hard seed is hard for every setting.

use super::score::difference;
use crate::config::{RaceTest, Racing};
use crate::statistics::{below_zero, rank_sums};

/// What becomes of a setting.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fate {
    /// The sum of its ranks within seeds, 1 the best.
    pub rank_sum: f64,
    /// One-sided p-value that it is no worse than the best.
    pub p: Option<f64>,
    pub is_kept: bool,
}

/// Decides from one list of scores per setting, a score per seed, more being better. The least share of settings goes on
/// in any case, with all that are tied with the last of them. Returns the p-value of Friedman's test as well.
pub(super) fn race(racing: &Racing, scores: &[Vec<f64>]) -> (Vec<Fate>, Option<f64>) {
    let ranks = rank_sums(scores);
    let is_paired = racing.test == RaceTest::Paired;
    let least = racing.least_kept(scores.len());
    let mut sorted = ranks.sums.clone();
    sorted.sort_by(f64::total_cmp);
    let last_kept = least
        .checked_sub(1)
        .map_or(f64::NEG_INFINITY, |place| sorted[place]);
    let (p, friedman) = match (is_paired, scores) {
        (false, _) => (vec![None; scores.len()], None),
        (true, [one, other]) => (p_of_two(one, other).map(Some).to_vec(), None),
        (true, _) => {
            let p = ranks.behind_the_first().into_iter().map(Some);
            (p.collect(), Some(ranks.friedman_p()))
        }
    };
    let level = 1.0 - racing.confidence;
    let any_differ = friedman.is_none_or(|p| p < level);
    let fates = ranks.sums.iter().zip(p).map(|(rank_sum, p)| {
        let is_worse = !is_paired || (any_differ && p.is_some_and(|p| p < level));
        Fate {
            rank_sum: *rank_sum,
            p,
            is_kept: *rank_sum <= last_kept || !is_worse,
        }
    });
    (fates.collect(), friedman)
}

/// One-sided p-values of Wilcoxon's test that each of two settings is worse than the other.
fn p_of_two(one: &[f64], other: &[f64]) -> [f64; 2] {
    let apart = |left: &[f64], right: &[f64]| -> Vec<f64> {
        let pairs = left.iter().zip(right);
        pairs
            .map(|(left, right)| difference(*left, *right))
            .collect()
    };
    [
        below_zero(&apart(one, other)),
        below_zero(&apart(other, one)),
    ]
}
