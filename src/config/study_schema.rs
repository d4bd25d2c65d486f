//! The JSON Schema of a study file, made from the declarations that also read it: editors complete and
//! check with it.

use serde_json::{Map, Value, json};

use super::blocks::{LONGEST_NAME, STUDY};
use super::log::Log;
use super::run::Run;
use super::search::Search;
use super::slurm::SlurmOptions;
use super::sweep::{Budget, DRAW, RANDOM, Range};
use super::transfer::Transfer;
use crate::schema::{Allowed, Declared, Entry, named, one_of};

/// The schema, in draft 2020-12. What depends on several keys at once, such as a model that does not fit the
/// data, is for the reader to refuse.
pub fn study_schema() -> Value {
    let mut properties = Map::new();
    for parameter in STUDY.parameters {
        let schema = match parameter.key {
            "study" => json!({
                "type": "string",
                "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
                "maxLength": LONGEST_NAME,
            }),
            "question" => json!({ "type": "string", "pattern": "\\S" }),
            "run" => Run::ENTRY.json_schema(),
            "transfer" => Transfer::ENTRY.json_schema(),
            "search" => named::<Search>().json_schema(),
            "log" => one_of::<Log>().json_schema(),
            "slurm" => SlurmOptions::ENTRY.json_schema(),
            _ => json!({ "anyOf": [
                { "$ref": "#/$defs/sweep" },
                { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/sweep" } },
            ] }),
        };
        properties.insert(
            parameter.key.to_string(),
            described(schema, parameter.meaning),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "seesaw study",
        "description": STUDY.summary,
        "type": "object",
        "properties": properties,
        "required": ["study"],
        "additionalProperties": false,
        "not": { "required": ["run", "transfer"] },
        "$defs": definitions(),
    })
}

fn described(mut schema: Value, words: &str) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.entry("description").or_insert_with(|| words.into());
    }
    schema
}

/// A mapping whose keys are names of axes: those of a run take its values, a path such as `data.modes` those of
/// `of_path`, and any other name has arms, `of_name`.
fn axes(of_key: &dyn Fn(Value) -> Value, of_path: Value, of_name: Value) -> Value {
    let mut known = Map::new();
    for entry in [Run::ENTRY, Transfer::ENTRY] {
        for parameter in entry.parameters {
            let schema = of_key(parameter.json_schema());
            // A key of both kinds of studies takes the values of either.
            let either = match known.remove(parameter.key) {
                Some(before) => json!({ "anyOf": [before, schema] }),
                None => schema,
            };
            known.insert(
                parameter.key.to_string(),
                described(either, parameter.meaning),
            );
        }
    }
    json!({
        "type": "object",
        "minProperties": 1,
        "properties": known,
        "patternProperties": { "[.]": of_path },
        "additionalProperties": of_name,
    })
}

fn definitions() -> Value {
    let values = json!({ "type": "array", "minItems": 1 });
    let arms = json!({ "type": "object", "minProperties": 1, "additionalProperties": { "type": "object" } });
    let when = json!({ "type": "object", "minProperties": 1 });
    let conditional = json!({
        "type": "object",
        "properties": { "when": when, "values": { "anyOf": [values, arms] } },
        "required": ["when", "values"],
        "additionalProperties": false,
    });
    let written = json!([{ "$ref": "#/$defs/range" }, conditional, arms]);
    let or_written = |first: Value| {
        let mut forms = vec![first];
        forms.extend(written.as_array().into_iter().flatten().cloned());
        json!({ "anyOf": forms })
    };
    let values_of =
        |key: Value| or_written(json!({ "type": "array", "minItems": 1, "items": key }));
    let draws = |first: Value| json!({ "anyOf": [{ "$ref": "#/$defs/draw" }, or_written(first)] });
    let drawn = |key: Value| draws(json!({ "type": "array", "minItems": 1, "items": key }));
    let point = axes(&|key| key, json!({}), json!(false));
    json!({
        "range": with_when(Range::ENTRY),
        "draw": draw_schema(),
        "sweep": {
            "type": "object",
            "properties": {
                "grid": axes(&values_of, or_written(values.clone()), arms.clone()),
                "zip": axes(&values_of, or_written(values.clone()), arms.clone()),
                "list": { "type": "array", "minItems": 1, "items": point },
                "csv": { "anyOf": [{ "type": "string", "pattern": "\\S" }, { "type": "array", "minItems": 1 }] },
                "random": random_schema(axes(&drawn, draws(values), arms.clone())),
                "seeds": { "anyOf": [
                    { "type": "integer", "minimum": 1, "maximum": 10_000 },
                    { "type": "array", "minItems": 1, "items": { "type": "integer", "minimum": 0 }, "uniqueItems": true },
                ] },
                "budget": Budget::ENTRY.json_schema(),
            },
            "additionalProperties": false,
        },
    })
}

/// The keys of a block, and `when`.
fn with_when(entry: &Entry) -> Value {
    let mut schema = entry.json_schema();
    schema["properties"]["when"] = json!({ "type": "object", "minProperties": 1 });
    schema
}

fn draw_schema() -> Value {
    let mut schema = DRAW.json_schema();
    let pair = |item: &str| json!({ "type": "array", "items": { "type": item }, "minItems": 2, "maxItems": 2 });
    for (key, form) in [
        ("uniform", pair("number")),
        ("log_uniform", pair("number")),
        ("int", pair("integer")),
        ("choice", json!({ "type": "array", "minItems": 1 })),
        ("when", json!({ "type": "object", "minProperties": 1 })),
    ] {
        let words = schema["properties"][key]["description"].clone();
        schema["properties"][key] = form;
        schema["properties"][key]["description"] = words;
    }
    let one = |key: &str| json!({ "required": [key] });
    schema["oneOf"] = ["uniform", "log_uniform", "int", "choice"]
        .map(one)
        .to_vec()
        .into();
    schema
}

fn random_schema(mut axes: Value) -> Value {
    axes["properties"]["count"] = json!({ "type": "integer", "minimum": 1, "maximum": 65_536 });
    axes["properties"]["sampler"] = json!({ "enum": ["random", "sobol"] });
    for key in ["count", "sampler"] {
        let meaning = RANDOM
            .parameters
            .iter()
            .find(|parameter| parameter.key == key);
        axes["properties"][key]["description"] = meaning.map_or("", |it| it.meaning).into();
    }
    axes["required"] = json!(["count"]);
    axes["minProperties"] = 2.into();
    axes
}
