//! Whether a mode holds more samples than the noise around it would put there.
//!
//! A mode counts as captured with one sample of high quality (Lin et al. 2018). Where many samples lie in no mode, some of
//! them fall into one that the generator has lost. So the samples within three standard deviations of a mode are compared
//! with those around it, as far as half the way to the nearest other mode: of evenly spread ones the share within is that
//! of the volumes, and more than chance allows are held.

use crate::data::Modes;
use crate::distances::squared_distance;

/// The chance that a mode of which noise alone gives samples is taken for one that is held.
const CHANCE: f64 = 0.01;
/// Times of its radius that must lie around a mode before noise can be told there.
const ROOM: f32 = 1.5;

/// Samples near each mode, and around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModeSurroundings(Vec<Surroundings>);

/// Samples near a mode, and around it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Surroundings {
    /// Samples of high quality.
    near: u32,
    /// Samples of no mode, nearer to this one than half the way to the next.
    around: u32,
    /// The share of the volume around the mode in which samples are of high quality; 0 where noise cannot be told.
    share: f64,
}

impl ModeSurroundings {
    /// Assigns samples (whole rows) to their nearest modes.
    pub fn new(samples: &[f32], modes: &Modes) -> Self {
        let reach: Vec<f32> = (0..modes.count()).map(|mode| reach(modes, mode)).collect();
        let farthest = reach.iter().copied().fold(modes.radius, f32::max);
        let share = |reach: &f32| match *reach >= ROOM * modes.radius {
            true => f64::from(modes.radius / reach).powi(modes.row as i32),
            false => 0.0,
        };
        let empty = |reach| Surroundings {
            near: 0,
            around: 0,
            share: share(reach),
        };
        let mut all: Vec<Surroundings> = reach.iter().map(empty).collect();
        for sample in samples.chunks_exact(modes.row) {
            let mut nearest = (farthest.powi(2), None);
            for (mode, centre) in modes.rows().enumerate() {
                let distance = squared_distance(sample, centre, nearest.0);
                if distance < nearest.0 {
                    nearest = (distance, Some(mode));
                }
            }
            let (distance, Some(mode)) = nearest else {
                continue;
            };
            let is_near = distance < modes.radius.powi(2);
            all[mode].near += u32::from(is_near);
            all[mode].around += u32::from(!is_near && distance < reach[mode].powi(2));
        }
        Self(all)
    }

    /// Those of several sets together.
    pub fn pooled<'a>(mut sets: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let added = |mut all: Self, set: &Self| {
            for (all, set) in all.0.iter_mut().zip(&set.0) {
                all.near += set.near;
                all.around += set.around;
            }
            all
        };
        let first = sets.next()?.clone();
        Some(sets.fold(first, added))
    }

    /// Modes.
    pub fn total(&self) -> usize {
        self.0.len()
    }

    /// Modes with more samples than what is around them would put there by chance.
    pub fn held(&self) -> usize {
        self.0.iter().filter(|mode| mode.is_held()).count()
    }
}

impl Surroundings {
    fn is_held(&self) -> bool {
        let all = self.near + self.around;
        self.near > 0 && at_least(self.near, all, self.share) < CHANCE
    }
}

/// Half the distance of a mode to the nearest other one.
fn reach(modes: &Modes, mode: usize) -> f32 {
    let own = modes.rows().nth(mode).expect("a mode of these");
    let others = modes.rows().enumerate().filter(|(other, _)| *other != mode);
    let squares = others.map(|(_, centre)| squared_distance(own, centre, f32::INFINITY));
    0.5 * squares.fold(f32::INFINITY, f32::min).sqrt()
}

/// The chance of `count` or more of `all` draws that each succeed with this probability.
fn at_least(count: u32, all: u32, probability: f64) -> f64 {
    if probability <= 0.0 {
        return if count == 0 { 1.0 } else { 0.0 };
    }
    // Of so many, far from the mean, the term is 0 in f64 from the start: it is kept as a logarithm.
    let odds = (probability / (1.0 - probability)).ln();
    let (mut logarithm, mut below) = (f64::from(all) * (-probability).ln_1p(), 0.0);
    for successes in 0..count {
        below += logarithm.exp();
        let (successes, all) = (f64::from(successes), f64::from(all));
        logarithm += ((all - successes) / (successes + 1.0)).ln() + odds;
    }
    1.0 - below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;

    fn two_modes() -> Modes {
        Modes {
            centres: vec![0.0, 0.0, 2.0, 0.0],
            row: 2,
            radius: 0.1,
        }
    }

    /// So many points at the first mode, at the second, and evenly spread over the square of four by four.
    fn points(first: usize, second: usize, spread: usize, stream: u32) -> Vec<f32> {
        let at = |x: f32, count: usize| [x, 0.0].repeat(count);
        let noise = hashed(2 * spread, stream, 2.0);
        [at(0.0, first), at(2.0, second), noise].concat()
    }

    #[test]
    fn a_mode_that_only_noise_reaches_is_not_held() {
        let held = |points: &[f32]| ModeSurroundings::new(points, &two_modes()).held();
        assert_eq!(held(&points(500, 500, 1_000, 1)), 2);
        assert_eq!(held(&points(500, 9, 1_000, 1)), 2);
        assert_eq!(held(&points(500, 0, 0, 1)), 1);
        assert_eq!(held(&points(500, 2, 0, 1)), 2, "nothing around them");
        for stream in 0..20 {
            let surroundings = ModeSurroundings::new(&points(500, 1, 1_000, stream), &two_modes());
            assert!(surroundings.0[1].around > 30, "{surroundings:?}");
            assert_eq!(surroundings.held(), 1, "{surroundings:?}");
        }
        assert_eq!(held(&[f32::NAN; 20]), 0);
    }

    #[test]
    fn sets_are_added_and_where_modes_touch_any_sample_counts() {
        let one = ModeSurroundings::new(&points(3, 1, 0, 1), &two_modes());
        let both = ModeSurroundings::pooled([&one, &one].into_iter()).unwrap();
        assert_eq!((both.0[0].near, both.0[1].near), (6, 2));
        assert_eq!(ModeSurroundings::pooled([].into_iter()), None);
        let wide = Modes {
            radius: 0.9,
            ..two_modes()
        };
        assert_eq!(
            ModeSurroundings::new(&points(1, 1, 500, 1), &wide).held(),
            2
        );
    }

    #[test]
    fn tails_are_those_of_scipy() {
        // scipy.stats.binom.sf(count - 1, all, probability)
        for (count, all, probability, expected) in [
            (1, 7, 0.025, 0.162_408_406),
            (3, 40, 0.0246, 0.075_069_009),
            (40, 1_000, 0.0246, 0.002_330_332),
            (600, 5_000, 0.1, 2.450_493e-6),
        ] {
            let found = at_least(count, all, probability);
            assert!(
                (found - expected).abs() < 1e-7 + 1e-3 * expected,
                "{found}, expected {expected}"
            );
        }
        assert_eq!(at_least(0, 5, 0.0), 1.0);
        assert_eq!(at_least(5, 5, 0.0), 0.0);
    }
}
