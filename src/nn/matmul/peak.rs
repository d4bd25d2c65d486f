//! What the tiles reach by themselves: the yardstick for whole steps.

use std::time::Instant;

use super::dense::matmul;
use super::finish::Finish;
use super::pack::pack_rows;
use crate::nn::thread_pool::ThreadPool;

/// Rows, depth and columns of a product whose operands stay in the L2 cache.
const SIZE: (usize, usize, usize) = (120, 256, 512);
const REPETITIONS: usize = 100;

/// Billions of floating point operations per second of one thread: the best of a hundred products of
/// matrices in the cache, packed beforehand.
pub fn tile_gigaflops() -> f64 {
    let (rows, depth, columns) = SIZE;
    let pool = ThreadPool::new(1);
    let (left, right) = (vec![0.5; rows * depth], vec![0.25; depth * columns]);
    let packed = pack_rows(&pool, &right, (depth, columns), |row| row * columns);
    let mut out = vec![0.0; rows * columns];
    let seconds = (0..REPETITIONS).map(|_| {
        let started = Instant::now();
        matmul(
            &pool,
            &left,
            depth,
            &packed,
            &mut out,
            columns,
            Finish::REPLACE,
        );
        started.elapsed().as_secs_f64()
    });
    let best = seconds.fold(f64::INFINITY, f64::min);
    2e-9 * (rows * depth * columns) as f64 / best
}
