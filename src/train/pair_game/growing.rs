//! How a pair grows in the course of a run, and what the data looks like meanwhile.

use crate::config::{Kind, Run};
use crate::nn::Growth;
use crate::strategies::{Grow, GrownTo};

/// The growth of a pair whose images keep their full side throughout.
pub(super) struct GrowthSchedule {
    grow: Grow,
    /// Side and channels of the images.
    side: usize,
    channels: usize,
    /// The level of the full side.
    last: usize,
}

impl GrowthSchedule {
    /// That of a run whose model grows.
    ///
    /// # Panics
    /// If the data is not images whose side is a power of two from 4 on: a defect of the model.
    pub fn new(run: &Run) -> Self {
        let Kind::Images { side, channels } = run.data.kind() else {
            panic!("only images grow");
        };
        Self {
            grow: run.grow.clone(),
            side,
            channels,
            last: Grow::level_of(side).expect("a side of 4 pixels, doubled"),
        }
    }

    /// How far the pair has grown in a step.
    pub fn at(&self, step: u64) -> Growth {
        let GrownTo { level, share } = self.grow.at(step, self.last);
        Growth {
            level,
            share: share as f32,
        }
    }

    /// Whether a step is the first one of a level that is not the first: optimisers begin anew.
    pub fn enters_level(&self, step: u64) -> bool {
        step > 1 && self.at(step).level > self.at(step - 1).level
    }

    /// How many pixels repeat one of the level's along each axis. Distances between samples are as
    /// many times those between the level's images, and slopes of D smaller by the same factor.
    pub fn repeats(&self, growth: Growth) -> usize {
        1 << (self.last - growth.level)
    }

    /// Fades the details of the level into full images as they fade into fakes: share x + (1 -
    /// share) times the same at the level below. What is finer than the level D averages away.
    pub fn fade(&self, growth: Growth, images: &mut [f32]) {
        if growth.share == 1.0 || growth.level == 0 {
            return;
        }
        let block = 2 * self.repeats(growth);
        let image = self.side * self.side * self.channels;
        let blocks = self.side / block;
        for image in images.chunks_exact_mut(image) {
            for at in 0..blocks * blocks {
                self.fade_block(growth, image, (at / blocks * block, at % blocks * block));
            }
        }
    }

    /// One block of pixels that are one pixel at the level below, from (top, left) on.
    fn fade_block(&self, growth: Growth, image: &mut [f32], (top, left): (usize, usize)) {
        let block = 2 * self.repeats(growth);
        let row = |y: usize| ((top + y) * self.side + left) * self.channels;
        for channel in 0..self.channels {
            let places =
                (0..block).flat_map(|y| (0..block).map(move |x| (y, x * self.channels + channel)));
            let sum: f32 = places.clone().map(|(y, x)| image[row(y) + x]).sum();
            let mean = sum / (block * block) as f32;
            for (y, x) in places {
                let value = &mut image[row(y) + x];
                *value = growth.share * *value + (1.0 - growth.share) * mean;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule() -> GrowthSchedule {
        GrowthSchedule {
            grow: Grow {
                from: 4,
                fade: 4,
                hold: 3,
                ..Grow::default()
            },
            side: 8,
            channels: 2,
            last: 1,
        }
    }

    #[test]
    fn reals_fade_towards_their_coarser_selves() {
        let images: Vec<f32> = (0..256).map(|at| (at as f32 * 0.3).sin()).collect();
        let mut faded = images.clone();
        let growth = |level, share| Growth { level, share };
        schedule().fade(growth(1, 1.0), &mut faded);
        assert_eq!(faded, images, "no fade, no change");
        schedule().fade(growth(0, 1.0), &mut faded);
        assert_eq!(faded, images, "the first level has none below it");
        schedule().fade(growth(1, 0.25), &mut faded);
        // Pixel (0, 1) of the second channel: values 1, 3, 17 and 19 make its coarser pixel.
        let mean = (images[1] + images[3] + images[17] + images[19]) / 4.0;
        assert!((faded[3] - (0.25 * images[3] + 0.75 * mean)).abs() < 1e-6);
        let sums = |values: &[f32]| values.iter().sum::<f32>();
        assert!((sums(&faded) - sums(&images)).abs() < 1e-4);
    }

    #[test]
    fn optimisers_begin_anew_where_a_level_begins() {
        let entered: Vec<u64> = (0..20)
            .filter(|step| schedule().enters_level(*step))
            .collect();
        assert_eq!(entered, [4]);
        assert_eq!(schedule().repeats(schedule().at(1)), 2);
        assert_eq!(schedule().repeats(schedule().at(20)), 1);
    }
}
