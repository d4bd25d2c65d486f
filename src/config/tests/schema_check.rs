//! As much of JSON Schema as the schema of a study uses: a value is checked as an editor would check it.

use serde_json::Value;

/// Whether a value is valid, as draft 2020-12 says; `root` holds the definitions.
pub fn is_valid(root: &Value, schema: &Value, value: &Value) -> bool {
    let keywords = schema.as_object().expect("a schema is a mapping");
    keywords
        .iter()
        .all(|(keyword, rule)| holds(root, keywords, keyword, rule, value))
}

fn holds(
    root: &Value,
    schema: &serde_json::Map<String, Value>,
    keyword: &str,
    rule: &Value,
    value: &Value,
) -> bool {
    let valid = |schema: &Value| is_valid(root, schema, value);
    let options = || rule.as_array().expect("a list").iter();
    let bound = || rule.as_f64().expect("a number");
    let number = value.as_f64();
    let length = value.as_array().map(Vec::len);
    let size = value.as_object().map(serde_json::Map::len);
    let whole = || rule.as_u64().expect("a whole number") as usize;
    match keyword {
        "$schema" | "$defs" | "title" | "description" | "default" => true,
        "$ref" => {
            let path = rule
                .as_str()
                .expect("a text")
                .strip_prefix("#")
                .expect("a local one");
            valid(root.pointer(path).expect("a definition"))
        }
        "type" if rule.is_array() => options().any(|it| has_type(it, value)),
        "type" => has_type(rule, value),
        "const" => rule == value,
        "enum" => options().any(|it| it == value),
        "anyOf" => options().any(valid),
        "oneOf" => options().filter(|it| valid(it)).count() == 1,
        "not" => !valid(rule),
        "minimum" => number.is_none_or(|it| it >= bound()),
        "maximum" => number.is_none_or(|it| it <= bound()),
        "exclusiveMinimum" => number.is_none_or(|it| it > bound()),
        "exclusiveMaximum" => number.is_none_or(|it| it < bound()),
        "minItems" => length.is_none_or(|it| it >= whole()),
        "maxItems" => length.is_none_or(|it| it <= whole()),
        "minProperties" => size.is_none_or(|it| it >= whole()),
        "maxProperties" => size.is_none_or(|it| it <= whole()),
        "maxLength" => value
            .as_str()
            .is_none_or(|it| it.chars().count() <= whole()),
        "pattern" => {
            let pattern = regex::Regex::new(rule.as_str().expect("a text")).expect("a pattern");
            value.as_str().is_none_or(|it| pattern.is_match(it))
        }
        "uniqueItems" => value.as_array().is_none_or(|items| {
            (1..items.len()).all(|place| !items[..place].contains(&items[place]))
        }),
        "items" => value
            .as_array()
            .is_none_or(|items| items.iter().all(|item| is_valid(root, rule, item))),
        "required" => value
            .as_object()
            .is_none_or(|it| options().all(|key| it.contains_key(key.as_str().expect("a key")))),
        "properties" => value.as_object().is_none_or(|it| {
            let known = rule.as_object().expect("a mapping");
            let mut found = it
                .iter()
                .filter_map(|(key, child)| Some((known.get(key)?, child)));
            found.all(|(schema, child)| is_valid(root, schema, child))
        }),
        "patternProperties" => value.as_object().is_none_or(|it| {
            let rules = rule.as_object().expect("a mapping");
            rules.iter().all(|(pattern, schema)| {
                let pattern = regex::Regex::new(pattern).expect("a pattern");
                let mut meant = it.iter().filter(|(key, _)| pattern.is_match(key));
                meant.all(|(_, child)| is_valid(root, schema, child))
            })
        }),
        "additionalProperties" => value.as_object().is_none_or(|it| {
            let known = schema.get("properties").and_then(Value::as_object);
            let patterns = schema.get("patternProperties").and_then(Value::as_object);
            let matches = |key: &str| {
                let mut patterns = patterns.into_iter().flat_map(|it| it.keys());
                patterns.any(|it| regex::Regex::new(it).expect("a pattern").is_match(key))
            };
            let mut others = it.iter().filter(|(key, _)| {
                known.is_none_or(|known| !known.contains_key(*key)) && !matches(key)
            });
            others.all(|(_, child)| match rule {
                Value::Bool(allowed) => *allowed,
                rule => is_valid(root, rule, child),
            })
        }),
        other => panic!("the schema uses `{other}`, which this check does not know"),
    }
}

fn has_type(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("no type is called `{other}`"),
    }
}
