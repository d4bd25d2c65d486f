//! `grow`: which resolution a progressively grown pair trains at, as a function of the step.

use crate::schema::{Declared, ListOf, POSITIVE, defaults, parameters, whole};

parameters! {
    /// How a progressively grown pair (`pggan-..`) comes to its resolution: it trains at `from`
    /// pixels for `hold` steps; then, at each doubling, new layers fade in over `fade` steps and train
    /// for `hold` steps more. The last resolution is held to the end of the run. Optimisers begin anew
    /// with each resolution.
    pub struct Grow: "block" / "grow" {
        /// side of the first images: 4, or doubled as often as the model allows
        from: usize = "4" in whole(4, 64),
        /// steps over which the layers of a new resolution fade in
        fade: usize = "500" in whole(0, 10_000_000),
        /// steps at each resolution without a fade
        hold: usize = "500" in whole(1, 10_000_000),
        /// steps without a fade at single resolutions, from `from` on; one that is not listed has `hold`
        holds: Vec<usize> = "[]" in ListOf(whole(1, 10_000_000)),
        /// samples in a batch at each resolution, from `from` on; one that is not listed has `batch`, which `average` and
        /// `adapt` count throughout
        batches: Vec<usize> = "[]" in ListOf(whole(2, 65_536)),
        /// factor on both learning rates at each resolution, from `from` on; 1 where none is listed
        lr_factors: Vec<f64> = "[]" in ListOf(POSITIVE),
    }
    source: "Karras et al. 2018, Progressive growing; its schedule counts images: 600,000 for each fade and hold",
}

impl Default for Grow {
    fn default() -> Self {
        defaults()
    }
}

/// How far a pair has grown in a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct GrownTo {
    /// The number of doublings of 4 pixels.
    pub level: usize,
    /// Share of the layers of this level, above 0; 1 outside of fades.
    pub share: f64,
}

/// The steps of a run at one resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrowthStage {
    /// Side of the images that are trained.
    pub side: usize,
    /// The first step; the resolution fades in from here.
    pub first: u64,
    /// The first step in which all of it is there.
    pub held: u64,
    /// The last step.
    pub last: u64,
}

impl Grow {
    /// The resolutions of a run of `steps` steps whose images have `side` pixels at the end, as far as it
    /// comes.
    pub fn stages(&self, side: usize, steps: u64) -> Vec<GrowthStage> {
        let last = Self::level_of(side).unwrap_or(0);
        let first = Self::level_of(self.from).unwrap_or(0).min(last);
        let mut before = 0;
        let mut stages = Vec::new();
        for level in first..=last {
            let fade = if level == first { 0 } else { self.fade as u64 };
            let end = before + fade + self.hold_of(level - first);
            stages.push(GrowthStage {
                side: 4 << level,
                first: before + 1,
                held: (before + fade).max(before + 1),
                last: if level == last { steps } else { end.min(steps) },
            });
            before = end;
        }
        stages.retain(|stage| stage.first <= steps);
        stages
    }

    /// Steps without a fade at the resolution number `stage`, counted from 0.
    fn hold_of(&self, stage: usize) -> u64 {
        self.holds.get(stage).copied().unwrap_or(self.hold) as u64
    }

    /// The batch in a step of a pair whose last level is `last`; `None`: the run's own.
    pub(crate) fn batch_at(&self, step: u64, last: usize) -> Option<usize> {
        self.batches.get(self.stage_at(step, last)).copied()
    }

    /// The factor on learning rates in a step of such a pair.
    pub(crate) fn lr_factor_at(&self, step: u64, last: usize) -> f64 {
        let factor = self.lr_factors.get(self.stage_at(step, last));
        factor.copied().unwrap_or(1.0)
    }

    /// How many resolutions came before that of a step.
    fn stage_at(&self, step: u64, last: usize) -> usize {
        self.at(step, last).level - self.at(1, last).level
    }

    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        self == Grow::defaults()
    }

    /// The number of doublings of 4 pixels to a side; `None` if it is not such a number of pixels.
    pub fn level_of(side: usize) -> Option<usize> {
        (0..=8).find(|level| 4 << level == side)
    }

    /// How far a pair whose last level is `last` has grown in a step, counted from 1; before the
    /// first step it is as in the first.
    pub(crate) fn at(&self, step: u64, last: usize) -> GrownTo {
        let first = Self::level_of(self.from).unwrap_or(0).min(last);
        let fade = self.fade as u64;
        // The steps before this level, and the last one of it.
        let (mut level, mut before, mut end) = (first, 0, self.hold_of(0));
        while step > end && level < last {
            level += 1;
            (before, end) = (end, end + fade + self.hold_of(level - first));
        }
        let within = step.saturating_sub(before);
        let fades = level > first && within < fade;
        GrownTo {
            level,
            share: if fades {
                within as f64 / fade as f64
            } else {
                1.0
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(grow: &Grow, step: u64) -> (usize, f64) {
        let GrownTo { level, share } = grow.at(step, 2);
        (level, share)
    }

    #[test]
    fn every_level_fades_in_and_is_held() {
        let grow = Grow {
            from: 4,
            fade: 4,
            hold: 3,
            ..Grow::default()
        };
        for (step, expected) in [
            (0, (0, 1.0)),
            (1, (0, 1.0)),
            (3, (0, 1.0)),
            (4, (1, 0.25)),
            (6, (1, 0.75)),
            (7, (1, 1.0)),
            (10, (1, 1.0)),
            (11, (2, 0.25)),
            (14, (2, 1.0)),
            (18, (2, 1.0)),
            (1_000_000, (2, 1.0)),
        ] {
            assert_eq!(at(&grow, step), expected, "step {step}");
        }
    }

    #[test]
    fn resolutions_are_held_as_long_as_they_are_told_to() {
        let grow = Grow {
            from: 4,
            fade: 2,
            hold: 1,
            holds: vec![3, 2],
            ..Grow::default()
        };
        let found: Vec<(usize, f64)> = (1..=10).map(|step| at(&grow, step)).collect();
        let (coarse, middle, fine) = ((0, 1.0), (1, 1.0), (2, 1.0));
        let expected = [
            coarse,
            coarse,
            coarse,
            (1, 0.5),
            middle,
            middle,
            middle,
            (2, 0.5),
            fine,
            fine,
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_later_beginning_and_no_fade() {
        let grow = Grow {
            from: 8,
            fade: 0,
            hold: 2,
            ..Grow::default()
        };
        let levels: Vec<(usize, f64)> = (1..=5).map(|step| at(&grow, step)).collect();
        assert_eq!(levels, [(1, 1.0), (1, 1.0), (2, 1.0), (2, 1.0), (2, 1.0)]);
        assert_eq!(Grow::level_of(64), Some(4));
        assert_eq!(Grow::level_of(12), None);
    }

    #[test]
    fn stages_are_where_the_levels_are() {
        for (from, fade, hold, holds, steps) in [
            (4, 4, 3, vec![], 30),
            (4, 4, 3, vec![7, 1], 30),
            (8, 0, 2, vec![], 9),
            (8, 0, 2, vec![5, 1, 9], 9),
            (4, 1, 2, vec![], 5),
            (4, 5, 5, vec![], 4),
        ] {
            let grow = Grow {
                from,
                fade,
                hold,
                holds,
                ..Grow::default()
            };
            let stages = grow.stages(16, steps);
            for step in 1..=steps {
                let (level, share) = at(&grow, step);
                let mut within = stages
                    .iter()
                    .filter(|stage| (stage.first..=stage.last).contains(&step));
                let stage = within.next().expect("every step has a stage");
                assert_eq!(within.next(), None, "step {step} has one stage");
                assert_eq!(
                    (stage.side, share == 1.0),
                    (4 << level, step >= stage.held),
                    "{step}"
                );
            }
        }
    }

    #[test]
    fn batches_and_rates_follow_the_stages() {
        let grow = Grow {
            from: 4,
            fade: 1,
            hold: 1,
            batches: vec![64, 32],
            lr_factors: vec![1.0, 0.5, 0.25],
            ..Grow::default()
        };
        let found: Vec<_> = (1..=6)
            .map(|step| (grow.batch_at(step, 2), grow.lr_factor_at(step, 2)))
            .collect();
        let stages = [(Some(64), 1.0), (Some(32), 0.5), (None, 0.25)];
        let expected = [0, 1, 1, 2, 2, 2].map(|stage: usize| stages[stage]);
        assert_eq!(found, expected);
    }
}
