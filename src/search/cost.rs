//! How many steps a search may take.

use crate::config::Search;

/// The bounds of a search, in steps of all runs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepsOfSearch {
    /// If every rung drops as many settings as it may.
    pub least: u64,
    /// If none drops any.
    pub most: u64,
}

/// The bounds for so many settings, each with `seeds` runs of `steps` steps.
pub fn steps_of(search: &Search, settings: usize, seeds: usize, steps: usize) -> StepsOfSearch {
    let (mut left, mut done, mut least) = (settings, 0, 0);
    for rung in search.rungs(steps) {
        least += (rung - done) * (left * seeds) as u64;
        left = search.least_kept(left);
        done = rung;
    }
    StepsOfSearch {
        least,
        most: (settings * seeds * steps) as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{MedianStopping, RaceTest, Racing};

    #[test]
    fn the_least_is_what_halving_takes_and_the_most_is_the_whole_grid() {
        let racing = Search::Racing(Racing {
            rungs: vec![250, 500, 1000],
            keep: 1.0 / 3.0,
            metric: "modes".to_string(),
            test: RaceTest::Paired,
            confidence: 0.95,
        });
        let steps = steps_of(&racing, 60, 5, 1000);
        assert_eq!(steps.most, 300_000);
        assert_eq!(steps.least, 5 * (60 * 250 + 20 * 250 + 7 * 500));
        let median = Search::MedianStopping(MedianStopping {
            metric: "modes".to_string(),
            from: 200,
            every: None,
        });
        assert_eq!(steps_of(&median, 4, 1, 1000).least, 4 * 200 + 800);
    }
}
