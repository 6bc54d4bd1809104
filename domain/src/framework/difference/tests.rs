use super::*;
use crate::framework::{
    Kind, Scheme,
    indicator::{Baseline, Measure},
    link::{LinkKind, Rating, Strength},
};

fn framework() -> Framework {
    let text = |words: &str| {
        Text([("fr".to_owned(), format!("{words} fr")), ("en".to_owned(), words.to_owned())].into())
    };
    let mut nodes =
        ["a", "b", "c"].map(|id| Node::new(id, Kind::Immediate, text(id))).into_iter().collect::<Vec<Node>>();
    nodes[0].kind = Kind::Final;
    nodes[1].indicators.push(Indicator::new("i", text("seen"), Measure::Unit));
    let links = vec![
        Link::new("l1", "b", "a", LinkKind::Necessary),
        Link::new("l2", "c", "a", LinkKind::Contributory),
    ];
    Framework { title: text("title"), nodes, links, ..Framework::default() }
}

fn check(change: impl Fn(&mut Framework), expected: &[&str]) {
    let before = framework();
    let mut after = before.clone();
    change(&mut after);
    let codes: Vec<String> =
        difference(&before, &after, Language::English).into_iter().map(|change| change.code).collect();
    assert_eq!(codes, expected);
}

#[test]
fn tells_each_kind_of_change_and_nothing_else() {
    let plain = || Text::plain("other");
    check(|_| {}, &[]);
    check(|f| f.title = plain(), &["title"]);
    check(|f| f.scheme = Scheme::Eu, &["scheme"]);
    check(|f| f.nodes.push(Node::new("d", Kind::Risk, plain())), &["node_added"]);
    check(|f| drop(f.nodes.remove(2)), &["node_removed"]);
    check(|f| f.nodes[2].kind = Kind::Intermediate, &["node_moved"]);
    check(|f| f.nodes[2].text = plain(), &["node_reworded"]);
    check(|f| f.nodes[2].note = plain(), &["node_note"]);
    check(|f| f.nodes[2].responsible = plain(), &["node_responsible"]);
    check(|f| f.links.push(Link::new("l3", "c", "b", LinkKind::Feedback)), &["link_added"]);
    check(|f| drop(f.links.remove(0)), &["link_removed"]);
    check(|f| f.links[0].to = "c".to_owned(), &["link_ends"]);
    check(|f| f.links[0].kind = LinkKind::Sufficient, &["link_kind"]);
    check(|f| f.links[0].rationale = plain(), &["link_rationale"]);
    check(|f| f.links[0].strength = Some(Strength::Weak), &["link_strength"]);
    check(
        |f| f.links[0].ratings.push(Rating { cycle: 1, strength: Strength::Weak, reason: plain() }),
        &["link_ratings"],
    );
    check(|f| f.links[0].channel = plain(), &["link_channel"]);
    check(|f| f.nodes[2].indicators.push(Indicator::new("j", plain(), Measure::Unit)), &["indicator_added"]);
    check(|f| f.nodes[1].indicators.clear(), &["indicator_removed"]);
    check(
        |f| {
            let moved = f.nodes[1].indicators.remove(0);
            f.nodes[2].indicators.push(moved);
        },
        &["indicator_moved"],
    );
    check(|f| f.nodes[1].indicators[0].text = plain(), &["indicator_reworded"]);
    check(|f| f.nodes[1].indicators[0].unit = plain(), &["indicator_definition"]);
    check(|f| f.nodes[1].indicators[0].baseline = Some(Baseline::default()), &["indicator_baseline"]);
    let target = |value: &str| Period { target: Some(Figure::of(value)), ..Period::default() };
    check(|f| f.nodes[1].indicators[0].periods.push(target("4")), &["indicator_target"]);
    check(|f| f.nodes[1].indicators[0].frequency = plain(), &["indicator_verification"]);
    check(|f| f.nodes[1].place = Some([1.0, 2.0]), &["drawing"]);
}

#[test]
fn the_order_of_a_file_is_no_change() {
    check(|f| f.nodes.reverse(), &[]);
    check(|f| f.links.reverse(), &[]);
}
