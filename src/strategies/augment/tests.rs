//! Augmentations against PyTorch (`tests/golden/make_augment.py`), and their transposes.

use serde_json::Value;

use super::ada_pipeline::{self, AdaPipeline};
use super::diff_augment::{self, DiffAugment};
use super::policy::Situation;
use super::{Augment, Flip, ImageShape, ImageTransform};
use crate::golden::{assert_close, augment, hashed, number, numbers};
use crate::rng::{Seed, Stream};
use crate::schema::defaults;

fn situation(side: usize, channels: usize) -> Situation {
    Situation {
        side,
        channels,
        progress: 1.0,
        strength: 1.0,
    }
}

fn applied(transform: ImageTransform, shape: ImageShape, input: &[f32]) -> Vec<f32> {
    let mut output = vec![f32::NAN; input.len()];
    transform.apply(shape, input, &mut output);
    output
}

/// Asserts what each case of a block comes to, with its draws.
fn check(name: &str, transform: impl Fn(&Value, Situation) -> ImageTransform) {
    let golden = augment();
    let side = number(&golden["side"]) as usize;
    for case in golden[name].as_array().expect("a list") {
        let channels = number(&case["channels"]) as usize;
        let shape = ImageShape {
            side,
            channels,
            scales: 1,
        };
        let input = hashed(side * side * channels, number(&case["stream"]) as u32, 1.0);
        let transform = transform(&case["draws"], situation(side, channels));
        let output = applied(transform, shape, &input);
        assert_close(&output, &numbers(&case["output"]), 2e-6);
    }
}

fn pair(value: &Value) -> [f64; 2] {
    [number(&value[0]), number(&value[1])]
}

#[test]
fn diff_augment_agrees_with_pytorch() {
    check("diff_augment", |draws, situation| {
        let drawn = diff_augment::Drawn {
            brightness: number(&draws["brightness"]),
            saturation: number(&draws["saturation"]),
            contrast: number(&draws["contrast"]),
            shift: pair(&draws["shift"]),
            cutout: pair(&draws["cutout"]),
            flip: 0.0,
            gates: [0.0; 4],
        };
        defaults::<DiffAugment>().transform(drawn, situation)
    });
}

#[test]
fn the_pipeline_of_ada_agrees_with_pytorch() {
    check("ada_pipeline", |draws, situation| {
        let normal = numbers(&draws["normal"]);
        let drawn = ada_pipeline::Drawn {
            flip: number(&draws["flip"]),
            turn: number(&draws["turn"]),
            shift: pair(&draws["shift"]),
            luma: number(&draws["luma"]),
            hue: number(&draws["hue"]),
            normal: [normal[0], normal[1], normal[2]],
            gates: [0.0; 8],
        };
        defaults::<AdaPipeline>().transform(drawn, situation)
    });
}

/// Every augmentation at its strongest.
fn all() -> [Augment; 3] {
    [
        Flip { probability: 0.5 }.into(),
        DiffAugment {
            flip: 0.5,
            ..defaults()
        }
        .into(),
        AdaPipeline {
            probability: 1.0,
            ..defaults()
        }
        .into(),
    ]
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    let products = a.iter().zip(b);
    products
        .map(|(a, b)| f64::from(*a) * f64::from(*b))
        .sum::<f64>()
}

/// <A x - A 0, y> = <x, A' y> for grey and coloured images, pyramids, and images whose level has
/// fewer pixels.
#[test]
fn the_backward_pass_is_the_transpose() {
    let shapes = [(8, 3, 1), (8, 1, 1), (16, 3, 3)];
    for (side, channels, scales) in shapes {
        let shape = ImageShape {
            side,
            channels,
            scales,
        };
        let count = (0..scales).map(|scale| (side >> scale).pow(2) * channels);
        let count = count.sum();
        let (x, y) = (hashed(count, 1, 1.0), hashed(count, 2, 1.0));
        for augment in all() {
            for step in 0..24 {
                let mut draws = Seed(3).at(Stream::Augmentation, step, 0);
                let meant = if step % 2 == 0 { side } else { side / 4 };
                let transform = augment.draw(&mut draws, situation(meant, channels));
                let offset = applied(transform, shape, &vec![0.0; count]);
                let mapped = applied(transform, shape, &x);
                let mut transposed = vec![0.0; count];
                transform.add_transposed(shape, &y, &mut transposed);
                let (forwards, backwards) =
                    (dot(&mapped, &y) - dot(&offset, &y), dot(&x, &transposed));
                assert!(
                    (forwards - backwards).abs() < 1e-4 * forwards.abs().max(1.0),
                    "{augment:?}, {shape:?}, draw {step}: {forwards} and {backwards}"
                );
            }
        }
    }
}

/// Averaging a level's blocks after the transform is the same as transforming the averages.
#[test]
fn of_a_pair_that_grows_images_move_by_pixels_of_the_level() {
    let (full, level) = (8, 4);
    let image = |side| ImageShape {
        side,
        channels: 1,
        scales: 1,
    };
    let small = hashed(level * level, 5, 1.0);
    let repeated: Vec<f32> = (0..full * full)
        .map(|at| small[at / full / 2 * level + at % full / 2])
        .collect();
    for step in 0..24 {
        for augment in all() {
            let mut draws = Seed(3).at(Stream::Augmentation, step, 0);
            let transform = augment.draw(&mut draws, situation(level, 1));
            let expected = applied(transform, image(level), &small);
            let found = applied(transform, image(full), &repeated);
            for (at, value) in found.iter().enumerate() {
                let small = expected[at / full / 2 * level + at % full / 2];
                assert!((value - small).abs() < 1e-6, "{augment:?} {at}");
            }
        }
    }
}

#[test]
fn the_scales_of_a_pyramid_are_mirrored_and_turned_alike() {
    let augment = AdaPipeline {
        probability: 1.0,
        translation: 0.0,
        ..defaults()
    };
    let augment = Augment::from(augment);
    let (fine, coarse) = (hashed(16 * 3, 8, 1.0), |values: &[f32]| -> Vec<f32> {
        let mean = |y: usize, x: usize, channel: usize| {
            let at = |dy, dx| values[((2 * y + dy) * 4 + 2 * x + dx) * 3 + channel];
            (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4.0
        };
        (0..12).map(|at| mean(at / 6, at / 3 % 2, at % 3)).collect()
    });
    let pyramid: Vec<f32> = fine.iter().copied().chain(coarse(&fine)).collect();
    let shape = ImageShape {
        side: 4,
        channels: 3,
        scales: 2,
    };
    for step in 0..16 {
        let mut draws = Seed(1).at(Stream::Augmentation, step, 0);
        let found = applied(augment.draw(&mut draws, situation(4, 3)), shape, &pyramid);
        assert_close(&found[48..], &coarse(&found[..48]), 1e-5);
    }
}

#[test]
fn probabilities_count() {
    let turned = |augment: &Augment, progress: f64, strength: f64| {
        let situation = Situation {
            progress,
            strength,
            ..situation(8, 3)
        };
        let image = hashed(192, 4, 1.0);
        let shape = ImageShape {
            side: 8,
            channels: 3,
            scales: 1,
        };
        let changed = (0..1000).filter(|step| {
            let mut draws = Seed(0).at(Stream::Augmentation, *step, 0);
            applied(augment.draw(&mut draws, situation), shape, &image) != image
        });
        changed.count()
    };
    let flip = Augment::from(Flip { probability: 0.5 });
    assert!((460..540).contains(&turned(&flip, 0.0, 1.0)));
    assert!((210..290).contains(&turned(&flip, 0.0, 0.5)));
    for augment in all() {
        assert_eq!(turned(&augment, 1.0, 0.0), 0, "{augment:?}");
    }
    // Half a cosine is at a half in its middle: 1/2 of 1/2, of which half are mirrored.
    let rising = Augment::from(AdaPipeline {
        probability: 0.5,
        ramp_up: 0.5,
        translation: 0.0,
        colour: 0.0,
        turn: 1.0,
    });
    assert_eq!(turned(&rising, 0.0, 1.0), 0);
    let (half, whole) = (turned(&rising, 0.25, 1.0), turned(&rising, 0.5, 1.0));
    // 1 - (1 - q / 2) (1 - 3 q / 4) changes.
    assert!(
        (240..330).contains(&half) && (480..580).contains(&whole),
        "{half} {whole}"
    );
}
