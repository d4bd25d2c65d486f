//! What a variational autoencoder minimises, and how many of its latents say anything.

/// Variance of a latent's mean over a batch from which the latent is active (Burda et al. 2016).
const ACTIVE: f64 = 0.01;

/// A loss as a mean over rows, and its derivative with respect to each value.
pub(super) struct ValueAndGradient {
    pub value: f64,
    pub gradient: Vec<f32>,
}

/// The squared error of a row, summed over its values, of `rows` rows.
pub(super) fn reconstruction(made: &[f32], wanted: &[f32], rows: usize) -> ValueAndGradient {
    let scale = 1.0 / rows as f64;
    let differences = || {
        made.iter()
            .zip(wanted)
            .map(|(a, b)| f64::from(*a) - f64::from(*b))
    };
    ValueAndGradient {
        value: scale * differences().map(|off| off * off).sum::<f64>(),
        gradient: differences()
            .map(|off| (2.0 * scale * off) as f32)
            .collect(),
    }
}

/// KL(N(m, exp(l)) || N(0, 1)), summed over the latents of a row that holds `latents` means m and as many
/// l; the gradient is `weight` times that of the value.
pub(super) fn kl(posterior: &[f32], latents: usize, weight: f64) -> ValueAndGradient {
    let scale = latents as f64 * 2.0 / posterior.len() as f64;
    let (mut value, mut gradient) = (0.0, vec![0.0; posterior.len()]);
    let rows = posterior.chunks_exact(2 * latents);
    for (row, gradient) in rows.zip(gradient.chunks_exact_mut(2 * latents)) {
        for at in 0..latents {
            let (mean, log) = (f64::from(row[at]), f64::from(row[latents + at]));
            value -= 0.5 * (1.0 + log - mean * mean - log.exp());
            gradient[at] = (weight * scale * mean) as f32;
            gradient[latents + at] = (weight * scale * 0.5 * (log.exp() - 1.0)) as f32;
        }
    }
    ValueAndGradient {
        value: scale * value,
        gradient,
    }
}

/// Share of the latents whose mean varies over the rows.
pub(super) fn active_latents(posterior: &[f32], latents: usize) -> f64 {
    let rows = || posterior.chunks_exact(2 * latents);
    let count = rows().len() as f64;
    let is_active = |at: &usize| {
        let means = || rows().map(|row| f64::from(row[*at]));
        let mean = means().sum::<f64>() / count;
        means().map(|value| (value - mean).powi(2)).sum::<f64>() / count > ACTIVE
    };
    (0..latents).filter(is_active).count() as f64 / latents as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(values: &[f32], loss: impl Fn(&[f32]) -> f64) -> Vec<f64> {
        let moved = |at: usize, by: f32| {
            let mut values = values.to_vec();
            values[at] += by;
            loss(&values)
        };
        let slope = |at| (moved(at, 1e-2) - moved(at, -1e-2)) / 2e-2;
        (0..values.len()).map(slope).collect()
    }

    #[test]
    fn gradients_are_those_of_finite_differences() {
        let posterior = [0.3, -1.2, 0.5, -0.8, 1.1, 0.0, -0.4, 0.9];
        let expected = differences(&posterior, |values| 3.0 * kl(values, 2, 1.0).value);
        for (found, expected) in kl(&posterior, 2, 3.0).gradient.iter().zip(expected) {
            assert!(
                (f64::from(*found) - expected).abs() < 1e-3,
                "{found} {expected}"
            );
        }
        let wanted = [0.0, 1.0, 0.5, 0.25];
        let made = [0.2, 0.7, 0.5, 0.9];
        let expected = differences(&made, |values| reconstruction(values, &wanted, 2).value);
        for (found, expected) in reconstruction(&made, &wanted, 2)
            .gradient
            .iter()
            .zip(expected)
        {
            assert!(
                (f64::from(*found) - expected).abs() < 1e-3,
                "{found} {expected}"
            );
        }
    }

    #[test]
    fn values_are_known_where_they_can_be_worked_out() {
        assert_eq!(kl(&[0.0; 8], 2, 1.0).value, 0.0, "the prior itself");
        let one = kl(&[2.0, 0.0], 1, 1.0).value;
        assert!((one - 2.0).abs() < 1e-12, "half of the squared mean");
        assert_eq!(
            reconstruction(&[1.0, 0.0, 1.0, 1.0], &[0.0; 4], 2).value,
            1.5
        );
    }

    #[test]
    fn a_latent_whose_mean_does_not_vary_says_nothing() {
        let rows = [0.5, 1.0, 0.0, 0.0, 0.5, -1.0, 0.0, 0.0];
        assert_eq!(active_latents(&rows, 2), 0.5);
    }
}
