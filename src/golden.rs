//! Reference numbers for unit tests, written by `tests/golden/make_golden.py`.

use serde_json::Value;

/// One block of the file.
pub fn block(name: &str) -> Value {
    let all: Value =
        serde_json::from_str(include_str!("../tests/golden/golden.json")).expect("the golden file is JSON");
    all[name].clone()
}

/// All numbers of a list, of lists of lists, or of one number, in order.
pub fn numbers(value: &Value) -> Vec<f32> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![value.as_f64().expect("a number") as f32],
    }
}

/// A PyTorch weight (out, in) as seesaw keeps it (in, out).
pub fn transposed(weight: &Value) -> Vec<f32> {
    let rows: Vec<Vec<f32>> = weight.as_array().expect("a matrix").iter().map(numbers).collect();
    (0..rows[0].len()).flat_map(|input| rows.iter().map(move |row| row[input]).collect::<Vec<_>>()).collect()
}

/// Asserts that both lists agree within `tolerance`, relative to the larger of 1 and the expected value.
pub fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs() / expected.abs().max(1.0);
        assert!(error <= tolerance, "at {at}: {found}, expected {expected}");
    }
}
