//! The error of a refused study, printed the way a compiler prints.

use std::fmt;

use crate::text::is_unfit;

/// Why a study was refused: where, what, what is allowed there, and what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.render())]
pub struct ConfigError {
    /// The file, or the `--set path=value` that is to blame.
    pub file: String,
    /// The line that is to blame; none when the document has no lines.
    pub excerpt: Option<Box<Excerpt>>,
    /// A lowercase fragment in the words of the YAML.
    pub message: String,
    /// Everything that would be accepted at this place, if that is a short list.
    pub allowed: Vec<String>,
    /// What was probably meant.
    pub suggestion: Option<String>,
    /// Whether the system refused to read the file, which says nothing about the study.
    pub is_unreadable: bool,
}

/// A line of the document, and the column to point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Line number, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself.
    pub text: String,
}

/// Longer lines are cut: nobody reads them, and terminals wrap them away from the caret.
const LONGEST_LINE: usize = 160;

impl ConfigError {
    /// An error about the whole file.
    pub(crate) fn whole(file: &str, message: impl Into<String>) -> ConfigError {
        ConfigError {
            file: file.to_string(),
            excerpt: None,
            message: message.into(),
            allowed: Vec::new(),
            suggestion: None,
            is_unreadable: false,
        }
    }

    /// Points the error at a line (from 1) and column (from 1) of `text`.
    pub(crate) fn at(mut self, text: &str, line: usize, column: usize) -> ConfigError {
        // A parser may stop behind the last line; the last line is then the place to look.
        let last = text.lines().count();
        let line = line.min(last);
        self.excerpt = text.lines().nth(line.wrapping_sub(1)).map(|source| {
            let column = column.clamp(1, source.chars().count() + 1);
            let text = source.to_string();
            Box::new(Excerpt { line, column, text })
        });
        self
    }

    /// The line number, from 1.
    pub fn line(&self) -> Option<usize> {
        self.excerpt.as_ref().map(|excerpt| excerpt.line)
    }

    /// The column, from 1.
    pub fn column(&self) -> Option<usize> {
        self.excerpt.as_ref().map(|excerpt| excerpt.column)
    }

    fn render(&self) -> String {
        let mut page = self.file.clone();
        if let Some(excerpt) = &self.excerpt {
            page += &format!(":{}:{}", excerpt.line, excerpt.column);
        }
        page += &format!(": {}", self.message);
        if let Some(excerpt) = &self.excerpt {
            page += &excerpt.to_string();
        }
        if !self.allowed.is_empty() {
            page += &format!("\n  allowed here: {}", self.allowed.join(", "));
        }
        if let Some(suggestion) = &self.suggestion {
            page += &format!("\n  did you mean `{suggestion}`?");
        }
        page
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // They would act on the terminal; one blank each keeps the caret in place.
        let shown = |c: char| if is_unfit(c) { ' ' } else { c };
        let line: String = self.text.chars().take(LONGEST_LINE).map(shown).collect();
        let gutter = " ".repeat(self.line.to_string().len());
        write!(out, "\n  {} | {}", self.line, line.trim_end())?;
        if self.column <= LONGEST_LINE {
            write!(out, "\n  {gutter} | {}^", " ".repeat(self.column - 1))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_like_a_compiler() {
        let text = "study: s\nrun:\n  lr_dd: 1e-3\n";
        let mut error = ConfigError::whole("x.yaml", "unknown key `lr_dd`").at(text, 3, 3);
        error.allowed = vec!["lr_d".into(), "lr_g".into()];
        error.suggestion = Some("lr_d".into());
        let expected = "x.yaml:3:3: unknown key `lr_dd`\n  3 |   lr_dd: 1e-3\n    |   ^\n  \
                        allowed here: lr_d, lr_g\n  did you mean `lr_d`?";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_place_behind_the_end_is_the_last_line() {
        let error = ConfigError::whole("x.yaml", "cut off").at("a: [1,\n", 2, 1);
        assert_eq!(error.line(), Some(1));
        assert_eq!(
            ConfigError::whole("x.yaml", "empty").at("", 1, 1).line(),
            None
        );
    }
}
