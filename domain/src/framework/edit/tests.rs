use super::*;
use crate::{
    framework::{Node, check::check, records::of_framework, tests::lyon},
    guide::Text,
    id::AccountId,
};

fn by() -> Mark {
    Mark { by: AccountId(uuid::Uuid::nil()), name: "Nadia".to_owned(), at: 1 }
}

pub(crate) fn make(records: &mut Records, edits: &[Edit]) {
    for edit in edits {
        for write in writes(records, edit, &by(), Language::French) {
            records.apply(&write);
        }
    }
}

/// A framework whose links go along with a change of the drawing as they do in the drawing itself.
#[test]
fn what_a_drawing_asks_for_is_what_it_shows() {
    let link = |id: &str| NewLink {
        id: id.to_owned(),
        from: "new".to_owned(),
        to: "I1".to_owned(),
        kind: LinkKind::Necessary,
    };
    let changes = [
        Change::Add {
            id: "new".to_owned(),
            kind: Kind::Immediate,
            text: "Parler".to_owned(),
            place: Some([3.5, -4.0]),
            link: Some(link("k")),
        },
        Change::Connect(link("k2")),
        Change::Rename { id: "I1".to_owned(), text: "Autrement".to_owned() },
        Change::Put(vec![Put { id: "I2".to_owned(), kind: Kind::Immediate, place: Some([1.0, 2.0]) }]),
        Change::Put(vec![Put { id: "I2".to_owned(), kind: Kind::Immediate, place: None }]),
        Change::Remove { boxes: vec!["I1".to_owned()], links: vec!["k2".to_owned()] },
    ];
    let mut framework = lyon();
    let mut records = of_framework(&framework);
    for change in changes {
        let edits = of_change(&change, &framework, Language::French);
        change.apply(&mut framework, Language::French);
        make(&mut records, &edits);
        assert_eq!(records.read().framework, framework, "{change:?}");
    }
}

#[test]
fn a_text_without_language_stays_without() {
    let mut framework = Framework::default();
    framework.nodes.push(Node::new("a", Kind::Final, Text::plain("x")));
    let change = Change::Rename { id: "a".to_owned(), text: "y".to_owned() };
    let mut records = of_framework(&framework);
    make(&mut records, &of_change(&change, &framework, Language::English));
    assert_eq!(records.read().framework.nodes[0].text, Text::plain("y"));
}

#[test]
fn nodes_move_and_come_where_they_are_put() {
    let add = |id: &str, after: Option<&str>| Edit::Add {
        id: id.to_owned(),
        kind: Kind::Immediate,
        text: String::new(),
        after: after.map(str::to_owned),
        place: None,
    };
    let mut records = Records::default();
    make(&mut records, &[add("a", None), add("b", None), add("c", Some("a"))]);
    let ids = |records: &Records| {
        records.read().framework.nodes.into_iter().map(|node| node.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&records), ["a", "c", "b"]);
    make(&mut records, &[Edit::MoveNode { id: "a".to_owned(), after: Some("b".to_owned()) }]);
    assert_eq!(ids(&records), ["c", "b", "a"]);
    make(&mut records, &[Edit::MoveNode { id: "a".to_owned(), after: None }]);
    assert_eq!(ids(&records), ["a", "c", "b"]);
}

#[test]
fn what_a_check_proposes_mends_what_it_found() {
    let mut framework = lyon();
    let link = framework.links[0].clone();
    framework.links[0].to = link.from;
    framework.links[0].from = link.to;
    framework.nodes[1].indicators.clear();
    framework.links[1].to = framework.links[1].from.clone();
    framework.nodes[2].kind = Kind::Final;
    framework.links[3].assumptions.clear();
    let mut records = of_framework(&framework);
    let mut met = 0;
    for code in ["against_levels", "no_indicator", "self_link", "several_finals"] {
        let framework = records.read().framework;
        let found = check(&framework, Language::French);
        let finding = found.iter().find(|finding| finding.code == code);
        let Some(finding) = finding else { panic!("{code}: {found:?}") };
        let edits = of_fix(finding.fix.as_ref().unwrap(), &framework, "fresh");
        make(&mut records, &edits);
        let after = check(&records.read().framework, Language::French);
        assert!(!after.iter().any(|other| (&other.code, &other.place) == (&finding.code, &finding.place)));
        met += 1;
    }
    assert_eq!(met, 4);
}

#[test]
fn a_finding_is_set_aside_for_a_reason_and_counts_again_without() {
    let mut framework = lyon();
    framework.nodes[1].indicators.clear();
    let mut records = of_framework(&framework);
    let aside = |reason: &str| Edit::SetAside {
        code: "no_indicator".to_owned(),
        place: framework.nodes[1].id.clone(),
        reason: reason.to_owned(),
    };
    let reason = |records: &Records| {
        let found = check(&records.read().framework, Language::French);
        found.into_iter().find(|finding| finding.code == "no_indicator").and_then(|it| it.set_aside)
    };
    make(&mut records, &[aside("On y travaille.")]);
    assert_eq!(reason(&records).as_deref(), Some("On y travaille."));
    make(&mut records, &[aside(" ")]);
    assert_eq!(reason(&records), None);
}
