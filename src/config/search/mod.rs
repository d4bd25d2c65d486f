//! `search`: settings of a sweep that are dropped before their runs have ended.

mod better_metric;
mod checks;
mod median;
mod racing;
mod rungs;

#[cfg(test)]
pub(crate) use better_metric::BETTER_METRICS;
pub(super) use checks::{SearchedRun, check};
pub use median::MedianStopping;
pub use racing::{RaceTest, Racing};

use crate::schema::choice;

choice! {
    /// How settings are dropped.
    pub enum Search {
        racing::Racing,
        median::MedianStopping,
    }
}

impl Search {
    /// The steps at which runs of `steps` steps wait until it is decided which settings go on, and the last
    /// one, at which they are only ranked.
    pub fn rungs(&self, steps: usize) -> Vec<u64> {
        let before_end: Vec<usize> = match self {
            Search::Racing(racing) => racing.rungs.clone(),
            Search::MedianStopping(median) => median.looks(steps).collect(),
        };
        let before_end = before_end.into_iter().filter(|rung| *rung < steps);
        before_end.chain([steps]).map(|rung| rung as u64).collect()
    }

    /// The name of the metric that decides.
    pub fn metric(&self) -> &str {
        match self {
            Search::Racing(racing) => &racing.metric,
            Search::MedianStopping(median) => &median.metric,
        }
    }

    /// The least number of `settings` that go on after a rung.
    pub fn least_kept(&self, settings: usize) -> usize {
        match self {
            Search::Racing(racing) => racing.least_kept(settings),
            // The best is never below the median.
            Search::MedianStopping(_) => settings.min(1),
        }
    }
}
