//! `label_smoothing`, `soft_labels`, `label_flip`: other targets for D's loss.

use super::policy::RegularizerPolicy;
use crate::schema::{NumberRange, PairOf, parameters};

/// A target that still lies nearer to 1 than to 0.
const ABOVE_HALF: NumberRange = NumberRange::above(0.5).below(1.0);
/// A chance of being wrong; beyond one half, wrong is right.
const TO_HALF: NumberRange = NumberRange::above(0.0).up_to(0.5);
/// Beyond 2 a target would mean nothing.
static TARGET: NumberRange = NumberRange::from(0.0).up_to(2.0);
/// Bounds of targets.
const TARGETS: PairOf = PairOf {
    range: &TARGET,
    ascending: true,
    example: "[0.7, 1.2]",
};

parameters! {
    /// One-sided: D's target for reals is a little below 1, so that it is never quite sure.
    pub struct LabelSmoothing: "regularize" / "label_smoothing" {
        /// target of reals
        real: f64 = "0.9" in ABOVE_HALF,
    }
    formula: "In D's loss the target of real rows is `real` instead of 1; that of fake rows stays 0, and G's loss \
              is as ever.",
    source: "Salimans et al. 2016, section 3.4",
}

parameters! {
    /// D's targets are drawn afresh for every row.
    pub struct SoftLabels: "regularize" / "soft_labels" {
        /// lowest and highest target of reals
        real: [f64; 2] = "[0.7, 1.2]" in TARGETS,
        /// lowest and highest target of fakes
        fake: [f64; 2] = "[0.0, 0.3]" in TARGETS,
    }
    formula: "In D's loss each real row has the target U(real[0], real[1]), each fake row U(fake[0], fake[1]). \
              Cross entropy with a target above 1 has no lower bound at that row.",
    source: "ganhacks 6 (Chintala et al.)",
}

parameters! {
    /// Some rows of D's batch get the target of the other side.
    pub struct LabelFlip: "regularize" / "label_flip" {
        /// chance of each row
        probability: f64 = "0.05" in TO_HALF,
    }
    formula: "In D's loss each row, on its own with this probability, has the other side's target: a real one \
              that of a fake (0, or its soft label), a fake one that of a real; with `adapt: ada` times its p.",
    source: "ganhacks 6 (Chintala et al.)",
}

impl RegularizerPolicy for LabelSmoothing {
    fn changes_targets(&self) -> bool {
        true
    }
}

impl RegularizerPolicy for SoftLabels {
    fn changes_targets(&self) -> bool {
        true
    }
}

impl RegularizerPolicy for LabelFlip {
    fn changes_targets(&self) -> bool {
        true
    }
}
