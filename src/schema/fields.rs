//! Blocks and names with their keys.

use std::borrow::Cow;

use serde_yaml::{Mapping, Value};

use super::entry::{ABSENT, Entry, REQUIRED};
use super::node::{Node, extended};
use super::problem::{At, KEY, Problem};

/// A mapping whose keys are known to be those of its catalog entry.
pub(crate) struct Fields<'a> {
    node: Node<'a>,
    entry: &'static Entry,
}

/// Whether a key is a known one with its value: `{data:ring}`.
fn lacks_space(key: &str, known: &[&str]) -> bool {
    key.split_once(':')
        .is_some_and(|(key, _)| known.contains(&key))
}

impl<'a> Fields<'a> {
    pub fn open(node: Node<'a>, entry: &'static Entry) -> Result<Fields<'a>, Problem> {
        let keys: Vec<&str> = entry.keys().collect();
        for (key, child) in node.pairs(&format!("a mapping with the keys {}", keys.join(", ")))? {
            let Some(parameter) = entry.parameters.iter().find(|row| row.key == key) else {
                let message = match keys.is_empty() {
                    true => format!("unknown key `{key}`: `{}` takes no keys", entry.name),
                    false if lacks_space(key, &keys) => {
                        format!("unknown key `{key}`: a space is missing after the colon")
                    }
                    false => format!("unknown key `{key}`"),
                };
                let problem = Problem::new(&child.path, At::Key, message);
                return Err(problem.with_allowed(key, keys).with_unknown(KEY, key));
            };
            child.refuse_null(&match parameter.default {
                REQUIRED => "write one".to_string(),
                ABSENT => "write one, or remove the key".to_string(),
                default => format!("write one, or remove the key (default: {default})"),
            })?;
        }
        Ok(Fields { node, entry })
    }

    /// The value as written; none if the key is absent.
    pub fn written(&self, key: &str) -> Option<Node<'_>> {
        let value = self.node.value.as_mapping()?.get(key)?;
        Some(Node::new(extended(&self.node.path, key), value))
    }

    /// The default of one of the entry's keys.
    pub fn default_of(&self, key: &str) -> &'static str {
        let row = self.entry.parameters.iter().find(|row| row.key == key);
        row.expect("code asks only for keys of the entry").default
    }

    /// The value as written, or the default of the entry.
    pub fn get(&self, key: &str) -> Node<'_> {
        self.written(key).unwrap_or_else(|| Node {
            path: extended(&self.node.path, key),
            value: Cow::Owned(default_value(self.default_of(key))),
        })
    }

    /// The value of a key that has no default.
    pub fn required(&self, key: &str) -> Result<Node<'_>, Problem> {
        self.written(key)
            .ok_or_else(|| Problem::new(&self.node.path, At::Key, self.missing(key)))
    }

    /// Says of what the key is missing, for whoever wrote the name alone may not know its keys.
    fn missing(&self, key: &str) -> String {
        let Entry { kind, name, .. } = self.entry;
        let mut rows = self.entry.parameters.iter();
        match rows.find(|row| row.key == key && *kind != "block") {
            Some(row) => format!("{kind} `{name}` needs `{key}`: {}", row.meaning),
            None => format!("`{key}` is missing"),
        }
    }

    /// The problem of a key that does not fit the others; `why` continues a sentence that begins
    /// with the key.
    pub fn misfit(&self, key: &str, why: &str) -> Problem {
        let node = self.get(key);
        Problem::new(&node.path, At::Key, format!("{} {why}", node.shown()))
    }
}

/// Reads a name from a table of one kind, bare (`ring`) or with parameters
/// (`{ring: {modes: 8}}`): its place in the table, and its keys.
pub(crate) fn choose<'a>(
    node: &'a Node<'_>,
    table: &'static [&'static Entry],
) -> Result<(usize, Fields<'a>), Problem> {
    let names = || table.iter().map(|entry| entry.name);
    let find = |name: &str, path: &[String], at| {
        let place = table.iter().position(|entry| entry.name == name);
        place.ok_or_else(|| {
            let kind = table[0].kind;
            Problem::new(
                path,
                at,
                format!("unknown {} `{name}`", kind.replace('_', " ")),
            )
            .with_allowed(name, names())
            .with_unknown(kind, name)
        })
    };
    if let Value::String(name) = &*node.value {
        let place = find(name, &node.path, At::Value)?;
        let value = Cow::Owned(Value::Mapping(Mapping::new()));
        let path = extended(&node.path, name);
        return Ok((place, Fields::open(Node { path, value }, table[place])?));
    }
    let wanted = format!("one of {}", names().collect::<Vec<_>>().join(", "));
    let mut pairs = node.pairs(&wanted)?;
    if pairs.len() != 1 {
        let message = format!("{} must name exactly one", node.shown());
        return Err(node.problem(message).with_allowed("", names()));
    }
    let (name, parameters) = pairs.remove(0);
    let place = find(name, &parameters.path, At::Key)?;
    parameters.refuse_null(&format!("write `{name}` alone for its defaults"))?;
    Ok((place, Fields::open(parameters, table[place])?))
}

/// A default as an entry writes it: a list, a number or a name.
fn default_value(text: &str) -> Value {
    if let Ok(whole) = text.parse::<u64>() {
        return whole.into();
    }
    match text.parse::<f64>() {
        Ok(number) => number.into(),
        Err(_) => serde_yaml::from_str(text).expect("a default of an entry is YAML"),
    }
}
