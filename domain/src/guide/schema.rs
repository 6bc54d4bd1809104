//! `docs/guide.schema.json` says what a guide in JSON is; these tests hold it to what is written and read.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Guide, xlsform};

const SCHEMA: &str = include_str!("../../../docs/guide.schema.json");

/// Why a value does not follow a schema; only the words that ours uses.
fn fault(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    let fault_of = |schema: &Value, value: &Value| fault(root, schema, value);
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.strip_prefix("#/$defs/").expect("a reference into this file");
        return fault_of(&root["$defs"][name], value);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let faults: Vec<_> = choices.iter().filter_map(|choice| fault_of(choice, value)).collect();
        return (faults.len() + 1 != choices.len()).then(|| format!("{value}: {faults:?}"));
    }
    if let Some(expected) = schema.get("const") {
        return (value != expected).then(|| format!("{value} is not {expected}"));
    }
    if let Some(expected) = schema["enum"].as_array() {
        return (!expected.contains(value)).then(|| format!("{value} is none of {expected:?}"));
    }
    match schema["type"].as_str().expect("a type") {
        "string" => (!value.is_string()).then(|| format!("{value} is no string")),
        "boolean" => (!value.is_boolean()).then(|| format!("{value} is no boolean")),
        "number" => (!value.is_number()).then(|| format!("{value} is no number")),
        "array" => match value.as_array() {
            Some(items) => items.iter().find_map(|item| fault_of(&schema["items"], item)),
            None => Some(format!("{value} is no array")),
        },
        "object" => {
            let Some(fields) = value.as_object() else { return Some(format!("{value} is no object")) };
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let missing = required.into_iter().find(|name| !fields.contains_key(*name));
            if let Some(name) = missing {
                return Some(format!("{name} is missing"));
            }
            fields.iter().find_map(|(name, field)| match schema["properties"].get(name) {
                Some(property) => fault_of(property, field),
                None if schema["additionalProperties"].is_object() => {
                    fault_of(&schema["additionalProperties"], field)
                }
                None => Some(format!("{name} is not foreseen")),
            })
        }
        other => panic!("{other}"),
    }
}

fn check(value: &Value) -> Option<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    fault(&schema, &schema, value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_written_follows_the_schema(guide in xlsform::generated()) {
        let written = serde_json::to_value(&guide).unwrap();
        prop_assert_eq!(check(&written), None);
    }
}

/// What the schema refuses is refused, and what it allows is read.
#[test]
fn what_follows_the_schema_is_read_and_nothing_else() {
    let question = |kind: Value| {
        json!({ "title": {}, "form_id": "f", "version": "", "languages": [], "lists": {},
            "items": [{ "item": "question", "name": "q", "kind": kind, "label": { "fr": "Q" } }] })
    };
    for kind in [
        json!({ "type": "text" }),
        json!({ "type": "select_one", "list": "l" }),
        json!({ "type": "select_multiple", "list": "l", "or_other": true }),
        json!({ "type": "range", "start": 0, "end": 5.5, "step": 1 }),
        json!({ "type": "metadata", "what": "start" }),
    ] {
        let guide = question(kind);
        assert_eq!(check(&guide), None);
        let read: Guide = serde_json::from_value(guide).unwrap();
        assert_eq!(check(&serde_json::to_value(read).unwrap()), None);
    }
    let without = |name: &str| {
        let mut guide = question(json!({ "type": "text" }));
        guide.as_object_mut().unwrap().remove(name);
        guide
    };
    for wrong in [
        question(json!({ "type": "dance" })),
        question(json!({ "type": "select_one" })),
        question(json!({ "type": "range", "start": "0", "end": 5, "step": 1 })),
        question(json!("text")),
        without("title"),
        without("items"),
        without("languages"),
        json!([]),
    ] {
        assert!(check(&wrong).is_some(), "{wrong}");
        assert!(serde_json::from_value::<Guide>(wrong.clone()).is_err(), "{wrong}");
    }
}
