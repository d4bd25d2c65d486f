//! Every augmentation, one line each.

use super::placement::Placement;
use super::policy::{AugmentPolicy, Situation};
use super::transform::ImageTransform;
use super::{ada_pipeline, diff_augment};
use crate::rng::Draws;
use crate::schema::{UNIT_INTERVAL, choice, parameters};

parameters! {
    /// D sees images as they are.
    pub struct Off: "augment" / "none" {}
    formula: "D(x) and D(G(z)).",
}

parameters! {
    /// Some of the images that D sees are mirrored, left to right.
    pub struct Flip: "augment" / "flip" {
        /// share of the images that are mirrored
        probability: f64 = "0.5" in UNIT_INTERVAL,
    }
    formula: "D(A(x)) and D(A(G(z))), A mirrors each image with `probability`, times the p of `adapt: ada`.",
    source: "a habit; for GANs on little data: Zhao et al. 2020, Image augmentations for GAN training",
}

choice! {
    /// What is done to every image before D sees it.
    pub enum Augment as AugmentPolicy {
        self::Off,
        self::Flip,
        diff_augment::DiffAugment,
        ada_pipeline::AdaPipeline,
    }
}

impl Augment {
    /// Whether images are changed at all.
    pub fn is_on(&self) -> bool {
        !matches!(self, Augment::Off(_))
    }

    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        !self.is_on()
    }

    /// What is done to one image; see [`AugmentPolicy::draw`].
    pub(crate) fn draw(&self, draws: &mut Draws, situation: Situation) -> ImageTransform {
        self.declared().draw(draws, situation)
    }
}

impl AugmentPolicy for Off {
    fn draw(&self, _: &mut Draws, situation: Situation) -> ImageTransform {
        ImageTransform::none(situation.side)
    }
}

impl AugmentPolicy for Flip {
    fn draw(&self, draws: &mut Draws, situation: Situation) -> ImageTransform {
        let flipped = draws.unit_uniform() < self.probability * situation.strength;
        ImageTransform {
            colour: None,
            placement: Placement {
                flipped,
                ..Placement::none(situation.side)
            },
        }
    }
}
