//! Numbers as text.

/// A number as people write it: `1,200`, `0.00152`, `1.4e7`. Three to four significant digits; what
/// is not a number is said.
pub(crate) fn format_number(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if size >= 1e7 || (size < 1e-3 && size > 0.0) {
        return format_scientific(value);
    }
    if size >= 1000.0 || value == value.trunc() {
        return grouped(value.round() as i64);
    }
    let decimals = (3 - size.log10().floor() as i32).clamp(1, 6) as usize;
    format!("{value:.decimals$}")
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// A number on a linear scale: what rounding leaves of zero, as `0.1 + 0.2 - 0.3`, is 0.
pub(crate) fn format_linear(value: f64) -> String {
    const ROUNDING: f64 = 1e-15;
    format_number(if value.abs() < ROUNDING { 0.0 } else { value })
}

/// A number as a power of ten, in few letters: `4e6`, `-2.5e-7`.
pub(crate) fn format_scientific(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format_number(value);
    }
    let text = format!("{value:.2e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    format!(
        "{}e{power}",
        digits.trim_end_matches('0').trim_end_matches('.')
    )
}

/// A number with at most three significant digits.
pub(crate) fn format_rounded(value: f64) -> String {
    format_number(format!("{value:.2e}").parse().unwrap_or(value))
}

/// Enough digits to compare settings by: whole numbers as they are, others with two decimals, or
/// with as many as show that they are not 0.
pub(crate) fn format_two_decimals(value: f64) -> String {
    if value.fract() == 0.0 {
        format_number(value)
    } else if value.abs() < 0.005 {
        format_number(format!("{value:.0e}").parse().unwrap_or(value))
    } else {
        format!("{value:.2}")
    }
}

/// A whole number with a comma between thousands.
fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 { format!("-{text}") } else { text }
}

/// A share as percent: `34 %`.
pub(crate) fn format_percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// A p-value: `p = 0.0312`, `p < 0.001`.
pub(crate) fn format_p_value(p: f64) -> String {
    if p < 0.001 {
        "p < 0.001".to_string()
    } else {
        format!("p = {}", format_rounded(p))
    }
}

/// `1 run`, `12 runs`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", plural_ending(count))
}

/// What a noun ends in after a count: nothing after one, else `s`.
pub(crate) fn plural_ending(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let cases = [
            (0.0, "0"),
            (1200.0, "1,200"),
            (-1_234_567.0, "-1,234,567"),
            (0.5, "0.5"),
            (1.38629, "1.386"),
            (0.00152, "0.00152"),
            (1.4e9, "1.4e9"),
            (2e-5, "2e-5"),
            (f64::NAN, "NaN"),
        ];
        for (value, text) in cases {
            assert_eq!(format_number(value), text);
        }
    }

    #[test]
    fn what_rounding_leaves_of_zero_is_zero() {
        assert_eq!(format_linear(0.1 + 0.2 - 0.3), "0");
        assert_eq!(format_linear(2.78e-17), "0");
        assert_eq!(format_linear(-2.78e-17), "0");
        assert_eq!(format_linear(2.5e-9), "2.5e-9");
        assert_eq!(format_linear(f64::NAN), "NaN");
    }

    #[test]
    fn shares_and_p_values_are_short() {
        assert_eq!(
            (format_percent(0.345).as_str(), format_percent(1.0).as_str()),
            ("34 %", "100 %")
        );
        assert_eq!(
            (
                format_p_value(0.01234),
                format_p_value(1.0),
                format_p_value(1e-9)
            ),
            ("p = 0.0123".into(), "p = 1".into(), "p < 0.001".into())
        );
    }
}
