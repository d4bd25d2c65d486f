//! Computed numbers are rounded to a few digits, because they become part of the names of runs.

/// The number rounded to `digits` significant digits.
pub(super) fn significant(number: f64, digits: usize) -> f64 {
    let text = format!("{number:.*e}", digits.saturating_sub(1));
    text.parse().unwrap_or(number)
}

/// The number rounded to the decimals that distinguish steps of a thousandth of `width`.
pub(super) fn within(number: f64, width: f64) -> f64 {
    if width <= 0.0 || !width.is_finite() {
        return number;
    }
    let decimals = 3.0 - width.log10().floor();
    let text = format!("{number:.*}", decimals.clamp(0.0, 17.0) as usize);
    // No negative zero: it would be a run of its own.
    text.parse().map_or(number, |rounded: f64| rounded + 0.0)
}

/// A number between two positive ends, rounded to three significant digits, or to more where the ends are
/// close together.
pub(super) fn logarithmic(number: f64, low: f64, high: f64) -> f64 {
    let decades = (high / low).log10();
    let more = (-(5.0 * decades).log10()).ceil().clamp(0.0, 13.0) as usize;
    significant(number, 3 + more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_digits_are_kept() {
        assert_eq!(significant(0.00123456, 3), 0.00123);
        assert_eq!(significant(99_960.0, 3), 100_000.0);
        assert_eq!(within(0.123456, 1.0), 0.123);
        assert_eq!(within(0.912345678, 0.099), 0.91235);
        assert_eq!(within(123_456.7, 1e6), 123_457.0);
        assert_eq!(within(-1e-9, 1.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(logarithmic(3.14159e-4, 1e-5, 1e-2), 3.14e-4);
        assert_eq!(logarithmic(1.004567, 1.0, 1.01), 1.0046);
    }
}
