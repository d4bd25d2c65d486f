//! The rows of the catalog: one for every name and block that the YAML knows.

use std::fmt;

use serde_json::json;

/// The default of a key that has none.
pub(crate) const REQUIRED: &str = "required";

/// The default of a key that may simply be absent.
pub(crate) const ABSENT: &str = "absent";

/// One parameter of an [`Entry`].
#[derive(Clone, Copy)]
pub struct Parameter {
    /// The key as it is written in YAML.
    pub key: &'static str,
    /// Its default as YAML, or `required`, or `absent` for a key that may be left out.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
    allowed: fn() -> String,
    json_schema: Option<fn() -> serde_json::Value>,
}

impl Parameter {
    pub(crate) const fn new(
        key: &'static str,
        default: &'static str,
        meaning: &'static str,
        allowed: fn() -> String,
    ) -> Self {
        Self {
            key,
            default,
            meaning,
            allowed,
            json_schema: None,
        }
    }

    /// The same with the values that it takes as a JSON Schema.
    pub(crate) const fn with_json_schema(self, schema: fn() -> serde_json::Value) -> Self {
        Self {
            json_schema: Some(schema),
            ..self
        }
    }

    /// The values that it takes as a JSON Schema, with its meaning and its default.
    pub(crate) fn json_schema(&self) -> serde_json::Value {
        let mut schema = self
            .json_schema
            .map_or_else(|| json!({}), |schema| schema());
        let words = format!("{}: {}", self.meaning, self.allowed());
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_string(), words.into());
            if let Some(default) = self.json_default() {
                schema.insert("default".to_string(), default);
            }
        }
        schema
    }

    /// The default, where it is a value and no words.
    fn json_default(&self) -> Option<serde_json::Value> {
        let is_value =
            ![REQUIRED, ABSENT].contains(&self.default) && !self.default.contains("the ");
        let default = is_value.then(|| serde_yaml::from_str(self.default).ok());
        default.flatten()
    }

    /// The values that it takes, in words made from the rule that reads them.
    pub fn allowed(&self) -> String {
        (self.allowed)()
    }
}

impl fmt::Display for Parameter {
    /// `key = default: meaning; allowed`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parameter {
            key,
            default,
            meaning,
            ..
        } = self;
        write!(out, "{key} = {default}: {meaning}; {}", self.allowed())
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// One name that a study may use, with everything that a reader of the catalog wants to know.
#[derive(Debug)]
pub struct Entry {
    /// The run key that takes this name (`data`, `balance`, ...); `schedule` for those of
    /// `schedule_g` and `schedule_d`, and `block` for a group of keys.
    pub kind: &'static str,
    /// The name as it is written in YAML.
    pub name: &'static str,
    /// One sentence on what it is.
    pub summary: &'static str,
    /// The keys that may stand below the name.
    pub parameters: &'static [Parameter],
    /// What is computed, in plain text and precisely enough to be written again; empty for data,
    /// models, orders and blocks.
    pub formula: &'static str,
    /// The paper or collection it comes from; empty for what needs no source.
    pub source: &'static str,
}

impl Entry {
    /// The mapping of its keys as a JSON Schema.
    pub(crate) fn json_schema(&self) -> serde_json::Value {
        let keys = self.parameters.iter();
        let properties: serde_json::Map<String, serde_json::Value> = keys
            .map(|parameter| (parameter.key.to_string(), parameter.json_schema()))
            .collect();
        let required = self.parameters.iter().filter(|it| it.default == REQUIRED);
        let required: Vec<&str> = required.map(|parameter| parameter.key).collect();
        json!({
            "type": "object",
            "title": self.name,
            "description": self.summary,
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }

    /// The keys that may stand below the name, in table order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.parameters.iter().map(|parameter| parameter.key)
    }
}
