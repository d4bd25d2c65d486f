//! How far samples differ from each other, whatever they show.

/// Standard deviation of each feature over the rows, averaged over the features.
pub fn mean_standard_deviation(rows: &[f32], row: usize) -> f64 {
    let n = (rows.len() / row) as f64;
    let (mut sums, mut squares) = (vec![0f64; row], vec![0f64; row]);
    for values in rows.chunks_exact(row) {
        for ((sum, square), value) in sums.iter_mut().zip(&mut squares).zip(values) {
            *sum += f64::from(*value);
            *square += f64::from(*value).powi(2);
        }
    }
    let deviation = |(sum, square): (&f64, &f64)| {
        let variance = square / n - (sum / n).powi(2);
        // Rounding may leave a constant feature just below zero; a NaN stays one.
        if variance < 0.0 { 0.0 } else { variance.sqrt() }
    };
    sums.iter().zip(&squares).map(deviation).sum::<f64>() / row as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_rows() {
        assert!((mean_standard_deviation(&[0.0, 5.0, 2.0, 5.0], 2) - 0.5).abs() < 1e-12);
        assert_eq!(mean_standard_deviation(&[0.1; 6], 2), 0.0);
    }
}
