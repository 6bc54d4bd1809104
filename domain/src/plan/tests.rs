use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    calendar::Day,
    framework::{Framework, Kind, Link, Node, link::LinkKind},
    guide::Text,
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The id, the parent, and the values.
type Line<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// A plan of records, written as `id`, parent, and fields and texts (a text's name begins with `~`).
fn written(records: &[Line<'_>]) -> Plan {
    let mut plan = Plan::default();
    for (number, (id, parent, values)) in records.iter().enumerate() {
        let place = Place { parent: (*parent).to_owned(), order: format!("{:02}V", number) };
        let mut record = Record { place: (!parent.is_empty()).then_some(place), ..Record::default() };
        for (name, value) in *values {
            match name.strip_prefix('~') {
                Some(name) => record.set_text(name, value),
                None => record.set_field(name, value),
            }
        }
        plan.records.insert((*id).to_owned(), record);
    }
    plan
}

const SCALE: [(&str, &str); 5] =
    [("~level_a", "a"), ("~level_b", "b"), ("~level_c", "c"), ("~level_d", "d"), ("~level_e", "e")];

/// A plan with which nothing is wrong on 2026-06-01.
fn sound() -> Plan {
    let pin = serde_json::to_string(&pin(1, "A1", "Gérer les conflits")).unwrap();
    let mut goal =
        vec![("~title", "Garder son calme"), ("start", "-1"), ("target", "2026-09-30"), ("pin", &pin)];
    goal.extend(SCALE);
    written(&[
        ("plan", "", &[("from", "2026-05-01"), ("until", "2026-12-31"), ("~words", "Voir ma fille")]),
        ("goal-a", PLAN, &goal),
        ("activity-a", "goal-a", &[("~what", "Atelier"), ("who_person", "yes"), ("from", "2026-05-10")]),
        ("review-a", PLAN, &[("day", "2026-07-01"), ("~agenda", "Faire le point")]),
        ("session-a", PLAN, &[("day", "2026-05-20"), ("attendance", "present"), ("about:goal-a", "yes")]),
        ("strength-a", PLAN, &[("~what", "Sa sœur")]),
        ("obstacle-a", PLAN, &[("~what", "Le trajet")]),
    ])
}

fn pin(version: u32, node: &str, label: &str) -> Pin {
    Pin {
        framework: DocumentId(Uuid::from_u128(9)),
        version,
        title: Text::plain("Lyon"),
        node: node.to_owned(),
        label: Text::plain(label),
        above: vec!["I1".to_owned(), "F".to_owned()],
    }
}

fn codes(plan: &Plan) -> Vec<String> {
    let findings = plan.read().findings(day("2026-06-01"));
    findings.iter().map(|one| format!("{} {} {}", one.record, one.part, one.problem.code)).collect()
}

#[test]
fn a_sound_plan_has_no_problem() {
    assert_eq!(codes(&sound()), Vec::<String>::new());
    let signing = sound().read().obstacles_to_signing(day("2026-06-01"));
    assert_eq!(signing.len(), 1, "{signing:?}");
    assert_eq!(signing[0].problem.code, "plan_agreement_missing");
}

#[test]
fn each_fault_is_found_where_it_is() {
    type Fault = (&'static str, &'static str, &'static str, &'static str);
    let faults: [Fault; 24] = [
        ("goal-a", "target", "", "goal-a target plan_goal_target_missing"),
        ("session-a", "attendance", "", "session-a attendance plan_session_attendance_missing"),
        ("plan", "until", "2026-01-01", "plan until plan_days"),
        ("goal-a", "~title", " ", "goal-a title plan_goal_title_missing"),
        ("goal-a", "pin", "", "goal-a pin plan_goal_unpinned"),
        ("goal-a", "pin", "nothing", "goal-a pin plan_goal_unpinned"),
        ("goal-a", "target", "2026-05-31", "goal-a target plan_goal_due"),
        ("goal-a", "target", "2026-04-30", "goal-a target plan_goal_due_before_plan"),
        ("goal-a", "target", "2026-02-30", "goal-a  plan_value_unreadable"),
        ("goal-a", "importance", "4", "goal-a  plan_value_unreadable"),
        ("goal-a", "start", "", "goal-a start plan_goal_start_missing"),
        ("goal-a", "~level_a", "", "goal-a scale plan_goal_scale_partial"),
        ("goal-a", "~level_a", " B ", "goal-a scale plan_goal_scale_alike"),
        ("goal-a", "status", "dropped", "goal-a why plan_goal_status_why"),
        ("activity-a", "who_person", "", "activity-a who plan_activity_who_missing"),
        ("activity-a", "~what", "", "activity-a what plan_activity_what_missing"),
        ("activity-a", "until", "2026-05-09", "activity-a until plan_activity_days"),
        ("activity-a", "from", "2027-01-01", "activity-a from plan_activity_after_plan"),
        ("review-a", "day", "2026-05-31", "review-a day plan_review_overdue"),
        ("review-a", "held", "2026-06-02", "review-a held plan_review_ahead"),
        ("review-a", "held", "2026-05-30", "plan reviews plan_review_missing"),
        ("session-a", "day", "2026-06-02", "session-a day plan_session_ahead"),
        ("session-a", "day", "", "session-a day plan_session_day_missing"),
        ("session-a", "day", "demain", "session-a  plan_value_unreadable"),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (id, name, value, expected) in faults {
        let mut plan = sound();
        let record = plan.records.get_mut(id).unwrap();
        match name.strip_prefix('~') {
            Some(name) => record.set_text(name, value),
            None => record.set_field(name, value),
        }
        let found = codes(&plan);
        assert!(found.contains(&expected.to_owned()), "{expected}: {found:?}");
        seen.extend(found.iter().filter_map(|one| one.rsplit(' ').next()).map(str::to_owned));
    }
    for id in ["goal-a", "activity-a", "strength-a"] {
        let mut plan = sound();
        for id in plan.with_inside(id) {
            plan.records.get_mut(&id).unwrap().place = None;
        }
        seen.extend(codes(&plan).iter().filter_map(|one| one.rsplit(' ').next()).map(str::to_owned));
    }
    let mut plan = sound();
    for level in Level::ALL {
        plan.records.get_mut("goal-a").unwrap().set_text(level.text(), "");
    }
    for number in 0..5 {
        let goal = plan.records["goal-a"].clone();
        plan.records.insert(format!("goal-x{number}"), goal);
    }
    seen.extend(codes(&plan).iter().filter_map(|one| one.rsplit(' ').next()).map(str::to_owned));
    seen.insert("plan_agreement_missing".to_owned());
    let codes: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), codes);
}

#[test]
fn goals_that_are_closed_ask_for_no_more() {
    let mut plan = sound();
    let goal = plan.records.get_mut("goal-a").unwrap();
    goal.set_field("status", "achieved");
    goal.set_field("pin", "");
    goal.set_field("target", "2026-05-10");
    plan.records.get_mut("review-a").unwrap().set_field("held", "2026-05-30");
    assert_eq!(codes(&plan), Vec::<String>::new());
}

#[test]
fn what_was_taken_out_can_be_found_again() {
    let mut plan = sound();
    let gone = plan.with_inside("goal-a");
    assert_eq!(gone, ["goal-a", "activity-a"]);
    for id in gone {
        plan.records.get_mut(&id).unwrap().place = None;
    }
    let reading = plan.read();
    let removed: Vec<&str> = reading.removed.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(removed, ["Atelier", "Garder son calme"]);
    assert!(reading.goals.is_empty());
    // Somebody put an activity under it at the same time: the goal stays, with all it says.
    let place = Place { parent: "goal-a".to_owned(), order: "V".to_owned() };
    plan.records.insert("activity-b".to_owned(), Record { place: Some(place), ..Record::default() });
    let reading = plan.read();
    assert_eq!(reading.goals[0].title, "Garder son calme");
    assert_eq!(reading.goals[0].activities[0].id, "activity-b");
    assert_eq!(reading.removed.len(), 1);
}

#[test]
fn records_are_known_by_their_ids() {
    for nature in Nature::ALL {
        assert_eq!(Nature::of(&nature.id("x7")), Some(nature));
    }
    for id in ["plan", "goal", "goal-", "goal-a|b", "wish-a", "goal-a-b"] {
        assert_eq!(Nature::of(id), None, "{id}");
    }
}

#[test]
fn a_plan_goes_on_without_the_answer_to_the_last_one() {
    let mut plan = sound();
    let about = plan.records.get_mut(PLAN).unwrap();
    about.set_field("agreement", "agreed");
    about.set_text("agreement_words", "oui");
    let from = DocumentId(Uuid::from_u128(4));
    let next = plan.continued(from).read();
    assert_eq!((next.about.agreement, next.about.agreement_words.as_str()), (None, ""));
    assert_eq!(next.about.continues, Some(from));
    assert_eq!(next.goals, plan.read().goals);
}

#[test]
fn days_come_in_order() {
    let told: Vec<String> = sound()
        .read()
        .timeline()
        .iter()
        .map(|event| format!("{} {} {}", event.day, event.what.code(), event.words))
        .collect();
    assert_eq!(
        told,
        [
            "2026-05-01 begins ",
            "2026-05-10 activity_begins Atelier",
            "2026-05-20 session ",
            "2026-07-01 review_planned Faire le point",
            "2026-09-30 goal_due Garder son calme",
            "2026-12-31 ends ",
        ]
    );
}

#[test]
fn scores_compare_the_same_goals_at_the_start_and_at_a_review() {
    let mut plan = sound();
    let mut second = plan.records["goal-a"].clone();
    second.set_field("importance", "3");
    second.set_field("difficulty", "2");
    second.set_field("start", "-2");
    plan.records.insert("goal-b".to_owned(), second);
    assert_eq!(plan.read().scores(), []);
    plan.records.get_mut("goal-a").unwrap().set_field("rating:review-a", "1");
    let [only] = &plan.read().scores()[..] else { panic!() };
    assert_eq!((only.goals, only.start, only.now, only.change()), (1, 40.0, 60.0, 20.0));
    plan.records.get_mut("goal-b").unwrap().set_field("rating:review-a", "0");
    let [both] = &plan.read().scores()[..] else { panic!() };
    assert_eq!(both.goals, 2);
    assert_eq!(Some(both.start), t_score([(1, Level::Less), (6, Level::MuchLess)]));
    // A goal that was dropped is of no set any more.
    plan.records.get_mut("goal-b").unwrap().set_field("status", "dropped");
    assert_eq!(plan.read().scores()[0].goals, 1);
}

fn framework(immediate: &[(&str, &str)]) -> Framework {
    let mut framework = Framework::default();
    for (id, kind) in [("F", Kind::Final), ("I1", Kind::Intermediate), ("I2", Kind::Intermediate)] {
        framework.nodes.push(Node::new(id, kind, Text::plain(id)));
    }
    for (id, label) in immediate {
        framework.nodes.push(Node::new(*id, Kind::Immediate, Text::plain(*label)));
        framework.links.push(Link::new(format!("{id}-I1"), *id, "I1", LinkKind::Contributory));
    }
    framework.links.push(Link::new("I1-F", "I1", "F", LinkKind::Contributory));
    // A circle, which two people can make at once.
    framework.links.push(Link::new("F-I1", "F", "I1", LinkKind::Contributory));
    framework
}

#[test]
fn a_list_says_what_became_of_each_objective() {
    let published = |version, framework| Published { id: pin(1, "", "").framework, version, framework };
    let first = published(1, framework(&[("A1", "Calme"), ("A2", "Parler"), ("A3", "Lire"), ("A4", "Voir")]));
    let pins: Vec<Pin> = first.objectives().into_iter().map(|objective| objective.pin).collect();
    assert_eq!(pins[0].above, ["I1", "F"]);
    assert_eq!(first.objectives()[0].serves, Text::plain("I1"));
    let mut second = framework(&[("A1", "Calme"), ("A2", "Se parler"), ("A4", "Voir")]);
    second.links.iter_mut().filter(|link| link.from == "A4").for_each(|link| link.to = "I2".to_owned());
    let mut plan = Plan::default();
    for (number, pin) in pins.iter().enumerate() {
        let place = Place { parent: PLAN.to_owned(), order: format!("{number}V") };
        let mut record = Record { place: Some(place), ..Record::default() };
        record.set_field("pin", &serde_json::to_string(pin).unwrap());
        plan.records.insert(format!("goal-{number}"), record);
    }
    let reading = plan.read();
    assert_eq!(reading.to_repin(std::slice::from_ref(&first)), []);
    let list = reading.to_repin(&[first, published(2, second)]);
    let standings: Vec<Standing> = list.iter().map(|one| one.standing.clone()).collect();
    let reworded = Standing::Reworded { now: Text::plain("Se parler") };
    assert_eq!(standings, [Standing::Same, reworded, Standing::Gone, Standing::Reconnected]);
    assert_eq!(list[0].now.as_ref().map(|pin| pin.version), Some(2));
    assert_eq!(list[2].now, None);
    for goal in plan.records.values_mut() {
        goal.set_field("kept", "2");
    }
    assert_eq!(
        plan.read().to_repin(&[published(2, Framework::default())]),
        [],
        "it was decided to keep them"
    );
    assert_eq!(plan.read().to_repin(&[published(3, Framework::default())]).len(), 4);
}

proptest! {
    /// Moving goals up and down always gives the order that was asked for, also where two stood at the same place.
    #[test]
    fn goals_move_as_asked(keys in prop::collection::vec(prop::sample::select(vec!["1", "V", "V", "k"]), 2..6),
        moves in prop::collection::vec((any::<prop::sample::Index>(), prop::bool::ANY), 1..12)) {
        let mut plan = Plan::default();
        for (number, key) in keys.iter().enumerate() {
            let place = Place { parent: PLAN.to_owned(), order: (*key).to_owned() };
            plan.records.insert(format!("goal-{number}"), Record { place: Some(place), ..Record::default() });
        }
        let order = |plan: &Plan| plan.read().goals.into_iter().map(|goal| goal.id).collect::<Vec<_>>();
        for (which, down) in moves {
            let mut expected = order(&plan);
            let at = which.index(expected.len());
            let id = expected[at].clone();
            let to = if down { (at + 1).min(expected.len() - 1) } else { at.saturating_sub(1) };
            expected.swap(at, to);
            for (id, place) in plan.moved(&id, if down { 1 } else { -1 }) {
                plan.records.get_mut(&id).unwrap().place = Some(place);
            }
            prop_assert_eq!(order(&plan), expected);
        }
    }

    /// Whatever stands in the fields, a plan is read, every record that is there once, and it says what is wrong.
    #[test]
    fn any_plan_is_read(values in prop::collection::btree_map(
        (prop::sample::select(vec!["plan", "goal-a", "goal-b", "activity-a", "session-a", "review-a", "odd"]),
         prop::sample::select(vec!["from", "day", "held", "pin", "start", "importance", "rating:review-a", "status"])),
        prop::sample::select(vec!["", "2026-01-02", "x", "-2", "{}", "\u{0}", "99999999999"]), 0..30)) {
        let mut plan = sound();
        let mut unread: BTreeMap<String, Record> = BTreeMap::new();
        for ((id, field), value) in values {
            unread.entry(id.to_owned()).or_default().set_field(field, value);
        }
        for (id, record) in unread {
            plan.records.entry(id).or_default().fields.extend(record.fields);
        }
        let reading = plan.read();
        prop_assert_eq!(reading.goals.len(), 1);
        let unreadable = reading.unreadable.len();
        let found = reading.findings(day("2026-06-01"));
        prop_assert_eq!(found.iter().filter(|one| one.problem.code == "plan_value_unreadable").count(), unreadable);
        prop_assert!(reading.timeline().is_sorted_by_key(|event| event.day));
    }
}
