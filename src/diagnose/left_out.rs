//! What nearest neighbours say of samples from anywhere: whether a part of the real rows is left out.

use super::Evidence;
use super::alteration::Alteration;
use super::finding::Comparison::{Above, AtLeast, Below};
use super::run_history::RunHistory;
use super::sample_facts::SampleSpace;
use super::thresholds::Thresholds;
use crate::metrics::PartShares;

/// Of blurred samples, how many times as many real rows must be missed until a part is missing.
const BLURRED_MISSED: f64 = 3.0;

/// What is near what at the end, beside what decides.
#[derive(Clone, Copy)]
pub(super) struct LeftOut {
    shares: PartShares,
    is_blurred: bool,
    thresholds: Thresholds,
}

/// Whether samples are as near to real rows as these are to each other, and a part of the real rows has none of them
/// nearby.
pub fn leaves_out_a_part(shares: &PartShares, thresholds: &Thresholds) -> bool {
    shares.reals_missed >= thresholds.part_missed && is_near(shares, thresholds)
}

fn is_near(shares: &PartShares, thresholds: &Thresholds) -> bool {
    shares.samples_near >= least_near(shares, thresholds)
}

fn least_near(shares: &PartShares, thresholds: &Thresholds) -> f64 {
    thresholds.near_as_reals * shares.reals_near
}

impl LeftOut {
    /// None where neighbours were not asked.
    pub fn of(history: &RunHistory) -> Option<Self> {
        Some(Self {
            shares: history.facts?.parts?,
            is_blurred: Alteration::of(history).is_blurred,
            thresholds: history.thresholds,
        })
    }

    /// Whether a part of the real rows is left out: see [`leaves_out_a_part`].
    pub fn is_a_part(&self) -> bool {
        self.shares.reals_missed >= self.least_missed() && is_near(&self.shares, &self.thresholds)
    }

    fn least_missed(&self) -> f64 {
        match self.is_blurred {
            true => BLURRED_MISSED * self.thresholds.part_missed,
            false => self.thresholds.part_missed,
        }
    }

    /// Whether enough real rows are missed for a missing part, even if samples lie far from real rows.
    pub fn may_be_a_part(&self) -> bool {
        self.shares.reals_missed >= self.thresholds.part_missed
    }

    /// Whether hardly any real row is missed, and no parts so small that they are seen closely alone.
    pub fn is_nothing(&self) -> bool {
        self.shares.reals_missed <= self.thresholds.whole_missed && !self.has_small_parts()
    }

    fn has_small_parts(&self) -> bool {
        self.shares.reals_missed_closely >= self.thresholds.part_missed
    }

    /// Real rows that are missed, beside the threshold that decides, and how near samples are.
    pub fn evidence(&self, history: &RunHistory) -> Vec<Evidence> {
        let (part, whole) = (self.least_missed(), self.thresholds.whole_missed);
        let name = &history.median_name("real rows with no sample among their neighbours");
        let missed = match self.shares.reals_missed {
            share if share >= part => Evidence::compared(name, share, AtLeast, part),
            share if share > whole => Evidence::compared(name, share, Above, whole),
            share => Evidence::informative(name, share),
        };
        let name = &history.median_name("samples as near to real rows as these are to each other");
        let (near, least) = (
            self.shares.samples_near,
            least_near(&self.shares, &self.thresholds),
        );
        let near = match self.is_nothing() {
            true => Evidence::informative(name, near),
            false if near >= least => Evidence::compared(name, near, AtLeast, least),
            false => Evidence::compared(name, near, Below, least),
        };
        let closely = (self.has_small_parts() && self.shares.reals_missed < part).then(|| {
            let name =
                history.median_name("real rows with no sample among their closest neighbours");
            let closely = self.shares.reals_missed_closely;
            Evidence::compared(&name, closely, AtLeast, self.thresholds.part_missed)
        });
        [missed, near].into_iter().chain(closely).collect()
    }
}

/// Recall from which nothing is missing: in features of photographs, and in values of samples from anywhere.
pub(super) fn whole_recall(history: &RunHistory) -> Option<f64> {
    let is_by_values = |space| space == SampleSpace::Values;
    match history.facts {
        _ if history.is_in_imagenet() => Some(history.thresholds.whole_recall),
        Some(facts) if is_by_values(facts.space) => Some(history.thresholds.least_recall),
        _ => None,
    }
}
