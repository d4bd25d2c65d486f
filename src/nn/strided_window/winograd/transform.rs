//! The transforms of maps, compiled for the baseline, AVX2 and AVX-512 with the same bits.

use multiversion::multiversion;

use super::lanes::{Lanes, in_lanes};

/// `out` = `a` + `sign` * `b`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn combine_rows(out: &mut [f32], a: &[f32], b: &[f32], sign: f32) {
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = a + sign * b;
    }
}

/// `out` = `sign` * `b`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn scale_row(out: &mut [f32], b: &[f32], sign: f32) {
    for (out, b) in out.iter_mut().zip(b) {
        *out = sign * b;
    }
}

/// A row times B: its tiles of four positions, two apart, give a value to each of the four planes
/// (tiles, channels).
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn combine_columns(row: &[f32], channels: usize, mut planes: [&mut [f32]; 4]) {
    for (tile, from) in row.windows(4 * channels).step_by(2 * channels).enumerate() {
        in_lanes!(
            channels,
            columns_of_tile(from, (channels, tile * channels), &mut planes)
        );
    }
}

/// Values that are `apart` from each other. Without a closure, which might be compiled by itself
/// for the baseline.
#[inline(always)]
fn four_apart<const L: usize>(values: &[f32], at: usize, apart: usize) -> [Lanes<L>; 4] {
    [
        Lanes::load(values, at),
        Lanes::load(values, at + apart),
        Lanes::load(values, at + 2 * apart),
        Lanes::load(values, at + 3 * apart),
    ]
}

#[inline(always)]
fn columns_of_tile<const L: usize>(
    at: usize,
    from: &[f32],
    (channels, place): (usize, usize),
    planes: &mut [&mut [f32]; 4],
) {
    let [a, b, c, d] = four_apart::<L>(from, at, channels);
    for (plane, value) in planes.iter_mut().zip([a - c, b + c, c - b, b - d]) {
        value.store(plane, place + at);
    }
}

/// A^T times sixteen planes, row after row of four: the eight results take the place of the first
/// two rows.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn sum_rows(planes: &mut [f32], plane: usize) {
    let (above, below) = planes.split_at_mut(8 * plane);
    let (first, second) = above.split_at_mut(4 * plane);
    let (third, fourth) = below.split_at_mut(4 * plane);
    for (((first, second), third), fourth) in first.iter_mut().zip(second).zip(third).zip(fourth) {
        let (sum, difference) = (*second + *third, *second - *third);
        *first += sum;
        *second = difference - *fourth;
    }
}

/// `out` (tile rows, 2, side, width) = or += the eight planes (tiles, width) of [`sum_rows`] times
/// A, `across` tiles to a row.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn combine_outputs(
    planes: &[f32],
    (across, width): (usize, usize),
    out: &mut [f32],
    is_added: bool,
) {
    let plane = planes.len() / 8;
    for (at, out) in out.chunks_exact_mut(2 * width).enumerate() {
        // Pairs of positions: `across` of the upper row of each row of tiles, then of the lower
        // one.
        let (row, column) = (at / across, at % across);
        let tile = (row / 2 * across + column) * width;
        let planes = &planes[row % 2 * 4 * plane..][..4 * plane];
        in_lanes!(width, pair(planes, (plane, tile), (out, width), is_added));
    }
}

#[inline(always)]
fn pair<const L: usize>(
    at: usize,
    planes: &[f32],
    (plane, tile): (usize, usize),
    (out, width): (&mut [f32], usize),
    is_added: bool,
) {
    let [a, b, c, d] = four_apart::<L>(planes, tile + at, plane);
    for (value, place) in [(a + (b + c), at), (b - c - d, width + at)] {
        let value = match is_added {
            true => Lanes::load(out, place) + value,
            false => value,
        };
        value.store(out, place);
    }
}

/// Row `row` of A dY A^T: four planes (tiles, width) of `out` from two rows of the map `upstream`
/// (tile rows, 2, side, width) for each row of tiles.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn spread_gradients(
    upstream: &[f32],
    (side, width): (usize, usize),
    row: usize,
    out: &mut [f32],
) {
    let plane = out.len() / 4;
    for at in 0..plane / width {
        let (tile_row, column) = (at / (side / 2), at % (side / 2));
        let from = (tile_row * 2 * side + 2 * column) * width;
        let (above, below) = (&upstream[from..], &upstream[from + side * width..]);
        in_lanes!(
            width,
            spread_tile([above, below], (row, width), out, (plane, at * width))
        );
    }
}

#[inline(always)]
fn spread_tile<const L: usize>(
    at: usize,
    [above, below]: [&[f32]; 2],
    (row, width): (usize, usize),
    out: &mut [f32],
    (plane, place): (usize, usize),
) {
    let (left, right) = (
        weigh::<L>(above, below, row, at),
        weigh::<L>(above, below, row, width + at),
    );
    let values = [left, left + right, left - right, -right];
    for (x, value) in values.into_iter().enumerate() {
        value.store(out, x * plane + place + at);
    }
}

/// Row `row` of A times an upper and a lower position.
#[inline(always)]
fn weigh<const L: usize>(above: &[f32], below: &[f32], row: usize, at: usize) -> Lanes<L> {
    match row {
        0 => Lanes::load(above, at),
        1 => Lanes::load(above, at) + Lanes::load(below, at),
        2 => Lanes::load(above, at) - Lanes::load(below, at),
        _ => -Lanes::<L>::load(below, at),
    }
}
