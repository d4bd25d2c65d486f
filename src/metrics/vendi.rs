//! Vendi score (Friedman and Dieng 2023, definition 3.1): exp of the entropy of the eigenvalues of
//! K / n, an effective number of different rows between 1 and n.

use nalgebra::DMatrix;

use super::eigenvalues;
use super::measure::{FEW, Measure, RealRows};
use crate::distances::{Pair, Panels};

/// When two rows are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// The cosine of their angle. A row of zeros is like itself and no other.
    Cosine,
    /// exp(-|x - y|^2 / (2 bandwidth^2)).
    Gaussian {
        /// The distance at which rows are hardly alike any more.
        bandwidth: f64,
    },
}

/// Rows of each side: where nearly all differ, as the points of a young generator do, their
/// eigenvalues cost the third power.
const ROWS: usize = 250;
/// The Gaussian kernel's bandwidth over the median distance of real points: far below the distance
/// of modes, far above the noise within one.
const BANDWIDTH: f64 = 0.1;

/// Share of the kernel's trace that the low-rank factor of a Gaussian kernel may leave out.
const TOLERANCE: f64 = 1e-5;

/// The score of whole rows of `width` values; NaN if a value is not finite or there is no row.
///
/// Cosines cost n d^2 + d^3 (the dual, for d features) or, where there are fewer rows, n^2 d + n^3.
/// A Gaussian kernel is factored by Cholesky with pivots (Harbrecht et al. 2012) until all but 1e-5
/// of its trace is in r columns, for n r^2 + r^3.
pub fn vendi_score(rows: &[f32], width: usize, kernel: Kernel) -> f64 {
    if rows.is_empty() || rows.iter().any(|value| !value.is_finite()) {
        return f64::NAN;
    }
    let eigenvalues = match kernel {
        Kernel::Cosine => cosines(rows, width),
        Kernel::Gaussian { bandwidth } => gaussian(rows, width, bandwidth),
    };
    let count = (rows.len() / width) as f64;
    eigenvalues.map_or(f64::NAN, |values| {
        entropy(values.iter().map(|value| value / count)).exp()
    })
}

/// Shannon entropy in nats.
fn entropy(shares: impl Iterator<Item = f64>) -> f64 {
    shares
        .filter(|share| *share > 0.0)
        .map(|share| -share * share.ln())
        .sum()
}

/// Eigenvalues of the cosine kernel.
fn cosines(rows: &[f32], width: usize) -> Option<Vec<f64>> {
    let mut columns = eigenvalues::columns(rows, width);
    let mut zeros = 0.0;
    for mut column in columns.column_iter_mut() {
        let norm = column.norm();
        if norm > 0.0 {
            column /= norm;
        } else {
            zeros += 1.0;
        }
    }
    let mut eigenvalues = eigenvalues::eigenvalues(eigenvalues::smaller_gram(&columns))?;
    // Rows of zeros are a block of ones.
    eigenvalues.push(zeros);
    Some(eigenvalues)
}

/// The largest eigenvalues of the Gaussian kernel. None if the bandwidth is not positive.
fn gaussian(rows: &[f32], width: usize, bandwidth: f64) -> Option<Vec<f64>> {
    let scale = -0.5 / bandwidth.powi(2);
    if bandwidth.is_nan() || bandwidth <= 0.0 {
        return None;
    }
    let count = rows.len() / width;
    let row = |at: usize| &rows[at * width..][..width];
    let mut left = vec![1.0; count];
    let mut factor: Vec<Vec<f64>> = Vec::new();
    while left.iter().sum::<f64>() > TOLERANCE * count as f64 {
        let pivot = (0..count).fold(0, |best, at| if left[at] > left[best] { at } else { best });
        let alike = |other: &[f32]| {
            let square = |(a, b): (&f32, &f32)| (f64::from(*a) - f64::from(*b)).powi(2);
            (scale * row(pivot).iter().zip(other).map(square).sum::<f64>()).exp()
        };
        let mut column: Vec<f64> = rows.chunks_exact(width).map(alike).collect();
        for earlier in &factor {
            let share = earlier[pivot];
            column
                .iter_mut()
                .zip(earlier)
                .for_each(|(value, earlier)| *value -= share * earlier);
        }
        let root = left[pivot].sqrt();
        for (value, left) in column.iter_mut().zip(&mut left) {
            *value /= root;
            *left = (*left - *value * *value).max(0.0);
        }
        // What rounding leaves of it must not make it a pivot again.
        left[pivot] = 0.0;
        factor.push(column);
    }
    let columns = DMatrix::from_iterator(count, factor.len(), factor.into_iter().flatten());
    eigenvalues::eigenvalues(eigenvalues::smaller_gram(&columns))
}

/// The metric `vendi`: the score of samples over that of equally many real rows.
pub(super) fn prepare(real: &RealRows) -> Option<Measure> {
    let width = real.features.width;
    let kernel = if real.features_are_points {
        Kernel::Gaussian {
            bandwidth: BANDWIDTH * median_distance(real.features.first(FEW), width),
        }
    } else {
        Kernel::Cosine
    };
    let rows = real.features.first(ROWS).to_vec();
    let score_of_all = vendi_score(&rows, width, kernel);
    Some(Box::new(move |samples| {
        let values = samples.features.values.len().min(rows.len());
        let real = if values == rows.len() {
            score_of_all
        } else {
            vendi_score(&rows[..values], width, kernel)
        };
        Some(vendi_score(&samples.features.values[..values], width, kernel) / real)
    }))
}

/// The median distance between two of the rows; 0 where there are no two.
fn median_distance(rows: &[f32], width: usize) -> f64 {
    let mut all = Vec::new();
    Panels::new(rows, width).visit_before(rows, Pair::SquaredDistance, |_, distances| {
        all.extend_from_slice(distances)
    });
    if all.is_empty() {
        return 0.0;
    }
    let middle = all.len() / 2;
    f64::from(*all.select_nth_unstable_by(middle, f32::total_cmp).1).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{hashed, metrics, numbers};

    #[test]
    fn it_agrees_with_the_authors_package() {
        for case in metrics("vendi").as_array().unwrap() {
            let (width, rows) = (
                case["width"].as_u64().unwrap() as usize,
                numbers(&case["rows"]),
            );
            let kernel = match case["bandwidth"].as_f64() {
                Some(bandwidth) => Kernel::Gaussian { bandwidth },
                None => Kernel::Cosine,
            };
            let tolerance = if kernel == Kernel::Cosine { 1e-9 } else { 2e-4 };
            let (found, expected) = (
                vendi_score(&rows, width, kernel),
                case["score"].as_f64().unwrap(),
            );
            assert!(
                (found / expected - 1.0).abs() < tolerance,
                "{kernel:?}: {found}, expected {expected}"
            );
        }
    }

    #[test]
    fn equal_rows_are_one_and_strangers_are_as_many_as_they_are() {
        let near = Kernel::Gaussian { bandwidth: 0.1 };
        for kernel in [Kernel::Cosine, near] {
            assert!(
                (vendi_score(&[0.5; 20], 2, kernel) - 1.0).abs() < 1e-9,
                "{kernel:?}"
            );
        }
        assert!((vendi_score(&[0.0, 0.0, 10.0, 10.0, 20.0, 20.0], 1, near) - 3.0).abs() < 1e-9);
        assert!(
            (vendi_score(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0], 2, Kernel::Cosine) - 3.0).abs() < 1e-9
        );
    }

    #[test]
    fn what_is_not_finite_has_no_score_and_all_pivots_come_to_an_end() {
        assert!(vendi_score(&[f32::NAN, 1.0], 2, Kernel::Cosine).is_nan());
        assert!(vendi_score(&[1.0, 1.0], 2, Kernel::Gaussian { bandwidth: 0.0 }).is_nan());
        let rows = hashed(120, 3, 1.0);
        let score = vendi_score(&rows, 2, Kernel::Gaussian { bandwidth: 1e-6 });
        assert!((score - 60.0).abs() < 1e-6, "{score}");
    }

    #[test]
    fn the_median_is_that_of_distances_between_rows() {
        assert_eq!(median_distance(&[0.0, 0.0, 3.0, 4.0, 30.0, 40.0], 2), 45.0);
        assert_eq!(median_distance(&[1.0, 2.0], 2), 0.0);
    }
}
