//! The loss of a classifier.

/// Mean over rows of -ln softmax(z)_c, c the row's class, and its derivative with respect to every
/// logit z: (softmax(z) - one at c) / rows (Goodfellow, Bengio and Courville 2016, Deep Learning,
/// section 6.2.2.3).
///
/// `logits` are rows of `width`, of which the first `classes` take part: the others have the
/// derivative 0.
///
/// # Panics
/// If a class is not below `classes`: a defect of the caller.
pub fn cross_entropy(
    logits: &[f32],
    width: usize,
    classes: usize,
    of_rows: &[u8],
) -> (f64, Vec<f32>) {
    let scale = 1.0 / of_rows.len() as f64;
    let (mut value, mut gradient) = (0.0, vec![0.0; logits.len()]);
    let rows = logits
        .chunks_exact(width)
        .zip(gradient.chunks_exact_mut(width));
    for ((logits, gradient), class) in rows.zip(of_rows) {
        let (logits, class) = (&logits[..classes], usize::from(*class));
        // The largest logit is taken out, so that no exponential overflows.
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let power = |logit: &f32| f64::from(logit - largest).exp();
        let sum: f64 = logits.iter().map(power).sum();
        value += scale * (sum.ln() - f64::from(logits[class] - largest));
        for (at, (gradient, logit)) in gradient.iter_mut().zip(logits).enumerate() {
            let target = if at == class { 1.0 } else { 0.0 };
            *gradient = (scale * (power(logit) / sum - target)) as f32;
        }
    }
    (value, gradient)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f32; 8] = [0.3, -1.2, 2.0, 9.0, -0.5, 0.25, 0.0, -9.0];

    #[test]
    fn the_gradient_is_that_of_finite_differences() {
        let (width, classes, of_rows) = (4, 3, [2, 0]);
        let (_, gradient) = cross_entropy(&LOGITS, width, classes, &of_rows);
        for at in 0..LOGITS.len() {
            let value = |shift: f32| {
                let mut logits = LOGITS;
                logits[at] += shift;
                cross_entropy(&logits, width, classes, &of_rows).0
            };
            let difference = (value(1e-2) - value(-1e-2)) / 2e-2;
            assert!(
                (f64::from(gradient[at]) - difference).abs() < 1e-5,
                "{at}: {} {difference}",
                gradient[at]
            );
        }
        assert_eq!(
            (gradient[3], gradient[7]),
            (0.0, 0.0),
            "logits beyond the classes take no part"
        );
    }

    #[test]
    fn values_are_known_where_they_can_be_worked_out() {
        let (value, gradient) = cross_entropy(&[0.0; 12], 6, 5, &[0, 4]);
        assert!((value - 5f64.ln()).abs() < 1e-12);
        assert!(
            (gradient[0] + 0.4).abs() < 1e-7 && (gradient[1] - 0.1).abs() < 1e-7,
            "{gradient:?}"
        );
        let (value, gradient) = cross_entropy(&[1000.0, 0.0], 2, 2, &[1]);
        assert!(
            (value - 1000.0).abs() < 1e-9 && gradient == [1.0, -1.0],
            "no overflow: {value} {gradient:?}"
        );
    }
}
