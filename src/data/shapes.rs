//! Drawn RGB images whose modes are known: which shape, in which colour, at which place.
//!
//! Within a mode an image varies in the exact place and size of its shape and in the brightness of
//! shape and background, so that no pixel is the same in every image, and no mode is one point. The
//! variation is small beside the distance between modes: which mode an image belongs to has one
//! answer.

use super::data_set::{DataSet, Modes};
use crate::config::Kind;
use crate::rng::{Draws, Seed, Stream};

/// What a mode consists of, each in the order in which a study counts them.
const SHAPES: usize = 3;
const COLOURS: [[f32; 3]; 4] = [
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0],
    [1.0, 1.0, 0.0],
];
const PLACES: usize = 4;

/// Half the width of a shape, in quarters of the image (a place is 1 wide).
const REACH: f32 = 0.4;
/// Half the width of the bars of a cross, and of a frame's hole.
const BAR: f32 = 0.13;
const HOLE: f32 = 0.27;

/// Largest shift along each axis, in widths of a place, and largest share by which the size
/// changes.
const SHIFT: f32 = 0.01;
const GROWTH: f32 = 0.015;
/// Values of the background and of a colour, each with the largest deviation from it.
const BACKGROUND: (f32, f32) = (-0.94, 0.05);
const INK: (f32, f32) = (0.9, 0.09);

/// How near a sample must be to a mode's centre, as a share of the smallest distance between two
/// modes. An average of two modes is half that distance away, so it belongs to neither; of real
/// images at least 99 in 100 are nearer (a test measures both).
const RADIUS: f32 = 0.4;

/// Fresh images at every step: there is no finite training set to memorise.
pub struct Shapes {
    side: usize,
    /// What each mode is, in the order of the centres.
    vocabulary: Vec<Mode>,
    modes: Modes,
}

#[derive(Clone, Copy)]
struct Mode {
    shape: usize,
    colour: usize,
    place: usize,
}

/// How an image differs from its mode's centre, each in -1..1.
#[derive(Default)]
struct Variation {
    x: f32,
    y: f32,
    size: f32,
    ink: f32,
    background: f32,
}

impl Shapes {
    /// Images of `side` x `side` pixels with the first `shapes` (square, frame, cross), `colours`
    /// (red, green, blue, yellow) and `places` (quarters, row by row) in every combination.
    pub fn new(side: usize, shapes: usize, colours: usize, places: usize) -> Self {
        let vocabulary = modes(shapes, colours, places);
        let centres = centres(side, &vocabulary);
        let row = side * side * 3;
        // Taken among all modes there are, so that it is the same whichever of them a study takes.
        let apart = smallest_distance(
            &self::centres(side, &modes(SHAPES, COLOURS.len(), PLACES)),
            row,
        );
        Self {
            side,
            vocabulary,
            modes: Modes {
                centres,
                row,
                radius: RADIUS * apart,
            },
        }
    }

    fn fill(&self, draws: &mut Draws, out: &mut [f32]) {
        for image in out.chunks_exact_mut(self.modes.row) {
            let mode = self.vocabulary[draws.below(self.vocabulary.len() as u32) as usize];
            let mut varied = [0.0; 5];
            draws.uniform(1.0, &mut varied);
            let [x, y, size, ink, background] = varied;
            draw(
                self.side,
                mode,
                &Variation {
                    x,
                    y,
                    size,
                    ink,
                    background,
                },
                image,
            );
        }
    }
}

fn modes(shapes: usize, colours: usize, places: usize) -> Vec<Mode> {
    let mode = |i: usize| Mode {
        shape: i / (colours * places),
        colour: i / places % colours,
        place: i % places,
    };
    (0..shapes * colours * places).map(mode).collect()
}

fn centres(side: usize, modes: &[Mode]) -> Vec<f32> {
    let row = side * side * 3;
    let mut centres = vec![0.0; modes.len() * row];
    for (centre, mode) in centres.chunks_exact_mut(row).zip(modes) {
        draw(side, *mode, &Variation::default(), centre);
    }
    centres
}

fn smallest_distance(centres: &[f32], row: usize) -> f32 {
    let squared = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
    let rows: Vec<&[f32]> = centres.chunks_exact(row).collect();
    let pairs = rows
        .iter()
        .enumerate()
        .flat_map(|(i, a)| rows[..i].iter().map(move |b| squared(a, b)));
    pairs.fold(f32::INFINITY, f32::min).sqrt()
}

/// Writes one image (side, side, 3).
fn draw(side: usize, mode: Mode, variation: &Variation, image: &mut [f32]) {
    let place = side as f32 / 2.0;
    let centre = |quarter: usize, shift: f32| (quarter as f32 + 0.5 + SHIFT * shift) * place;
    let (x, y) = (
        centre(mode.place % 2, variation.x),
        centre(mode.place / 2, variation.y),
    );
    let unit = place * (1.0 + GROWTH * variation.size);
    let background = BACKGROUND.0 + BACKGROUND.1 * variation.background;
    let ink = INK.0 + INK.1 * variation.ink;
    let colour = COLOURS[mode.colour].map(|part| if part > 0.0 { ink } else { background });
    for (at, pixel) in image.chunks_exact_mut(3).enumerate() {
        let middle = |index: usize, centre: f32| (index as f32 + 0.5 - centre) / unit;
        let outside = outside(mode.shape, middle(at % side, x), middle(at / side, y));
        // The share of the pixel that the shape covers, as if the edge were straight within it.
        let covered = (0.5 - outside * unit).clamp(0.0, 1.0);
        for (value, colour) in pixel.iter_mut().zip(colour) {
            *value = background + covered * (colour - background);
        }
    }
}

/// Distance of a point to a shape's edge, negative inside, in widths of a place from the shape's
/// centre.
fn outside(shape: usize, x: f32, y: f32) -> f32 {
    let (x, y) = (x.abs(), y.abs());
    let bar = |along: f32, across: f32| (along - REACH).max(across - BAR);
    match shape {
        0 => x.max(y) - REACH,
        1 => (x.max(y) - REACH).max(HOLE - x.max(y)),
        _ => bar(x, y).min(bar(y, x)),
    }
}

impl DataSet for Shapes {
    fn kind(&self) -> Kind {
        Kind::Images {
            side: self.side,
            channels: 3,
        }
    }

    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        self.fill(&mut seed.at(Stream::Real, step, part), out);
    }

    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        let mut out = vec![0.0; rows * self.modes.row];
        self.fill(&mut seed.at(Stream::Reference, 0, 0), &mut out);
        out
    }

    fn modes(&self) -> Option<&Modes> {
        Some(&self.modes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_numbered_by_shape_then_colour_then_place() {
        let shapes = Shapes::new(8, 2, 3, 4);
        assert_eq!((shapes.modes.count(), shapes.modes.row), (24, 192));
        // Mode 13 is the frame, red, at the upper right.
        let centre = shapes.modes.rows().nth(13).unwrap();
        let pixel = |x: usize, y: usize| &centre[(y * 8 + x) * 3..][..3];
        assert!(
            pixel(4, 0)[0] > 0.0 && pixel(4, 0)[1] < -0.9,
            "its border is red"
        );
        assert_eq!(pixel(0, 0), [BACKGROUND.0; 3]);
        assert!(pixel(5, 1)[0] < -0.5, "its hole is not");
    }

    #[test]
    fn the_radius_does_not_depend_on_how_many_modes_a_study_takes() {
        assert_eq!(
            Shapes::new(16, 1, 1, 1).modes.radius,
            Shapes::new(16, 3, 4, 4).modes.radius
        );
    }

    #[test]
    fn batches_are_stable() {
        let shapes = Shapes::new(8, 3, 4, 4);
        let mut batch = vec![0.0; 192 * 2];
        shapes.batch(Seed(1), 1, 0, &mut batch);
        let again = shapes.reference(Seed(1), 2);
        assert_ne!(batch, again, "the reference is a stream of its own");
        let mut twice = vec![0.0; 192 * 2];
        shapes.batch(Seed(1), 1, 0, &mut twice);
        assert_eq!(batch, twice);
    }
}
