use super::*;
use crate::framework::{
    Link, Node, check::check, edit::tests::make, link::LinkKind, records::Records, records::of_framework,
    tests::lyon,
};
use crate::{guide::Text, language::Language};

/// The outline in lines: depth as dots, the id, and the level.
fn told(records: &Records) -> Vec<String> {
    let framework = records.read().framework;
    let rows = rows(&framework);
    rows.iter()
        .map(|row| {
            let level = level(&framework, &row.id).unwrap_or(-1);
            format!("{}{} {level}", ".".repeat(row.depth), row.id)
        })
        .collect()
}

#[test]
fn every_node_of_the_demo_is_there_once() {
    let framework = lyon();
    let rows = rows(&framework);
    assert_eq!(rows.len(), framework.nodes.len());
    assert_eq!((rows[0].id.as_str(), rows[0].depth, rows[1].depth), ("F", 0, 1));
    assert!(rows.iter().all(|row| row.depth <= 2));
}

#[test]
fn a_circle_and_a_second_way_are_shown_once() {
    let nodes = ["a", "b", "c"].map(|id| Node::new(id, Kind::Immediate, Text::default())).into();
    let mut framework = Framework { nodes, ..Framework::default() };
    for (number, (from, to)) in (1..).zip([("a", "b"), ("b", "a"), ("c", "a"), ("c", "b")]) {
        framework.links.push(Link::new(format!("l{number}"), from, to, LinkKind::Necessary));
    }
    let rows = rows(&framework);
    assert_eq!(rows.len(), 3);
    let c = rows.iter().find(|row| row.id == "c").unwrap();
    assert_eq!(c.also, ["b"]);
}

#[test]
fn keys_build_a_framework() {
    let mut records = Records::default();
    let mut number = 0;
    let mut press = |records: &mut Records, key: &str, id: &str| {
        number += 1;
        let framework = records.read().framework;
        let outline = Outline::new(&framework);
        let (fresh, link) = (format!("n{number}"), format!("l{number}"));
        let edits = match key {
            "enter" => outline.enter(id, &fresh, &link),
            "tab" => outline.indent(id, &link),
            "back" => outline.outdent(id, &link),
            "up" => outline.shift(id, false),
            _ => outline.shift(id, true),
        };
        make(records, &edits);
    };
    press(&mut records, "enter", "");
    press(&mut records, "enter", "n1");
    press(&mut records, "enter", "n2");
    assert_eq!(told(&records), ["n1 0", ".n2 1", ".n3 1"]);
    press(&mut records, "tab", "n3");
    press(&mut records, "enter", "n3");
    assert_eq!(told(&records), ["n1 0", ".n2 1", "..n3 2", "..n5 2"]);
    press(&mut records, "tab", "n2");
    press(&mut records, "tab", "n5");
    assert_eq!(told(&records), ["n1 0", ".n2 1", "..n3 2", "...n5 4"]);
    press(&mut records, "back", "n3");
    assert_eq!(told(&records), ["n1 0", ".n2 1", ".n3 1", "..n5 2"]);
    press(&mut records, "up", "n3");
    assert_eq!(told(&records), ["n1 0", ".n3 1", "..n5 2", ".n2 1"]);
    press(&mut records, "down", "n3");
    press(&mut records, "down", "n3");
    press(&mut records, "back", "n2");
    press(&mut records, "back", "n1");
    assert_eq!(told(&records), ["n1 0", ".n2 1", ".n3 1", "..n5 2"]);
}

#[test]
fn keys_on_the_demo_leave_its_links_sound() {
    let mut records = of_framework(&lyon());
    let framework = records.read().framework;
    let edits = Outline::new(&framework).enter("I1", "new", "link");
    make(&mut records, &edits);
    let found = check(&records.read().framework, Language::French);
    assert!(found.iter().all(|finding| !["orphan", "leads_nowhere"].contains(&finding.code.as_str())));
}
