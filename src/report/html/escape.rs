//! The one way of text into the page. maud escapes what means something to HTML; this escapes what a
//! reader could not see: control characters, and those that change the direction of writing.

use serde_json::Value;
use std::borrow::Cow;

use crate::text::visible_document;

/// The text with every character that is not shown as itself in the notation `\u{202e}`. Line breaks
/// and tabs stay.
pub(in crate::report) fn plain_text(text: &str) -> Cow<'_, str> {
    visible_document(text)
}

/// JSON of plain text, for a script element or an attribute: it can neither end the element that it
/// stands in, nor begin a comment there, nor break a line of a script.
pub(super) fn safe_json(value: &Value) -> String {
    let mut json = with_plain_text(value).to_string();
    for letter in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
        json = json.replace(letter, &format!("\\u{:04x}", letter as u32));
    }
    json
}

fn with_plain_text(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(plain_text(text).into_owned()),
        Value::Array(items) => items.iter().map(with_plain_text).collect(),
        Value::Object(pairs) => pairs
            .iter()
            .map(|(key, value)| (plain_text(key).into_owned(), with_plain_text(value)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(plain_text("a\tb\nc é"), "a\tb\nc é");
        assert_eq!(
            plain_text("a\u{202e}b\u{1b}[31m\u{7f}"),
            "a\\u{202e}b\\u{1b}[31m\\u{7f}"
        );
    }

    #[test]
    fn json_ends_no_element_and_comes_back() {
        let value = json!({ "a </script>": ["<!-- &", 1.5, null] });
        let json = safe_json(&value);
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
        assert_eq!(safe_json(&json!("\u{202e}")), r#""\\u{202e}""#);
    }
}
