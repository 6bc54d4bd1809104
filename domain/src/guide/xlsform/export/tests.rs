use std::collections::BTreeMap;

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{super::import, export};
use crate::{
    guide::{
        Choice, Group, Guidance, Guide, Item, Kind, Purpose, Question, Randomize, Repeat, Text,
        expression::Expression,
        xlsform::{read_markdown, write_markdown},
        xpath,
    },
    problem::Severity,
};

const LANGUAGES: [&str; 3] = ["fr", "en", "Wolof"];

fn words() -> impl Strategy<Value = String> {
    select(vec![
        "Quel âge ?",
        "a | b",
        "« oui »",
        "=1+1",
        "one\ntwo",
        "-",
        "يوم",
        "yes",
        "1",
        "it's \"so\"",
        "<b>x</b>",
    ])
    .prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = Text> {
    vec((select(vec!["", "fr", "en", "Wolof"]), words()), 0..3).prop_map(|pairs| {
        Text(pairs.into_iter().map(|(language, words)| (language.to_owned(), words)).collect())
    })
}

/// A label is never wholly empty: without one there is no question.
fn label() -> impl Strategy<Value = Text> {
    (text(), words()).prop_map(|(text, words)| if text.is_empty() { Text::plain(words) } else { text })
}

/// Expressions that refer to `q0`, which every guide has.
fn expression() -> impl Strategy<Value = Option<Expression>> {
    let sources = vec![
        "${q0} = 'l’été'",
        "${q0} > 1 and (1 + 2) * 3 != -4",
        "true()",
        "selected(${q0}, \"it's\")",
        "/data/q0 = '“x”'",
        "count(${q0}) div 2 >= .5",
        "not(. = '')",
        "yes",
        "../q0 | ${q0}",
        "current()/../q0 mod 2",
    ];
    option::of(select(sources).prop_map(|source| xpath::parse(source).unwrap()))
}

fn kind() -> impl Strategy<Value = Kind> {
    let list = || "l".to_owned();
    prop_oneof![
        select(vec![
            Kind::Text,
            Kind::Integer,
            Kind::Decimal,
            Kind::Date,
            Kind::Time,
            Kind::DateTime,
            Kind::Note,
            Kind::Acknowledge,
            Kind::Hidden
        ]),
        any::<bool>().prop_map(move |or_other| Kind::SelectOne { list: list(), or_other }),
        any::<bool>().prop_map(move |or_other| Kind::SelectMultiple { list: list(), or_other }),
        Just(Kind::Rank { list: list() }),
        select(vec![(1.0, 10.0, 1.0), (5.0, -5.0, -0.5), (0.0, 0.3, 0.1)])
            .prop_map(|(start, end, step)| Kind::Range { start, end, step }),
        select(vec!["start", "end", "today", "username", "email"])
            .prop_map(|what| Kind::Metadata { what: what.to_owned() }),
        select(vec!["image", "audio", "video", "file", "barcode"])
            .prop_map(|what| Kind::Unsupported { what: what.to_owned() }),
    ]
}

fn default(kind: &Kind, draw: usize) -> Option<Expression> {
    let computed = |source: &str| xpath::parse(source).ok();
    match (draw, kind.is_number()) {
        (0, _) => None,
        (1, _) => computed("${q0} + 1"),
        (2, _) => computed("concat('a', today())"),
        (3, true) => computed("-3.5"),
        (3, false) => Some(Expression::Text("plain (words)".to_owned())),
        (_, true) => computed("1 + 2"),
        (_, false) => Some(Expression::Text("2026-11-23".to_owned())),
    }
}

fn guidance() -> impl Strategy<Value = Guidance> {
    (text(), text(), text(), text(), text()).prop_map(|(say, instruction, probes, anchors, why)| Guidance {
        say,
        instruction,
        probes,
        anchors,
        why,
    })
}

fn question() -> impl Strategy<Value = Question> {
    let logic = (expression(), expression(), expression(), expression(), expression(), expression());
    let texts = (label(), text(), guidance(), text(), text());
    let rest = (0..5_usize, any::<bool>(), 0..4_usize, vec(select(vec!["minimal", "w1", "likert"]), 0..3));
    (kind(), logic, texts, rest).prop_map(|(kind, logic, texts, (draw, triggered, randomize, appearance))| {
        let (label, hint, guidance, constraint_message, required_message) = texts;
        let (relevant, constraint, required, read_only, calculation, choice_filter) = logic;
        let has_choices = kind.list().is_some();
        let has_other = matches!(
            kind,
            Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. }
        );
        let seed = match randomize {
            1 => Some(None),
            2 => Some(Some(Expression::Number(42.0))),
            3 => Some(xpath::parse("${q0}").ok()),
            _ => None,
        };
        Question {
            default: default(&kind, draw),
            triggers: if triggered { vec!["q0".to_owned()] } else { Vec::new() },
            choice_filter: choice_filter.filter(|_| has_choices && !has_other),
            randomize: seed.filter(|_| has_choices).map(|seed| Randomize { seed }),
            appearance: appearance.into_iter().map(str::to_owned).collect(),
            kind,
            label,
            hint,
            guidance,
            constraint_message,
            required_message,
            relevant,
            constraint,
            required,
            read_only,
            calculation,
            name: String::new(),
        }
    })
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let leaf = question().prop_map(|question| Item::Question(Box::new(question)));
    let item = leaf.prop_recursive(3, 12, 4, |inner| {
        let count = select(vec![None, Some("3"), Some("${q0}")]);
        let group = (label(), text(), expression(), vec(inner, 1..4), any::<bool>(), count);
        group.prop_map(|(label, hint, relevant, items, is_repeat, count)| {
            let group = Group { label, hint, relevant, items, ..Group::default() };
            if is_repeat {
                Item::Repeat(Repeat { group, count: count.and_then(|count| xpath::parse(count).ok()) })
            } else {
                Item::Group(group)
            }
        })
    });
    vec(item, 1..6)
}

fn name_all(items: &mut [Item], next: &mut usize) {
    for item in items {
        let name = format!("q{next}");
        *next += 1;
        match item {
            Item::Question(question) => question.name = name,
            Item::Group(group) | Item::Repeat(Repeat { group, .. }) => {
                group.name = name;
                name_all(&mut group.items, next);
            }
        }
    }
}

/// Guides that use everything XLSForm can say of what is in scope.
pub(in crate::guide) fn guide() -> impl Strategy<Value = Guide> {
    let columns = option::of(words()).prop_map(|cell| {
        cell.into_iter().map(|cell| ("region".to_owned(), cell)).collect::<BTreeMap<_, _>>()
    });
    let choice = (select(vec!["x", "y", "10", "é"]), label(), columns);
    let purpose = select(Purpose::ALL.to_vec());
    (items(), label(), vec(choice, 1..5), purpose, expression()).prop_map(
        |(drawn, title, choices, purpose, instance_name)| {
            let first =
                Question { name: "q0".to_owned(), label: Text::plain("First"), ..Question::default() };
            let mut items = drawn;
            name_all(&mut items, &mut 1);
            items.insert(0, Item::Question(Box::new(first)));
            let choices = choices.into_iter().map(|(name, label, columns)| Choice {
                name: name.to_owned(),
                label,
                columns,
            });
            Guide {
                title,
                form_id: "form".to_owned(),
                version: "3".to_owned(),
                purpose,
                languages: LANGUAGES.map(str::to_owned).into(),
                items,
                lists: BTreeMap::from([("l".to_owned(), choices.collect())]),
                instance_name,
                ..Guide::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_exported_is_imported_again(guide in guide()) {
        let (again, problems) = import(&export(&guide), "data");
        let errors: Vec<_> = problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{:?}", errors);
        prop_assert_eq!(again.unwrap(), guide);
    }

    #[test]
    fn markdown_keeps_the_tables(guide in guide()) {
        let tables = export(&guide);
        let again = read_markdown(&write_markdown(&tables));
        let flat = |cell: &String| cell.replace('\n', "<br>");
        for (before, after) in tables.sheets.iter().zip(&again.sheets) {
            let rows: Vec<Vec<String>> = before.rows.iter().map(|row| row.iter().map(flat).collect()).collect();
            prop_assert_eq!(&rows, &after.rows);
        }
    }

    #[test]
    fn json_keeps_everything(guide in guide()) {
        let json = serde_json::to_string(&guide).unwrap();
        prop_assert_eq!(serde_json::from_str::<Guide>(&json).unwrap(), guide);
    }
}

#[test]
fn a_guide_without_languages_has_plain_columns() {
    let question = Question { name: "q".to_owned(), label: Text::plain("Q"), ..Question::default() };
    let guide = Guide { items: vec![Item::Question(Box::new(question))], ..Guide::default() };
    assert_eq!(export(&guide).sheets[0].rows, [["type", "name", "label"], ["text", "q", "Q"]]);
}
