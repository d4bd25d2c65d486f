//! A number as people and programs write it into a text file.

/// What stands where nothing was measured.
const NOTHING: [&str; 7] = ["", "null", "none", "na", "n/a", "<na>", "-"];

/// What programs wrap around a number that they print: `tensor(0.1, grad_fn=<..>)`.
const WRAPPERS: [&str; 9] = [
    "tensor",
    "array",
    "variable",
    "float16",
    "float32",
    "float64",
    "scalar",
    "devicearray",
    "parameter",
];

/// Reads a cell; `None` is not measured. NaN and infinities are values: a loss that is not finite
/// is what a log may be read for. A number in per cent becomes a share.
///
/// # Errors
/// With what is wrong and what to write instead.
pub(super) fn parse(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if let Some(value) = number(text) {
        return Ok(Some(value));
    }
    if NOTHING
        .iter()
        .any(|nothing| text.eq_ignore_ascii_case(nothing))
    {
        return Ok(None);
    }
    Err(complaint(text))
}

/// The number that a text is, with a sign of per cent or within what a program wraps around it.
pub(super) fn number(text: &str) -> Option<f64> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    match text.strip_suffix('%') {
        Some(percent) => Some(percent.trim_end().parse::<f64>().ok()? / 100.0),
        None => wrapped(text),
    }
}

/// The number in `tensor(0.1, grad_fn=<..>)`, `tensor([0.1])` or `np.float32(0.1)`.
fn wrapped(text: &str) -> Option<f64> {
    let (wrapper, content) = text.strip_suffix(')')?.split_once('(')?;
    let wrapper = wrapper.rsplit('.').next().unwrap_or(wrapper);
    let is_known = WRAPPERS
        .iter()
        .any(|known| wrapper.eq_ignore_ascii_case(known));
    let value = content.split(',').next().filter(|_| is_known)?;
    let is_bracket = |letter: char| "[] ".contains(letter);
    value.trim_matches(is_bracket).parse().ok()
}

fn complaint(text: &str) -> String {
    let shown: String = text.chars().take(40).collect();
    let is_thousands =
        |group: &str| group.len() == 3 && group.bytes().all(|it| it.is_ascii_digit());
    let mut groups = text.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().unwrap_or_default();
    let has_thousands = (1..=3).contains(&first.len()) && !first.starts_with('0');
    if has_thousands && text.contains(',') && groups.all(is_thousands) {
        return format!("has `{shown}`, with a comma; write numbers without commas");
    }
    if text.replacen(',', ".", 1).parse::<f64>().is_ok() {
        return decimal_comma(&shown);
    }
    format!("has `{shown}`, which is no number; leave a cell empty where nothing was measured")
}

/// What is wrong with a column that has such a number.
pub(super) fn decimal_comma(shown: &str) -> String {
    format!("has `{shown}`, a decimal comma; write numbers with a decimal point")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, value) in [
            (" 1e-3 ", 1e-3),
            ("+0.5", 0.5),
            ("inf", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("96.88%", 0.9688),
            ("50 %", 0.5),
            ("tensor(10.5, grad_fn=<BinaryCrossEntropyBackward0>)", 10.5),
            ("tensor([0.25], device='cuda:0')", 0.25),
            ("tf.Tensor(0.5, shape=(), dtype=float32)", 0.5),
            ("np.float32(-1e-3)", -1e-3),
        ] {
            assert_eq!(parse(text), Ok(Some(value)), "{text}");
        }
        for text in ["NaN", "nan", "-nan", "tensor(nan)", "nan%"] {
            assert!(
                parse(text).unwrap().unwrap().is_nan(),
                "not a number is a value"
            );
        }
        for text in ["", "  ", "None", "N/A", "NA", "-", "null"] {
            assert_eq!(parse(text), Ok(None), "{text}");
        }
        assert!(parse("0,693").unwrap_err().contains("decimal comma"));
        for text in ["fast", "size(3)", "tensor(", "tensor()", "%"] {
            assert!(
                parse(text).unwrap_err().contains("which is no number"),
                "{text}"
            );
        }
    }
}
