//! Numbers as a line of small bars.

use crate::metrics::{Metric, MetricValues};

/// From the lowest to the highest.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A place in which a value is not a finite number.
const NOT_FINITE: char = '×';
/// Constants stand here where no range is given.
const MIDDLE: f64 = 0.5;

/// A line of at most `width` characters; more values become means of blocks. The lowest bar is the
/// lower end of `range` and the highest one the upper end; without a range, they are the smallest
/// and the largest value. `None` is not measured and stays empty.
pub(crate) fn sparkline(values: &[Option<f64>], range: Option<(f64, f64)>, width: usize) -> String {
    let blocks = block_means(values, width);
    let finite = || {
        blocks
            .iter()
            .flatten()
            .copied()
            .filter(|value| value.is_finite())
    };
    let own = || {
        (
            finite().fold(f64::INFINITY, f64::min),
            finite().fold(f64::NEG_INFINITY, f64::max),
        )
    };
    let (low, high) = range.unwrap_or_else(own);
    let bar = |value: &Option<f64>| match value {
        None => ' ',
        Some(value) if !value.is_finite() => NOT_FINITE,
        Some(value) => {
            let share = if high > low {
                ((value - low) / (high - low)).clamp(0.0, 1.0)
            } else {
                MIDDLE
            };
            BARS[(share * (BARS.len() - 1) as f64).round() as usize]
        }
    };
    blocks.iter().map(bar).collect()
}

/// The largest value that a metric can have: the number of modes where it counts modes, else 1.
pub(crate) fn sparkline_top(metric: Metric, measured: &MetricValues) -> f64 {
    let modes = measured
        .get(Metric::ModesTotal)
        .filter(|_| metric.description().unit.is_count());
    modes.unwrap_or(1.0)
}

/// Means of at most `limit` blocks of neighbouring values, of lengths as equal as possible. The
/// mean of a block with a value that is not finite is not finite either.
fn block_means(values: &[Option<f64>], limit: usize) -> Vec<Option<f64>> {
    let count = values.len().min(limit);
    let block =
        |index: usize| &values[index * values.len() / count..(index + 1) * values.len() / count];
    let mean = |block: &[Option<f64>]| {
        let measured = block.iter().flatten().count();
        (measured > 0).then(|| block.iter().flatten().sum::<f64>() / measured as f64)
    };
    (0..count).map(|index| mean(block(index))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(values: &[f64]) -> String {
        sparkline(
            &values.iter().copied().map(Some).collect::<Vec<_>>(),
            None,
            20,
        )
    }

    #[test]
    fn values_stand_between_the_smallest_and_the_largest() {
        assert_eq!(line(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), "▁▂▃▄▅▆▇█");
        assert_eq!(line(&[-1.0, 1.0]), "▁█");
        assert_eq!(line(&[]), "");
    }

    #[test]
    fn a_range_is_kept_and_what_is_beyond_it_stands_at_its_end() {
        let values = [Some(0.0), Some(4.0), Some(8.0), Some(9.0), Some(-1.0)];
        assert_eq!(sparkline(&values, Some((0.0, 8.0)), 20), "▁▅██▁");
        assert_eq!(sparkline(&[Some(8.0); 3], Some((0.0, 8.0)), 20), "███");
        assert_eq!(sparkline(&[Some(1.0)], Some((0.0, 8.0)), 20), "▂");
    }

    #[test]
    fn constants_stand_in_the_middle() {
        assert_eq!(line(&[3.0, 3.0]), "▅▅");
        assert_eq!(sparkline(&[Some(3.0)], Some((1.0, 1.0)), 20), "▅");
    }

    #[test]
    fn what_is_no_number_and_what_is_missing_are_told_apart() {
        assert_eq!(line(&[0.0, f64::NAN, f64::INFINITY, 1.0]), "▁××█");
        assert_eq!(line(&[f64::NAN]), "×");
        assert_eq!(sparkline(&[Some(0.0), None, Some(1.0)], None, 20), "▁ █");
    }

    #[test]
    fn many_values_become_means_of_blocks() {
        let values: Vec<Option<f64>> = (0..80).map(|value| Some(f64::from(value))).collect();
        assert_eq!(sparkline(&values, None, 8), "▁▂▃▄▅▆▇█");
        let holed = [Some(0.0), None, Some(4.0), Some(f64::NAN), None, None];
        assert_eq!(
            sparkline(&holed, None, 3),
            "▅× ",
            "one finite mean is a constant"
        );
        assert_eq!(sparkline(&values, None, 0), "");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_values_fit(values in prop::collection::vec(prop::option::of(any::<f64>()), 0..200), width in 0_usize..70) {
            let line = sparkline(&values, None, width);
            prop_assert_eq!(line.chars().count(), values.len().min(width));
        }
    }
}
