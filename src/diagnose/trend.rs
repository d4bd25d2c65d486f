//! Whether a series still goes up: the trend test of Mann (1945) and Kendall, and the slope of
//! Theil (1950) and Sen (1968). Both look at pairs of values, so single outliers and the shape of
//! the curve do not matter.

use super::median::median;

/// How a series moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trend {
    /// Kendall's S over its standard deviation: normal where the values come in random order.
    pub z: f64,
    /// Median of the slopes of all pairs, per place in the series.
    pub slope: f64,
}

/// The trend of these values, in their order, without those that are not finite; `None` of fewer
/// than three, or where all are the same.
pub(super) fn trend(values: &[f64]) -> Option<Trend> {
    let placed = values.iter().enumerate();
    let points: Vec<(f64, f64)> = placed
        .filter(|(_, value)| value.is_finite())
        .map(|(place, value)| (place as f64, *value))
        .collect();
    if points.len() < 3 {
        return None;
    }
    let later = |at: usize| points[at + 1..].iter();
    let slopes: Vec<f64> = (0..points.len())
        .flat_map(|at| {
            let (place, value) = points[at];
            later(at).map(move |(next, other)| (other - value) / (next - place))
        })
        .collect();
    let sign = |slope: &f64| f64::from(i8::from(*slope > 0.0) - i8::from(*slope < 0.0));
    let score: f64 = slopes.iter().map(sign).sum();
    let variance = variance(points.iter().map(|(_, value)| *value).collect());
    (variance > 0.0).then(|| Trend {
        z: score / variance.sqrt(),
        slope: median(slopes.into_iter()).unwrap_or(0.0),
    })
}

/// The variance of S in random order, with ties (Kendall 1975, equation 4.3).
fn variance(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let of = |count: usize| (count * (count - 1) * (2 * count + 5)) as f64;
    let ties = values.chunk_by(|one, other| one == other);
    let tied: f64 = ties.map(|group| of(group.len())).sum();
    (of(values.len()) - tied) / 18.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn trends_agree_with_scipy() {
        let golden = golden::statistics("trends");
        let numbers = |value: &serde_json::Value| -> Vec<f64> {
            let values = value.as_array().unwrap().iter();
            values.map(|value| value.as_f64().unwrap()).collect()
        };
        for case in golden.as_array().unwrap() {
            let found = trend(&numbers(&case["values"])).unwrap();
            for (name, value) in [("z", found.z), ("slope", found.slope)] {
                let expected = case[name].as_f64().unwrap();
                assert!(
                    (value - expected).abs() < 1e-9,
                    "{name}: {value}, {expected}"
                );
            }
        }
    }

    #[test]
    fn what_has_no_trend_has_none() {
        assert_eq!(trend(&[1.0, 2.0]), None);
        assert_eq!(trend(&[3.0; 9]), None);
        assert_eq!(trend(&[f64::NAN, 1.0, f64::NAN, 2.0]), None);
        let flat = trend(&[1.0, 3.0, 2.0, 3.0, 1.0]).unwrap();
        assert_eq!((flat.z, flat.slope), (0.0, 0.0));
    }
}
