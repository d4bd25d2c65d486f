//! The three losses of style transfer, each with its gradient.

use crate::nn::{ThreadPool, add_channel_product, gram_matrix};

/// Losses of a picture before weights; `None` for one that has no weight and is not computed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LossValues {
    /// Of the features, against the content's.
    pub content: Option<f64>,
    /// Of the Gram matrices, against the styles'.
    pub style: Option<f64>,
    /// Of neighbouring pixels.
    pub variation: Option<f64>,
    /// The weighted sum, which is minimised.
    pub total: f64,
}

/// 0.5 sum (F - P)^2; adds `scale` times its gradient F - P.
pub(super) fn add_content_loss(
    features: &[f32],
    wanted: &[f32],
    scale: f64,
    gradient: &mut [f32],
) -> f64 {
    let (scale, mut sum) = (scale as f32, 0.0);
    for ((gradient, feature), wanted) in gradient.iter_mut().zip(features).zip(wanted) {
        let difference = feature - wanted;
        sum += f64::from(difference).powi(2);
        *gradient += scale * difference;
    }
    0.5 * sum
}

/// What the Gram matrix of a layer should be.
#[derive(Clone, Debug)]
pub(super) struct StyleTarget {
    /// What its loss counts among those of several styles.
    pub weight: f64,
    /// The style's Gram matrix.
    pub gram: Vec<f32>,
}

/// Mean of (G - A)^2 over the C x C entries, where G = F^T F / positions is the Gram matrix of the
/// features and A the style's; adds `scale` times its gradient, 4 F (G - A) / (positions C^2).
pub(super) fn add_style_loss(
    pool: &ThreadPool,
    (features, channels): (&[f32], usize),
    styles: &[StyleTarget],
    scale: f64,
    gradient: &mut [f32],
) -> f64 {
    let gram = gram_matrix(pool, features, channels);
    let positions = (features.len() / channels) as f64;
    let entries = (channels * channels) as f64;
    let (mut loss, mut matrix) = (0.0, vec![0.0; gram.len()]);
    for StyleTarget {
        weight,
        gram: wanted,
    } in styles
    {
        let factor = (4.0 * scale * weight / (positions * entries)) as f32;
        let mut sum = 0.0;
        for ((out, own), wanted) in matrix.iter_mut().zip(&gram).zip(wanted) {
            let difference = own - wanted;
            sum += f64::from(difference).powi(2);
            *out += factor * difference;
        }
        loss += weight * sum / entries;
    }
    add_channel_product(pool, features, channels, &matrix, gradient);
    loss
}

/// Sum of |differences| between neighbouring pixels along both axes, in every channel; adds `scale`
/// times its gradient.
pub(super) fn add_variation_loss(
    pixels: &[f32],
    (height, width): (usize, usize),
    scale: f64,
    gradient: &mut [f32],
) -> f64 {
    let (row, scale) = (width * 3, scale as f32);
    let mut loss = 0.0;
    let mut pair = |first: usize, second: usize| {
        let difference = pixels[second] - pixels[first];
        loss += f64::from(difference.abs());
        let slope = scale * sign(difference);
        gradient[second] += slope;
        gradient[first] -= slope;
    };
    for start in (0..height).map(|y| y * row) {
        (start..start + row - 3).for_each(|at| pair(at, at + 3));
        if start + row < pixels.len() {
            (start..start + row).for_each(|at| pair(at, at + row));
        }
    }
    loss
}

/// -1, 0 or 1, and NaN of NaN: the derivative of the absolute value, 0 where it has none.
fn sign(value: f32) -> f32 {
    match value == 0.0 {
        true => 0.0,
        false => value.signum(),
    }
}
