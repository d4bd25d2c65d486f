//! Python writes `NaN` and `Infinity` into JSON, which has no such numbers.

const NAMES: [&str; 3] = ["NaN", "-Infinity", "Infinity"];

/// The text with these names in quotes; `None` if it has none outside of strings.
pub(super) fn with_quoted_numbers(text: &str) -> Option<String> {
    let mut quoted = String::with_capacity(text.len() + 16);
    let (mut rest, mut is_string, mut is_changed) = (text, false, false);
    while let Some(at) = rest.find(['"', '\\', 'N', 'I', '-']) {
        quoted.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = NAMES
            .iter()
            .find(|name| !is_string && rest.starts_with(**name));
        let length = match name {
            Some(name) => {
                is_changed = true;
                quoted.push('"');
                quoted.push_str(name);
                quoted.push('"');
                name.len()
            }
            None => {
                is_string ^= rest.starts_with('"');
                // What is escaped ends no string.
                let escaped = rest.chars().nth(1).filter(|_| rest.starts_with('\\'));
                let length = 1 + escaped.map_or(0, char::len_utf8);
                quoted.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    quoted.push_str(rest);
    is_changed.then_some(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_numbers_are_quoted_outside_of_strings() {
        let text = r#"{"NaN": NaN, "a\"I": -Infinity, "b": [Infinity, -1], "é\\": "Infinity"}"#;
        let quoted =
            r#"{"NaN": "NaN", "a\"I": "-Infinity", "b": ["Infinity", -1], "é\\": "Infinity"}"#;
        assert_eq!(with_quoted_numbers(text).as_deref(), Some(quoted));
        assert_eq!(with_quoted_numbers(r#"{"a": -1, "NaN": 2}"#), None);
        assert_eq!(with_quoted_numbers("\\"), None);
    }
}
