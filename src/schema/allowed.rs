//! What a key takes: how its value is read, the words for it, and, for property tests, any value.

use super::entry::{ABSENT, REQUIRED};
use super::fields::Fields;
use super::node::Node;
use super::problem::Problem;

/// The values that a key takes.
pub(crate) trait Allowed {
    /// A value, once it is read.
    type Value;

    /// Reads a value that is written, or written as the default.
    fn read(&self, node: &Node<'_>) -> Result<Self::Value, Problem>;

    /// Words that fit "must be ..".
    fn words(&self) -> String;

    /// The values as a JSON Schema; without one of their own, any value in these words.
    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "description": self.words() })
    }

    /// The value of a key that is not written and has no default; only where that is allowed.
    fn absent(&self) -> Option<Self::Value> {
        None
    }

    /// Reads the value of `key`, whose default may depend on the other keys.
    fn read_key(&self, key: &'static str, fields: &Fields<'_>) -> Result<Self::Value, Problem> {
        let written = match fields.default_of(key) {
            REQUIRED => fields.required(key)?,
            ABSENT => match (fields.written(key), self.absent()) {
                (None, Some(absent)) => return Ok(absent),
                (None, None) => fields.required(key)?,
                (Some(node), _) => node,
            },
            _ => fields.get(key),
        };
        self.read(&written)
    }

    /// Any of the values, the ends more often than others.
    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Self::Value>;
}
