//! Reads checked values out of parsed YAML, and says in plain words what is wrong with the others.

use super::catalog::{ABSENT, Entry, REQUIRED};
use super::numbers::NumberRule;
use super::problem::{At, Problem};
use serde_yaml::{Mapping, Value};
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub path: Vec<String>,
    pub value: Cow<'a, Value>,
}

impl<'a> Node<'a> {
    pub fn new(path: Vec<String>, value: &'a Value) -> Node<'a> {
        let value = Cow::Borrowed(value);
        Node { path, value }
    }

    /// The path as users know it: dotted, in backticks, and relative to `run`.
    pub fn shown(&self) -> String {
        let from_run = usize::from(self.path.len() > 1 && self.path[0] == "run");
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

    pub fn number(&self, rule: &NumberRule) -> Result<f64, Problem> {
        match self.value.as_f64() {
            // Adding zero turns -0.0 into 0.0, so that both are the same run.
            Some(number) if (rule.accepts)(number) => Ok(number + 0.0),
            _ => Err(self.wrong(rule.words)),
        }
    }

    /// A whole number; 1e3 and 4000.0 are whole too.
    pub fn whole(&self, range: RangeInclusive<u64>) -> Result<u64, Problem> {
        const EXACT_IN_F64: f64 = 9_007_199_254_740_992.0;
        let exact = |x: &f64| x.fract() == 0.0 && (0.0..=EXACT_IN_F64).contains(x);
        let float = || self.value.as_f64().filter(exact).map(|x| x as u64);
        match self.value.as_u64().or_else(float) {
            Some(number) if range.contains(&number) => Ok(number),
            _ => {
                let (low, high) = range.into_inner();
                Err(self.wrong(&format!("a whole number from {low} to {high}")))
            }
        }
    }

    /// One of a few words, each with what it stands for.
    pub fn one_of<T: Copy>(&self, words: &[(&'static str, T)]) -> Result<T, Problem> {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let written = self.value.as_str().unwrap_or_default();
        let found = words.iter().find(|(word, _)| *word == written);
        let refused = || {
            self.wrong(&format!("one of {}", names.join(", ")))
                .with_allowed(written, &names)
        };
        found.map(|(_, meaning)| *meaning).ok_or_else(refused)
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

    /// The pairs of a mapping, whose keys must be text and whose values must not be null.
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

/// A mapping whose keys are known to be those of its catalog entry.
pub(super) struct Fields<'a> {
    node: Node<'a>,
    entry: &'static Entry,
}

impl<'a> Fields<'a> {
    pub fn open(node: Node<'a>, entry: &'static Entry) -> Result<Fields<'a>, Problem> {
        let keys: Vec<&str> = entry.keys().collect();
        for (key, child) in node.pairs(&format!("a mapping with the keys {}", keys.join(", ")))? {
            let Some((_, default, _)) = entry.parameters.iter().find(|row| row.0 == key) else {
                let message = match keys.is_empty() {
                    true => format!("unknown key `{key}`: `{}` takes no keys", entry.name),
                    false => format!("unknown key `{key}`"),
                };
                return Err(Problem::new(&child.path, At::Key, message).with_allowed(key, keys));
            };
            child.refuse_null(&match *default {
                REQUIRED => "write one".to_string(),
                ABSENT => "write one, or remove the key".to_string(),
                default => format!("write one, or remove the key (default: {default})"),
            })?;
        }
        Ok(Fields { node, entry })
    }

    /// The name of the catalog entry.
    pub fn name(&self) -> &'static str {
        self.entry.name
    }

    /// The value as written; none if the key is absent.
    pub fn written(&self, key: &str) -> Option<Node<'_>> {
        let value = self.node.value.as_mapping()?.get(key)?;
        Some(Node::new(extended(&self.node.path, key), value))
    }

    /// The value as written, or the default of the catalog.
    pub fn get(&self, key: &str) -> Node<'_> {
        self.written(key).unwrap_or_else(|| {
            let row = self.entry.parameters.iter().find(|row| row.0 == key);
            let (_, default, _) = row.expect("code asks only for keys of the catalog");
            Node {
                path: extended(&self.node.path, key),
                value: Cow::Owned(default_value(default)),
            }
        })
    }

    /// The value of a key that has no default.
    pub fn required(&self, key: &str) -> Result<Node<'_>, Problem> {
        let message = || format!("`{key}` is missing");
        self.written(key)
            .ok_or_else(|| Problem::new(&self.node.path, At::Key, message()))
    }

    pub fn number(&self, key: &str, rule: &NumberRule) -> Result<f64, Problem> {
        self.get(key).number(rule)
    }

    pub fn whole(&self, key: &str, range: RangeInclusive<u64>) -> Result<usize, Problem> {
        self.get(key).whole(range).map(|number| number as usize)
    }
}

/// Reads a name from a table: bare (`ring`), or with parameters (`{ring: {modes: 8}}`).
pub(super) fn choose<'a>(
    node: &'a Node<'_>,
    table: &'static [Entry],
) -> Result<Fields<'a>, Problem> {
    let names = || table.iter().map(|entry| entry.name);
    let wanted = format!("one of {}", names().collect::<Vec<_>>().join(", "));
    let unknown = |path: &[String], at, name: &str| {
        let message = format!("unknown {} `{name}`", table[0].kind);
        Problem::new(path, at, message).with_allowed(name, names())
    };
    let find = |name: &str| table.iter().find(|entry| entry.name == name);

    if let Value::String(name) = &*node.value {
        let entry = find(name).ok_or_else(|| unknown(&node.path, At::Value, name))?;
        let value = Cow::Owned(Value::Mapping(Mapping::new()));
        let path = extended(&node.path, name);
        return Fields::open(Node { path, value }, entry);
    }
    let mut pairs = node.pairs(&wanted)?;
    if pairs.len() != 1 {
        let message = format!("{} must name exactly one", node.shown());
        return Err(node.problem(message).with_allowed("", names()));
    }
    let (name, parameters) = pairs.remove(0);
    let entry = find(name).ok_or_else(|| unknown(&parameters.path, At::Key, name))?;
    parameters.refuse_null(&format!("write `{name}` alone for its defaults"))?;
    Fields::open(parameters, entry)
}

/// Reads a list of two numbers.
pub(super) fn pair(node: &Node<'_>, rule: &NumberRule, example: &str) -> Result<[f64; 2], Problem> {
    let wanted = format!("a list of two numbers, such as {example}");
    match node.items().as_deref() {
        Some([first, second]) => Ok([first.number(rule)?, second.number(rule)?]),
        Some(items) => {
            let found = format!("found a list of {}", items.len());
            Err(node.problem(format!("{} must be {wanted}, {found}", node.shown())))
        }
        None => Err(node.wrong(&wanted)),
    }
}

/// A path with one more step.
pub(super) fn extended(path: &[String], key: &str) -> Vec<String> {
    path.iter().cloned().chain([key.to_string()]).collect()
}

/// A value in words that fit "found ..".
pub(super) fn describe(value: &Value) -> String {
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

/// A default as the catalog writes it: a list, a number or a name.
fn default_value(text: &str) -> Value {
    if let Ok(whole) = text.parse::<u64>() {
        return whole.into();
    }
    match text.parse::<f64>() {
        Ok(number) => number.into(),
        Err(_) => serde_yaml::from_str(text).expect("a default of the catalog is YAML"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::numbers::LEARNING_RATE;
    use super::*;

    fn with_number(text: &str) -> Result<f64, Problem> {
        let value = serde_yaml::from_str(text).unwrap();
        Node::new(vec!["lr_d".into()], &value).number(&LEARNING_RATE)
    }

    fn with_whole(text: &str) -> Result<u64, Problem> {
        let value = serde_yaml::from_str(text).unwrap();
        Node::new(vec!["steps".into()], &value).whole(1..=10_000)
    }

    #[test]
    fn numbers_may_be_written_in_every_usual_way() {
        for (text, number) in [("1e-3", 1e-3), ("1E-3", 1e-3), (".5", 0.5), ("4", 4.0)] {
            assert_eq!(with_number(text).unwrap(), number, "{text}");
        }
        for text in [".nan", ".inf", "-.inf", "-1", "0", "11", "'1e-3'", "[1]"] {
            let message = with_number(text).unwrap_err().message;
            assert!(
                message.contains("a number above 0 and at most 10"),
                "{message}"
            );
        }
    }

    #[test]
    fn whole_numbers_may_be_written_as_floats_if_exact() {
        for (text, number) in [
            ("4000", 4000),
            ("4000.0", 4000),
            ("1e3", 1000),
            ("1E+3", 1000),
        ] {
            assert_eq!(with_whole(text).unwrap(), number, "{text}");
        }
        for text in ["0.5", "0", "-3", "10001", "1e30", "many", "true"] {
            let message = with_whole(text).unwrap_err().message;
            assert!(
                message.contains("a whole number from 1 to 10000"),
                "{message}"
            );
        }
    }
}
