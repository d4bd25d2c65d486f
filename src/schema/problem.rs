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
    /// The name that is not known, if that is what is wrong.
    pub unknown: Option<Box<Unknown>>,
}

/// A name or key that is not known where it stands.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// The kind of name, such as `loss`, or [`KEY`].
    pub kind: &'static str,
    pub name: String,
}

/// The kind of a key.
pub(crate) const KEY: &str = "key";

impl Problem {
    pub fn new(path: &[String], at: At, message: impl Into<String>) -> Problem {
        Problem {
            path: path.to_vec(),
            at,
            message: message.into(),
            allowed: Vec::new(),
            suggestion: None,
            unknown: None,
        }
    }

    /// Notes that what is wrong is a name of this kind that is not known.
    pub fn with_unknown(self, kind: &'static str, name: &str) -> Problem {
        let name = name.to_string();
        let unknown = Some(Box::new(Unknown { kind, name }));
        Problem { unknown, ..self }
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

/// The candidate that `written` was probably meant to be: at most a third of it mistyped. Case, and
/// `-` for `_`, are no mistakes.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let limit = (written.chars().count() / 3).max(1);
    let plain = |name: &str| name.to_lowercase().replace('-', "_");
    let distance = |name: &str| strsim::damerau_levenshtein(&plain(written), &plain(name));
    candidates
        .into_iter()
        .map(|name| (distance(name), name))
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
        let models = ["dcgan-8", "dcgan-28"];
        assert_eq!(nearest("DCGAN-28", models).as_deref(), Some("dcgan-28"));
        assert_eq!(nearest("dcgan_28", models).as_deref(), Some("dcgan-28"));
    }
}
