use super::*;
use crate::{
    framework::{
        Framework,
        tests::{full, lyon},
    },
    id::AccountId,
};

fn by(name: &str, at: i64) -> Mark {
    Mark { by: AccountId(uuid::Uuid::nil()), name: name.to_owned(), at }
}

fn remove(records: &mut Records, record: &str) {
    let removal = records.removal(record, &by("Nadia", 1));
    records.apply(&Write::Remove { record: record.to_owned(), removal });
}

#[test]
fn a_framework_reads_back_as_it_was() {
    for framework in [Framework::default(), lyon(), full()] {
        let reading = of_framework(&framework).read();
        assert_eq!(reading.framework, framework);
        assert_eq!((reading.contested, reading.gone), (Vec::new(), Vec::new()));
    }
}

#[test]
fn records_are_named_by_nature() {
    for nature in Nature::ALL {
        assert_eq!(Nature::of(&nature.record("x/1")), Some((nature, "x/1")));
    }
    assert_eq!((Nature::of("x:1"), Nature::of("f")), (None, None));
}

#[test]
fn odd_and_double_ids_of_a_file_are_made_safe() {
    let mut framework = lyon();
    framework.nodes[1].id = "a|b/c d".to_owned();
    framework.nodes[1].indicators[0].id = framework.nodes[0].indicators[0].id.clone();
    let read = of_framework(&framework).read().framework;
    assert_eq!(read.nodes[1].id, "a-b-c-d");
    assert_eq!(read.nodes[1].indicators[0].id, "F-1-2");
    assert_eq!(read.nodes.len(), framework.nodes.len());
}

#[test]
fn links_go_and_return_with_their_node() {
    let framework = lyon();
    let mut records = of_framework(&framework);
    remove(&mut records, "n:I1");
    let reading = records.read();
    assert!(reading.framework.node("I1").is_none());
    let touching = framework.links.iter().filter(|link| link.from == "I1" || link.to == "I1").count();
    assert!(touching > 1);
    assert_eq!(reading.framework.links.len(), framework.links.len() - touching);
    assert_eq!(reading.gone.len(), 1);
    assert!(reading.gone[0].words.0["fr"].starts_with("Développer"));
    records.apply(&Write::Keep { record: "n:I1".to_owned() });
    assert_eq!(records.read().framework, framework);
}

#[test]
fn what_somebody_writes_in_a_removed_node_keeps_it_there() {
    let link = lyon().links.iter().find(|link| link.from == "I1").unwrap().id.clone();
    let write: [(&str, Write); 6] = [
        ("its words", Write::text("n:I1", "text", "fr", "Autre")),
        ("its indicator", Write::text("i:I1-1", "unit", "fr", "plans")),
        ("a figure", Write::field("p:I1-1/1", "actual", "40")),
        ("a new indicator", Write::field("i:new", HOME, "I1")),
        ("why it leads on", Write::text(&format!("l:{link}"), "rationale", "fr", "Parce que")),
        ("an assumption", Write::text(&format!("a:{link}/new"), "text", "fr", "Si")),
    ];
    for (what, write) in write {
        let mut records = of_framework(&lyon());
        remove(&mut records, "n:I1");
        records.apply(&write);
        let reading = records.read();
        assert!(reading.framework.node("I1").is_some(), "{what}");
        assert_eq!((reading.contested.len(), reading.gone.len()), (1, 0), "{what}");
        remove(&mut records, "n:I1");
        assert!(records.read().framework.node("I1").is_none(), "{what}");
    }
}

#[test]
fn moving_a_box_or_taking_away_one_of_its_parts_does_not_bring_it_back() {
    let mut records = of_framework(&lyon());
    let mut alone = records.clone();
    remove(&mut alone, "i:I1-1");
    remove(&mut records, "n:I1");
    records.apply(&Write::field("n:I1", AT, "3 4"));
    records.apply(&Write::field("n:I1", ORDER, "Z"));
    let (record, removal) = alone.removals.pop_first().unwrap();
    records.apply(&Write::Remove { record, removal });
    assert!(records.read().framework.node("I1").is_none());
}

#[test]
fn an_indicator_and_a_link_without_their_ends_are_shown() {
    let mut records = Records::default();
    records.apply(&Write::text("i:x", "text", "fr", "Mesure"));
    records.apply(&Write::text("a:l/1", "text", "fr", "Si"));
    let framework = records.read().framework;
    assert_eq!(framework.nodes[0].indicators[0].text.0["fr"], "Mesure");
    assert_eq!(framework.links[0].assumptions[0].text.0["fr"], "Si");
}
