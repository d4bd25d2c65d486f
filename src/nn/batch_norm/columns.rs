//! The loops of batch normalisation: sums over columns in blocks of a fixed number of rows,
//! whatever the number of threads, and elementwise passes.

use multiversion::multiversion;

use crate::nn::activation::Activation;
use crate::nn::kernels::add_column_sums;
use crate::nn::thread_pool::ThreadPool;

/// Added to the variance, as in PyTorch.
const EPSILON: f32 = 1e-5;

/// Rows of a block: its sums are exact enough in f32, the sum of blocks is taken in f64.
const BLOCK: usize = 512;

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

/// The sum of `count` columns over blocks of rows; `block` adds the rows from its number on to its
/// sums.
fn block_sums(
    pool: &ThreadPool,
    rows: usize,
    count: usize,
    block: impl Fn(usize, &mut [f32]) + Sync,
) -> Vec<f64> {
    let mut partial = pool.scratch(rows.div_ceil(BLOCK) * count);
    pool.for_each_chunk(&mut partial, count, |at, sums| {
        sums.fill(0.0);
        block(at, sums);
    });
    total(&partial, count)
}

/// The sum of the sums of all blocks, for `count` columns.
fn total(partial: &[f32], count: usize) -> Vec<f64> {
    let mut total = vec![0.0; count];
    for sums in partial.chunks_exact(count) {
        total
            .iter_mut()
            .zip(sums)
            .for_each(|(total, sum)| *total += f64::from(*sum));
    }
    total
}

fn block_of(values: &[f32], width: usize, at: usize) -> &[f32] {
    values
        .chunks(BLOCK * width)
        .nth(at)
        .expect("as many blocks as were counted")
}

/// Mean and biased variance of each column of rows of `width` values.
pub(super) fn statistics(pool: &ThreadPool, values: &[f32], width: usize) -> Statistics {
    let rows = values.len() / width;
    let mean_of = |total: Vec<f64>| {
        total
            .into_iter()
            .map(|sum| (sum / rows as f64) as f32)
            .collect::<Vec<f32>>()
    };
    let sums = |at: usize, sums: &mut [f32]| add_column_sums(block_of(values, width, at), sums);
    let mean = mean_of(block_sums(pool, rows, width, sums));
    let deviations = |at: usize, sums: &mut [f32]| {
        add_squared_deviations(block_of(values, width, at), &mean, sums)
    };
    let variance = mean_of(block_sums(pool, rows, width, deviations));
    Statistics { mean, variance }
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
    // A block at a time, so that the activation finds it in the cache.
    pool.for_each_chunk(out, BLOCK * width, |at, out| {
        scale_rows(
            block_of(values, width, at),
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
    let rows = values.len() / width;
    let mut partial = pool.scratch(rows.div_ceil(BLOCK) * 2 * width);
    let blocks = upstream
        .chunks_mut(BLOCK * width)
        .zip(partial.chunks_exact_mut(2 * width));
    // A block at a time, so that the sums find it in the cache.
    pool.for_each(blocks.enumerate().collect(), |(at, (upstream, sums))| {
        A::backward(upstream, block_of(output, width, at));
        sums.fill(0.0);
        let (plain, with_input) = sums.split_at_mut(width);
        add_gradient_sums(
            block_of(values, width, at),
            upstream,
            &normalization.mean,
            &normalization.inverse_std,
            plain,
            with_input,
        );
    });
    let total = total(&partial, 2 * width);
    let narrow = |sums: &[f64]| sums.iter().map(|sum| *sum as f32).collect();
    GradientSums {
        plain: narrow(&total[..width]),
        with_input: narrow(&total[width..]),
        rows,
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
    pool.for_each_chunk(out, BLOCK * width, |at, out| {
        let (values, upstream) = (block_of(values, width, at), block_of(upstream, width, at));
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

/// `sums` += the squared deviation from `mean` in each column of `rows`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_squared_deviations(rows: &[f32], mean: &[f32], sums: &mut [f32]) {
    let width = sums.len();
    for row in rows.chunks_exact(width) {
        let (mean, sums) = (&mean[..width], &mut sums[..width]);
        for at in 0..width {
            let deviation = row[at] - mean[at];
            sums[at] += deviation * deviation;
        }
    }
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
/// column.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_gradient_sums(
    rows: &[f32],
    upstream: &[f32],
    mean: &[f32],
    inverse: &[f32],
    plain: &mut [f32],
    with_input: &mut [f32],
) {
    let width = mean.len();
    let (inverse, plain, with_input) = (
        &inverse[..width],
        &mut plain[..width],
        &mut with_input[..width],
    );
    for (row, upstream) in rows.chunks_exact(width).zip(upstream.chunks_exact(width)) {
        for at in 0..width {
            plain[at] += upstream[at];
            with_input[at] += upstream[at] * ((row[at] - mean[at]) * inverse[at]);
        }
    }
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
