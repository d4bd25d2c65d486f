//! The nearest row of each of a few others, looked for block by block.

use crate::distances::{Pair, Panels};

/// The nearest real row of each sample so far.
pub struct NearestRows<'a> {
    samples: &'a [f32],
    width: usize,
    /// Squared distance and number of the nearest row.
    found: Vec<(f32, u32)>,
}

impl<'a> NearestRows<'a> {
    /// Of whole samples of `width` values each; nothing is near yet.
    pub fn new(samples: &'a [f32], width: usize) -> Self {
        Self {
            samples,
            width,
            found: vec![(f32::INFINITY, 0); samples.len() / width],
        }
    }

    /// Looks at a block of real rows, the first of which has the number `first`.
    pub fn look_at(&mut self, reals: &[f32], first: u32) {
        let panels = Panels::new(reals, self.width);
        panels.visit(self.samples, Pair::SquaredDistance, |sample, distances| {
            for (distance, number) in distances.iter().zip(first..) {
                if *distance < self.found[sample].0 {
                    self.found[sample] = (*distance, number);
                }
            }
        });
    }

    /// The number of the nearest row of each sample; 0 where nothing is near a sample, such as one
    /// that is not finite.
    pub fn numbers(&self) -> Vec<u32> {
        self.found.iter().map(|(_, number)| *number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;

    #[test]
    fn the_nearest_is_found_in_any_block() {
        let reals = hashed(300 * 5, 1, 1.0);
        let samples = [&reals[299 * 5..], &reals[17 * 5..18 * 5], &[f32::NAN; 5]].concat();
        let mut nearest = NearestRows::new(&samples, 5);
        for (block, first) in reals.chunks(100 * 5).zip((0..).step_by(100)) {
            nearest.look_at(block, first);
        }
        assert_eq!(nearest.numbers(), [299, 17, 0]);
    }
}
