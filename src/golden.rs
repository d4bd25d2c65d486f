//! Reference numbers for unit tests, written by `tests/golden/make_golden.py`.

use serde_json::Value;

/// One block of the file.
pub fn block(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../tests/golden/golden.json"))
        .expect("the golden file is JSON");
    all[name].clone()
}

/// One block of `layers.json`, written by `make_layers.py`.
pub fn layers(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../tests/golden/layers.json"))
        .expect("the golden file is JSON");
    all[name].clone()
}

/// One network of `trajectories.json`, written by `make_trajectories.py`.
pub fn trajectory(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../tests/golden/trajectories.json"))
        .expect("the golden file is JSON");
    all[name].clone()
}

/// One block of `strategies.json`, written by `make_strategies.py`.
pub fn strategies(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../tests/golden/strategies.json"))
        .expect("the golden file is JSON");
    all[name].clone()
}

/// One block of `statistics.json`, written by `make_statistics.py`.
pub fn statistics(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../tests/golden/statistics.json"))
        .expect("the golden file is JSON");
    all[name].clone()
}

/// One block of `metrics.json`, written by `make_metrics.py`.
pub fn metrics(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../tests/golden/metrics.json"))
        .expect("the golden file is JSON");
    all[name].clone()
}

/// The whole of `moves.json`, written by `make_moves.py`.
pub fn moves() -> Value {
    serde_json::from_str(include_str!("../tests/golden/moves.json"))
        .expect("the golden file is JSON")
}

/// The values that a file describes by shape, stream, scale and offset of the formula below.
pub fn filled(described: &Value) -> Vec<f32> {
    let shape = numbers(&described["shape"]);
    let number = |name: &str| described[name].as_f64().expect("a number") as f32;
    let stream = described["stream"].as_u64().expect("a number") as u32;
    let mut values = hashed(
        shape.iter().product::<f32>() as usize,
        stream,
        number("scale"),
    );
    if number("offset") != 0.0 {
        values
            .iter_mut()
            .for_each(|value| *value += number("offset"));
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
        value => vec![value.as_f64().expect("a number") as f32],
    }
}

/// A matrix of so many rows, turned.
pub fn turned(values: &[f32], rows: usize) -> Vec<f32> {
    let columns = values.len() / rows;
    (0..columns)
        .flat_map(|column| (0..rows).map(move |row| values[row * columns + column]))
        .collect()
}

/// A PyTorch weight (out, in) as seesaw keeps it (in, out).
pub fn transposed(weight: &Value) -> Vec<f32> {
    let rows: Vec<Vec<f32>> = weight
        .as_array()
        .expect("a matrix")
        .iter()
        .map(numbers)
        .collect();
    (0..rows[0].len())
        .flat_map(|input| rows.iter().map(move |row| row[input]).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_hash_is_the_one_of_the_scripts() {
    let golden = layers("hashed");
    let number = |name: &str| golden[name].as_f64().expect("a number");
    let found = hashed(
        number("n") as usize,
        number("stream") as u32,
        number("scale") as f32,
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
