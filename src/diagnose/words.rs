//! Numbers as sentences quote them.

/// A number with a comma between thousands: `0.4`, `500`, `30,000`.
pub(super) fn number(value: f64) -> String {
    let text = value.to_string();
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + decimals
}

/// A part of a whole without its article: `half`, `third`, `quarter`, `tenth`, or the number.
pub(super) fn part(share: f64) -> String {
    const PARTS: [(f64, &str); 4] = [
        (1.0 / 2.0, "half"),
        (1.0 / 3.0, "third"),
        (1.0 / 4.0, "quarter"),
        (1.0 / 10.0, "tenth"),
    ];
    let named = PARTS.iter().find(|(value, _)| *value == share);
    named.map_or_else(|| number(share), |(_, name)| name.to_string())
}

/// A small count: `three`, or the number.
pub(super) fn count(value: usize) -> String {
    const NAMES: [&str; 11] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    NAMES
        .get(value)
        .map_or_else(|| number(value as f64), |name| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_quoted_as_sentences_have_them() {
        let found = [0.4, 30.0, 500.0, 3_000.0, 30_000.0, 1_234_567.5].map(number);
        assert_eq!(
            found,
            ["0.4", "30", "500", "3,000", "30,000", "1,234,567.5"]
        );
        assert_eq!(
            [0.5, 1.0 / 3.0, 0.25, 0.1].map(part),
            ["half", "third", "quarter", "tenth"]
        );
        assert_eq!(part(0.3), "0.3");
        assert_eq!([3, 10, 4_000].map(count), ["three", "ten", "4,000"]);
    }
}
