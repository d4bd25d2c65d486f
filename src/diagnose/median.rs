//! The median, by which the rules look at noisy columns.

/// The median of these values, finite or infinite; the mean of the middle two where their number is
/// even. NaN if one of them is NaN, `None` if there are none.
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    if values.iter().any(|value| value.is_nan()) {
        return Some(f64::NAN);
    }
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below
        .iter()
        .copied()
        .max_by(f64::total_cmp)
        .filter(|_| even);
    Some(lower.map_or(upper, |lower| 0.5 * lower + 0.5 * upper))
}

/// The value that more than half of these are below or equal to, none of them NaN: the larger of the
/// middle two where their number is even.
pub(super) fn upper_median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0].into_iter()), Some(2.5));
        assert_eq!(median([9.0, 1.0, 5.0, 3.0].into_iter()), Some(4.0));
        assert_eq!(median([f64::INFINITY, 1.0, 2.0].into_iter()), Some(2.0));
        assert!(median([4.0, f64::NAN].into_iter()).unwrap().is_nan());
        assert_eq!(median(std::iter::empty()), None);
        let upper = |values: &[f64]| upper_median(values.iter().copied());
        assert_eq!(upper(&[9.0, 1.0, 5.0, 3.0]), Some(5.0));
        assert_eq!((upper(&[3.0, 1.0, 2.0]), upper(&[])), (Some(2.0), None));
    }
}
