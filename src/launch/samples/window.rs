//! What is known of several sets beside their metrics: of those that a verdict is about.

use crate::diagnose::SampleFacts;
use crate::metrics::{ModeSurroundings, PartShares, RepeatShares};

/// Sets from which on the verdict is about all of them, and has an onset: as of a run.
pub const LEAST_SETS: usize = 5;

/// The facts of the last set of several in the order of their steps. What evidence says of samples - parts that are left
/// out, repeats, samples like no real row, noise at the modes - is that of the sets that the verdict is about: the last of
/// few, else the last tenth, at least three.
pub fn facts_of_sets(sets: &[&SampleFacts]) -> Option<SampleFacts> {
    let last = (*sets.last()?).clone();
    let facts = SampleFacts {
        is_single: sets.len() < LEAST_SETS,
        ..last
    };
    if facts.is_single {
        return Some(facts);
    }
    let window = &sets[sets.len() - sets.len().div_ceil(10).max(3)..];
    Some(SampleFacts {
        parts: parts(window),
        repeats: repeats(window),
        unlike: median(window.iter().filter_map(|facts| facts.unlike)),
        pair_spread: median(window.iter().filter_map(|facts| facts.pair_spread)),
        surroundings: ModeSurroundings::pooled(
            window
                .iter()
                .filter_map(|facts| facts.surroundings.as_ref()),
        ),
        ..facts
    })
}

fn parts(sets: &[&SampleFacts]) -> Option<PartShares> {
    let of = |share: fn(&PartShares) -> f64| {
        median(
            sets.iter()
                .filter_map(|facts| facts.parts.as_ref().map(share)),
        )
    };
    Some(PartShares {
        samples_near: of(|shares| shares.samples_near)?,
        reals_near: of(|shares| shares.reals_near)?,
        reals_missed: of(|shares| shares.reals_missed)?,
        reals_missed_closely: of(|shares| shares.reals_missed_closely)?,
        samples_unlike: of(|shares| shares.samples_unlike)?,
        samples_unlike_as_they_are: of(|shares| shares.samples_unlike_as_they_are)?,
    })
}

fn repeats(sets: &[&SampleFacts]) -> Option<RepeatShares> {
    let of = |share: fn(&RepeatShares) -> f64| {
        median(
            sets.iter()
                .filter_map(|facts| facts.repeats.as_ref().map(share)),
        )
    };
    Some(RepeatShares {
        samples: of(|shares| shares.samples)?,
        reals: of(|shares| shares.reals)?,
    })
}

/// The lower of the two in the middle.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get((values.len().max(1) - 1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(unlike: f64, repeats: f64) -> SampleFacts {
        SampleFacts {
            unlike: Some(unlike),
            repeats: Some(RepeatShares {
                samples: repeats,
                reals: 0.05,
            }),
            ..SampleFacts::default()
        }
    }

    #[test]
    fn of_few_sets_the_last_counts_and_of_more_the_median_of_the_window() {
        let sets = [0.9, 0.0, 0.0, 0.1, 0.2, 0.8].map(|share| facts(share, share / 2.0));
        let all: Vec<&SampleFacts> = sets.iter().collect();
        assert_eq!(facts_of_sets(&[]), None);
        let one = facts_of_sets(&all[..1]).unwrap();
        assert_eq!((one.is_single, one.unlike), (true, Some(0.9)));
        let last = facts_of_sets(&all[..4]).unwrap();
        assert_eq!((last.is_single, last.unlike), (true, Some(0.1)));
        let window = facts_of_sets(&all).unwrap();
        assert_eq!((window.is_single, window.unlike), (false, Some(0.2)));
        assert_eq!(window.repeats.unwrap().samples, 0.1);
        assert_eq!((window.parts, window.surroundings), (None, None));
    }
}
