//! `ada_pipeline`: the augmentations of Karras et al. 2020.

use std::f64::consts::PI;

use super::colour::ColourChain;
use super::placement::{Border, Placement};
use super::policy::{AugmentPolicy, Situation};
use super::transform::ImageTransform;
use crate::rng::Draws;
use crate::schema::{NumberRange, UNIT_INTERVAL, parameters};
use crate::strategies::half_cosine::half_cosine;

/// A share of the side.
const SHIFT: NumberRange = NumberRange::from(0.0).up_to(0.5);

parameters! {
    /// Images that D sees are mirrored, turned, shifted and recoloured, each with the same probability.
    pub struct AdaPipeline: "augment" / "ada_pipeline" {
        /// probability of each change; near 1 turned images begin to leak into what G makes
        probability: f64 = "0.5" in UNIT_INTERVAL,
        /// share of the run over which the probability rises from 0, along half a cosine
        ramp_up: f64 = "0.0" in UNIT_INTERVAL,
        /// factor on the probability of mirroring and of quarter turns
        turn: f64 = "1.0" in UNIT_INTERVAL,
        /// largest shift along each axis, as a share of the side; the mirrored image comes in
        translation: f64 = "0.125" in SHIFT,
        /// factor on the probability of each change of colour
        colour: f64 = "1.0" in UNIT_INTERVAL,
    }
    formula: "D(A(x)) and D(A(G(z))), A drawn for each image. q = probability p, p of `adapt: ada` or 1, times \
              (1 - cos(pi min(1, t / (ramp_up T)))) / 2 where ramp_up > 0. Each change with probability q (mirroring and quarter \
              turns: turn q; colours: colour q): mirrored or not; 0 to 3 quarter turns; shifted by whole pixels up to \
              `translation` S; N(0, 0.2^2) added; times 2^N(0, 0.5^2); greys negated or not; hues turned by any angle; \
              distance from grey times 2^N(0, 1).",
    source: "Karras et al. 2020, Training GANs with limited data (ADA), without its changes between pixels; probabilities that rise: \
             Huang et al. 2024, R3GAN",
}

/// The random numbers of one image: uniform on [0, 1), except `normal`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drawn {
    pub flip: f64,
    pub turn: f64,
    pub shift: [f64; 2],
    pub luma: f64,
    pub hue: f64,
    /// Standard normal: brightness, contrast, saturation.
    pub normal: [f32; 3],
    /// Whether each is done: mirroring, turns, shift, brightness, contrast, negated greys, hue, saturation.
    pub gates: [f64; 8],
}

impl AugmentPolicy for AdaPipeline {
    fn draw(&self, draws: &mut Draws, situation: Situation) -> ImageTransform {
        let mut normal = [0.0; 3];
        draws.normal(&mut normal);
        let mut draw = || draws.unit_uniform();
        let drawn = Drawn {
            flip: draw(),
            turn: draw(),
            shift: [draw(), draw()],
            luma: draw(),
            hue: draw(),
            normal,
            gates: std::array::from_fn(|_| draw()),
        };
        self.transform(drawn, situation)
    }
}

impl AdaPipeline {
    /// The share of the probability that is there after a share of the run.
    pub(crate) fn risen(&self, progress: f64) -> f64 {
        if self.ramp_up == 0.0 {
            return 1.0;
        }
        half_cosine(0.0, 1.0, progress / self.ramp_up)
    }

    /// What is done with these draws to an image.
    pub(super) fn transform(&self, drawn: Drawn, situation: Situation) -> ImageTransform {
        let Situation { side, channels, .. } = situation;
        let probability = self.probability * self.risen(situation.progress) * situation.strength;
        let [
            flip,
            turn,
            shift,
            brightness,
            contrast,
            luma,
            hue,
            saturation,
        ] = drawn.gates;
        let turns = probability * self.turn;
        let colours = probability * self.colour;
        let pixels = |draw: f64| {
            let share = (2.0 * draw - 1.0) * self.translation;
            (share * side as f64).round_ties_even() as i32
        };
        let placement = Placement {
            flipped: flip < turns && drawn.flip >= 0.5,
            quarter_turns: if turn < turns {
                (drawn.turn * 4.0) as u32
            } else {
                0
            },
            shift: if shift < probability {
                drawn.shift.map(pixels)
            } else {
                [0, 0]
            },
            border: Border::Mirror,
            ..Placement::none(side)
        };
        let normal = drawn.normal.map(f64::from);
        let unchanged = ColourChain::new();
        let mut chain = unchanged;
        if brightness < colours {
            chain = chain.brighten(0.2 * normal[0]);
        }
        if contrast < colours {
            chain = chain.contrast((0.5 * normal[1]).exp2());
        }
        if luma < colours && drawn.luma >= 0.5 {
            chain = chain.flip_luma();
        }
        if hue < colours && channels > 1 {
            chain = chain.turn_hue((2.0 * drawn.hue - 1.0) * PI);
        }
        if saturation < colours && channels > 1 {
            chain = chain.saturate(normal[2].exp2());
        }
        ImageTransform {
            colour: (chain != unchanged).then(|| chain.colour(channels)),
            placement,
        }
    }
}
