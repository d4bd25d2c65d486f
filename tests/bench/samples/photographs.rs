//! Pictures in colour that a program makes: each original a scene of its own colours, shapes and grain,
//! of which crops are taken as a camera would.

use seesaw::rng::{Draws, Seed, Stream};

/// Pixels a side of an original, and of a crop.
const ORIGINAL: usize = 128;
pub const SIDE: usize = 64;

/// An original picture, RGB bytes.
pub struct Original(Vec<u8>);

/// A number from 0 to 1.
pub fn share(draws: &mut Draws) -> f32 {
    draws.below(1 << 16) as f32 / 65_536.0
}

/// The originals of a seed.
pub fn originals(count: usize, seed: u64) -> Vec<Original> {
    let original =
        |number: usize| Original::new(&mut Seed(seed).at(Stream::Real, number as u64, 0));
    (0..count).map(original).collect()
}

impl Original {
    fn new(draws: &mut Draws) -> Self {
        let mut colour = || [share(draws), share(draws), share(draws)];
        let (sky, ground) = (colour(), colour());
        let shapes: Vec<([f32; 3], [f32; 3], [f32; 4])> = (0..12)
            .map(|_| {
                let place = [share(draws), share(draws), 0.05 + 0.2 * share(draws)];
                let waves = [
                    share(draws) * 40.0,
                    share(draws) * 40.0,
                    share(draws) * 6.3,
                    0.3 * share(draws),
                ];
                ([share(draws), share(draws), share(draws)], place, waves)
            })
            .collect();
        let mut pixels = Vec::with_capacity(ORIGINAL * ORIGINAL * 3);
        for y in 0..ORIGINAL {
            for x in 0..ORIGINAL {
                let (v, u) = (y as f32 / ORIGINAL as f32, x as f32 / ORIGINAL as f32);
                let mut pixel = [0, 1, 2].map(|at| sky[at] + (ground[at] - sky[at]) * v);
                for (colour, [left, top, size], [along, across, phase, depth]) in &shapes {
                    let far = ((u - left).powi(2) + (v - top).powi(2)).sqrt();
                    if far < *size {
                        let wave = depth * (along * u + across * v + phase).sin();
                        pixel = colour.map(|value| value + wave);
                    }
                }
                let grain = 0.06 * (share(draws) - 0.5);
                pixels.extend(pixel.map(|value| ((value + grain) * 255.0).clamp(0.0, 255.0) as u8));
            }
        }
        Self(pixels)
    }

    /// A crop of 64 pixels a side.
    pub fn crop(&self, draws: &mut Draws) -> Vec<u8> {
        let room = (ORIGINAL - SIDE) as u32 + 1;
        let (left, top) = (draws.below(room) as usize, draws.below(room) as usize);
        let lines = (top..top + SIDE).map(|y| (y * ORIGINAL + left) * 3);
        lines
            .flat_map(|start| &self.0[start..][..SIDE * 3])
            .copied()
            .collect()
    }
}

/// So many crops of the first of these originals.
pub fn crops(originals: &[Original], held: usize, count: usize, draws: &mut Draws) -> Vec<u8> {
    let crop = |_| {
        let original = draws.below(held as u32) as usize;
        originals[original].crop(draws)
    };
    (0..count).flat_map(crop).collect()
}

/// Each pixel the mean of the nine around it.
pub fn blurred(pictures: &[u8]) -> Vec<u8> {
    let row = SIDE * SIDE * 3;
    let mut out = pictures.to_vec();
    for (out, picture) in out.chunks_exact_mut(row).zip(pictures.chunks_exact(row)) {
        for (at, out) in out.iter_mut().enumerate() {
            let (y, x, channel) = (at / 3 / SIDE, at / 3 % SIDE, at % 3);
            let near = |at: usize, by: usize| (at + by).saturating_sub(1).min(SIDE - 1);
            let values = (0..9).map(|tap| {
                let place = near(y, tap / 3) * SIDE + near(x, tap % 3);
                u32::from(picture[place * 3 + channel])
            });
            *out = (values.sum::<u32>() / 9) as u8;
        }
    }
    out
}

/// Every value moved by up to `size`.
pub fn noisy(pictures: &[u8], size: f32, draws: &mut Draws) -> Vec<u8> {
    let moved = |value: &u8| {
        let value = f32::from(*value) + size * (2.0 * share(draws) - 1.0);
        value.clamp(0.0, 255.0) as u8
    };
    pictures.iter().map(moved).collect()
}

/// A pattern that alternates from pixel to pixel.
pub fn checkered(pictures: &[u8]) -> Vec<u8> {
    let value = |(at, value): (usize, &u8)| {
        let (y, x) = (at / 3 / SIDE % SIDE, at / 3 % SIDE);
        let by = if (x + y).is_multiple_of(2) {
            12.0
        } else {
            -12.0
        };
        (f32::from(*value) + by).clamp(0.0, 255.0) as u8
    };
    pictures.iter().enumerate().map(value).collect()
}
