//! The words of an expression.

use super::filter_error::FilterError;

/// A word of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name, a number or a value without quotes.
    Word(String),
    /// A value in quotes.
    Quoted(String),
    /// `=`, `!=`, `<`, `<=`, `>`, `>=` or `~`.
    Operator(&'static str),
    Open,
    Close,
}

/// A word, and where it begins in the text, in bytes.
pub(super) type Placed = (usize, Token);

/// Longer operators first: `<=` is not `<` and `=`.
const OPERATORS: [(&str, &str); 9] = [
    ("==", "="),
    ("!=", "!="),
    ("<>", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("~", "~"),
];

/// What ends a word without quotes.
fn ends_word(c: char) -> bool {
    c.is_whitespace() || "()=!<>~'\"".contains(c)
}

/// The words of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, FilterError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let operator = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign));
        let (token, length) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '\'' | '"' => {
                let end = rest[1..].find(c).ok_or_else(|| {
                    FilterError::at(
                        text,
                        at,
                        format!("the quote {c} that opens here is never closed"),
                    )
                })?;
                (Token::Quoted(rest[1..=end].to_string()), end + 2)
            }
            _ => match operator {
                Some((sign, meaning)) => (Token::Operator(meaning), sign.len()),
                None => {
                    let length = rest.find(ends_word).unwrap_or(rest.len());
                    if length == 0 {
                        let message = format!("`{c}` means nothing here; write != for `not equal`");
                        return Err(FilterError::at(text, at, message));
                    }
                    (Token::Word(rest[..length].to_string()), length)
                }
            },
        };
        found.push((at, token));
        at += length;
    }
    Ok(found)
}
