//! What each player minimises, on logits, with the gradient written out.

use crate::spec::Loss;

/// D's loss and its gradients.
pub struct DiscriminatorLoss {
    /// Mean of the real and the fake term, so that an undecided D has [`ideal_discriminator_loss`].
    pub value: f64,
    /// d value / d logit of each real row.
    pub real_gradient: Vec<f32>,
    /// d value / d logit of each fake row.
    pub fake_gradient: Vec<f32>,
}

/// ln(1 + e^x) without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// 1 / (1 + e^-x) without overflow.
pub(super) fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 { 1.0 / (1.0 + (-x).exp()) } else { x.exp() / (1.0 + x.exp()) }
}

fn mean_softplus(logits: &[f32], sign: f64) -> f64 {
    logits.iter().map(|logit| softplus(sign * f64::from(*logit))).sum::<f64>() / logits.len() as f64
}

/// Gradient of `scale` * mean softplus(sign * logit).
fn gradient(logits: &[f32], sign: f64, scale: f64) -> Vec<f32> {
    let scale = scale * sign / logits.len() as f64;
    logits.iter().map(|logit| (scale * sigmoid(sign * f64::from(*logit))) as f32).collect()
}

/// D's loss on logits of real and of fake rows.
///
/// `non_saturating`: (mean softplus(-real) + mean softplus(fake)) / 2, which is binary cross-entropy with labels 1 and 0
/// (Goodfellow et al. 2014, equation 1), halved as in the lesson.
pub fn discriminator_loss(loss: Loss, real: &[f32], fake: &[f32]) -> DiscriminatorLoss {
    match loss {
        Loss::NonSaturating => DiscriminatorLoss {
            value: 0.5 * (mean_softplus(real, -1.0) + mean_softplus(fake, 1.0)),
            real_gradient: gradient(real, -1.0, 0.5),
            fake_gradient: gradient(fake, 1.0, 0.5),
        },
    }
}

/// G's loss on D's logits of its samples, and the gradient for each.
///
/// `non_saturating`: mean softplus(-fake): G raises log D(G(z)) (Goodfellow et al. 2014, section 3).
pub fn generator_loss(loss: Loss, fake: &[f32]) -> (f64, Vec<f32>) {
    match loss {
        Loss::NonSaturating => (mean_softplus(fake, -1.0), gradient(fake, -1.0, 1.0)),
    }
}

/// D's loss where real and fake cannot be told apart.
pub fn ideal_discriminator_loss(loss: Loss) -> f64 {
    match loss {
        Loss::NonSaturating => std::f64::consts::LN_2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{assert_close, block, numbers};

    #[test]
    fn an_undecided_discriminator_has_the_ideal_loss() {
        let loss = discriminator_loss(Loss::NonSaturating, &[0.0; 3], &[0.0; 2]);
        assert!((loss.value - ideal_discriminator_loss(Loss::NonSaturating)).abs() < 1e-12);
    }

    #[test]
    fn agrees_with_pytorch() {
        let golden = block("non_saturating");
        let (real, fake) = (numbers(&golden["real"]), numbers(&golden["fake"]));
        let d = discriminator_loss(Loss::NonSaturating, &real, &fake);
        // The logits are rounded to f32 here and not there.
        assert!((d.value - golden["d_loss"].as_f64().unwrap()).abs() < 1e-7);
        assert_close(&d.real_gradient, &numbers(&golden["d_loss_grad_real"]), 1e-7);
        assert_close(&d.fake_gradient, &numbers(&golden["d_loss_grad_fake"]), 1e-7);
        let (g, gradient) = generator_loss(Loss::NonSaturating, &fake);
        assert!((g - golden["g_loss"].as_f64().unwrap()).abs() < 1e-7);
        assert_close(&gradient, &numbers(&golden["g_loss_grad_fake"]), 1e-7);
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        let (real, fake) = ([0.3f32, -2.0], [1.5f32, -0.4, 4.0]);
        let step = 1e-3f32;
        let value = |real: &[f32], fake: &[f32]| discriminator_loss(Loss::NonSaturating, real, fake).value;
        let loss = discriminator_loss(Loss::NonSaturating, &real, &fake);
        for at in 0..fake.len() {
            let (mut up, mut down) = (fake, fake);
            up[at] += step;
            down[at] -= step;
            let difference = (value(&real, &up) - value(&real, &down)) / f64::from(up[at] - down[at]);
            assert!((difference - f64::from(loss.fake_gradient[at])).abs() < 1e-6);
            let difference = (generator_loss(Loss::NonSaturating, &up).0
                - generator_loss(Loss::NonSaturating, &down).0)
                / f64::from(up[at] - down[at]);
            assert!((difference - f64::from(generator_loss(Loss::NonSaturating, &fake).1[at])).abs() < 1e-6);
        }
        for at in 0..real.len() {
            let (mut up, mut down) = (real, real);
            up[at] += step;
            down[at] -= step;
            let difference = (value(&up, &fake) - value(&down, &fake)) / f64::from(up[at] - down[at]);
            assert!((difference - f64::from(loss.real_gradient[at])).abs() < 1e-6);
        }
    }

    #[test]
    fn extreme_logits_stay_finite_and_a_nan_stays_one() {
        let loss = discriminator_loss(Loss::NonSaturating, &[-1e4, 1e4], &[-1e4, 1e4]);
        assert!((loss.value - 5e3).abs() < 1e-6);
        assert!(discriminator_loss(Loss::NonSaturating, &[f32::NAN], &[0.0]).value.is_nan());
    }
}
