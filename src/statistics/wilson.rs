//! The confidence interval of a share of runs.

/// 97.5 % quantile of the standard normal distribution.
const QUANTILE: f64 = 1.959_963_984_540_054;

/// The 95 % score interval of a share: `count` of `total` (Wilson 1927). Without runs nothing is
/// known: (0, 1).
pub(super) fn wilson_interval(count: usize, total: usize) -> (f64, f64) {
    if total == 0 {
        return (0.0, 1.0);
    }
    let (total, share) = (total as f64, count as f64 / total as f64);
    let square = QUANTILE * QUANTILE;
    let middle = (share + square / (2.0 * total)) / (1.0 + square / total);
    let reach = QUANTILE / (1.0 + square / total)
        * (share * (1.0 - share) / total + square / (4.0 * total * total)).sqrt();
    ((middle - reach).max(0.0), (middle + reach).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_scipy() {
        for case in crate::golden::statistics("shares").as_array().unwrap() {
            let number = |name: &str| case[name].as_f64().unwrap();
            let (low, high) = wilson_interval(number("count") as usize, number("total") as usize);
            assert!(
                (low - number("low")).abs() < 1e-9 && (high - number("high")).abs() < 1e-9,
                "{case}"
            );
        }
        assert_eq!(wilson_interval(0, 0), (0.0, 1.0));
    }
}
