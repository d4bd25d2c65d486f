//! What a check finds.

/// Two keys that do not go together.
pub(super) struct Conflict {
    /// The key to point at.
    pub key: &'static str,
    /// One sentence that names both, and says why.
    pub message: String,
}

impl Conflict {
    pub fn new(key: &'static str, message: impl Into<String>) -> Option<Conflict> {
        Some(Conflict {
            key,
            message: message.into(),
        })
    }
}
