//! The distance of two rows, as far as it matters.

use multiversion::multiversion;

/// Values that are summed at once, and after which it is asked whether the rest can matter.
const LANES: usize = 16;
const BLOCK: usize = 64 * LANES;

/// The squared distance of two rows, or, if that is not below `limit`, anything that is not either:
/// most modes are far from a sample, and a part of the pixels shows it.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub fn squared_distance(one: &[f32], other: &[f32], limit: f32) -> f32 {
    let mut total = 0.0;
    for (one, other) in one.chunks(BLOCK).zip(other.chunks(BLOCK)) {
        let mut lanes = [0.0; LANES];
        let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
        let rest = ones.remainder().iter().zip(others.remainder());
        let rest: f32 = rest.map(|(one, other)| (one - other).powi(2)).sum();
        for (one, other) in ones.zip(others) {
            for ((lane, one), other) in lanes.iter_mut().zip(one).zip(other) {
                *lane += (one - other) * (one - other);
            }
        }
        total += lanes.iter().sum::<f32>() + rest;
        // Also when it is NaN: then no later value makes it a number again.
        if total.is_nan() || total >= limit {
            break;
        }
    }
    total
}
