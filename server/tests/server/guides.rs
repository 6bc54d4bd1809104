//! `jalon guide`: checking, running, writing and comparing guides.

use serde_json::{Value, json};

use crate::binary::{Place, Ran};

const GUIDE: &str = "
| survey |
| | type | name | label::fr | label::en | relevant | constraint | constraint_message::en | required | calculation |
| | integer | age | Âge | Age | | . < 120 | Too old | yes | |
| | text | why | Pourquoi | Why | ${age} > 17 | | | | |
| | begin repeat | visit | Visite | Visit | | | | | |
| | text | day | Jour | Day | | | | yes | |
| | end repeat | | | | | | | | |
| | calculate | twice | | | | | | | ${age} * 2 |
| settings |
| | form_id | version | default_language |
| | talk | 1 | fr |
";

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code(), 0, "{}", ran.error());
    serde_json::from_str(&ran.out()).unwrap()
}

fn write(place: &Place, name: &str, content: &str) -> String {
    std::fs::write(place.path(name), content).unwrap();
    place.path(name)
}

#[test]
fn runs_a_guide_on_answers() {
    let place = Place::new();
    let guide = write(&place, "talk.md", GUIDE);
    let answers = write(
        &place,
        "answers.json",
        r#"[{"path": "/data/age", "value": "130"}, {"path": "/data/age", "value": 20},
            {"path": "/data/visit", "add": 1}, {"path": "/data/visit[2]/day", "value": "2026-11-23"}]"#,
    );
    let ran = json(&place.run(&["guide", "run", &guide, "--answers", &answers, "--json"]));
    let step = |index: usize| &ran["steps"][index];
    assert_eq!(ran["steps"].as_array().unwrap().len(), 5);
    assert_eq!(
        step(0),
        &json!({ "visible": ["/data/age", "/data/visit[1]/day"], "values": {}, "invalid": [] })
    );
    assert_eq!(step(1)["invalid"], json!([{ "path": "/data/age", "message": "Too old" }]));
    assert_eq!(step(2)["values"], json!({ "/data/age": "20", "/data/twice": "40" }));
    assert_eq!(
        step(4)["visible"],
        json!(["/data/age", "/data/why", "/data/visit[1]/day", "/data/visit[2]/day"])
    );
    assert_eq!(ran["missing"], json!(["/data/visit[1]/day"]));

    let told = place.run(&["guide", "run", &guide, "--answers", &answers, "--language", "fr"]);
    assert!(
        told.out().contains("/data/twice = 40") && told.out().contains("Il manque encore"),
        "{}",
        told.out()
    );

    for (answers, part) in [
        (r#"[{"path": "/data/nowhere", "value": "1"}]"#, "/data/nowhere"),
        (r#"[{"path": "/data/age", "add": 1}]"#, "/data/age"),
        (r#"{"path": 3}"#, "JSON"),
    ] {
        let answers = write(&place, "wrong.json", answers);
        let ran = place.run(&["guide", "run", &guide, "--answers", &answers, "--json"]);
        assert_eq!((ran.code(), ran.out().as_str()), (1, ""), "{answers}");
        assert!(ran.error().contains(part), "{}", ran.error());
    }
    assert_eq!(place.run(&["guide", "run", &guide]).code(), 2);
}

#[test]
fn writes_a_guide_in_every_format_without_loss() {
    let place = Place::new();
    let guide = write(&place, "talk.md", GUIDE);
    let first = place.run(&["guide", "export", &guide, "--to", "json"]);
    let expected = json(&first);
    for format in ["xlsx", "md", "json"] {
        let written = place.path(&format!("out.{format}"));
        assert_eq!(place.run(&["guide", "export", &guide, "--to", format, "--out", &written]).code(), 0);
        assert_eq!(json(&place.run(&["guide", "export", &written, "--to", "json"])), expected, "{format}");
        let same = place.run(&["guide", "diff", &guide, &written]);
        assert!(same.out().contains("do not differ"), "{format}: {}", same.out());
    }
    let nowhere = place.path("no/such/folder/out.md");
    let refused = place.run(&["guide", "export", &guide, "--to", "md", "--out", &nowhere]);
    assert_eq!(refused.code(), 1);
    assert!(refused.error().contains("no/such/folder"), "{}", refused.error());
}

#[test]
fn says_what_has_changed() {
    let place = Place::new();
    let before = write(&place, "1.md", GUIDE);
    let after = GUIDE.replace("| Âge | Age |", "| Votre âge | Age |").replace("${age} > 17", "${age} > 20");
    let after = write(&place, "2.md", &after);
    let told = json(&place.run(&["guide", "diff", &before, &after, "--json"]));
    assert_eq!(
        told["changes"],
        json!([
            { "change": "reworded", "place": "age", "part": "label", "language": "fr", "before": "Âge",
              "after": "Votre âge", "message": "age: label (fr): “Âge” becomes “Votre âge”" },
            { "change": "logic", "place": "why", "part": "relevant", "before": "${age} > 17", "after": "${age} > 20",
              "message": "why: shown when: ${age} > 17 becomes ${age} > 20" },
        ])
    );
    let french = place.run(&["guide", "diff", &before, &after, "--language", "fr"]);
    assert!(french.out().contains("devient"), "{}", french.out());
}

#[test]
fn leaves_out_what_is_out_of_scope_when_asked() {
    let place = Place::new();
    let guide = GUIDE.replace("| settings |", "| | geopoint | where | Où | Where | | | | | |\n| settings |");
    let guide = write(&place, "talk.md", &guide);
    let refused = place.run(&["guide", "check", &guide, "--json"]);
    assert_eq!(refused.code(), 1);
    let told: Value = serde_json::from_str(&refused.out()).unwrap();
    let problem =
        told["problems"].as_array().unwrap().iter().find(|problem| problem["severity"] == "error").unwrap();
    let place_of = (&problem["code"], &problem["sheet"], &problem["row"], &problem["column"]);
    assert_eq!(place_of, (&json!("out_of_scope"), &json!("survey"), &json!(8), &json!("type")));
    let partly = json(&place.run(&["guide", "check", &guide, "--json", "--partial"]));
    assert_eq!(partly["ok"], true);
    let left_out =
        partly["problems"].as_array().unwrap().iter().find(|problem| problem["code"] == "out_of_scope");
    assert_eq!(left_out.unwrap()["severity"], "warning");
    assert_eq!(
        place.run(&["guide", "import", &guide, "--partial", "--database", &place.database()]).code(),
        0
    );
}

/// Totals are refused where a guide would be used on people, and nowhere else.
#[test]
fn refuses_a_score_of_a_person() {
    let place = Place::new();
    let scored = "
| survey |
| | type | name | label | calculation |
| | select_one l | a | A | |
| | select_one l | b | B | |
| | calculate | risk | | ${a} + ${b} |
| choices |
| | list_name | name | label |
| | l | 0 | No |
| | l | 1 | Yes |
| settings |
| | form_id | guide_use |
| | f | USE |
";
    let interview = write(&place, "interview.md", &scored.replace("USE", "interview"));
    let test = write(&place, "test.md", &scored.replace("USE", "test"));
    let refused = place.run(&["guide", "check", &interview, "--json"]);
    assert_eq!(refused.code(), 1);
    let problem = &serde_json::from_str::<Value>(&refused.out()).unwrap()["problems"][0];
    assert_eq!((&problem["code"], &problem["row"]), (&json!("score_total"), &json!(4)));
    assert!(problem["message"].as_str().unwrap().contains("a, b"), "{problem}");
    let database = place.database();
    assert_eq!(place.run(&["guide", "import", &interview, "--database", &database]).code(), 1);
    assert_eq!(place.run(&["guide", "check", &test]).code(), 0);
    let answers = write(&place, "answers.json", "[]");
    assert_eq!(place.run(&["guide", "run", &interview, "--answers", &answers]).code(), 0);
}

#[test]
fn reads_an_xform() {
    let place = Place::new();
    let form = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>T</h:title>
        <model><instance><data id="t"><n/><double/></data></instance>
        <bind nodeset="/data/n" type="int"/><bind nodeset="/data/double" calculate="/data/n * 2"/></model></h:head>
        <h:body><input ref="/data/n"><label>N</label></input></h:body></h:html>"#;
    let form = write(&place, "form.xml", form);
    let answers = write(&place, "answers.json", r#"[{"path": "/data/n", "value": "4"}]"#);
    let ran = json(&place.run(&["guide", "run", &form, "--answers", &answers, "--json"]));
    assert_eq!(ran["steps"][1]["values"], json!({ "/data/double": "8", "/data/n": "4" }));
}
