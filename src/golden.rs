//! Reference numbers for unit tests: the JSON files of `tests/golden/`, each written by the script
//! beside it that its function names.

use serde_json::Value;

/// A whole file.
fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("a golden file is JSON")
}

/// One block of `golden.json`, written by `make_golden.py`.
pub fn block(name: &str) -> Value {
    parse(include_str!("../tests/golden/golden.json"))[name].take()
}

/// One block of `layers.json`, written by `make_layers.py`.
pub fn layers(name: &str) -> Value {
    parse(include_str!("../tests/golden/layers.json"))[name].take()
}

/// One block of `high_resolution.json`, written by `make_high_resolution.py`.
pub fn high_resolution(name: &str) -> Value {
    parse(include_str!("../tests/golden/high_resolution.json"))[name].take()
}

/// One network of `high_resolution_models.json`, written by `make_high_resolution_models.py`.
pub fn high_resolution_model(name: &str) -> Value {
    parse(include_str!("../tests/golden/high_resolution_models.json"))[name].take()
}

/// One network of `conditional.json`, written by `make_conditional.py`.
pub fn conditional(name: &str) -> Value {
    parse(include_str!("../tests/golden/conditional.json"))[name].take()
}

/// One case of `vae.json`, written by `make_vae.py`.
pub fn vae(name: &str) -> Value {
    parse(include_str!("../tests/golden/vae.json"))[name].take()
}

/// One block of `racing.json`, written by `make_racing.py`.
pub fn racing(name: &str) -> Value {
    parse(include_str!("../tests/golden/racing.json"))[name].take()
}

/// The whole of `augment.json`, written by `make_augment.py`.
pub fn augment() -> Value {
    parse(include_str!("../tests/golden/augment.json"))
}

/// One block of `path_length.json`, written by `make_path_length.py`.
pub fn path_length(name: &str) -> Value {
    parse(include_str!("../tests/golden/path_length.json"))[name].take()
}

/// Asserts that a tensor has the norm, the scalar products and the first values of its summary,
/// within `tolerance` relative to its norm.
pub fn assert_summary(found: &[f32], summary: &Value, tolerance: f64, name: &str) {
    let dot = |other: &[f32]| -> f64 {
        let pairs = found.iter().zip(other);
        pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    };
    let norm = number(&summary["norm"]);
    let allowed = tolerance * norm.max(1e-3);
    let along = |stream| dot(&hashed(found.len(), stream, 1.0));
    let all = [dot(found).sqrt(), along(9001), along(9002)];
    let first = found.iter().take(4).map(|value| f64::from(*value));
    let expected = [norm].into_iter().chain(
        ["along", "first"]
            .iter()
            .flat_map(|key| summary[key].as_array().expect("a list").iter().map(number)),
    );
    for (at, (found, expected)) in all.into_iter().chain(first).zip(expected).enumerate() {
        // The scalar products sum over the whole tensor, with factors of about one half.
        assert!(
            (found - expected).abs() <= allowed,
            "{name}, number {at} of its summary: {found}, expected {expected}"
        );
    }
}

/// Asserts that a tensor is close to the numbers of a file, or to the summary that stands for them.
pub fn assert_close_or_summary(found: &[f32], expected: &Value, tolerance: f32, name: &str) {
    if expected.is_object() {
        assert_summary(found, expected, f64::from(tolerance), name);
    } else {
        assert_close(found, &numbers(expected), tolerance);
    }
}

/// One network of `trajectories.json`, written by `make_trajectories.py`.
pub fn trajectory(name: &str) -> Value {
    parse(include_str!("../tests/golden/trajectories.json"))[name].take()
}

/// One block of `strategies.json`, written by `make_strategies.py`.
pub fn strategies(name: &str) -> Value {
    parse(include_str!("../tests/golden/strategies.json"))[name].take()
}

/// One block of `statistics.json`, written by `make_statistics.py`.
pub fn statistics(name: &str) -> Value {
    parse(include_str!("../tests/golden/statistics.json"))[name].take()
}

/// One block of `metrics.json`, written by `make_metrics.py`.
pub fn metrics(name: &str) -> Value {
    parse(include_str!("../tests/golden/metrics.json"))[name].take()
}

/// The whole of `samples.json`, written by `make_samples.py`.
pub fn samples() -> Value {
    parse(include_str!("../tests/golden/samples.json"))
}

/// One block of `features.json`, written by `make_features.py`.
pub fn features(name: &str) -> Value {
    parse(include_str!("../tests/golden/features.json"))[name].take()
}

/// The whole of `moves.json`, written by `make_moves.py`.
pub fn moves() -> Value {
    parse(include_str!("../tests/golden/moves.json"))
}

/// The runs of `dirac.json`, written by `make_dirac.py`.
pub fn dirac() -> Value {
    parse(include_str!("../tests/golden/dirac.json"))["runs"].take()
}

/// The whole of `unroll.json`, written by `make_unroll.py`.
pub fn unroll() -> Value {
    parse(include_str!("../tests/golden/unroll.json"))
}

/// One number.
pub fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// The values that a file describes by shape, stream, scale and offset of the formula below.
pub fn filled(described: &Value) -> Vec<f32> {
    let shape = numbers(&described["shape"]);
    let named = |name: &str| number(&described[name]) as f32;
    let stream = described["stream"].as_u64().expect("a number") as u32;
    let count = shape.iter().product::<f32>() as usize;
    let mut values = hashed(count, stream, named("scale"));
    let offset = named("offset");
    if offset != 0.0 {
        values.iter_mut().for_each(|value| *value += offset);
    }
    values
}

/// The formula for inputs that are too large to be written down: U(-scale, scale) from a hash of
/// place and stream, exact in every language.
pub fn hashed(count: usize, stream: u32, scale: f32) -> Vec<f32> {
    let value = |at: u32| {
        let mut x = at
            .wrapping_mul(2_654_435_761)
            .wrapping_add(stream.wrapping_mul(40_503))
            .wrapping_add(12_345);
        x = (x ^ (x >> 16)).wrapping_mul(2_246_822_519);
        x = (x ^ (x >> 13)).wrapping_mul(3_266_489_917);
        x ^= x >> 16;
        ((x >> 8) as f32 / 16_777_216.0 - 0.5) * 2.0 * scale
    };
    (0..count as u32).map(value).collect()
}

/// All numbers of a list, of lists of lists, or of one number, in order.
pub fn numbers(value: &Value) -> Vec<f32> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![number(value) as f32],
    }
}

/// A matrix of `rows` rows, transposed.
pub fn transpose(values: &[f32], rows: usize) -> Vec<f32> {
    let columns = values.len() / rows;
    (0..columns)
        .flat_map(|column| (0..rows).map(move |row| values[row * columns + column]))
        .collect()
}

/// A PyTorch weight (out, in) as seesaw keeps it (in, out).
pub fn transposed(weight: &Value) -> Vec<f32> {
    let rows = weight.as_array().expect("a matrix").len();
    transpose(&numbers(weight), rows)
}

#[test]
fn the_hash_is_the_one_of_the_scripts() {
    let golden = layers("hashed");
    let named = |name: &str| number(&golden[name]);
    let found = hashed(
        named("n") as usize,
        named("stream") as u32,
        named("scale") as f32,
    );
    assert_eq!(found, numbers(&golden["values"]));
}

/// Asserts that both lists agree within `tolerance`, relative to the larger of 1 and the expected
/// value.
pub fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs() / expected.abs().max(1.0);
        assert!(error <= tolerance, "at {at}: {found}, expected {expected}");
    }
}
