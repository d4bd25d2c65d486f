//! A weight (O, 3, 3, C), transformed, and its gradient from that of the transformed one.

use multiversion::multiversion;

use super::lanes::{Lanes, in_lanes};
use crate::nn::thread_pool::{Scratch, ThreadPool};

/// Positions of a transformed tile.
pub(super) const PLACES: usize = 16;

/// G W G^T: sixteen planes (O, C), of the kernel turned around if `is_turned`.
pub(super) fn transformed(
    pool: &ThreadPool,
    weight: &[f32],
    channels: usize,
    is_turned: bool,
) -> Scratch {
    let mut planes = pool.scratch(weight.len() / 9 * PLACES);
    transform(weight, channels, is_turned, &mut planes);
    planes
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn transform(weight: &[f32], channels: usize, is_turned: bool, planes: &mut [f32]) {
    for (at, kernel) in weight.chunks_exact(9 * channels).enumerate() {
        let place = at * channels;
        in_lanes!(
            channels,
            transform_kernel(kernel, (channels, is_turned), planes, place)
        );
    }
}

#[inline(always)]
fn transform_kernel<const L: usize>(
    at: usize,
    kernel: &[f32],
    (channels, is_turned): (usize, bool),
    planes: &mut [f32],
    place: usize,
) {
    let plane = planes.len() / PLACES;
    let tap = |y: usize, x: usize| {
        let tap = if is_turned { 8 - 3 * y - x } else { 3 * y + x };
        Lanes::<L>::load(kernel, tap * channels + at)
    };
    let rows = [
        four([tap(0, 0), tap(0, 1), tap(0, 2)]),
        four([tap(1, 0), tap(1, 1), tap(1, 2)]),
        four([tap(2, 0), tap(2, 1), tap(2, 2)]),
    ];
    let [a, b, c] = rows;
    let columns = [
        four([a[0], b[0], c[0]]),
        four([a[1], b[1], c[1]]),
        four([a[2], b[2], c[2]]),
        four([a[3], b[3], c[3]]),
    ];
    for (x, column) in columns.into_iter().enumerate() {
        for (y, value) in column.into_iter().enumerate() {
            value.store(planes, (4 * y + x) * plane + place + at);
        }
    }
}

/// G times three values.
#[inline(always)]
fn four<const L: usize>([a, b, c]: [Lanes<L>; 3]) -> [Lanes<L>; 4] {
    let (ends, middle) = ((a + c) * 0.5, b * 0.5);
    [a, ends + middle, ends - middle, c]
}

/// `gradient` (O, 3, 3, C) += G^T of sixteen planes (O, C) times G.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn add_kernel_gradient(planes: &[f32], channels: usize, gradient: &mut [f32]) {
    for (at, kernel) in gradient.chunks_exact_mut(9 * channels).enumerate() {
        in_lanes!(
            channels,
            add_to_kernel(planes, at * channels, kernel, channels)
        );
    }
}

#[inline(always)]
fn add_to_kernel<const L: usize>(
    at: usize,
    planes: &[f32],
    place: usize,
    kernel: &mut [f32],
    channels: usize,
) {
    let plane = planes.len() / PLACES;
    let sum = |y: usize, x: usize| Lanes::<L>::load(planes, (4 * y + x) * plane + place + at);
    let rows = [
        three([sum(0, 0), sum(0, 1), sum(0, 2), sum(0, 3)]),
        three([sum(1, 0), sum(1, 1), sum(1, 2), sum(1, 3)]),
        three([sum(2, 0), sum(2, 1), sum(2, 2), sum(2, 3)]),
        three([sum(3, 0), sum(3, 1), sum(3, 2), sum(3, 3)]),
    ];
    let [a, b, c, d] = rows;
    let columns = [
        three([a[0], b[0], c[0], d[0]]),
        three([a[1], b[1], c[1], d[1]]),
        three([a[2], b[2], c[2], d[2]]),
    ];
    for (x, column) in columns.into_iter().enumerate() {
        for (y, value) in column.into_iter().enumerate() {
            let tap = (3 * y + x) * channels + at;
            (Lanes::load(kernel, tap) + value).store(kernel, tap);
        }
    }
}

/// G^T times four values.
#[inline(always)]
fn three<const L: usize>([a, b, c, d]: [Lanes<L>; 4]) -> [Lanes<L>; 3] {
    let (sum, difference) = ((b + c) * 0.5, (b - c) * 0.5);
    [a + sum, difference, sum + d]
}
