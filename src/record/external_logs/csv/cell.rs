//! A number as people write it into a text file.

/// What stands where nothing was measured.
const NOTHING: [&str; 7] = ["", "null", "none", "na", "n/a", "<na>", "-"];

/// Reads a cell; `None` is not measured. NaN and infinities are values: a loss that is not finite
/// is what a log may be read for.
///
/// # Errors
/// With what is wrong and what to write instead.
pub(super) fn parse(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if NOTHING
        .iter()
        .any(|nothing| text.eq_ignore_ascii_case(nothing))
    {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| complaint(text))
}

fn complaint(text: &str) -> String {
    let shown: String = text.chars().take(40).collect();
    if text.replacen(',', ".", 1).parse::<f64>().is_ok() {
        return format!("has `{shown}`, a decimal comma; write numbers with a decimal point");
    }
    if text.starts_with("tensor(") {
        return format!("has `{shown}`, a tensor; write its number: `loss.item()`");
    }
    format!("has `{shown}`, which is no number; leave a cell empty where nothing was measured")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(parse(" 1e-3 "), Ok(Some(1e-3)));
        assert_eq!(parse("+0.5"), Ok(Some(0.5)));
        assert_eq!(
            (parse("inf"), parse("-Infinity")),
            (Ok(Some(f64::INFINITY)), Ok(Some(f64::NEG_INFINITY)))
        );
        assert!(
            parse("NaN").unwrap().unwrap().is_nan(),
            "not a number is a value"
        );
        assert_eq!(
            (parse(""), parse("  "), parse("None"), parse("N/A")),
            (Ok(None), Ok(None), Ok(None), Ok(None))
        );
        assert!(parse("0,693").unwrap_err().contains("decimal comma"));
        assert!(
            parse("tensor(0.69, device='cuda:0')")
                .unwrap_err()
                .contains("loss.item()")
        );
        assert!(
            parse("fast")
                .unwrap_err()
                .contains("`fast`, which is no number")
        );
    }
}
