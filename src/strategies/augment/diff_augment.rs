//! `diff_augment`: differentiable augmentation (Zhao et al. 2020).

use super::colour::ColourJitter;
use super::placement::{Cutout, Placement};
use super::policy::{AugmentPolicy, Situation};
use super::transform::ImageTransform;
use crate::rng::Draws;
use crate::schema::{NumberRange, UNIT_INTERVAL, parameters};

/// A share of the side; an image that is shifted by half of it is half gone.
const SHIFT: NumberRange = NumberRange::from(0.0).up_to(0.5);

parameters! {
    /// Every image that D sees has other colours, is shifted, and lacks a square.
    pub struct DiffAugment: "augment" / "diff_augment" {
        /// how far brightness, saturation and contrast vary, of what the paper has
        colour: f64 = "1.0" in UNIT_INTERVAL,
        /// largest shift along each axis, as a share of the side; zeros come in
        translation: f64 = "0.125" in SHIFT,
        /// side of the square that is set to 0, as a share of the side
        cutout: f64 = "0.5" in UNIT_INTERVAL,
        /// share of the images that are mirrored
        flip: f64 = "0.0" in UNIT_INTERVAL,
    }
    formula: "D(A(x)) and D(A(G(z))), A drawn for each image, u ~ U(0, 1) each time: mirrored with probability `flip`; \
              x + colour (u - 1/2); (x - m) (1 + colour (2u - 1)) + m, m the mean of a pixel; (x - M) (1 + colour (u - 1/2)) + M, M \
              the mean of the image; shifted by whole pixels up to `translation` S; a square of `cutout` S pixels set \
              to 0, its centre anywhere. With `adapt: ada` each of these with probability p.",
    source: "Zhao et al. 2020, Differentiable augmentation for data-efficient GAN training",
}

/// What is drawn for one image; all in [0, 1), never 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drawn {
    pub brightness: f64,
    pub saturation: f64,
    pub contrast: f64,
    pub shift: [f64; 2],
    pub cutout: [f64; 2],
    pub flip: f64,
    /// Whether colour, translation, cutout and mirroring are done at all.
    pub gates: [f64; 4],
}

impl AugmentPolicy for DiffAugment {
    fn draw(&self, draws: &mut Draws, situation: Situation) -> ImageTransform {
        let mut draw = || draws.unit_uniform();
        let drawn = Drawn {
            brightness: draw(),
            saturation: draw(),
            contrast: draw(),
            shift: [draw(), draw()],
            cutout: [draw(), draw()],
            flip: draw(),
            gates: [draw(), draw(), draw(), draw()],
        };
        self.transform(drawn, situation)
    }
}

impl DiffAugment {
    /// What is done with these draws to an image.
    pub(super) fn transform(&self, drawn: Drawn, situation: Situation) -> ImageTransform {
        let Situation {
            side,
            channels,
            strength,
            ..
        } = situation;
        let [colour, translation, cutout, flip] = drawn.gates.map(|gate| gate < strength);
        let jitter = ColourJitter {
            brightness: self.colour * (drawn.brightness - 0.5),
            saturation: 1.0 + self.colour * (2.0 * drawn.saturation - 1.0),
            contrast: 1.0 + self.colour * (drawn.contrast - 0.5),
        };
        let has_colour = colour && self.colour > 0.0;
        ImageTransform {
            colour: has_colour.then(|| jitter.colour(channels)),
            placement: Placement {
                flipped: flip && drawn.flip < self.flip,
                shift: if translation {
                    drawn.shift.map(|draw| self.shift(draw, side))
                } else {
                    [0, 0]
                },
                cutout: if cutout {
                    self.square(drawn.cutout, side)
                } else {
                    None
                },
                ..Placement::none(side)
            },
        }
    }

    /// A share of the side in whole pixels.
    fn pixels(share: f64, side: usize) -> i32 {
        (share * side as f64 + 0.5) as i32
    }

    fn shift(&self, draw: f64, side: usize) -> i32 {
        let most = Self::pixels(self.translation, side);
        (draw * f64::from(2 * most + 1)) as i32 - most
    }

    /// The square around a centre; what lies outside the image is cut from it.
    fn square(&self, centre: [f64; 2], side: usize) -> Option<Cutout> {
        let size = Self::pixels(self.cutout, side);
        let places = side as i32 + 1 - size % 2;
        let [top, left] = centre.map(|draw| (draw * f64::from(places)) as i32 - size / 2);
        (size > 0).then_some(Cutout {
            top,
            left,
            bottom: top + size,
            right: left + size,
        })
    }
}
