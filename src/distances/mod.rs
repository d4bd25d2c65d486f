//! All distances, or scalar products, between two sets of rows, block by block: the matrix is never
//! held.

mod bounded;

use multiversion::multiversion;

pub use bounded::squared_distance;

/// Rows of a panel: they are compared with a point at once.
const LANES: usize = 16;
/// Points that share one reading of a panel.
const POINTS: usize = 6;
/// Points whose distances are held: while they are gone through, a panel stays in a core's nearest
/// cache.
const BLOCK: usize = 8 * POINTS;

/// What is taken of two rows.
#[derive(Clone, Copy)]
pub enum Pair {
    /// The square of the Euclidean distance. It is exactly symmetric, and 0 for equal rows.
    SquaredDistance,
    /// The scalar product.
    Product,
}

/// Rows in panels of sixteen, feature by feature within a panel.
pub struct Panels {
    values: Vec<f32>,
    count: usize,
    width: usize,
}

impl Panels {
    /// Packs whole rows of `width` values.
    pub fn new(rows: &[f32], width: usize) -> Self {
        let count = rows.len() / width;
        let mut values = vec![0.0; count.div_ceil(LANES) * LANES * width];
        for (panel, rows) in values
            .chunks_exact_mut(LANES * width)
            .zip(rows.chunks(LANES * width))
        {
            for (lane, row) in rows.chunks_exact(width).enumerate() {
                for (feature, value) in row.iter().enumerate() {
                    panel[feature * LANES + lane] = *value;
                }
            }
        }
        Self {
            values,
            count,
            width,
        }
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Values a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Calls `each` for every point, in order, with its place and what `pair` is of it and every
    /// packed row. Each sum runs over the features in their order.
    pub fn visit(&self, points: &[f32], pair: Pair, each: impl FnMut(usize, &[f32])) {
        self.visit_some(points, pair, |_| self.count, each);
    }

    /// As [`Self::visit`], with those packed rows only that come before the point's place: where
    /// the points are the packed rows, every pair once.
    pub fn visit_before(&self, points: &[f32], pair: Pair, mut each: impl FnMut(usize, &[f32])) {
        let needed = |last: usize| last.min(self.count);
        self.visit_some(points, pair, needed, |point, found| {
            each(point, &found[..point.min(found.len())])
        });
    }

    /// Visits as many of the packed rows as `needed` says for a block of points that ends before a
    /// place.
    fn visit_some(
        &self,
        points: &[f32],
        pair: Pair,
        needed: impl Fn(usize) -> usize,
        mut each: impl FnMut(usize, &[f32]),
    ) {
        let held = BLOCK.min((points.len() / self.width).next_multiple_of(POINTS));
        let mut found = vec![0.0; held * self.count.next_multiple_of(LANES)];
        let mut block = vec![0.0; held * self.width];
        for (first, points) in points.chunks(BLOCK * self.width).enumerate() {
            block[..points.len()].copy_from_slice(points);
            let count = points.len() / self.width;
            let rows = needed(first * BLOCK + count);
            let padded = rows.next_multiple_of(LANES);
            let panels = &self.values[..padded * self.width];
            let block = &block[..count.next_multiple_of(POINTS) * self.width];
            match pair {
                Pair::SquaredDistance => squared_distances(panels, block, self.width, &mut found),
                Pair::Product => products(panels, block, self.width, &mut found),
            }
            for point in 0..count {
                each(first * BLOCK + point, &found[point * padded..][..rows]);
            }
        }
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn squared_distances(panels: &[f32], points: &[f32], width: usize, found: &mut [f32]) {
    tiles(panels, points, width, found, |value, lane| {
        (value - lane) * (value - lane)
    });
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn products(panels: &[f32], points: &[f32], width: usize, found: &mut [f32]) {
    tiles(panels, points, width, found, |value, lane| value * lane);
}

/// Fills `found` (points, rows rounded up to whole panels), tile by tile. Inlined, so that it is
/// compiled for the caller's CPU features.
#[inline(always)]
fn tiles(
    panels: &[f32],
    points: &[f32],
    width: usize,
    found: &mut [f32],
    term: impl Fn(f32, f32) -> f32,
) {
    let padded = panels.len() / width;
    for (place, panel) in panels.chunks_exact(LANES * width).enumerate() {
        for (points, found) in points
            .chunks_exact(POINTS * width)
            .zip(found.chunks_exact_mut(POINTS * padded))
        {
            let sums = tile(panel, points, width, &term);
            for (sums, found) in sums.iter().zip(found.chunks_exact_mut(padded)) {
                found[place * LANES..][..LANES].copy_from_slice(sums);
            }
        }
    }
}

#[inline(always)]
fn tile(
    panel: &[f32],
    points: &[f32],
    width: usize,
    term: &impl Fn(f32, f32) -> f32,
) -> [[f32; LANES]; POINTS] {
    let points: [&[f32]; POINTS] = std::array::from_fn(|point| &points[point * width..][..width]);
    let mut sums = [[0.0; LANES]; POINTS];
    for (feature, lanes) in panel.as_chunks::<LANES>().0.iter().enumerate().take(width) {
        for (sums, point) in sums.iter_mut().zip(points) {
            let value = point[feature];
            for (sum, lane) in sums.iter_mut().zip(lanes) {
                *sum += term(value, *lane);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;

    #[test]
    fn every_pair_is_visited_once_with_the_plain_value() {
        for (rows, points, width) in [
            (1, 1, 1),
            (16, 6, 2),
            (17, 49, 3),
            (40, 100, 65),
            (5, 0, 2),
            (0, 3, 2),
        ] {
            let (rows, points) = (hashed(rows * width, 1, 2.0), hashed(points * width, 2, 2.0));
            let panels = Panels::new(&rows, width);
            for pair in [Pair::SquaredDistance, Pair::Product] {
                let mut visited = 0;
                panels.visit(&points, pair, |at, found| {
                    assert_eq!(at, visited);
                    visited += 1;
                    let point = &points[at * width..][..width];
                    let plain = rows.chunks_exact(width).map(|row| {
                        let term = |(a, b): (&f32, &f32)| match pair {
                            Pair::SquaredDistance => (a - b) * (a - b),
                            Pair::Product => a * b,
                        };
                        point
                            .iter()
                            .zip(row)
                            .map(term)
                            .fold(0.0, |sum, term| sum + term)
                    });
                    assert_eq!(found, plain.collect::<Vec<f32>>());
                });
                assert_eq!(visited * width, points.len());
                let mut before = Vec::new();
                panels.visit_before(&points, pair, |at, found| before.push((at, found.to_vec())));
                let mut all = Vec::new();
                panels.visit(&points, pair, |at, found| {
                    all.push((at, found[..at.min(found.len())].to_vec()))
                });
                assert_eq!(before, all);
            }
        }
    }
}
