//! Until when G came nearer to the data.

use super::RunHistory;
use crate::metrics::Metric;

/// Part of the Frechet distance to which it must fall once more for G to be still coming nearer.
const FALL: f64 = 0.75;

/// The first evaluation from which the Frechet distance never falls by more than a quarter: until
/// then no D had won, however low its loss. `None` where no distance is known.
pub(super) fn until(history: &RunHistory) -> Option<u64> {
    let distances: Vec<(u64, f64)> = history
        .evals
        .iter()
        .filter_map(|row| Some((row.step, row.measured.get(Metric::Frechet)?)))
        .filter(|(_, distance)| distance.is_finite())
        .collect();
    let mut least = f64::INFINITY;
    let falls_no_more = |(step, distance): &(u64, f64)| {
        least = least.min(*distance);
        (least >= FALL * distance).then_some(*step)
    };
    distances.iter().rev().filter_map(falls_no_more).last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::MetricValues;
    use crate::strategies::Loss;
    use crate::train::EvalRow;

    #[test]
    fn it_is_the_last_time_that_much_is_gained() {
        let of = |distances: &[f64]| {
            let row = |(at, distance): (usize, &f64)| {
                let mut measured = MetricValues::default();
                measured.set(Metric::Frechet, *distance);
                EvalRow {
                    step: 10 * at as u64,
                    measured,
                }
            };
            let evals: Vec<EvalRow> = distances.iter().enumerate().map(row).collect();
            until(&RunHistory::external(Loss::Hinge, 100, &[], &evals))
        };
        assert_eq!(of(&[150.0, 80.0, 5.0, 3.0, 3.1, 2.9]), Some(30));
        assert_eq!(of(&[150.0, 151.0, 140.0, 149.0]), Some(0), "hardly moves");
        assert_eq!(
            of(&[8.0, f64::NAN, 3.0, 9.0]),
            Some(20),
            "once it came nearer"
        );
        assert_eq!(of(&[f64::NAN, f64::NAN]), None);
        assert_eq!(of(&[]), None);
    }
}
