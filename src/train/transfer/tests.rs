//! Losses, their gradients and both optimizers against PyTorch (`tests/golden/make_features.py`), and
//! what holds of every transfer.

use std::path::Path;

use serde_json::Value;

use super::lbfgs::LbfgsState;
use super::objective::{Evaluation, Objective};
use super::*;
use crate::config::{LossWeights, Override, Transfer};
use crate::data::Picture;
use crate::golden::{assert_summary, features, filled, hashed, number};
use crate::models::features::{FeatureExtractor, InputScale, SqueezeNet, TypedExtractor};
use crate::nn::ThreadPool;
use crate::record::squeezenet_weights;
use crate::state_dict::StateDict;

fn squeezenet(threads: usize) -> Box<dyn FeatureExtractor> {
    let (weights, pool) = (squeezenet_weights(), ThreadPool::new(threads));
    Box::new(TypedExtractor::<SqueezeNet>::new(weights, InputScale::CAFFE, &pool).unwrap())
}

fn run(settings: &[&str]) -> Transfer {
    let settings: Vec<Override> = settings.iter().map(|text| text.parse().unwrap()).collect();
    Transfer::from_settings(Path::new("a.png"), Path::new("b.png"), &settings).unwrap()
}

fn picture(described: &Value) -> Picture {
    let shape: Vec<usize> = serde_json::from_value(described["shape"].clone()).unwrap();
    Picture {
        values: filled(described),
        height: shape[0],
        width: shape[1],
    }
}

/// The run of the script, with the pictures of the script.
fn golden_run(more: &[&str]) -> (Value, Transfer, TransferInputs) {
    let golden = features("transfer");
    let run = run(&[
        &[
            "style={x.png: 2, y.png: 1}",
            "content_layers=[fire4, fire5]",
            "style_layers=[conv1, fire2, fire4]",
            "weights={content: 1, style: 0.01, variation: 30}",
            "margin=0",
        ],
        more,
    ]
    .concat());
    let styles = golden["styles"].as_array().unwrap().iter().map(picture);
    let inputs = TransferInputs {
        content: picture(&golden["content"]),
        styles: styles.collect(),
        extractor: squeezenet(2),
    };
    (golden, run, inputs)
}

fn assert_near(found: f64, golden: &Value, tolerance: f64, what: &str) {
    let expected = number(golden);
    assert!(
        (found / expected - 1.0).abs() <= tolerance,
        "{what}: {found}, expected {expected}"
    );
}

#[test]
fn each_loss_and_its_gradient_agree_with_pytorch() {
    for name in ["content", "style", "variation"] {
        let (golden, mut run, inputs) = golden_run(&[]);
        let weight = |this: &str| f64::from(u8::from(this == name));
        run.weights = LossWeights {
            content: weight("content"),
            style: weight("style"),
            variation: weight("variation"),
        };
        let TransferInputs {
            content,
            styles,
            extractor,
        } = inputs;
        let mut objective = Objective::new(&run, extractor, &content, &styles);
        let found = objective.evaluate(&filled(&golden["start"]));
        let golden = &golden["parts"][name];
        assert_near(found.losses.total, &golden["value"], 1e-5, name);
        assert_summary(&found.gradient, &golden["gradient"], 1e-4, name);
        let losses = [
            found.losses.content,
            found.losses.style,
            found.losses.variation,
        ];
        assert_eq!(
            losses.iter().flatten().count(),
            1,
            "what has no weight is not computed"
        );
    }
}

#[test]
fn the_gradient_agrees_with_finite_differences() {
    let (golden, run, inputs) = golden_run(&[]);
    let TransferInputs {
        content,
        styles,
        extractor,
    } = inputs;
    let mut objective = Objective::new(&run, extractor, &content, &styles);
    let pixels = filled(&golden["start"]);
    let gradient = objective.evaluate(&pixels).gradient;
    let largest = gradient
        .iter()
        .fold(0f32, |max, value| max.max(value.abs()));
    // Along directions near the gradient's, for single precision sees no single pixel.
    for stream in [1, 2, 3] {
        let random = hashed(pixels.len(), stream, 1.0);
        let near = gradient.iter().zip(random);
        let direction: Vec<f32> = near
            .map(|(g, random)| g / largest * (1.0 + random))
            .collect();
        let step = 3e-4;
        let mut at = |length: f32| {
            let moved = pixels.iter().zip(&direction).map(|(x, d)| x + length * d);
            objective.evaluate(&moved.collect::<Vec<_>>()).losses.total
        };
        let difference = (at(step) - at(-step)) / f64::from(2.0 * step);
        let pairs = gradient.iter().zip(&direction);
        let found: f64 = pairs.map(|(g, d)| f64::from(*g) * f64::from(*d)).sum();
        assert!(
            (found / difference - 1.0).abs() < 0.01,
            "{found} {difference}"
        );
    }
}

/// The losses of each step, and the pixels after the last.
fn trained(
    run: &Transfer,
    inputs: TransferInputs,
    start: &[f32],
    steps: usize,
) -> (Vec<f64>, Vec<f32>) {
    let mut transfer = StyleTransfer::new(run, inputs);
    transfer.start_from(start);
    let losses = (0..steps).map(|_| transfer.step().losses.total).collect();
    (losses, transfer.pixels().to_vec())
}

/// Compares steps from the golden start with those of `reference`, and the pixels after them.
fn follow(reference: &str, optimizer: &str, steps: usize, tolerances: (f64, f64)) {
    let (golden, run, inputs) = golden_run(&[optimizer]);
    let golden_steps = &golden[reference];
    let (losses, pixels) = trained(&run, inputs, &filled(&golden["start"]), steps);
    for (step, loss) in losses.iter().enumerate() {
        let golden = &golden_steps["losses"][step];
        assert_near(*loss, golden, tolerances.0, &format!("step {step}"));
    }
    assert_summary(&pixels, &golden_steps["pixels"], tolerances.1, "pixels");
}

#[test]
fn adam_agrees_with_pytorch_for_twenty_steps() {
    let optimizer = "optimizer={adam: {lr: 0.02, betas: [0.9, 0.999]}}";
    follow("adam", optimizer, 20, (2e-3, 1e-3));
}

#[test]
fn lbfgs_agrees_with_pytorch_for_ten_steps() {
    follow("lbfgs", "optimizer={lbfgs: {history: 4}}", 10, (5e-3, 3e-3));
}

/// Rosenbrock's valley, with its minimum at (1, 1).
fn valley(at: &[f32]) -> Evaluation {
    let (x, y) = (f64::from(at[0]), f64::from(at[1]));
    let (a, b) = (1.0 - x, y - x * x);
    Evaluation {
        losses: LossValues {
            total: a * a + 100.0 * b * b,
            ..LossValues::default()
        },
        gradient: vec![(-2.0 * a - 400.0 * x * b) as f32, (200.0 * b) as f32],
    }
}

#[test]
fn lbfgs_finds_the_end_of_a_curved_valley() {
    let (mut lbfgs, mut at) = (LbfgsState::new(10), vec![-1.2, 1.0]);
    let mut known = valley(&at);
    for _ in 0..60 {
        let before = known.losses.total;
        known = lbfgs.step(&mut at, known, &mut valley);
        assert!(
            known.losses.total <= before,
            "{before} {}",
            known.losses.total
        );
    }
    assert!(at.iter().all(|value| (value - 1.0).abs() < 1e-3), "{at:?}");
}

#[test]
fn a_transfer_resumes_to_the_same_bits() {
    for optimizer in ["optimizer=adam", "optimizer={lbfgs: {history: 3}}"] {
        let fresh = |run| {
            let (_, _, inputs) = golden_run(&[]);
            StyleTransfer::new(run, inputs)
        };
        let (_, run, _) = golden_run(&[optimizer, "start=noise", "clip=picture", "seed=3"]);
        let mut whole = fresh(&run);
        let rows: Vec<TransferRow> = (0..8).map(|_| whole.step()).collect();
        for interrupted_after in [1, 5] {
            let mut first = fresh(&run);
            for _ in 0..interrupted_after {
                first.step();
            }
            let state = StateDict::save(|state| first.visit_state(state));
            let mut second = fresh(&run);
            StateDict::load(state, |state| second.visit_state(state)).unwrap();
            for row in &rows[interrupted_after..] {
                assert_eq!(second.step(), *row, "{optimizer}");
            }
            assert_eq!(second.picture(), whole.picture(), "{optimizer}");
        }
    }
}

#[test]
fn threads_change_no_bit() {
    let results = [1, 2].map(|threads| {
        let (_, run, mut inputs) = golden_run(&["start={content_with_noise: {deviation: 0.2}}"]);
        inputs.extractor = squeezenet(threads);
        let mut transfer = StyleTransfer::new(&run, inputs);
        let rows: Vec<TransferRow> = (0..3).map(|_| transfer.step()).collect();
        (rows, transfer.picture())
    });
    assert_eq!(results[0], results[1]);
}

#[test]
fn colours_and_starts_are_those_that_are_asked_for() {
    let (golden, run, inputs) = golden_run(&["colours=content", "margin=5"]);
    let content = picture(&golden["content"]);
    let shown = StyleTransfer::new(&run, inputs).picture();
    for (shown, content) in shown.values.iter().zip(&content.values) {
        assert!(
            (shown - content).abs() < 1e-6,
            "the content in its own colours"
        );
    }
    let started = |start: &str| {
        let (_, run, inputs) = golden_run(&[start]);
        StyleTransfer::new(&run, inputs).pixels().to_vec()
    };
    let noise = started("start=noise");
    let mean = noise.iter().sum::<f32>() / noise.len() as f32;
    assert!((mean - 0.5).abs() < 0.02 && noise.iter().all(|value| (0.0..=1.0).contains(value)));
    let noisy = started("start={content_with_noise: {mean: -0.3, deviation: 0.3}}");
    let clean = started("start=content");
    let lower: f32 = clean
        .iter()
        .zip(&noisy)
        .map(|(clean, noisy)| clean - noisy)
        .sum();
    assert!(lower / clean.len() as f32 > 0.1, "{lower}");
}
