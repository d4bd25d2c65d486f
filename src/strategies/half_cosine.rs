//! The curve of schedules that end elsewhere: half a cosine.

use std::f64::consts::PI;

/// From `first` to `last` along half a cosine; `share` of it is done, at most all.
pub(super) fn half_cosine(first: f64, last: f64, share: f64) -> f64 {
    last + (first - last) * (1.0 + (PI * share.min(1.0)).cos()) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_is_half_way_and_ends() {
        let at = |share| half_cosine(0.05, 0.005, share);
        assert_eq!(at(0.0), 0.05);
        assert!((at(0.5) - 0.0275).abs() < 1e-15);
        assert!((at(1.0) - 0.005).abs() < 1e-15 && at(2.0) == at(1.0));
        assert_eq!(half_cosine(0.9, 0.9, 0.3), 0.9);
    }
}
