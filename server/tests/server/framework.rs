//! `jalon framework`, run as people run it.

use std::fs;

use serde_json::{Value, json};

use crate::binary::Place;

fn lyon() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/cadre-lyon.json").to_owned()
}

/// A file in the place of the test.
fn file(place: &Place, name: &str, content: &str) -> String {
    let path = place.path(name);
    fs::write(&path, content).unwrap();
    path
}

fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_sound_framework_has_nothing_to_report_in_either_language() {
    let place = Place::new();
    let ran = place.run(&["framework", "check", &lyon()]);
    assert_eq!((ran.code(), ran.error().as_str()), (0, ""));
    assert!(ran.out().ends_with("nothing to report.\n"), "{}", ran.out());
    let french = place.run(&["--language", "fr", "framework", "check", &lyon()]);
    assert!(french.out().ends_with("rien à signaler.\n"), "{}", french.out());
    let object = &objects(&place.run(&["framework", "check", &lyon(), "--json"]).out())[0];
    assert_eq!((&object["ok"], &object["problems"]), (&json!(true), &json!([])));
}

#[test]
fn what_is_wrong_is_said_with_where_and_a_fix() {
    let place = Place::new();
    let mut framework: Value = serde_json::from_str(&fs::read_to_string(lyon()).unwrap()).unwrap();
    framework["links"][3]["to"] = json!("gone");
    let path = file(&place, "broken.json", &framework.to_string());
    let ran = place.run(&["framework", "check", &path]);
    assert_eq!(ran.code(), 1);
    assert!(ran.out().contains("link L4: error:") && ran.out().contains("“gone”"), "{}", ran.out());
    let object = &objects(&place.run(&["framework", "check", &path, "--json"]).out())[0];
    assert_eq!(object["ok"], json!(false));
    let problems = object["problems"].as_array().unwrap();
    let dangling = problems.iter().find(|problem| problem["code"] == "dangling_link").unwrap();
    assert_eq!(dangling["fix"], json!({ "fix": "remove_link", "link": "L4" }));
}

#[test]
fn unreadable_files_are_exit_status_1_with_where() {
    let place = Place::new();
    let check = |name: &str, content: &str, part: &str| {
        let ran = place.run(&["framework", "check", &file(&place, name, content)]);
        assert_eq!(ran.code(), 1, "{name}");
        assert!(ran.out().contains(part), "{name}: {}", ran.out());
    };
    check("cut.json", "{\n\"format\":", "line 2");
    check("odd.csv", "colour\nred\n", "line 1");
    check("empty.csv", "", "empty");
    let missing = place.run(&["framework", "check", "missing.json"]);
    assert_eq!(missing.code(), 1);
    assert!(missing.out().contains("missing.json"), "{}", missing.out());
}

#[test]
fn usages_that_make_no_sense_are_exit_status_2() {
    let place = Place::new();
    let check = |arguments: &[&str], part: &str| {
        let ran = place.run(arguments);
        assert_eq!(ran.code(), 2, "{arguments:?}");
        assert!(ran.error().contains(part), "{arguments:?}: {}", ran.error());
    };
    check(&["framework"], "layout");
    check(&["framework", "layout"], "FILE");
    check(&["framework", "export", "a.json"], "--to");
    check(&["framework", "export", "a.json", "--to", "gif"], "gif");
    check(&["framework", "diff", "a.json"], "FILE");
}

#[test]
fn graphs_are_drawn_one_object_a_line() {
    let place = Place::new();
    let lines = "{\"name\":\"one\",\"n\":3,\"edges\":[[0,1],[0,2]]}\n{\"nodes\":[{\"id\":\"a\",\"level\":1},\
                 {\"id\":\"b\",\"level\":0,\"width\":90}],\"edges\":[[\"a\",\"b\"]]}\n";
    let ran = place.run(&["framework", "layout", &file(&place, "graphs.jsonl", lines), "--json"]);
    assert_eq!((ran.code(), ran.error().as_str()), (0, ""));
    let drawn = objects(&ran.out());
    assert_eq!(drawn.len(), 2);
    assert_eq!((&drawn[0]["name"], &drawn[0]["crossings"]), (&json!("one"), &json!(0)));
    assert_eq!(drawn[0]["nodes"][0]["id"], json!(0));
    let [a, b] = [&drawn[1]["nodes"][0], &drawn[1]["nodes"][1]];
    assert_eq!((&a["layer"], &b["layer"], &b["width"]), (&json!(1), &json!(0), &json!(90)));
    let edge = &drawn[1]["edges"][0];
    assert_eq!((&edge["from"], &edge["to"]), (&json!("a"), &json!("b")));
    assert!(edge["points"].as_array().unwrap().len() >= 2);
    let plain = place.run(&["framework", "layout", &place.path("graphs.jsonl")]);
    assert!(plain.out().contains("one: 3 nodes, 2 links, 2 layers, 0 crossings."), "{}", plain.out());
}

#[test]
fn a_bad_graph_among_good_ones_is_named_by_its_line() {
    let place = Place::new();
    let lines = "{\"n\":2,\"edges\":[[0,1]]}\n\n{\"n\":2,\"edges\":[[0,7]]}\n{\"n\":1}\n";
    let ran = place.run(&["framework", "layout", &file(&place, "graphs.jsonl", lines), "--json"]);
    assert_eq!(ran.code(), 1);
    assert_eq!(ran.out().lines().count(), 2);
    assert!(ran.error().contains("line 3") && ran.error().contains("“7”"), "{}", ran.error());
}

#[test]
fn every_format_is_written_in_the_language_asked_for() {
    let place = Place::new();
    for format in ["svg", "graphml", "mermaid", "csv", "matrix", "json", "iati"] {
        let out = place.path(format);
        let ran = place.run(&["framework", "export", &lyon(), "--to", format, "--out", &out, "--lang", "fr"]);
        assert_eq!((ran.code(), ran.out().as_str(), ran.error().as_str()), (0, "", ""), "{format}");
        let text = fs::read_to_string(&out).unwrap();
        assert!(text.contains("Montrer que l’identité"), "{format}");
    }
    let english = place.run(&["framework", "export", &lyon(), "--to", "matrix"]);
    assert!(english.out().starts_with("Level,Objective,Indicators"), "{}", english.out());
    let again = place.run(&["framework", "diff", &lyon(), &place.path("json")]);
    assert_eq!((again.code(), again.out().as_str()), (0, "Nothing changed.\n"));
    let nowhere =
        place.run(&["framework", "export", &lyon(), "--to", "svg", "--out", &place.path("no/where.svg")]);
    assert_eq!(nowhere.code(), 1);
    assert!(nowhere.error().contains("where.svg"), "{}", nowhere.error());
}

#[test]
fn versions_are_compared_in_words() {
    let place = Place::new();
    let mut framework: Value = serde_json::from_str(&fs::read_to_string(lyon()).unwrap()).unwrap();
    framework["links"][0]["kind"] = json!("sufficient");
    let path = file(&place, "after.json", &framework.to_string());
    let french = place.run(&["--language", "fr", "framework", "diff", &lyon(), &path]);
    assert_eq!(french.code(), 0);
    assert!(french.out().contains("nécessaire devient suffisant"), "{}", french.out());
    let object = &objects(&place.run(&["framework", "diff", &lyon(), &path, "--json"]).out())[0];
    assert_eq!((&object["same"], &object["changes"][0]["code"]), (&json!(false), &json!("link_kind")));
}

#[test]
fn help_is_complete_in_both_languages() {
    let place = Place::new();
    let help = place.run(&["framework", "--help"]).out();
    for word in ["check", "layout", "export", "diff"] {
        assert!(help.contains(word), "{help}");
    }
    assert!(place.run(&["--help"]).out().contains("framework"));
    let french = place.run(&["--language", "fr", "framework", "export", "--help"]).out();
    assert!(french.contains("La langue du contenu") && !french.contains("Usage"), "{french}");
}
