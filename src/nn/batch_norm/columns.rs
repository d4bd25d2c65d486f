//! The loops of batch normalisation: sums over columns, in blocks of rows whose size does not depend
//! on the number of threads, and elementwise passes.

use multiversion::multiversion;

use crate::nn::activation::Activation;
use crate::nn::column_sums::{
    add_rows, add_total, block_rows, block_sums, changing_block_sums, in_strips, strip,
};
use crate::nn::thread_pool::ThreadPool;

/// Added to the variance, as in PyTorch.
const EPSILON: f32 = 1e-5;

/// Mean and biased variance of each column.
pub(super) struct Statistics {
    pub mean: Vec<f32>,
    pub variance: Vec<f32>,
}

/// What each column is normalised with: mean and 1 / sqrt(variance + epsilon).
#[derive(Clone)]
pub(super) struct Normalization {
    mean: Vec<f32>,
    inverse_std: Vec<f32>,
}

/// Sums over all rows of each column of the gradient g, and of g times the normalised input.
pub(super) struct GradientSums {
    /// Sum of g.
    pub plain: Vec<f32>,
    /// Sum of g times the normalised input.
    pub with_input: Vec<f32>,
    rows: usize,
}

impl Statistics {
    /// What columns of these statistics are normalised with.
    pub fn normalization(self) -> Normalization {
        let inverse_std = self
            .variance
            .iter()
            .map(|variance| 1.0 / (variance + EPSILON).sqrt())
            .collect();
        Normalization {
            mean: self.mean,
            inverse_std,
        }
    }
}

/// Mean and biased variance of each column of rows of `width` values: those of blocks, which are read
/// once, put together in f64 (Chan et al. 1983, equations 1.7 and 2.1).
pub(super) fn statistics(pool: &ThreadPool, values: &[f32], width: usize) -> Statistics {
    let blocks = block_sums(pool, (values, width), 3 * width, |rows, sums| {
        sums.fill(0.0);
        let (means, deviations) = sums.split_at_mut(width);
        add_rows(rows, means);
        let scale = 1.0 / (rows.len() / width) as f32;
        means.iter_mut().for_each(|mean| *mean *= scale);
        let (deviations, squares) = deviations.split_at_mut(width);
        add_deviations(rows, means, deviations, squares);
    });
    let (mut mean, mut variance) = (vec![0.0; width], vec![0.0; width]);
    put_together(&blocks, values.len() / width, &mut mean, &mut variance);
    let narrow = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect();
    Statistics {
        mean: narrow(mean),
        variance: narrow(variance),
    }
}

/// Mean and variance of `rows` rows, from the rounded means of their blocks and the sums of
/// deviations from these and of their squares. `mean` and `variance` hold zeros at first.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn put_together(blocks: &[f32], rows: usize, mean: &mut [f64], variance: &mut [f64]) {
    let width = mean.len();
    let block_rows = block_rows(width);
    let scale = 1.0 / rows as f64;
    let share = |at: usize| (rows - at * block_rows).min(block_rows) as f64 * scale;
    for (at, block) in blocks.chunks_exact(3 * width).enumerate() {
        let share = share(at);
        let (means, deviations) = block.split_at(width);
        for column in 0..width {
            let deviation = scale * f64::from(deviations[column]);
            mean[column] += share * f64::from(means[column]) + deviation;
        }
    }
    for (at, block) in blocks.chunks_exact(3 * width).enumerate() {
        let share = share(at);
        let (means, deviations) = block.split_at(width);
        let (deviations, squares) = deviations.split_at(width);
        for column in 0..width {
            let gap = f64::from(means[column]) - mean[column];
            let within = f64::from(squares[column]) + 2.0 * gap * f64::from(deviations[column]);
            variance[column] += scale * within + share * gap * gap;
        }
    }
    // Where all values of a column are large and equal, rounding may leave less than nothing.
    for variance in variance {
        *variance = if *variance < 0.0 { 0.0 } else { *variance };
    }
}

/// `out` = activation(gamma * normalised + beta).
pub(super) fn normalise<A: Activation>(
    pool: &ThreadPool,
    values: &[f32],
    normalization: &Normalization,
    gamma: &[f32],
    beta: &[f32],
    out: &mut [f32],
) {
    let width = gamma.len();
    let length = block_rows(width) * width;
    // A block at a time, so that the activation finds it in the cache.
    pool.for_each_chunk(out, length, |at, out| {
        scale_rows(
            &values[at * length..],
            &normalization.mean,
            &normalization.inverse_std,
            gamma,
            beta,
            out,
        );
        A::forward(out);
    });
}

/// Takes `upstream` back through the activation, in place, and sums it.
pub(super) fn gradient_sums<A: Activation>(
    pool: &ThreadPool,
    values: &[f32],
    normalization: &Normalization,
    output: &[f32],
    upstream: &mut [f32],
) -> GradientSums {
    let width = normalization.mean.len();
    let of_block = |first: usize, upstream: &mut [f32], sums: &mut [f32]| {
        let [output, values] =
            [output, values].map(|values| &values[first * width..][..upstream.len()]);
        A::backward(upstream, output);
        sums.fill(0.0);
        let (plain, with_input) = sums.split_at_mut(width);
        let columns = [&normalization.mean[..], &normalization.inverse_std];
        add_gradient_sums([values, upstream], columns, plain, with_input);
    };
    let sums = changing_block_sums(pool, (upstream, width), 2 * width, of_block);
    let mut plain = vec![0.0; 2 * width];
    add_total(&sums, &mut plain);
    let with_input = plain.split_off(width);
    GradientSums {
        plain,
        with_input,
        rows: values.len() / width,
    }
}

/// `out` = or, if `add`, += gamma / sigma * (g - mean(g) - h mean(g h)) with h the normalised input.
pub(super) fn input_gradient(
    pool: &ThreadPool,
    values: &[f32],
    normalization: &Normalization,
    gamma: &[f32],
    sums: &GradientSums,
    upstream: &[f32],
    (out, add): (&mut [f32], bool),
) {
    let width = gamma.len();
    let scale = 1.0 / sums.rows as f32;
    let plain: Vec<f32> = sums.plain.iter().map(|sum| sum * scale).collect();
    let with_input: Vec<f32> = sums.with_input.iter().map(|sum| sum * scale).collect();
    let factor: Vec<f32> = gamma
        .iter()
        .zip(&normalization.inverse_std)
        .map(|(gamma, inverse)| gamma * inverse)
        .collect();
    let length = block_rows(width) * width;
    pool.for_each_chunk(out, length, |at, out| {
        let [values, upstream] = [values, upstream].map(|values| &values[at * length..]);
        let columns: [&[f32]; 5] = [
            &normalization.mean,
            &normalization.inverse_std,
            &factor,
            &plain,
            &with_input,
        ];
        match add {
            true => write_input_gradient::<true>([values, upstream], columns, out),
            false => write_input_gradient::<false>([values, upstream], columns, out),
        }
    });
}

/// `sums` += the deviation from `mean` in each column of `rows`, `squares` += its square.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_deviations(rows: &[f32], mean: &[f32], sums: &mut [f32], squares: &mut [f32]) {
    in_strips!(
        mean.len(),
        add_deviations_of_strip(rows, mean, sums, squares)
    );
}

#[inline(always)]
fn add_deviations_of_strip<const N: usize>(
    first: usize,
    rows: &[f32],
    mean: &[f32],
    sums: &mut [f32],
    squares: &mut [f32],
) {
    let width = mean.len();
    let mean = strip::<N>(mean, first);
    let (mut plain, mut squared) = (strip::<N>(sums, first), strip::<N>(squares, first));
    for row in rows.chunks_exact(width) {
        let row = strip::<N>(row, first);
        for at in 0..N {
            let deviation = row[at] - mean[at];
            plain[at] += deviation;
            squared[at] += deviation * deviation;
        }
    }
    sums[first..][..N].copy_from_slice(&plain);
    squares[first..][..N].copy_from_slice(&squared);
}

/// `out` = (`rows` - `mean`) * `inverse` * `gamma` + `beta`, column by column.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn scale_rows(
    rows: &[f32],
    mean: &[f32],
    inverse: &[f32],
    gamma: &[f32],
    beta: &[f32],
    out: &mut [f32],
) {
    let width = mean.len();
    let (inverse, gamma, beta) = (&inverse[..width], &gamma[..width], &beta[..width]);
    for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        for at in 0..width {
            out[at] = (row[at] - mean[at]) * inverse[at] * gamma[at] + beta[at];
        }
    }
}

/// `plain` += the upstream gradient, `with_input` += it times the normalised input, column by
/// column: `columns` are mean and 1 / sigma.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_gradient_sums(
    rows: [&[f32]; 2],
    columns: [&[f32]; 2],
    plain: &mut [f32],
    with_input: &mut [f32],
) {
    in_strips!(
        plain.len(),
        add_gradients_of_strip(rows, columns, plain, with_input)
    );
}

#[inline(always)]
fn add_gradients_of_strip<const N: usize>(
    first: usize,
    [rows, upstream]: [&[f32]; 2],
    columns: [&[f32]; 2],
    plain: &mut [f32],
    with_input: &mut [f32],
) {
    let width = plain.len();
    let [mean, inverse] = columns.map(|column| strip::<N>(column, first));
    let (mut sums, mut products) = (strip::<N>(plain, first), strip::<N>(with_input, first));
    for (row, upstream) in rows.chunks_exact(width).zip(upstream.chunks_exact(width)) {
        let (row, upstream) = (strip::<N>(row, first), strip::<N>(upstream, first));
        for at in 0..N {
            sums[at] += upstream[at];
            products[at] += upstream[at] * ((row[at] - mean[at]) * inverse[at]);
        }
    }
    plain[first..][..N].copy_from_slice(&sums);
    with_input[first..][..N].copy_from_slice(&products);
}

/// `out` = or, if ADD, += factor * (upstream - plain - normalised * with_input), column by column.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn write_input_gradient<const ADD: bool>(
    [rows, upstream]: [&[f32]; 2],
    columns: [&[f32]; 5],
    out: &mut [f32],
) {
    let width = columns[0].len();
    let [mean, inverse, factor, plain, with_input] = columns.map(|column| &column[..width]);
    let rows = rows.chunks_exact(width).zip(upstream.chunks_exact(width));
    for ((row, upstream), out) in rows.zip(out.chunks_exact_mut(width)) {
        for at in 0..width {
            let normalised = (row[at] - mean[at]) * inverse[at];
            let gradient = factor[at] * (upstream[at] - plain[at] - normalised * with_input[at]);
            out[at] = if ADD { out[at] + gradient } else { gradient };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::activation::Relu;

    #[test]
    fn statistics_are_those_of_all_rows_with_the_same_bits_for_all_threads() {
        // One block and several, the last one shorter; means far from zero that drift over the rows.
        for (rows, width) in [(5, 3), (1300, 70), (2000, 1), (50, 1024)] {
            let value = |at: usize| {
                let (row, column) = (at / width, at % width);
                (at as f32 * 0.37).sin() + 20.0 + column as f32 / 64.0 + row as f32 / 500.0
            };
            let values: Vec<f32> = (0..rows * width).map(value).collect();
            let pool = ThreadPool::new(1);
            // What a scratch buffer holds must not matter.
            pool.scratch(1 << 18).fill(f32::NAN);
            let found = statistics(&pool, &values, width);
            for column in 0..width {
                let of_column = || values.iter().skip(column).step_by(width).copied();
                let mean = of_column().map(f64::from).sum::<f64>() / rows as f64;
                let squares = of_column().map(|value| (f64::from(value) - mean).powi(2));
                let variance = squares.sum::<f64>() / rows as f64;
                let (mean_found, variance_found) = (found.mean[column], found.variance[column]);
                assert!(
                    (f64::from(mean_found) - mean).abs() < 1e-6 * mean
                        && (f64::from(variance_found) - variance).abs() < 2e-6 * variance,
                    "{rows} x {width}: {mean_found} and {variance_found}, expected {mean} and {variance}"
                );
            }
            for threads in [2, 3] {
                let again = statistics(&ThreadPool::new(threads), &values, width);
                assert_eq!(
                    (again.mean, again.variance),
                    (found.mean.clone(), found.variance.clone())
                );
            }
        }
    }

    #[test]
    fn large_equal_values_have_no_negative_variance() {
        for value in [1e8f32, 1e12, -3e12] {
            let values = vec![value; 5000 * 3];
            let found = statistics(&ThreadPool::new(1), &values, 3);
            assert!(
                found.variance.iter().all(|variance| *variance >= 0.0),
                "{:?}",
                found.variance
            );
        }
        let mut values = vec![0.5; 5000 * 3];
        values[4] = f32::NAN;
        let variance = statistics(&ThreadPool::new(1), &values, 3).variance;
        assert!(variance[1].is_nan() && variance[0] < 1e-12, "{variance:?}");
    }

    #[test]
    fn gradient_sums_are_those_of_all_rows_with_the_same_bits_for_all_threads() {
        let (rows, width) = (700, 90);
        let wave = |pace: f32| (0..rows * width).map(move |at| (at as f32 * pace).sin());
        let values: Vec<f32> = wave(0.37).collect();
        let gradient: Vec<f32> = wave(0.11).collect();
        let pool = ThreadPool::new(1);
        pool.scratch(1 << 18).fill(f32::NAN);
        let normalization = statistics(&pool, &values, width).normalization();
        let sums = |pool: &ThreadPool| {
            let mut upstream = gradient.clone();
            gradient_sums::<Relu>(pool, &values, &normalization, &values, &mut upstream)
        };
        let found = sums(&pool);
        for column in 0..width {
            let (mut plain, mut with_input) = (0.0, 0.0);
            for at in (column..rows * width)
                .step_by(width)
                .filter(|at| values[*at] > 0.0)
            {
                let gap = f64::from(values[at]) - f64::from(normalization.mean[column]);
                plain += f64::from(gradient[at]);
                with_input +=
                    f64::from(gradient[at]) * gap * f64::from(normalization.inverse_std[column]);
            }
            let errors = [
                plain - f64::from(found.plain[column]),
                with_input - f64::from(found.with_input[column]),
            ];
            assert!(
                errors.iter().all(|error| error.abs() < 1e-3),
                "{column}: off by {errors:?}"
            );
        }
        for threads in [2, 3] {
            let again = sums(&ThreadPool::new(threads));
            assert!(again.plain == found.plain && again.with_input == found.with_input);
        }
    }
}
