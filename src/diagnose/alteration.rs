//! What samples from anywhere are altered in as a whole.

use super::run_history::RunHistory;
use super::sample_facts::SampleSpace;
use crate::metrics::Metric;

/// What moves all samples away from real rows, so that parts of these seem to be missing.
#[derive(Clone, Copy, Default)]
pub(super) struct Alteration {
    /// They have no colours where the data have some, or the reverse; compared by pixels, their values have another
    /// range.
    pub is_of_other_form: bool,
    /// They have less detail: the sharpest real pictures are far from them.
    pub is_blurred: bool,
}

impl Alteration {
    pub fn of(history: &RunHistory) -> Self {
        let Some(facts) = history.facts else {
            return Self::default();
        };
        let has_other_colours = facts
            .colours
            .is_some_and(|(samples, reals)| samples != reals);
        let by_pixels = facts.space == SampleSpace::Values && facts.sides.is_some();
        let gap = history.final_metric(Metric::RangeGap);
        let has_other_range = gap.is_some_and(|gap| gap > history.thresholds.range_gap);
        let most = history.thresholds.blurred;
        Self {
            is_of_other_form: has_other_colours || (by_pixels && has_other_range),
            is_blurred: facts.detail.is_some_and(|detail| detail < most),
        }
    }
}
