//! How alike pictures of different samples are: SSIM (Wang et al. 2004, section III) over random
//! pairs, after Odena et al. 2017, section 4.2, who take it at several scales. At 28 or 32 pixels
//! there is only one.
//!
//! As in `pytorch-msssim`: a Gaussian window with a deviation of 1.5 over 11 pixels, only where it
//! fits, K1 = 0.01, K2 = 0.03, the mean over places, then over channels. Sides below 11 have the
//! largest odd window that fits.

use super::image_shape::ImageShape;
use super::measure::{Measure, RealRows};
use crate::rng::{Draws, Seed, Stream};

/// Real rows that pairs are drawn from.
const REAL_ROWS: usize = 1_000;
/// Pairs of images.
const PAIRS: usize = 64;

/// The most pixels along a side of the window, and its deviation.
const WINDOW: usize = 11;
const DEVIATION: f64 = 1.5;
/// (K1 L)^2 and (K2 L)^2 for values in a range of L = 2.
const C1: f32 = 0.02 * 0.02;
const C2: f32 = 0.06 * 0.06;

/// The mean SSIM over `pairs` random pairs of different rows, with values in [-1, 1] moved to [0,
/// 2]; from -1 to 1. NaN if a value is not finite or there are no two rows.
pub fn mean_ssim(rows: &[f32], shape: ImageShape, pairs: usize, draws: &mut Draws) -> f64 {
    let width = shape.side * shape.side * shape.channels;
    let count = (rows.len() / width) as u32;
    if count < 2 || pairs == 0 || rows.iter().any(|value| !value.is_finite()) {
        return f64::NAN;
    }
    let row = |at: u32| &rows[at as usize * width..][..width];
    let window = window(shape.side);
    let pair = |_| {
        let one = draws.below(count);
        let other = (one + 1 + draws.below(count - 1)) % count;
        ssim(row(one), row(other), shape, &window)
    };
    (0..pairs).map(pair).sum::<f64>() / pairs as f64
}

/// The window along one axis.
fn window(side: usize) -> Vec<f32> {
    let size = WINDOW.min(if side.is_multiple_of(2) {
        side - 1
    } else {
        side
    });
    let weight = |place: usize| {
        (-(place as f64 - (size / 2) as f64).powi(2) / (2.0 * DEVIATION * DEVIATION)).exp()
    };
    let total: f64 = (0..size).map(weight).sum();
    (0..size)
        .map(|place| (weight(place) / total) as f32)
        .collect()
}

/// The SSIM of two pictures.
fn ssim(one: &[f32], other: &[f32], shape: ImageShape, window: &[f32]) -> f64 {
    let channel = |channel: usize| {
        let values = |row: &[f32]| -> Vec<f32> {
            row.iter()
                .skip(channel)
                .step_by(shape.channels)
                .map(|value| value + 1.0)
                .collect()
        };
        plane(&values(one), &values(other), shape.side, window)
    };
    (0..shape.channels).map(channel).sum::<f64>() / shape.channels as f64
}

/// The SSIM of one channel.
fn plane(one: &[f32], other: &[f32], side: usize, window: &[f32]) -> f64 {
    let product =
        |a: &[f32], b: &[f32]| -> Vec<f32> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
    let [mean_one, mean_other, squares_one, squares_other, products] = [
        one,
        other,
        &product(one, one),
        &product(other, other),
        &product(one, other),
    ]
    .map(|values| blur(values, side, window));
    let at = |place: usize| {
        let (a, b) = (mean_one[place], mean_other[place]);
        let (variance_a, variance_b) = (squares_one[place] - a * a, squares_other[place] - b * b);
        let covariance = products[place] - a * b;
        let contrast = (2.0 * covariance + C2) / (variance_a + variance_b + C2);
        f64::from((2.0 * a * b + C1) / (a * a + b * b + C1) * contrast)
    };
    (0..mean_one.len()).map(at).sum::<f64>() / mean_one.len() as f64
}

/// The weighted means of a square of values wherever the window fits, first down the columns, then
/// along the rows.
fn blur(values: &[f32], side: usize, window: &[f32]) -> Vec<f32> {
    let inner = side - window.len() + 1;
    let mut down = vec![0.0; inner * side];
    for (line, out) in down.chunks_exact_mut(side).enumerate() {
        for (values, weight) in values[line * side..].chunks_exact(side).zip(window) {
            out.iter_mut()
                .zip(values)
                .for_each(|(out, value)| *out += weight * value);
        }
    }
    let mut out = vec![0.0; inner * inner];
    for (line, out) in down.chunks_exact(side).zip(out.chunks_exact_mut(inner)) {
        for (first, weight) in window.iter().enumerate() {
            out.iter_mut()
                .zip(&line[first..])
                .for_each(|(out, value)| *out += weight * value);
        }
    }
    out
}

/// The mean over pairs of rows; those of samples and of real rows have the same places.
fn mean_of_pairs(rows: &[f32], shape: ImageShape, seed: Seed) -> f64 {
    mean_ssim(rows, shape, PAIRS, &mut seed.at(Stream::Similarity, 0, 0))
}

/// The metric `similarity`, of images only.
pub(super) fn prepare(real: &RealRows) -> Option<Measure> {
    let (shape, seed) = (real.image?, real.seed);
    Some(Box::new(move |samples| {
        Some(mean_of_pairs(samples.data.values, shape, seed))
    }))
}

/// The metric `similarity_real`, of images only.
pub(super) fn prepare_real(real: &RealRows) -> Option<Measure> {
    let shape = real.image?;
    let value = mean_of_pairs(real.data.first(REAL_ROWS), shape, real.seed);
    Some(Box::new(move |_| Some(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{hashed, metrics, numbers};

    fn of(rows: &[f32], shape: ImageShape, pairs: usize) -> f64 {
        mean_ssim(
            rows,
            shape,
            pairs,
            &mut Seed(1).at(Stream::Similarity, 0, 0),
        )
    }

    #[test]
    fn it_agrees_with_pytorch_msssim() {
        for case in metrics("similarity").as_array().unwrap() {
            let size = |name: &str| case[name].as_u64().unwrap() as usize;
            let shape = ImageShape {
                side: size("side"),
                channels: size("channels"),
            };
            let found = ssim(
                &numbers(&case["one"]),
                &numbers(&case["other"]),
                shape,
                &window(shape.side),
            );
            let expected = case["ssim"].as_f64().unwrap();
            assert!(
                (found - expected).abs() < 2e-5,
                "{shape:?}: {found}, expected {expected}"
            );
        }
    }

    #[test]
    fn equal_pictures_are_at_one_and_noise_is_not() {
        for side in [1, 2, 8, 28] {
            let shape = ImageShape { side, channels: 1 };
            let one = hashed(side * side, 4, 1.0);
            assert!((of(&one.repeat(3), shape, 10) - 1.0).abs() < 1e-6);
        }
        let noise = of(
            &hashed(40 * 64, 4, 1.0),
            ImageShape {
                side: 8,
                channels: 1,
            },
            50,
        );
        assert!(noise.abs() < 0.2, "{noise}");
        assert!(
            of(
                &[0.0; 4],
                ImageShape {
                    side: 2,
                    channels: 1
                },
                5
            )
            .is_nan()
        );
        assert!(
            of(
                &[f32::NAN; 8],
                ImageShape {
                    side: 2,
                    channels: 1
                },
                5
            )
            .is_nan()
        );
    }
}
