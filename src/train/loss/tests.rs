//! Losses against PyTorch and against finite differences.

use super::*;
use crate::config::Regularizer;
use crate::golden::{assert_close, block, numbers, strategies};

fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn every_loss_agrees_with_pytorch() {
    let golden = strategies("losses");
    assert_eq!(golden.as_object().unwrap().len(), Loss::ALL.len());
    for loss in Loss::ALL {
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
    for loss in Loss::ALL {
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
fn labels_are_drawn_as_they_are_asked_for() {
    use crate::rng::{Seed, Stream};
    let draw = |regularizers: &[Regularizer], strength: f64| {
        let mut labels = Labels::new(regularizers).expect("labels are asked for");
        labels
            .draw(
                &mut Seed(2).at(Stream::Labels, 1, 0),
                (2000, 2000),
                strength,
            )
            .clone()
    };
    assert!(Labels::new(&[Regularizer::MinibatchStddev]).is_none());
    let smooth = draw(&[Regularizer::LabelSmoothing { real: 0.9 }], 1.0);
    assert!(
        smooth.real.iter().all(|target| *target == 0.9)
            && smooth.fake.iter().all(|target| *target == 0.0)
    );
    let soft = draw(
        &[Regularizer::SoftLabels {
            real: [0.7, 1.2],
            fake: [0.0, 0.3],
        }],
        1.0,
    );
    let range = |values: &[f32]| {
        values.iter().fold((9f32, -9f32), |(low, high), value| {
            (low.min(*value), high.max(*value))
        })
    };
    let ((low, high), (fake_low, fake_high)) = (range(&soft.real), range(&soft.fake));
    assert!(
        (0.7..0.71).contains(&low) && (1.19..=1.2).contains(&high),
        "{low} {high}"
    );
    assert!(
        (0.0..0.01).contains(&fake_low) && (0.29..=0.3).contains(&fake_high),
        "{fake_low} {fake_high}"
    );
    let flipped = |strength| {
        let targets = draw(&[Regularizer::LabelFlip { probability: 0.2 }], strength);
        let zeros = targets.real.iter().filter(|target| **target == 0.0).count();
        let ones = targets.fake.iter().filter(|target| **target == 1.0).count();
        [zeros, ones].map(|count| count as f64 / 2000.0)
    };
    assert!(
        flipped(1.0).iter().all(|share| (share - 0.2).abs() < 0.03),
        "{:?}",
        flipped(1.0)
    );
    assert!(
        flipped(0.5).iter().all(|share| (share - 0.1).abs() < 0.025),
        "an adaptive rule scales it"
    );
    assert_eq!(flipped(0.0), [0.0, 0.0]);
}

#[test]
fn penalties_on_logits_agree_with_pytorch() {
    let golden = strategies("lecam");
    let weight = number(&golden["weight"]);
    let mut anchors = Anchors::new(&[Regularizer::Lecam { weight, decay: 0.5 }]);
    let (real, fake) = (numbers(&golden["x"]), numbers(&golden["y"]));
    let zeros = || DiscriminatorLoss {
        value: 0.0,
        real_gradient: vec![0.0; real.len()],
        fake_gradient: vec![0.0; fake.len()],
    };
    let mut loss = zeros();
    assert_eq!(
        anchors.add(&real, &fake, &mut loss),
        0.0,
        "there are no means yet"
    );
    anchors.observe(
        &[number(&golden["e_real"]) as f32],
        &[number(&golden["e_fake"]) as f32],
    );
    anchors.observe(&[f32::NAN], &[0.0]);
    let value = anchors.add(&real, &fake, &mut loss);
    assert!((value - number(&golden["value"])).abs() < 1e-6, "{value}");
    assert_close(&loss.real_gradient, &numbers(&golden["d_x"]), 1e-6);
    assert_close(&loss.fake_gradient, &numbers(&golden["d_y"]), 1e-6);

    let golden = strategies("drift");
    let drift = number(&golden["drift"]);
    let anchors = Anchors::new(&[Regularizer::WganGp {
        weight: 10.0,
        target: 1.0,
        drift,
        every: 1,
    }]);
    let mut loss = zeros();
    let value = anchors.add(&numbers(&golden["x"]), &fake, &mut loss);
    assert!((value - number(&golden["value"])).abs() < 1e-8);
    assert_close(&loss.real_gradient, &numbers(&golden["d_x"]), 1e-8);
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
    for loss in Loss::ALL {
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
    for loss in Loss::ALL {
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
    for loss in Loss::ALL {
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
