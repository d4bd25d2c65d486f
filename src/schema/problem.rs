//! A mistake that knows its path in the YAML, but not yet its line.

/// Which part of a `key: value` pair the caret should point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Key,
    Value,
}

/// What is wrong at a path of the document, such as `run`, `data`, `ring`.
#[derive(Debug)]
pub(crate) struct Problem {
    pub path: Vec<String>,
    pub at: At,
    pub message: String,
    pub allowed: Vec<String>,
    pub suggestion: Option<String>,
}

impl Problem {
    pub fn new(path: &[String], at: At, message: impl Into<String>) -> Problem {
        Problem {
            path: path.to_vec(),
            at,
            message: message.into(),
            allowed: Vec::new(),
            suggestion: None,
        }
    }

    /// Adds what would have been right, and which of it was probably meant.
    pub fn with_allowed<T: AsRef<str>>(
        mut self,
        written: &str,
        allowed: impl IntoIterator<Item = T>,
    ) -> Problem {
        self.allowed = allowed
            .into_iter()
            .map(|name| name.as_ref().to_string())
            .collect();
        self.suggestion = nearest(written, self.allowed.iter().map(String::as_str));
        self
    }
}

/// The candidate that `written` was probably meant to be: at most a third of it mistyped.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let limit = (written.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(written, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_forgives_a_slip_but_does_not_guess() {
        let keys = ["lr_d", "lr_g", "batch", "steps"];
        assert_eq!(nearest("lr_dd", keys).as_deref(), Some("lr_d"));
        assert_eq!(nearest("bacth", keys).as_deref(), Some("batch"));
        assert_eq!(nearest("momentum", keys), None);
    }
}
