//! Kernel distance (KID), on any features (Binkowski et al. 2018, section 3): the unbiased squared
//! maximum mean discrepancy with the kernel (x.y / d + 1)^3. An unbiased estimate of a small number
//! may be a little below 0.

use super::measure::{FEW, Measure, RealRows};
use crate::distances::{Pair, Panels};

/// Rows with the mean of their kernel over pairs of different rows.
struct KernelReference {
    panels: Panels,
    mean: f64,
}

impl KernelReference {
    /// Packs whole rows of `width` values.
    fn new(rows: &[f32], width: usize) -> Self {
        let panels = Panels::new(rows, width);
        let mut sum = 0.0;
        panels.visit_before(rows, Pair::Product, |_, products| {
            sum += kernel_sum(products, width)
        });
        let count = panels.count() as f64;
        Self {
            mean: 2.0 * sum / (count * (count - 1.0)),
            panels,
        }
    }

    /// The kernel distance of samples (whole rows); NaN where a side has fewer than two rows or a
    /// value is not finite.
    fn distance(&self, samples: &[f32]) -> f64 {
        let width = self.panels.width();
        let count = (samples.len() / width * self.panels.count()) as f64;
        let mut sum = 0.0;
        self.panels.visit(samples, Pair::Product, |_, products| {
            sum += kernel_sum(products, width)
        });
        self.mean + Self::new(samples, width).mean - 2.0 * sum / count
    }
}

/// The kernel summed over scalar products of rows of `width` values. Eight sums run beside each
/// other.
fn kernel_sum(products: &[f32], width: usize) -> f64 {
    let scale = 1.0 / width as f64;
    let kernel = |product: &f32| {
        let base = f64::from(*product) * scale + 1.0;
        base * base * base
    };
    let (chunks, rest) = products.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        for (sum, product) in sums.iter_mut().zip(chunk) {
            *sum += kernel(product);
        }
    }
    sums.iter().sum::<f64>() + rest.iter().map(kernel).sum::<f64>()
}

/// The kernel distance of samples from real rows, each of `width` values; NaN where a side has
/// fewer than two rows or a value is not finite.
pub fn kernel_distance(real: &[f32], samples: &[f32], width: usize) -> f64 {
    KernelReference::new(real, width).distance(samples)
}

/// The metric `kernel_distance`.
pub(super) fn prepare(real: &RealRows) -> Option<Measure> {
    let reference = KernelReference::new(real.features.first(FEW), real.features.width);
    Some(Box::new(move |samples| {
        Some(reference.distance(samples.features.first(FEW)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{metrics, numbers};

    #[test]
    fn it_agrees_with_the_polynomial_kernel_of_scikit_learn() {
        for case in metrics("kernel_distance").as_array().unwrap() {
            let width = case["width"].as_u64().unwrap() as usize;
            let found = kernel_distance(&numbers(&case["real"]), &numbers(&case["fake"]), width);
            let expected = case["distance"].as_f64().unwrap();
            assert!(
                (found - expected).abs() < 1e-6 * expected.abs().max(1.0),
                "{found}, expected {expected}"
            );
        }
    }

    #[test]
    fn one_row_has_no_pair_and_what_is_not_finite_no_distance() {
        assert!(kernel_distance(&[1.0, 2.0], &[1.0, 2.0, 3.0, 4.0], 2).is_nan());
        assert!(kernel_distance(&[1.0, 2.0, 3.0, 4.0], &[f32::NAN, 2.0, 3.0, 4.0], 2).is_nan());
        assert_eq!(kernel_distance(&[1.0; 8], &[1.0; 6], 2), 0.0);
    }
}
