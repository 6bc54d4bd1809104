//! Properties of drawings, on invented frameworks.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    arrange::{Arrange, arrange},
    change::NewLink,
    connect, fold, hit,
    minimap::Minimap,
    paths,
    sketch::BOX_WIDTH,
    speak::spoken,
    view::{LEAST_SCALE, MOST_SCALE, READABLE},
    walk::Walk,
    *,
};
use crate::{
    framework::{Framework, Kind, Link, Node, link::LinkKind},
    guide::Text,
    language::Language,
};

const KINDS: [Kind; 4] = [Kind::Final, Kind::Intermediate, Kind::Immediate, Kind::Activity];

fn node(id: &str, kind: Kind) -> Node {
    Node::new(id, kind, Text::plain(format!("Objectif {id}")))
}

fn link(from: &str, to: &str) -> Link {
    Link::new(format!("{from}>{to}"), from, to, LinkKind::Contributory)
}

/// The final objective `f`, intermediate `a`, `b`; immediate `c`, `d`, `e`: c and d lead to a; d and e lead to b.
fn small() -> Framework {
    let mut framework = Framework::default();
    framework.nodes.push(node("f", Kind::Final));
    for id in ["a", "b"] {
        framework.nodes.push(node(id, Kind::Intermediate));
        framework.links.push(link(id, "f"));
    }
    for id in ["c", "d", "e"] {
        framework.nodes.push(node(id, Kind::Immediate));
    }
    for (from, to) in [("c", "a"), ("d", "a"), ("d", "b"), ("e", "b")] {
        framework.links.push(link(from, to));
    }
    framework
}

fn sketch(framework: &Framework) -> Sketch {
    Sketch::of(framework, Language::French, Rule::Causal)
}

fn drawn(framework: &Framework) -> (Sketch, Scene) {
    let sketch = sketch(framework);
    let scene = Scene::draw(&sketch, &BTreeSet::new(), None);
    (sketch, scene)
}

fn ids(sketch: &Sketch, boxes: impl IntoIterator<Item = usize>) -> Vec<&str> {
    boxes.into_iter().map(|at| sketch.boxes[at].id.as_str()).collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn any_framework() -> impl Strategy<Value = Framework> {
    (1_usize..24).prop_flat_map(|count| {
        let kinds = prop::collection::vec(0_usize..KINDS.len(), count);
        let links = prop::collection::vec((0..count, 0..count), 0..count * 2);
        (kinds, links).prop_map(|(kinds, links)| {
            let mut framework = Framework::default();
            for (at, kind) in kinds.into_iter().enumerate() {
                framework.nodes.push(node(&format!("n{at}"), KINDS[kind].clone()));
            }
            for (at, (from, to)) in links.into_iter().enumerate() {
                let (from, to) = (format!("n{from}"), format!("n{to}"));
                framework.links.push(Link::new(format!("l{at}"), from, to, LinkKind::Contributory));
            }
            framework
        })
    })
}

#[test]
fn levels_are_columns_from_the_final_objective_on() {
    let (sketch, scene) = drawn(&small());
    let column = |id: &str| scene.find(id).unwrap().rect.x;
    assert!(column("f") < column("a") && column("a") < column("c"));
    assert_eq!(column("a"), column("b"));
    assert_eq!(scene.bands.iter().map(|band| band.level).collect::<Vec<_>>(), [0, 1, 2, 4]);
    for placed in &scene.boxes {
        let level = sketch.boxes[placed.shape].kind.level();
        assert_eq!(scene.level_at(placed.rect.middle().x), level);
    }
    assert_eq!(
        scene.level_at(f64::MAX),
        Some(4),
        "the empty column of activities takes what is dropped there"
    );
    assert_eq!(scene.boxes[scene.first().unwrap()].id, "f");
    assert_eq!(ids(&sketch, scene.reading().into_iter().map(|at| scene.boxes[at].shape)).len(), 6);
}

#[test]
fn a_drawing_of_nothing_is_empty_and_keeps_its_columns() {
    let (_, scene) = drawn(&Framework::default());
    assert!(scene.boxes.is_empty() && scene.arrows.is_empty());
    assert_eq!(scene.bands.len(), 4);
    assert_eq!(scene.first(), None);
    let exchange = Sketch::of(&Framework::default(), Language::English, Rule::Exchange);
    assert_eq!(Scene::draw(&exchange, &BTreeSet::new(), None), Scene::default());
}

#[test]
fn one_edit_leaves_the_rest_where_it_was_and_hands_hold() {
    let mut framework = small();
    let (_, before) = drawn(&framework);
    let place = stored(Point { x: before.find("e").unwrap().rect.middle().x, y: 900.0 });
    Change::Put(vec![Put { id: "e".to_owned(), kind: Kind::Immediate, place: Some(place) }])
        .apply(&mut framework, Language::French);
    Change::Add {
        id: "g".to_owned(),
        kind: Kind::Immediate,
        text: "Neuf".to_owned(),
        place: None,
        link: Some(NewLink {
            id: "g>a".to_owned(),
            from: "g".to_owned(),
            to: "a".to_owned(),
            kind: LinkKind::Contributory,
        }),
    }
    .apply(&mut framework, Language::French);
    let after = Scene::draw(&sketch(&framework), &BTreeSet::new(), Some(&before));
    for id in ["f", "a", "b", "c", "d"] {
        assert_eq!(before.find(id).unwrap().rect, after.find(id).unwrap().rect, "{id}");
    }
    assert_eq!(after.find("e").unwrap().rect.middle().y, 900.0);
    assert!(after.arrows.iter().any(|arrow| arrow.id == "g>a"));
}

#[test]
fn folding_hides_what_leads_there_alone() {
    let framework = small();
    let (_, open) = drawn(&framework);
    let sketch = sketch(&framework);
    let check = |folded: &[&str], hidden: &[&str], behind: &[(&str, usize)]| {
        let found = fold::fold(&sketch, &set(folded));
        let gone: Vec<usize> = (0..sketch.boxes.len()).filter(|&at| found.is_hidden(at)).collect();
        assert_eq!(ids(&sketch, gone), hidden, "{folded:?}");
        for (id, count) in behind {
            assert_eq!(found.behind[sketch.find(id).unwrap()], *count, "{folded:?}: {id}");
        }
    };
    check(&[], &[], &[("f", 0)]);
    check(&["a"], &["c"], &[("a", 1)]);
    check(&["a", "b"], &["c", "d", "e"], &[("a", 2), ("b", 1)]);
    check(&["f"], &["a", "b", "c", "d", "e"], &[("f", 5)]);
    check(&["f", "a"], &["a", "b", "c", "d", "e"], &[("f", 5)]);
    check(&["nobody"], &[], &[]);

    let folded = Scene::draw(&sketch, &set(&["a", "b"]), Some(&open));
    assert_eq!(folded.boxes.len(), 3);
    for placed in &folded.boxes {
        assert_eq!(open.find(&placed.id).unwrap().rect, placed.rect, "what is still seen stays");
    }
    let again = Scene::draw(&sketch, &BTreeSet::new(), Some(&folded));
    for placed in &open.boxes {
        assert_eq!(
            again.find(&placed.id).unwrap().rect,
            placed.rect,
            "what was folded comes back where it was"
        );
    }
}

#[test]
fn arrows_out_of_a_fold_become_one() {
    let mut framework = small();
    framework.nodes.push(node("x", Kind::Activity));
    framework.nodes.push(node("y", Kind::Activity));
    framework.links.extend([link("x", "c"), link("x", "d"), link("x", "e"), link("y", "d")]);
    framework.nodes.push(node("g", Kind::Intermediate));
    framework.links.push(link("x", "g"));
    let sketch = sketch(&framework);
    let folded = fold::fold(&sketch, &set(&["a", "b"]));
    let bundles = fold::bundles(&sketch, &folded);
    let found: Vec<(&str, &str, usize)> = bundles
        .iter()
        .map(|bundle| {
            (sketch.boxes[bundle.from].id.as_str(), sketch.boxes[bundle.to].id.as_str(), bundle.arrows.len())
        })
        .collect();
    assert!(found.contains(&("x", "a", 2)), "{found:?}: x leads to c and d behind a");
    assert!(found.contains(&("x", "g", 1)));
    assert!(!found.iter().any(|(from, to, _)| from == to));
}

#[test]
fn paths_go_up_and_down_and_not_aside() {
    let sketch = sketch(&small());
    let check = |id: &str, expected: &[&str], arrows: usize| {
        let paths = paths::through(&sketch, sketch.find(id).unwrap());
        assert_eq!(ids(&sketch, paths.boxes.iter().copied()), expected, "{id}");
        assert_eq!(paths.arrows.len(), arrows, "{id}");
    };
    check("d", &["f", "a", "b", "d"], 4);
    check("a", &["f", "a", "c", "d"], 3);
    check("f", &["f", "a", "b", "c", "d", "e"], 6);
}

#[test]
fn only_what_makes_sense_can_be_connected() {
    let mut framework = small();
    framework.nodes.push(node("x", Kind::Activity));
    let sketch = sketch(&framework);
    let check = |id: &str, expected: &[&str]| {
        let found = connect::targets(&sketch, sketch.find(id).unwrap());
        assert_eq!(ids(&sketch, found), expected, "{id}");
    };
    check("x", &["c", "d", "e", "a", "b", "f"]);
    check("c", &["b", "f", "d", "e"]);
    check("a", &["b"]);
    check("f", &[]);
    assert!(connect::targets(&sketch, 99).is_empty());
    assert!(connect::may(&sketch, sketch.find("c").unwrap(), sketch.find("b").unwrap()));

    let actors = Sketch::of(&framework, Language::French, Rule::Exchange);
    let found = connect::targets(&actors, actors.find("f").unwrap());
    assert_eq!(ids(&actors, found).len(), 6, "actors may tell anybody what they do not tell yet");
}

#[test]
fn arrow_keys_go_where_they_point_and_back() {
    let (sketch, scene) = drawn(&small());
    let id = |at: usize| scene.boxes[at].id.as_str();
    let start = scene.index("f").unwrap();
    let mut walk = Walk::default();
    let right = walk.go(&scene, start, Direction::Right).unwrap();
    assert!(["a", "b"].contains(&id(right)));
    assert_eq!(walk.go(&scene, right, Direction::Left), Some(start));
    assert_eq!(Walk::default().go(&scene, start, Direction::Left), None);
    let a = scene.index("a").unwrap();
    let kin = Walk::default();
    let (up, down) = (
        kin.clone().follow(&scene, &sketch, a, Direction::Up),
        kin.clone().follow(&scene, &sketch, a, Direction::Down),
    );
    assert_eq!(up.or(down).map(id), Some("b"), "a and b both lead to f");
    assert_eq!(kin.clone().follow(&scene, &sketch, a, Direction::Left).map(id), Some("f"));
}

#[test]
fn what_is_said_of_a_box() {
    let (sketch, scene) = drawn(&small());
    let said = spoken(&sketch, &scene, sketch.find("d").unwrap());
    assert_eq!(said.text, "Objectif d");
    assert_eq!(said.to.iter().map(|tie| tie.text).collect::<Vec<_>>(), ["Objectif a", "Objectif b"]);
    assert!(said.from.is_empty());
    assert_eq!((said.behind, said.by_hand, said.indicators), (None, false, 0));
    let folded = Scene::draw(&sketch, &set(&["b"]), None);
    assert_eq!(spoken(&sketch, &folded, sketch.find("b").unwrap()).behind, Some(1));
}

#[test]
fn one_way_is_what_nothing_comes_back_of() {
    let mut framework = Framework::default();
    for id in ["a", "b", "c", "d"] {
        framework.nodes.push(node(id, Kind::Actor));
    }
    let told = |from: &str, to: &str| Link::new(format!("{from}>{to}"), from, to, LinkKind::Informs);
    framework.links.extend([told("a", "b"), told("b", "a"), told("a", "c"), told("c", "d")]);
    framework.links.push(Link::new("together", "d", "c", LinkKind::WorksWith));
    let sketch = Sketch::of(&framework, Language::French, Rule::Exchange);
    let one_way: Vec<&str> =
        sketch.arrows.iter().filter(|arrow| arrow.one_way).map(|arrow| arrow.id.as_str()).collect();
    assert_eq!(one_way, ["a>c"]);
}

#[test]
fn what_is_drawn_twice_or_leads_nowhere_is_left_out() {
    let mut framework = small();
    framework.nodes.push(node("a", Kind::Final));
    framework.links.push(link("c", "a"));
    framework.links.push(link("c", "nowhere"));
    let sketch = sketch(&framework);
    assert_eq!((sketch.boxes.len(), sketch.arrows.len()), (6, 6));
}

#[test]
fn boxes_are_put_in_line_and_spread() {
    let rect = |x: f64, y: f64, height: f64| Rect { x, y, width: 100.0, height };
    let rects = [rect(0.0, 0.0, 40.0), rect(200.0, 50.0, 60.0), rect(400.0, 180.0, 20.0)];
    let y = |how: Arrange| arrange(&rects, how).iter().map(|middle| middle.y).collect::<Vec<_>>();
    assert_eq!(y(Arrange::Top), [20.0, 30.0, 10.0]);
    assert_eq!(y(Arrange::Middle), [100.0, 100.0, 100.0]);
    assert_eq!(y(Arrange::Bottom), [180.0, 170.0, 190.0]);
    assert_eq!(y(Arrange::Spread), [20.0, 110.0, 190.0]);
    assert!(arrange(&[], Arrange::Spread).is_empty());
    assert_eq!(arrange(&rects[..1], Arrange::Spread)[0].y, 20.0);
}

#[test]
fn a_drawing_opens_readable_at_its_beginning() {
    let bounds = Rect { x: 0.0, y: 0.0, width: 3_000.0, height: 6_000.0 };
    let first = Rect { x: 20.0, y: 3_000.0, width: BOX_WIDTH, height: 90.0 };
    for (width, height) in [(1180.0, 700.0), (820.0, 1000.0), (390.0, 640.0)] {
        let view = Viewport::of(width, height, 40.0).opened(bounds, Some(first));
        assert_eq!(view.scale, READABLE);
        let shown = view.rect_to_screen(first);
        assert!(shown.x >= 0.0 && shown.right() <= width && shown.y >= 40.0 && shown.bottom() <= height);
    }
    let small = Rect { x: 0.0, y: 0.0, width: 600.0, height: 300.0 };
    let view = Viewport::of(1180.0, 700.0, 0.0).opened(small, None);
    assert_eq!(view.scale, 1.0);
    assert_eq!(view.to_screen(small.middle()), Point { x: 590.0, y: 350.0 });
}

#[test]
fn the_small_map_leads_back_to_the_drawing() {
    let bounds = Rect { x: -100.0, y: 50.0, width: 1_000.0, height: 500.0 };
    let map = Minimap::new(bounds, 200.0, 150.0);
    assert_eq!(map.rect(bounds), Rect { x: 0.0, y: 25.0, width: 200.0, height: 100.0 });
    let middle = map.to_drawing(Point { x: 100.0, y: 75.0 });
    assert_eq!(middle, bounds.middle());
    let view = Viewport::of(2_000.0, 2_000.0, 0.0);
    let window = map.window(&view, 200.0, 150.0);
    assert!(window.right() <= 200.0 && window.bottom() <= 150.0);
}

#[test]
fn hits_find_boxes_arrows_and_what_a_frame_touches() {
    let (_, scene) = drawn(&small());
    let own = scene.find("c").unwrap().rect;
    assert_eq!(hit::box_at(&scene, own.middle(), 0.0), scene.index("c"));
    let beside = Point { x: own.right() + 5.0, y: own.middle().y };
    assert_eq!(hit::box_at(&scene, beside, 0.0), None);
    assert_eq!(hit::box_at(&scene, beside, 8.0), scene.index("c"));
    for (at, arrow) in scene.arrows.iter().enumerate() {
        let (a, b) = (arrow.points[0], arrow.points[1]);
        let near = Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 };
        assert_eq!(hit::arrow_at(&scene, near, 6.0), Some(at));
    }
    assert_eq!(hit::arrow_at(&scene, Point { x: -9e6, y: 0.0 }, 6.0), None);
    assert_eq!(hit::boxes_in(&scene, scene.bounds).len(), scene.boxes.len());
}

proptest! {
    #[test]
    fn the_way_back_leads_back(framework in any_framework(), steps in prop::collection::vec(0_usize..4, 1..12)) {
        let (sketch, scene) = drawn(&framework);
        for linked in [false, true] {
            let mut at = 0;
            for &step in &steps {
                let way = Direction::ALL[step];
                let mut walk = Walk::default();
                let mut go = |from: usize, way: Direction| if linked {
                    walk.follow(&scene, &sketch, from, way)
                } else {
                    walk.go(&scene, from, way)
                };
                if let Some(next) = go(at, way) {
                    prop_assert_ne!(next, at);
                    prop_assert_eq!(go(next, way.opposite()), Some(at));
                    at = next;
                }
            }
        }
    }

    /// Nobody is out of reach of the four arrow keys.
    #[test]
    fn every_box_can_be_left_and_something_reached(framework in any_framework()) {
        let (_, scene) = drawn(&framework);
        for at in 0..scene.boxes.len() {
            let ways = Direction::ALL.into_iter().filter_map(|way| Walk::default().go(&scene, at, way));
            prop_assert!(scene.boxes.len() == 1 || ways.count() > 0);
        }
    }

    #[test]
    fn what_may_be_connected_closes_no_circle(framework in any_framework()) {
        let sketch = sketch(&framework);
        for from in 0..sketch.boxes.len() {
            let below = fold::below(&sketch, from);
            for to in connect::targets(&sketch, from) {
                prop_assert!(!below.contains(&to) && to != from);
            }
        }
    }

    #[test]
    fn folding_keeps_count_and_shows_no_arrow_to_what_is_hidden(
        framework in any_framework(),
        folded in prop::collection::btree_set((0_usize..24).prop_map(|at| format!("n{at}")), 0..4),
    ) {
        let sketch = sketch(&framework);
        let found = fold::fold(&sketch, &folded);
        let hidden = (0..sketch.boxes.len()).filter(|&at| found.is_hidden(at)).count();
        prop_assert_eq!(found.behind.iter().sum::<usize>(), hidden);
        let scene = Scene::draw(&sketch, &folded, None);
        prop_assert_eq!(scene.boxes.len() + hidden, sketch.boxes.len());
        for (a, b) in scene.boxes.iter().enumerate().flat_map(|(at, a)| scene.boxes[..at].iter().map(move |b| (a, b))) {
            let apart = Rect { width: a.rect.width - 0.5, height: a.rect.height - 0.5, ..a.rect };
            prop_assert!(!apart.touches(&b.rect), "{:?} {:?}", a, b);
        }
        for bundle in fold::bundles(&sketch, &found) {
            prop_assert!(!found.is_hidden(bundle.from) && !found.is_hidden(bundle.to));
        }
    }

    #[test]
    fn a_place_stays_under_the_fingers_while_zooming(
        x in -500.0..1500.0, y in -500.0..1500.0, factors in prop::collection::vec(0.2..5.0, 1..8),
    ) {
        let at = Point { x, y };
        let mut view = Viewport::of(1000.0, 800.0, 0.0).panned(37.0, -12.0);
        let fixed = view.to_drawing(at);
        for factor in factors {
            view = view.zoomed(at, factor);
            let now = view.to_screen(fixed);
            prop_assert!((now.x - x).abs() < 1e-6 && (now.y - y).abs() < 1e-6);
            prop_assert!((LEAST_SCALE..=MOST_SCALE).contains(&view.scale));
        }
    }

    #[test]
    fn a_drawing_is_never_lost_out_of_sight(
        x in -9e5..9e5, y in -9e5..9e5, scale in 0.05..3.0, width in 1.0..9e3, height in 1.0..9e3,
    ) {
        let bounds = Rect { x: -50.0, y: 20.0, width, height };
        let view = Viewport { x, y, scale, ..Viewport::of(800.0, 600.0, 0.0) }.clamped(bounds);
        let screen = Rect { x: 0.0, y: 0.0, width: 800.0, height: 600.0 };
        prop_assert!(view.rect_to_screen(bounds).grown(0.01).touches(&screen));
        let again = view.clamped(bounds);
        prop_assert!((again.x - view.x).abs() < 1e-6 && (again.y - view.y).abs() < 1e-6);
    }

    #[test]
    fn what_is_revealed_is_seen(x in -5e3..5e3, y in -5e3..5e3, scale in 0.1..2.0) {
        let rect = Rect { x, y, width: BOX_WIDTH, height: 90.0 };
        let view = Viewport { scale, ..Viewport::of(820.0, 640.0, 40.0) }.revealing(rect);
        let shown = view.rect_to_screen(rect);
        prop_assert!(shown.x >= 0.0 && shown.right() <= 820.0 && shown.y >= 40.0 && shown.bottom() <= 640.0);
    }
}
