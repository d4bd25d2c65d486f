//! Gram matrices of feature maps: which channels are active together, wherever that is.

use super::matmul::{Finish, add_transposed_matmul, matmul, pack_rows};
use super::thread_pool::ThreadPool;

/// Positions that are summed together, then added to the sums before: single precision stays exact
/// enough for large maps.
const TOGETHER: usize = 4096;

/// F^T F / positions of a map F (positions, C): (C, C).
pub fn gram_matrix(pool: &ThreadPool, map: &[f32], channels: usize) -> Vec<f32> {
    let mut gram = vec![0.0; channels * channels];
    for map in map.chunks(TOGETHER * channels) {
        let mut part = vec![0.0; channels * channels];
        add_transposed_matmul(pool, (map, channels), (map, channels), &mut part);
        gram.iter_mut()
            .zip(part)
            .for_each(|(sum, part)| *sum += part);
    }
    let positions = (map.len() / channels) as f32;
    gram.iter_mut().for_each(|value| *value /= positions);
    gram
}

/// `out` (positions, C) += `map` (positions, C) times a matrix (C, C).
pub fn add_channel_product(
    pool: &ThreadPool,
    map: &[f32],
    channels: usize,
    matrix: &[f32],
    out: &mut [f32],
) {
    let packed = pack_rows(pool, matrix, (channels, channels), |row| row * channels);
    matmul(pool, map, channels, &packed, out, channels, Finish::ADD);
}
