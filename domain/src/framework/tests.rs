//! The JSON of a framework against its published schema, and the framework of the demo.

use serde_json::Value;

use super::*;
use crate::language::Language;

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(super) fn lyon() -> Framework {
    serde_json::from_str(&file("demo/cadre-lyon.json")).unwrap()
}

/// What in `value` does not fit `schema`: the part of JSON Schema 2020-12 that the published schema uses.
fn misfits(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let mut schema = schema;
    while let Some(name) = schema["$ref"].as_str() {
        schema = root.pointer(name.strip_prefix('#').unwrap()).unwrap();
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let wanted = schema["type"].as_str().unwrap();
    if wanted != kind && !(wanted == "number" && kind == "integer") {
        found.push(format!("{at}: {kind} for {wanted}"));
        return;
    }
    if schema.get("const").is_some_and(|only| only != value) {
        found.push(format!("{at}: {value}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        misfits(root, &schema["items"], item, &format!("{at}/{index}"), found);
    }
    for (name, item) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (schema["properties"].get(name), schema.get("additionalProperties")) {
            (Some(inner), _) => misfits(root, inner, item, &at, found),
            (None, Some(rest)) if rest.is_object() => misfits(root, rest, item, &at, found),
            (None, _) => found.push(format!("{at}: unknown")),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            found.push(format!("{at}: lacks {name}"));
        }
    }
}

/// A framework that uses every field.
pub(super) fn full() -> Framework {
    let mut framework = lyon();
    let text = || Text([("fr".to_owned(), "mot".to_owned())].into());
    framework.levels = vec![Level { kind: Kind::Final, name: text(), iati: Some(3) }];
    framework.required_dimensions = vec!["sex".to_owned()];
    framework.set_aside =
        vec![SetAside { code: "orphan".to_owned(), place: "F".to_owned(), reason: "plus tard".to_owned() }];
    let node = &mut framework.nodes[0];
    (node.note, node.responsible, node.place) = (text(), text(), Some([12.5, -4.0]));
    let sheet = &mut node.indicators[0];
    (sheet.definition, sheet.unit, sheet.denominator) = (text(), text(), text());
    let mut figure = indicator::Figure::of("3");
    figure.parts.insert("sex".to_owned(), [("f".to_owned(), "3".to_owned())].into());
    figure.comment = text();
    sheet.periods[0].actual = Some(figure);
    let part = indicator::Part { id: "f".to_owned(), name: text() };
    sheet.dimensions = vec![indicator::Dimension { id: "sex".to_owned(), name: text(), parts: vec![part] }];
    let link = &mut framework.links[0];
    (link.channel, link.frequency, link.basis) = (text(), text(), text());
    link.assumptions[0].reviewed = Some(1);
    link.ratings = vec![link::Rating { cycle: 1, strength: link::Strength::Weak, reason: text() }];
    link.evidence = vec![link::Evidence {
        id: "e".to_owned(),
        stance: link::Stance::Against,
        text: text(),
        source: text(),
        address: Some("https://example.org".to_owned()),
        strength: Some(link::Strength::Strong),
        cycle: Some(1),
    }];
    framework
}

#[test]
fn what_is_written_fits_the_published_schema_and_reads_back() {
    let schema: Value = serde_json::from_str(&file("docs/framework.schema.json")).unwrap();
    for framework in [Framework::default(), lyon(), full()] {
        let value = serde_json::to_value(&framework).unwrap();
        let mut found = Vec::new();
        misfits(&schema, &schema, &value, "", &mut found);
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(serde_json::from_value::<Framework>(value).unwrap(), framework);
    }
}

#[test]
fn the_schema_refuses_what_is_not_a_framework() {
    let schema: Value = serde_json::from_str(&file("docs/framework.schema.json")).unwrap();
    let mut value = serde_json::to_value(full()).unwrap();
    value["nodes"][0]["colour"] = Value::from("red");
    value["links"][0]["to"] = Value::from(3);
    value.as_object_mut().unwrap().remove("title");
    let mut found = Vec::new();
    misfits(&schema, &schema, &value, "", &mut found);
    assert_eq!(found, ["/links/0/to: integer for string", "/nodes/0/colour: unknown", ": lacks \"title\""]);
}

#[test]
fn words_of_later_versions_are_kept() {
    let text = r#"{"format":"jalon-framework","title":{},"scheme":"norad","nodes":[{"id":"a","kind":"milestone","text":{}}],"links":[]}"#;
    let framework: Framework = serde_json::from_str(text).unwrap();
    assert_eq!(framework.nodes[0].kind, Kind::Other("milestone".to_owned()));
    assert_eq!(serde_json::to_value(&framework).unwrap()["scheme"], "norad");
}

#[test]
fn the_framework_of_lyon_is_complete_in_both_languages_and_has_no_problem() {
    let framework = lyon();
    for language in Language::ALL {
        assert_eq!(check::check(&framework, language), []);
    }
    let count = |kind: &Kind| framework.nodes.iter().filter(|node| node.kind == *kind).count();
    assert_eq!([Kind::Final, Kind::Intermediate, Kind::Immediate].map(|kind| count(&kind)), [1, 7, 10]);
    let mut texts = Vec::new();
    collect(&serde_json::to_value(&framework).unwrap(), &mut texts);
    assert!(texts.len() > 150);
    for (french, english) in texts {
        assert!(!french.trim().is_empty() && !english.trim().is_empty(), "{french} / {english}");
        let wrong = ['\''].iter().any(|c| french.contains(*c))
            || [" ;", " :", " !", " ?", " »", "« "].iter().any(|w| french.contains(w));
        assert!(!wrong, "{french}");
    }
}

/// Every text that names its language.
fn collect(value: &Value, texts: &mut Vec<(String, String)>) {
    match (value.get("fr"), value.get("en")) {
        (Some(french), Some(english)) => {
            texts.push((french.as_str().unwrap().to_owned(), english.as_str().unwrap().to_owned()));
        }
        (None, None) => {
            value.as_array().into_iter().flatten().for_each(|item| collect(item, texts));
            value.as_object().into_iter().flatten().for_each(|(_, item)| collect(item, texts));
        }
        _ => panic!("one language only: {value}"),
    }
}

#[test]
fn the_drawing_of_lyon_has_no_crossing() {
    let (graph, _) = lyon().graph(layout::WIDTH, layout::HEIGHT);
    assert_eq!(layout::layout(&graph).crossings, 0);
}
