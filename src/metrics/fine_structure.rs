//! Fine structure of pictures: how much detail they have, and whether it alternates from pixel to pixel,
//! as where transposed convolutions overlap unevenly (Odena et al. 2016, "Deconvolution and checkerboard
//! artifacts").

use super::image_shape::ImageShape;

/// Means over pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FineStructure {
    /// The mean size of what each pixel differs from the mean of its four neighbours: edges, grain and
    /// noise. Values reach from -1 to 1.
    pub detail: f64,
    /// The mean amplitude of a pattern that alternates from pixel to pixel over the whole picture, along
    /// lines, columns or both, whichever is the strongest.
    pub alternation: f64,
    /// The mean standard deviation of the pixels of a picture.
    pub contrast: f64,
}

impl FineStructure {
    /// Measures whole rows; none where there are no pictures or they have fewer than 4 pixels a side.
    pub fn of(rows: &[f32], shape: ImageShape) -> Option<Self> {
        let row = shape.side * shape.side * shape.channels;
        let count = rows.len() / row.max(1);
        if count == 0 || shape.side < 4 {
            return None;
        }
        let (mut detail, mut alternation, mut contrast) = (0.0, 0.0, 0.0);
        for picture in rows.chunks_exact(row) {
            let grey: Vec<f32> = picture
                .chunks_exact(shape.channels)
                .map(|pixel| pixel.iter().sum::<f32>() / shape.channels as f32)
                .collect();
            detail += detail_of(&grey, shape.side);
            alternation += alternation_of(&grey, shape.side);
            contrast += contrast_of(&grey);
        }
        Some(Self {
            detail: detail / count as f64,
            alternation: alternation / count as f64,
            contrast: contrast / count as f64,
        })
    }
}

fn detail_of(grey: &[f32], side: usize) -> f64 {
    let mut sum = 0.0;
    for y in 1..side - 1 {
        for x in 1..side - 1 {
            let at = y * side + x;
            let around = grey[at - 1] + grey[at + 1] + grey[at - side] + grey[at + side];
            sum += f64::from((grey[at] - around / 4.0).abs());
        }
    }
    sum / ((side - 2) * (side - 2)) as f64
}

fn contrast_of(grey: &[f32]) -> f64 {
    let count = grey.len() as f64;
    let mean = grey.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    let squares = grey.iter().map(|value| (f64::from(*value) - mean).powi(2));
    (squares.sum::<f64>() / count).sqrt()
}

/// Over an even number of lines and columns, so that what is constant cancels out.
fn alternation_of(grey: &[f32], side: usize) -> f64 {
    let even = side - side % 2;
    let mut sums = [0.0f64; 3];
    for y in 0..even {
        for x in 0..even {
            let value = f64::from(grey[y * side + x]);
            let sign = |odd: usize| if odd.is_multiple_of(2) { value } else { -value };
            sums[0] += sign(x);
            sums[1] += sign(y);
            sums[2] += sign(x + y);
        }
    }
    let strongest = sums.iter().fold(0.0, |most: f64, sum| most.max(sum.abs()));
    strongest / (even * even) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: ImageShape = ImageShape {
        side: 8,
        channels: 1,
    };

    fn picture(value: impl Fn(usize, usize) -> f32) -> FineStructure {
        let rows: Vec<f32> = (0..64).map(|at| value(at / 8, at % 8)).collect();
        FineStructure::of(&rows, SHAPE).unwrap()
    }

    #[test]
    fn a_checkerboard_alternates_and_a_slope_does_not() {
        let board = picture(|y, x| 0.3 + if (x + y) % 2 == 0 { 0.1 } else { -0.1 });
        assert!((board.alternation - 0.1).abs() < 1e-6);
        assert!((board.detail - 0.2).abs() < 1e-6);
        let columns = picture(|_, x| if x % 2 == 0 { 0.1 } else { -0.1 });
        assert!((columns.alternation - 0.1).abs() < 1e-6);
        let slope = picture(|y, x| 0.01 * (x + y) as f32);
        assert!(slope.detail < 1e-6 && slope.alternation < 0.011);
        let flat = picture(|_, _| 0.7);
        assert!(flat.alternation < 1e-9 && flat.contrast < 1e-6);
        assert!((columns.contrast - 0.1).abs() < 1e-6);
        assert_eq!(FineStructure::of(&[], SHAPE), None);
    }
}
