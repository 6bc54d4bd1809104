use domain::guide::{
    Guide, Item, Kind, Question, Text,
    draft::{Draft, Nature, Node, Place, of_guide, order},
};
use proptest::prelude::*;

use super::Document;

fn exchange(documents: &[Document]) {
    for from in documents {
        for to in documents {
            to.apply(&from.diff(&to.state_vector()).unwrap()).unwrap();
        }
    }
}

/// Three groups with two questions each.
fn start() -> Draft {
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        format!("n{next}")
    };
    let question = |name: String| {
        let label = Text([("fr".to_owned(), format!("Question {name}"))].into());
        Item::Question(Box::new(Question { name, label, kind: Kind::Integer, ..Question::default() }))
    };
    let group = |name: &str| {
        let items = (1..3).map(|number| question(format!("{name}{number}"))).collect();
        Item::Group(domain::guide::Group { name: name.to_owned(), items, ..Default::default() })
    };
    let items = ["a", "b", "c"].map(group).to_vec();
    of_guide(&Guide { items, ..Guide::default() }, &mut fresh)
}

fn filled(client: u32, draft: &Draft) -> Document {
    let document = Document::new(client);
    document.fill(draft);
    document
}

fn replicas(draft: &Draft) -> Vec<Document> {
    let first = filled(1, draft);
    let others = [2, 3].map(|client| {
        let other = Document::new(client);
        other.apply(&first.encode()).unwrap();
        other
    });
    std::iter::once(first).chain(others).collect()
}

/// The names from top to bottom, each with what it stands in.
fn told(document: &Document) -> Vec<String> {
    let draft = document.draft();
    let outline = draft.outline();
    let items = outline.with_inside(outline.children("items"));
    let name = |id: &str| draft.node(id).map_or("", |node| node.field("name")).to_owned();
    items
        .iter()
        .map(|id| format!("{}/{}", outline.parent(id).map(name).unwrap_or_default(), name(id)))
        .collect()
}

fn move_to(document: &Document, id: &str, parent: &str, before: Option<&str>) {
    if let Some(places) = document.draft().outline().moved(&[id.to_owned()], parent, before) {
        document.place(&places);
    }
}

fn id_of(document: &Document, name: &str) -> String {
    let draft = document.draft();
    draft.nodes.iter().find(|(_, node)| node.field("name") == name).map(|(id, _)| id.clone()).unwrap()
}

#[test]
fn a_draft_is_read_as_it_was_written() {
    let draft = start();
    let document = filled(1, &draft);
    assert_eq!(document.draft(), draft);
    assert!(!document.steps().can_undo(), "what it starts with is nobody's step");
}

#[test]
fn two_groups_put_into_each_other_stay() {
    let all = replicas(&start());
    let [a, b] = ["a", "b"].map(|name| id_of(&all[0], name));
    move_to(&all[0], &a, &b, None);
    move_to(&all[1], &b, &a, None);
    exchange(&all);
    assert_eq!(told(&all[0]), ["/c", "c/c1", "c/c2", "/a", "a/a1", "a/a2", "a/b", "b/b1", "b/b2"]);
    assert_eq!(told(&all[0]), told(&all[1]));
}

#[test]
fn what_is_put_into_a_group_that_somebody_removes_stays() {
    let all = replicas(&start());
    let [a, b1] = ["a", "b1"].map(|name| id_of(&all[0], name));
    let inside = all[0].draft().outline().with_inside(std::slice::from_ref(&a));
    all[0].remove(&inside);
    move_to(&all[1], &b1, &a, None);
    exchange(&all);
    assert_eq!(told(&all[0]), ["/b", "b/b2", "/c", "c/c1", "c/c2", "/a", "a/b1"]);
    assert_eq!(told(&all[0]), told(&all[2]));
}

#[test]
fn each_takes_back_what_is_her_own() {
    let all = replicas(&start());
    let (mine, theirs) = (&all[0], &all[1]);
    let [a1, b, b1] = ["a1", "b", "b1"].map(|name| id_of(mine, name));
    mine.set_text(&a1, "label", "fr", "Question posée");
    mine.steps().end();
    mine.set_fields(&[(&a1, "relevant", "${b1} = 1"), (&a1, "type", "text")]);
    mine.steps().end();
    move_to(mine, &a1, &b, Some(&b1));
    theirs.set_text(&a1, "label", "fr", "Question a1 bis");
    exchange(&all);
    assert_eq!(told(mine)[3], "b/a1");
    assert!(mine.steps().undo());
    assert_eq!(told(mine)[1], "a/a1");
    assert!(mine.steps().undo());
    assert_eq!(mine.draft().node(&a1).unwrap().field("relevant"), "");
    assert_eq!(mine.draft().node(&a1).unwrap().field("type"), "integer");
    assert!(mine.steps().undo());
    assert!(mine.text(&a1, "label", "fr").contains("bis"));
    assert!(!mine.text(&a1, "label", "fr").contains("posée"));
    assert!(!mine.steps().undo());
    assert!(mine.steps().redo() && mine.steps().redo() && mine.steps().redo());
    exchange(&all);
    assert_eq!(told(mine)[3], "b/a1");
    assert_eq!(mine.draft(), all[2].draft());
}

#[test]
fn a_large_guide_is_one_update_within_bounds() {
    let mut draft = Draft::blank();
    for (number, order) in (0..4_000).zip(order::spread("", None, 4_000)) {
        let place = Some(Place { parent: "items".to_owned(), order });
        let mut node = Node { nature: Nature::Question, place, ..Node::default() };
        node.set_field("name", &format!("question_{number}"));
        node.set_field("type", "select_one");
        for language in ["fr", "en"] {
            node.set_text("label", language, &format!("La question qui porte le numéro {number} ?"));
        }
        draft.nodes.insert(format!("q{number}"), node);
    }
    let document = filled(1, &draft);
    assert!(document.encode().len() < crate::guard::MAX_UPDATE / 2, "{}", document.encode().len());
    assert_eq!(document.draft(), draft);
}

#[derive(Clone, Debug)]
enum Change {
    Move(prop::sample::Index, prop::sample::Index, prop::sample::Index),
    Remove(prop::sample::Index),
    Add(prop::sample::Index, bool),
    Label(prop::sample::Index, String),
    Type(prop::sample::Index, &'static str),
    Undo,
    Redo,
    Exchange,
}

fn change() -> impl Strategy<Value = (usize, Change)> {
    let index = any::<prop::sample::Index>;
    let change = prop_oneof![
        6 => (index(), index(), index()).prop_map(|(what, into, at)| Change::Move(what, into, at)),
        1 => index().prop_map(Change::Remove),
        3 => (index(), any::<bool>()).prop_map(|(into, is_group)| Change::Add(into, is_group)),
        3 => (index(), "[a-zé]{0,6}").prop_map(|(what, words)| Change::Label(what, words)),
        1 => (index(), prop::sample::select(vec!["text", "integer", "date"]))
            .prop_map(|(what, kind)| Change::Type(what, kind)),
        1 => Just(Change::Undo),
        1 => Just(Change::Redo),
        1 => Just(Change::Exchange),
    ];
    (0_usize..3, change)
}

/// Does the change and returns the id of what it adds.
fn apply(document: &Document, change: &Change, number: usize) -> Option<String> {
    let draft = document.draft();
    let outline = draft.outline();
    let items = outline.with_inside(outline.children("items"));
    let holders: Vec<String> = std::iter::once("items".to_owned())
        .chain(items.iter().filter(|id| draft.nodes[*id].nature == Nature::Group).cloned())
        .collect();
    document.steps().end();
    match change {
        Change::Move(what, into, at) if !items.is_empty() => {
            let parent = &holders[into.index(holders.len())];
            let siblings = outline.children(parent);
            let before = siblings.get(at.index(siblings.len() + 1));
            move_to(document, &items[what.index(items.len())], parent, before.map(String::as_str));
        }
        Change::Remove(what) if !items.is_empty() => {
            document.remove(&outline.with_inside(&[items[what.index(items.len())].clone()]));
        }
        Change::Add(into, is_group) => {
            let parent = &holders[into.index(holders.len())];
            let nature = if *is_group { Nature::Group } else { Nature::Question };
            let id = format!("new{number}");
            let places = outline.moved(std::slice::from_ref(&id), parent, None)?;
            let mut node = Node { nature, place: Some(places[0].1.clone()), ..Node::default() };
            node.set_field("name", &id);
            document.insert(std::iter::once((&id, &node)));
            return Some(id);
        }
        Change::Label(what, words) if !items.is_empty() => {
            document.set_text(&items[what.index(items.len())], "label", "fr", words);
        }
        Change::Type(what, kind) if !items.is_empty() => {
            document.set_field(&items[what.index(items.len())], "type", kind);
        }
        Change::Undo => drop(document.steps().undo()),
        Change::Redo => drop(document.steps().redo()),
        _ => {}
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Three people change one draft in any way, meeting now and then: in the end all see the same, every question once,
    /// and, where nobody removed or took back anything, none is gone.
    #[test]
    fn whatever_people_do_at_once_converges(changes in prop::collection::vec(change(), 1..25)) {
        let all = replicas(&start());
        let mut expected: Vec<String> = start().nodes.into_iter().filter(|(_, node)| node.place.is_some()).map(|(id, _)| id).collect();
        let gentle = !changes.iter().any(|(_, change)| matches!(change, Change::Remove(_) | Change::Undo));
        for (number, (who, change)) in changes.iter().enumerate() {
            if matches!(change, Change::Exchange) {
                exchange(&all);
            }
            expected.extend(apply(&all[*who], change, number));
        }
        exchange(&all);
        exchange(&all);
        let draft = all[0].draft();
        for other in &all[1..] {
            prop_assert_eq!(&other.draft(), &draft);
        }
        let outline = draft.outline();
        let there = outline.with_inside(outline.children("items"));
        let mut names: Vec<&String> = there.iter().collect();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), there.len(), "nothing is there twice");
        if gentle {
            for id in &expected {
                prop_assert!(there.contains(id), "{id} is gone");
            }
        }
        for (id, node) in &draft.nodes {
            prop_assert_eq!(node.place.is_none() || there.contains(id), true, "{} is nowhere", id);
        }
    }
}
