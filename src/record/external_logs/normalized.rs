//! Names compared without what people do not agree on.

/// A name without what people do not agree on: case, blanks, underscores, slashes, brackets.
pub(super) fn normalized(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
