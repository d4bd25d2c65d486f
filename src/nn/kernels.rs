//! Elementwise loops. Each is compiled for the baseline, AVX2 and AVX-512 and dispatched at run
//! time; none uses fused multiply-add, so every version gives the same bits.

use multiversion::multiversion;

/// `rows` += `bias` in each row, then leaky ReLU with `slope` (1: the identity, 0: ReLU).
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn add_bias_leaky_relu(rows: &mut [f32], bias: &[f32], slope: f32) {
    for row in rows.chunks_exact_mut(bias.len()) {
        for (value, bias) in row.iter_mut().zip(bias) {
            let sum = *value + bias;
            *value = if sum > 0.0 { sum } else { slope * sum };
        }
    }
}

/// Leaky ReLU with `slope` in place (0: ReLU).
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn leaky_relu(values: &mut [f32], slope: f32) {
    for value in values {
        *value = if *value > 0.0 { *value } else { slope * *value };
    }
}

/// `gradient` *= derivative of leaky ReLU, read off the sign of its output.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn leaky_relu_backward(gradient: &mut [f32], output: &[f32], slope: f32) {
    for (gradient, output) in gradient.iter_mut().zip(output) {
        *gradient *= if *output > 0.0 { 1.0 } else { slope };
    }
}

/// `values` = `scale` * `values` + `shift`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn affine(values: &mut [f32], scale: f32, shift: f32) {
    for value in values {
        *value = *value * scale + shift;
    }
}

/// `values` *= `factor`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn scale(values: &mut [f32], factor: f32) {
    for value in values {
        *value *= factor;
    }
}

/// `values` = `scale` * `others`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn write_scaled(values: &mut [f32], scale: f32, others: &[f32]) {
    for (value, other) in values.iter_mut().zip(others) {
        *value = scale * other;
    }
}

/// `values` += `scale` * `addend`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn add_scaled(values: &mut [f32], scale: f32, addend: &[f32]) {
    for (value, addend) in values.iter_mut().zip(addend) {
        *value += scale * addend;
    }
}

/// `values` += `share` * (`others` - `values`).
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn lerp(values: &mut [f32], others: &[f32], share: f32) {
    for (value, other) in values.iter_mut().zip(others) {
        *value += share * (other - *value);
    }
}

/// Hyperbolic tangent in place: the rational minimax approximation of degree 13 / 6 on [-7.9, 7.9]
/// that Eigen and XLA use, within 1e-6 of the true value; beyond that range it is 1 to float
/// precision.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn tanh(values: &mut [f32]) {
    const LIMIT: f32 = 7.905_311;
    for value in values {
        let x = value.clamp(-LIMIT, LIMIT);
        let square = x * x;
        let mut above = -2.760_768_5e-16;
        for coefficient in [
            2.000_188e-13,
            -8.604_672e-11,
            5.122_297_1e-8,
            1.485_722_4e-5,
            6.372_619_3e-4,
            4.893_524_6e-3,
        ] {
            above = above * square + coefficient;
        }
        let mut below = 1.198_258_4e-6;
        for coefficient in [1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3] {
            below = below * square + coefficient;
        }
        *value = (x * above / below).clamp(-1.0, 1.0);
    }
}

/// e^x within 2e-7 of the true value, relative: 2^n times the polynomial of degree 6 of the Cephes
/// library, for use within loops that a compiler turns into vector instructions. Below -87 it is
/// e^-87 (1e-38), above 88 it is e^88.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    /// 1.5 * 2^23: the sum has no room for a fraction, and its last bits are the rounded number.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    // n ln 2 in two parts, the first of which is exact.
    let rest = x - n * 0.693_359_4 - n * -2.121_944_4e-4;
    let mut sum = 1.987_569_1e-4;
    for coefficient in [
        1.398_2e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
    ] {
        sum = sum * rest + coefficient;
    }
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1f32.to_bits()));
    (sum * rest * rest + rest + 1.0) * power
}

/// `gradient` *= 1 - tanh^2, read off the output of tanh.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn tanh_backward(gradient: &mut [f32], output: &[f32]) {
    for (gradient, output) in gradient.iter_mut().zip(output) {
        *gradient *= 1.0 - output * output;
    }
}

/// `gradient` *= s (1 - s), read off the output of the logistic function.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn sigmoid_backward(gradient: &mut [f32], output: &[f32]) {
    for (gradient, output) in gradient.iter_mut().zip(output) {
        *gradient *= output * (1.0 - output);
    }
}

/// Sum of squares, in 64-bit lanes.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn sum_of_squares(values: &[f32]) -> f64 {
    let mut lanes = [0f64; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks
        .remainder()
        .iter()
        .map(|value| f64::from(*value).powi(2))
        .sum();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = f64::from(*value);
            *lane += value * value;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_is_the_true_one_to_float_precision() {
        let points: Vec<f32> = (-4000..=4000)
            .map(|at| at as f32 * 0.003)
            .chain([0.0, 1e-6, -3e-4, 50.0])
            .collect();
        let mut found = points.clone();
        tanh(&mut found);
        for (point, found) in points.iter().zip(&found) {
            let expected = f64::from(*point).tanh();
            let error = (f64::from(*found) - expected).abs();
            assert!(
                error <= 1e-6 * expected.abs().max(1e-3),
                "tanh({point}) = {found}, expected {expected}"
            );
        }
        let mut odd = [f32::INFINITY, f32::NEG_INFINITY, f32::NAN];
        tanh(&mut odd);
        assert_eq!(odd[..2], [1.0, -1.0]);
        assert!(odd[2].is_nan(), "divergence is not clamped away");
    }

    #[test]
    fn exp_is_the_true_one_to_float_precision() {
        for at in -86_999..=87_999 {
            let x = at as f32 * 0.001;
            let error = f64::from(exp(x)) / f64::from(x).exp() - 1.0;
            assert!(error.abs() < 2e-7, "exp({x}) is off by {error:e}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert!((0.0..1e-37).contains(&exp(f32::NEG_INFINITY)));
        assert!(exp(f32::NAN).is_nan(), "divergence is not clamped away");
    }
}
