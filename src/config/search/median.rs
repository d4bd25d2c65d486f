//! `median`: settings that stay below what others reach on average are dropped.

use super::better_metric::BetterMetric;
use super::rungs::STEPS;
use crate::schema::{ABSENT, Optional, REQUIRED, parameters};

parameters! {
    /// The median stopping rule: at every look, a setting is dropped whose best value so far is, at more than half of
    /// the seeds, worse than the median of all settings' running means. Settings that were dropped before count
    /// with the mean that they had; a failure verdict is worse than any value; of fewer than three settings none is dropped.
    pub struct MedianStopping: "search" / "median" {
        /// what is compared
        metric: String = REQUIRED in BetterMetric,
        /// step of the first look
        from: usize = REQUIRED in STEPS,
        /// steps between two looks; without it as many as to the first one
        every: Option<usize> = ABSENT in Optional(STEPS),
    }
    source: "Golovin et al. 2017 (Google Vizier), 3.2.2; Liaw et al. 2018 (Ray Tune)",
}

impl MedianStopping {
    /// The steps of all looks at runs of `steps` steps.
    pub(super) fn looks(&self, steps: usize) -> impl Iterator<Item = usize> {
        (self.from..steps).step_by(self.every.unwrap_or(self.from))
    }
}
