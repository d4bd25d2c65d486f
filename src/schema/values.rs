//! Values other than numbers and names: pairs, paths, and what may be absent.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::allowed::Allowed;
use super::node::Node;
use super::problem::Problem;
use super::range::NumberRange;

/// Lists of two numbers of one range, and, if they are `[lowest, highest]`, in that order.
pub(crate) struct PairOf {
    pub range: &'static NumberRange,
    pub ascending: bool,
    pub example: &'static str,
}

impl Allowed for PairOf {
    type Value = [f64; 2];

    fn read(&self, node: &Node<'_>) -> Result<[f64; 2], Problem> {
        let wanted = format!("a list of two numbers, such as {}", self.example);
        let [low, high] = match node.items().as_deref() {
            Some([first, second]) => [self.range.read(first)?, self.range.read(second)?],
            Some(items) => {
                let found = format!("found a list of {}", items.len());
                let message = format!("{} must be {wanted}, {found}", node.shown());
                return Err(node.problem(message));
            }
            None => return Err(node.wrong(&wanted)),
        };
        if self.ascending && low > high {
            return Err(node.problem(format!(
                "{} must be [lowest, highest], found [{low}, {high}]",
                node.shown()
            )));
        }
        Ok([low, high])
    }

    fn words(&self) -> String {
        let order = if self.ascending {
            ", the lower first"
        } else {
            ""
        };
        format!(
            "two of {}{order}",
            self.range.words().replace("a number", "numbers")
        )
    }

    fn json_schema(&self) -> Value {
        let item = self.range.json_schema();
        json!({ "type": "array", "items": item, "minItems": 2, "maxItems": 2 })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<[f64; 2]> {
        use proptest::prelude::*;
        let ascending = self.ascending;
        (self.range.any(), self.range.any())
            .prop_map(move |(a, b)| if ascending && a > b { [b, a] } else { [a, b] })
            .boxed()
    }
}

/// A path of the file system that is not empty.
pub(crate) struct FilePath;

impl Allowed for FilePath {
    type Value = PathBuf;

    fn read(&self, node: &Node<'_>) -> Result<PathBuf, Problem> {
        match node.value.as_str() {
            Some(text) if !text.trim().is_empty() => Ok(PathBuf::from(text)),
            _ => Err(node.wrong(&self.words())),
        }
    }

    fn words(&self) -> String {
        "a path, relative to the working directory".to_string()
    }

    fn json_schema(&self) -> Value {
        json!({ "type": "string", "pattern": "\\S" })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<PathBuf> {
        use proptest::prelude::*;
        "[a-z0-9_./: -]{0,12}[a-z]".prop_map(PathBuf::from).boxed()
    }
}

/// Lists of what another rule takes.
pub(crate) struct ListOf<A>(pub A);

impl<A: Allowed> Allowed for ListOf<A>
where
    A::Value: Clone + std::fmt::Debug + 'static,
{
    type Value = Vec<A::Value>;

    fn read(&self, node: &Node<'_>) -> Result<Self::Value, Problem> {
        let items = node.items().ok_or_else(|| node.wrong(&self.words()))?;
        items.iter().map(|item| self.0.read(item)).collect()
    }

    fn words(&self) -> String {
        format!("a list, each {}", self.0.words())
    }

    fn json_schema(&self) -> Value {
        json!({ "type": "array", "items": self.0.json_schema() })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Self::Value> {
        use proptest::prelude::*;
        proptest::collection::vec(self.0.any(), 0..4).boxed()
    }
}

/// Yes or no.
pub(crate) struct TrueOrFalse;

impl Allowed for TrueOrFalse {
    type Value = bool;

    fn read(&self, node: &Node<'_>) -> Result<bool, Problem> {
        let value = node.value.as_bool();
        value.ok_or_else(|| node.wrong(&self.words()))
    }

    fn words(&self) -> String {
        "true or false".to_string()
    }

    fn json_schema(&self) -> Value {
        json!({ "type": "boolean" })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<bool> {
        use proptest::strategy::Strategy;
        proptest::bool::ANY.boxed()
    }
}

/// What another rule takes, or nothing.
pub(crate) struct Optional<A>(pub A);

impl<A: Allowed> Allowed for Optional<A>
where
    A::Value: Clone + std::fmt::Debug + 'static,
{
    type Value = Option<A::Value>;

    fn read(&self, node: &Node<'_>) -> Result<Self::Value, Problem> {
        self.0.read(node).map(Some)
    }

    fn words(&self) -> String {
        self.0.words()
    }

    fn json_schema(&self) -> Value {
        self.0.json_schema()
    }

    fn absent(&self) -> Option<Self::Value> {
        Some(None)
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Self::Value> {
        use proptest::prelude::*;
        proptest::option::of(self.0.any()).boxed()
    }
}
