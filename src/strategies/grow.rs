//! `grow`: which resolution a progressively grown pair trains at, as a function of the step.

use crate::schema::{defaults, parameters, whole};

parameters! {
    /// How a progressively grown pair (pggan-32, pggan-64) comes to its resolution: it trains at `from`
    /// pixels for `hold` steps; then, at each doubling, new layers fade in over `fade` steps and train
    /// for `hold` steps more. The last resolution is held to the end of the run. Optimisers begin anew
    /// with each resolution.
    #[derive(Copy, Eq)]
    pub struct Grow: "block" / "grow" {
        /// side of the first images: 4, or doubled as often as the model allows
        from: usize = "4" in whole(4, 64),
        /// steps over which the layers of a new resolution fade in
        fade: usize = "500" in whole(0, 10_000_000),
        /// steps at each resolution without a fade
        hold: usize = "500" in whole(1, 10_000_000),
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

impl Grow {
    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        *self == Grow::default()
    }

    /// The number of doublings of 4 pixels to a side; `None` if it is not such a number of pixels.
    pub fn level_of(side: usize) -> Option<usize> {
        (0..=8).find(|level| 4 << level == side)
    }

    /// How far a pair whose last level is `last` has grown in a step, counted from 1; before the
    /// first step it is as in the first.
    pub(crate) fn at(&self, step: u64, last: usize) -> GrownTo {
        let first = Self::level_of(self.from).unwrap_or(0).min(last);
        let (fade, hold) = (self.fade as u64, self.hold as u64);
        let Some(grown) = step.max(1).checked_sub(hold + 1) else {
            return GrownTo {
                level: first,
                share: 1.0,
            };
        };
        let (doublings, within) = (1 + grown / (fade + hold), grown % (fade + hold));
        let level = first + doublings as usize;
        match level > last {
            true => GrownTo {
                level: last,
                share: 1.0,
            },
            false => GrownTo {
                level,
                share: if within < fade {
                    (within + 1) as f64 / fade as f64
                } else {
                    1.0
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(grow: Grow, step: u64) -> (usize, f64) {
        let GrownTo { level, share } = grow.at(step, 2);
        (level, share)
    }

    #[test]
    fn every_level_fades_in_and_is_held() {
        let grow = Grow {
            from: 4,
            fade: 4,
            hold: 3,
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
            assert_eq!(at(grow, step), expected, "step {step}");
        }
    }

    #[test]
    fn a_later_beginning_and_no_fade() {
        let grow = Grow {
            from: 8,
            fade: 0,
            hold: 2,
        };
        let levels: Vec<(usize, f64)> = (1..=5).map(|step| at(grow, step)).collect();
        assert_eq!(levels, [(1, 1.0), (1, 1.0), (2, 1.0), (2, 1.0), (2, 1.0)]);
        assert_eq!(Grow::level_of(64), Some(4));
        assert_eq!(Grow::level_of(12), None);
    }
}
