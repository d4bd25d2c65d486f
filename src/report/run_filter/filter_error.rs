//! What is wrong with an expression, shown below it.

use std::fmt;

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    text: String,
    /// Where it is wrong, in bytes.
    at: usize,
    message: String,
}

impl FilterError {
    pub(super) fn at(text: &str, at: usize, message: impl Into<String>) -> Self {
        Self {
            text: text.to_string(),
            at,
            message: message.into(),
        }
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.min(self.text.len());
        let column = self.text[..at].chars().count();
        let blank = |c: char| if c.is_control() { ' ' } else { c };
        let shown: String = self.text.chars().map(blank).collect();
        let (first, rest) = self.message.split_once('\n').unwrap_or((&self.message, ""));
        write!(out, "{first}\n  | {shown}\n  | {}^", " ".repeat(column))?;
        match rest {
            "" => Ok(()),
            rest => write!(out, "\n{rest}"),
        }
    }
}

impl std::error::Error for FilterError {}
