//! How many modes a generator holds, by more samples than an evaluation draws.

use crate::metrics::{Evaluator, ModeCounts};

/// Samples that tell a mode that is missing from a rare one.
const SAMPLES: usize = 10_000;
/// Share of high-quality samples from which modes are worth counting: from which the rules take
/// samples for real.
const LEAST_QUALITY: f64 = 0.1;
/// Rows that are drawn at once.
const BATCH: usize = 500;

/// Modes with at least one high-quality sample of 10,000: first `samples`, those of an evaluation,
/// and, where these miss a mode, others. `draw` makes the given number of them, part after part.
/// `None` where modes are not known exactly, or too few samples are of high quality.
///
/// Where a G makes one sample of 1,250 in a mode, one set of 2,500 in seven misses it, and one of
/// 10,000 in 3,000.
pub(super) fn held_modes(
    evaluator: &Evaluator,
    samples: &[f32],
    mut draw: impl FnMut(u16, usize) -> Vec<f32>,
) -> Option<f64> {
    let mut counts = evaluator.count_by_mode(samples)?;
    if counts.high_quality() < LEAST_QUALITY {
        return None;
    }
    let mut parts = 0..;
    while misses_a_mode(&counts) && counts.samples() < SAMPLES {
        let count = BATCH.min(SAMPLES - counts.samples());
        let more = draw(parts.next()?, count);
        counts.add(&evaluator.count_by_mode(&more)?);
    }
    Some(counts.captured() as f64)
}

fn misses_a_mode(counts: &ModeCounts) -> bool {
    counts.captured() < counts.by_mode.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Data;
    use crate::data::open;
    use crate::rng::Seed;
    use crate::schema::defaults;

    /// Samples in the middles of modes of the ring, by their angle.
    fn ring(modes: &[usize]) -> Vec<f32> {
        let angle = |mode: &usize| std::f32::consts::TAU * *mode as f32 / 8.0;
        let point = |mode: &usize| [angle(mode).cos(), angle(mode).sin()];
        modes.iter().flat_map(point).collect()
    }

    #[test]
    fn a_rare_mode_is_found_among_others_and_no_more_are_drawn_than_that_takes() {
        let data = open(&Data::Ring(defaults())).unwrap();
        let evaluator = Evaluator::new(&*data, None, Seed(0));
        let held = |samples: &[f32], rare_part: Option<u16>| {
            let mut drawn = 0;
            let held = held_modes(&evaluator, samples, |part, count| {
                drawn += count;
                let mode = if Some(part) == rare_part { 7 } else { 0 };
                ring(&vec![mode; count])
            });
            (held, drawn)
        };
        let all = ring(&[0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(held(&all, None), (Some(8.0), 0), "nothing is in doubt");
        let seven = ring(&[0, 1, 2, 3, 4, 5, 6].repeat(100));
        assert_eq!(held(&seven, Some(2)), (Some(8.0), 1500));
        assert_eq!(held(&seven, None), (Some(7.0), 9300), "10,000 in all");
        let far = [seven, vec![9.0; 2 * 7 * 1000]].concat();
        assert_eq!(held(&far, None), (None, 0), "one of eleven is good");
        let broken = held(&[f32::NAN; 20], None);
        assert_eq!(broken, (None, 0));
    }
}
