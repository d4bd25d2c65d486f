//! Losses against PyTorch and against finite differences.

use super::*;
use crate::golden::{assert_close, block, number, numbers, strategies};

#[test]
fn every_loss_agrees_with_pytorch() {
    let golden = strategies("losses");
    assert_eq!(golden.as_object().unwrap().len(), Loss::ALL.len());
    for &loss in Loss::ALL {
        let golden = &golden[loss.name()];
        let (real, fake) = (numbers(&golden["x"]), numbers(&golden["y"]));
        let d = discriminator_loss(loss, &real, &fake, None);
        assert!(
            (d.value - number(&golden["d_loss"])).abs() < 1e-8,
            "{}",
            loss.name()
        );
        assert_close(&d.real_gradient, &numbers(&golden["d_x"]), 1e-7);
        assert_close(&d.fake_gradient, &numbers(&golden["d_y"]), 1e-7);
        let (g, gradient) = generator_loss(loss, &real, &fake);
        assert!(
            (g - number(&golden["g_loss"])).abs() < 1e-8,
            "{}",
            loss.name()
        );
        assert_close(&gradient, &numbers(&golden["g_y"]), 1e-7);
        assert!(
            (loss.ideal_discriminator_loss() - number(&golden["ideal"])).abs() < 1e-8,
            "{}",
            loss.name()
        );
    }
}

#[test]
fn an_undecided_discriminator_has_the_ideal_loss() {
    for &loss in Loss::ALL {
        // Least squares have labels 1 and 0, between which one half is undecided.
        let logit = if loss == Loss::LeastSquares { 0.5 } else { 0.0 };
        let value = discriminator_loss(loss, &[logit; 3], &[logit; 3], None).value;
        assert!(
            (value - loss.ideal_discriminator_loss()).abs() < 1e-12,
            "{}",
            loss.name()
        );
    }
}

#[test]
fn logits_in_f32_of_another_script_agree_too() {
    let golden = block("non_saturating");
    let (real, fake) = (numbers(&golden["real"]), numbers(&golden["fake"]));
    let d = discriminator_loss(Loss::NonSaturating, &real, &fake, None);
    // The logits are rounded to f32 here and not there.
    assert!((d.value - number(&golden["d_loss"])).abs() < 1e-7);
    assert_close(
        &d.real_gradient,
        &numbers(&golden["d_loss_grad_real"]),
        1e-7,
    );
    assert_close(
        &d.fake_gradient,
        &numbers(&golden["d_loss_grad_fake"]),
        1e-7,
    );
}

#[test]
fn targets_agree_with_pytorch_and_ones_and_zeros_are_the_plain_loss() {
    let golden = strategies("targets");
    for loss in [Loss::NonSaturating, Loss::LeastSquares] {
        let golden = &golden[loss.name()];
        let (real, fake) = (numbers(&golden["x"]), numbers(&golden["y"]));
        let targets = Targets {
            real: numbers(&golden["real"]),
            fake: numbers(&golden["fake"]),
        };
        let d = discriminator_loss(loss, &real, &fake, Some(&targets));
        assert!(
            (d.value - number(&golden["d_loss"])).abs() < 1e-7,
            "{} {}",
            loss.name(),
            d.value
        );
        assert_close(&d.real_gradient, &numbers(&golden["d_x"]), 1e-7);
        assert_close(&d.fake_gradient, &numbers(&golden["d_y"]), 1e-7);
        let plain = Targets {
            real: vec![1.0; real.len()],
            fake: vec![0.0; fake.len()],
        };
        let (labelled, plain) = (
            discriminator_loss(loss, &real, &fake, Some(&plain)),
            discriminator_loss(loss, &real, &fake, None),
        );
        assert!((labelled.value - plain.value).abs() < 1e-12);
        assert_close(&labelled.real_gradient, &plain.real_gradient, 1e-7);
    }
}

#[test]
fn gradients_agree_with_finite_differences() {
    let (real, fake) = ([0.3f32, -2.0, 0.1], [1.5f32, -0.4, 4.0]);
    let moved = |values: [f32; 3], at: usize, by: f32| {
        let mut values = values;
        values[at] += by;
        values
    };
    let step = 1e-3f32;
    for &loss in Loss::ALL {
        let d = discriminator_loss(loss, &real, &fake, None);
        let g = generator_loss(loss, &real, &fake).1;
        for (at, g) in g.iter().enumerate() {
            let width = f64::from(moved(real, at, step)[at] - moved(real, at, -step)[at]);
            let value = |by: f32| discriminator_loss(loss, &moved(real, at, by), &fake, None).value;
            let difference = (value(step) - value(-step)) / width;
            assert!(
                (difference - f64::from(d.real_gradient[at])).abs() < 1e-5,
                "{} real {at}",
                loss.name()
            );
            let width = f64::from(moved(fake, at, step)[at] - moved(fake, at, -step)[at]);
            let value = |by: f32| discriminator_loss(loss, &real, &moved(fake, at, by), None).value;
            let difference = (value(step) - value(-step)) / width;
            assert!(
                (difference - f64::from(d.fake_gradient[at])).abs() < 1e-5,
                "{} fake {at}",
                loss.name()
            );
            let value = |by: f32| generator_loss(loss, &real, &moved(fake, at, by)).0;
            let difference = (value(step) - value(-step)) / width;
            assert!(
                (difference - f64::from(*g)).abs() < 1e-5,
                "{} G {at}",
                loss.name()
            );
        }
    }
}

#[test]
fn extreme_logits_stay_finite_and_a_nan_stays_one() {
    for &loss in Loss::ALL {
        let value = discriminator_loss(loss, &[-1e4, 1e4], &[-1e4, 1e4], None).value;
        assert!(value.is_finite(), "{} {value}", loss.name());
        assert!(
            discriminator_loss(loss, &[f32::NAN; 2], &[0.0; 2], None)
                .value
                .is_nan(),
            "{}",
            loss.name()
        );
    }
    let loss = discriminator_loss(Loss::NonSaturating, &[-1e4, 1e4], &[-1e4, 1e4], None);
    assert!((loss.value - 5e3).abs() < 1e-6);
}

#[test]
fn accuracy_knows_the_boundary_of_each_loss() {
    let table = [
        (Loss::NonSaturating, [1.0f32, -1.0], [-1.0f32, -2.0], 0.75),
        (Loss::LeastSquares, [0.4, 0.6], [0.4, 0.6], 0.5),
        (Loss::Wasserstein, [101.0, 99.0], [90.0, 80.0], 1.0),
        (Loss::Rsgan, [5.0, 1.0], [4.0, 2.0], 0.5),
        // Means 3 and 2: the reals 5 and 1 are above and below 2, the fakes 4 and 0 above and below
        // 3.
        (Loss::RaGan, [5.0, 1.0], [4.0, 0.0], 0.5),
    ];
    for (loss, real, fake, expected) in table {
        assert_eq!(accuracy(loss, &real, &fake), expected, "{}", loss.name());
    }
}

#[test]
fn the_best_fakes_alone_teach() {
    let (real, fake) = ([0.5f32, 1.0, -1.0, 2.0], [0.1f32, 3.0, -2.0, 1.0]);
    for &loss in Loss::ALL {
        let (all, _) = generator_loss(loss, &real, &fake);
        assert_eq!(selected_generator_loss(loss, &real, &fake, 4).0, all);
        let (value, gradient) = selected_generator_loss(loss, &real, &fake, 2);
        let partners: &[f32] = if loss == Loss::Rsgan {
            &[1.0, 2.0]
        } else {
            &real
        };
        let (expected, slopes) = generator_loss(loss, partners, &[3.0, 1.0]);
        assert_eq!(value, expected, "{}", loss.name());
        assert_eq!(
            gradient,
            [0.0, slopes[0], 0.0, slopes[1]],
            "{}",
            loss.name()
        );
    }
}
