//! Until when G came nearer to the data.

use super::RunHistory;
use super::median::median;
use crate::metrics::Metric;

/// Part of the Frechet distance to which it must fall for good for G to be still coming nearer.
const FALL: f64 = 0.75;

/// The first evaluation at which the median Frechet distance from there on is at least three quarters
/// of the distance there: before it no D had won, however low its loss. `None` where no distance is
/// known.
pub(super) fn until(history: &RunHistory) -> Option<u64> {
    let distances: Vec<(u64, f64)> = history
        .evals
        .iter()
        .filter_map(|row| Some((row.step, row.measured.get(Metric::Frechet)?)))
        .filter(|(_, distance)| distance.is_finite())
        .collect();
    let falls_no_more = |at: &usize| {
        let later = distances[*at..].iter().map(|(_, distance)| *distance);
        median(later).is_some_and(|later| later >= FALL * distances[*at].1)
    };
    let first = (0..distances.len()).find(falls_no_more)?;
    Some(distances[first].0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::MetricValues;
    use crate::strategies::Loss;
    use crate::train::EvalRow;

    #[test]
    fn it_is_where_no_more_is_gained() {
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
        assert_eq!(of(&[8.0, f64::NAN, 3.0, 3.1]), Some(20));
        let dip = [10.0, 10.0, 10.0, 10.0, 6.0];
        assert_eq!(of(&dip), Some(0), "a single low one is no fall");
        assert_eq!(of(&[f64::NAN, f64::NAN]), None);
        assert_eq!(of(&[]), None);
    }
}
