//! Reads checked values out of parsed YAML, and says in plain words what is wrong with the others.

use super::problem::{At, Problem};
use serde_yaml::Value;
use std::borrow::Cow;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub path: Vec<String>,
    pub value: Cow<'a, Value>,
}

impl<'a> Node<'a> {
    pub fn new(path: Vec<String>, value: &'a Value) -> Node<'a> {
        let value = Cow::Borrowed(value);
        Node { path, value }
    }

    /// The path as users know it: dotted, in backticks, and relative to `run` or `transfer`.
    pub fn shown(&self) -> String {
        let is_block = |name: &String| name == "run" || name == "transfer";
        let from_run = usize::from(self.path.len() > 1 && self.path.first().is_some_and(is_block));
        match &self.path[from_run..] {
            [] => "a study".to_string(),
            path => format!("`{}`", path.join(".")),
        }
    }

    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::new(&self.path, At::Value, message)
    }

    /// The value is not what it must be.
    pub fn wrong(&self, wanted: &str) -> Problem {
        let found = describe(&self.value);
        self.problem(format!("{} must be {wanted}, found {found}", self.shown()))
    }

    /// The members of a list; none if the value is no list.
    pub fn items(&self) -> Option<Vec<Node<'_>>> {
        let members = self.value.as_sequence()?.iter().enumerate();
        Some(
            members
                .map(|(index, value)| Node::new(extended(&self.path, &index.to_string()), value))
                .collect(),
        )
    }

    /// The pairs of a mapping, whose keys must be text.
    pub fn pairs(&self, wanted: &str) -> Result<Vec<(&str, Node<'_>)>, Problem> {
        let mapping = self.value.as_mapping().ok_or_else(|| self.wrong(wanted))?;
        mapping
            .iter()
            .map(|(key, value)| {
                let Value::String(name) = key else {
                    let found = describe(key);
                    return Err(self.problem(format!("a key must be text, found {found}")));
                };
                Ok((name.as_str(), Node::new(extended(&self.path, name), value)))
            })
            .collect()
    }

    /// The value was left out after its colon, or is a spelled-out null.
    pub fn refuse_null(&self, remedy: &str) -> Result<(), Problem> {
        match *self.value {
            Value::Null => {
                let message = format!("{} has no value; {remedy}", self.shown());
                Err(Problem::new(&self.path, At::Key, message))
            }
            _ => Ok(()),
        }
    }
}

/// A path with one more step.
pub(crate) fn extended(path: &[String], key: &str) -> Vec<String> {
    path.iter().cloned().chain([key.to_string()]).collect()
}

/// A value in words that fit "found ..".
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_string(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.chars().count() > 40 => {
            format!(
                "the text `{}...`",
                text.chars().take(40).collect::<String>()
            )
        }
        Value::String(text) => format!("the text `{text}`"),
        Value::Sequence(_) => "a list".to_string(),
        Value::Mapping(_) => "a mapping".to_string(),
        Value::Tagged(tagged) => format!("the tag `{}`", tagged.tag),
    }
}
