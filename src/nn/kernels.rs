//! Elementwise loops. Each is compiled for the baseline and for AVX2 and dispatched at run time; none uses fused
//! multiply-add, so every version gives the same bits.

use multiversion::multiversion;

/// `rows` += `bias` in each row, then leaky ReLU with `slope` (1: the identity, 0: ReLU).
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn add_bias_leaky_relu(rows: &mut [f32], bias: &[f32], slope: f32) {
    for row in rows.chunks_exact_mut(bias.len()) {
        for (value, bias) in row.iter_mut().zip(bias) {
            let sum = *value + bias;
            *value = if sum > 0.0 { sum } else { slope * sum };
        }
    }
}

/// `gradient` *= derivative of leaky ReLU, read off the sign of its output.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn leaky_relu_backward(gradient: &mut [f32], output: &[f32], slope: f32) {
    for (gradient, output) in gradient.iter_mut().zip(output) {
        *gradient *= if *output > 0.0 { 1.0 } else { slope };
    }
}

/// `gradient` *= 1 - tanh^2, read off the output of tanh.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn tanh_backward(gradient: &mut [f32], output: &[f32]) {
    for (gradient, output) in gradient.iter_mut().zip(output) {
        *gradient *= 1.0 - output * output;
    }
}

/// `sums` += the sum of each column of `rows`.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn add_column_sums(rows: &[f32], sums: &mut [f32]) {
    for row in rows.chunks_exact(sums.len()) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

/// Sum of squares, in 64-bit lanes.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn sum_of_squares(values: &[f32]) -> f64 {
    let mut lanes = [0f64; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().map(|value| f64::from(*value).powi(2)).sum();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = f64::from(*value);
            *lane += value * value;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// The numbers of one Adam step that do not depend on the parameter.
#[derive(Clone, Copy)]
pub(super) struct AdamStep {
    pub beta2: f32,
    /// 1 - beta1 and 1 - beta2, rounded once: in f32 the difference itself would be off by 5e-5 of 0.001.
    pub rest1: f32,
    pub rest2: f32,
    pub epsilon: f32,
    pub weight_decay: f32,
    /// Learning rate / (1 - beta1^t).
    pub rate: f32,
    /// sqrt(1 - beta2^t).
    pub correction: f32,
}

/// One Adam step in place (Kingma and Ba 2015, algorithm 1, in PyTorch's order of operations).
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn adam(step: AdamStep, values: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
    let moments = first.iter_mut().zip(second.iter_mut());
    for ((value, gradient), (first, second)) in values.iter_mut().zip(gradient).zip(moments) {
        let gradient = *gradient + step.weight_decay * *value;
        *first += step.rest1 * (gradient - *first);
        *second = step.beta2 * *second + step.rest2 * gradient * gradient;
        *value -= step.rate * (*first / (second.sqrt() / step.correction + step.epsilon));
    }
}

/// `sums` += the squared deviation from `mean` in each column of `rows`.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn add_squared_deviations(rows: &[f32], mean: &[f32], sums: &mut [f32]) {
    for row in rows.chunks_exact(sums.len()) {
        for ((sum, value), mean) in sums.iter_mut().zip(row).zip(mean) {
            *sum += (value - mean) * (value - mean);
        }
    }
}

/// `sums` += the sum of `left` * `right` in each column.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn add_column_products(left: &[f32], right: &[f32], sums: &mut [f32]) {
    let width = sums.len();
    for (left, right) in left.chunks_exact(width).zip(right.chunks_exact(width)) {
        for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
            *sum += left * right;
        }
    }
}

/// `out` = (`rows` - `mean`) * `inverse`, column by column.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn normalise(rows: &[f32], mean: &[f32], inverse: &[f32], out: &mut [f32]) {
    let width = mean.len();
    for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        for (((out, value), mean), inverse) in out.iter_mut().zip(row).zip(mean).zip(inverse) {
            *out = (value - mean) * inverse;
        }
    }
}

/// `out` = `rows` * `scale`, column by column.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn scale_columns(rows: &[f32], scale: &[f32], out: &mut [f32]) {
    let width = scale.len();
    for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        for ((out, value), scale) in out.iter_mut().zip(row).zip(scale) {
            *out = value * scale;
        }
    }
}

/// `out` += `factor` * (`upstream` - `mean` - `normalised` * `mean_product`), column by column.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
pub(super) fn batch_norm_backward(
    upstream: &[f32],
    normalised: &[f32],
    factor: &[f32],
    mean: &[f32],
    mean_product: &[f32],
    out: &mut [f32],
) {
    let width = factor.len();
    let rows = upstream.chunks_exact(width).zip(normalised.chunks_exact(width));
    for ((upstream, normalised), out) in rows.zip(out.chunks_exact_mut(width)) {
        for at in 0..width {
            out[at] += factor[at] * (upstream[at] - mean[at] - normalised[at] * mean_product[at]);
        }
    }
}
