use std::{collections::BTreeMap, sync::Arc};

use super::{Progress, Row, progress, read, unanswered};
use crate::{
    guide::{
        Choice, Group, Guide, Item, Kind, NodeKey, Question, Repeat, Text, Value,
        engine::{Context, Engine},
        xpath,
    },
    interview::{Answers, Entry, NonAnswer, Provenance},
    language::Language,
};

fn words(french: &str, english: &str) -> Text {
    Text(BTreeMap::from(
        [("fr", french), ("en", english)].map(|(tag, text)| (tag.to_owned(), text.to_owned())),
    ))
}

fn question(name: &str, label: &str, kind: Kind) -> Question {
    let label = if label.is_empty() { Text::default() } else { words(label, &format!("{label} (en)")) };
    Question { name: name.to_owned(), label, kind, ..Question::default() }
}

fn ask(question: Question) -> Item {
    Item::Question(Box::new(question))
}

fn group(name: &str, label: &str, items: Vec<Item>) -> Group {
    Group { name: name.to_owned(), label: words(label, label), items, ..Group::default() }
}

fn hidden(mut group: Group) -> Group {
    group.relevant = xpath::parse("false()").ok();
    group
}

fn engine(answers: &Answers) -> Engine {
    let colour = |name: &str, french: &str, english: &str| Choice {
        name: name.to_owned(),
        label: words(french, english),
        ..Choice::default()
    };
    let colours = || "colours".to_owned();
    let child = group(
        "child",
        "Enfant",
        vec![
            ask(question("first", "Prénom", Kind::Text)),
            ask(question("age", "Âge de ${first}", Kind::Integer)),
        ],
    );
    let guide = Guide {
        lists: BTreeMap::from([(
            colours(),
            vec![colour("red", "Rouge", "Red"), colour("blue", "Bleu", "Blue")],
        )]),
        items: vec![
            ask(question("start", "", Kind::Metadata { what: "start".to_owned() })),
            ask(question("intro", "Bonjour", Kind::Note)),
            ask(question("name", "Nom", Kind::Text)),
            Item::Group(group(
                "tastes",
                "Goûts",
                vec![
                    ask(question("one", "Une couleur", Kind::SelectOne { list: colours(), or_other: true })),
                    ask(question(
                        "many",
                        "Des couleurs",
                        Kind::SelectMultiple { list: colours(), or_other: true },
                    )),
                    Item::Group(group(
                        "deep",
                        "Plus loin",
                        vec![
                            ask(question("why", "", Kind::Text)),
                            Item::Group(group("empty", "Rien", vec![])),
                        ],
                    )),
                    Item::Group(group("untitled", "", vec![ask(question("x", "X", Kind::Calculate))])),
                ],
            )),
            Item::Group(hidden(group("secret", "Caché", vec![ask(question("s", "S", Kind::Text))]))),
            Item::Repeat(Repeat { group: child, count: None }),
            ask(question("last", "Fin", Kind::Decimal)),
        ],
        ..Guide::default()
    };
    Engine::new(Arc::new(guide), Context::default(), answers)
}

fn answers() -> Answers {
    let mut answers = Answers::default();
    let mut put = |key: &str, value: Value| {
        answers.entries.insert(NodeKey(key.to_owned()), Entry { value, ..Entry::default() });
    };
    put("name", Value::Text("Ana\nMaria".to_owned()));
    put("tastes/one", Value::Text("blue".to_owned()));
    put("tastes/many", Value::Many(vec!["red".to_owned(), "other".to_owned()]));
    put("tastes/many_other", Value::Text("vert".to_owned()));
    put("secret/s", Value::Text("kept".to_owned()));
    put("child:b/first", Value::Text("Bob".to_owned()));
    put("last", Value::Number(2.5));
    let refused = Entry {
        non_answer: Some(NonAnswer::Refused),
        provenance: Some(Provenance::Words),
        source: "mère".to_owned(),
        note: "à revoir".to_owned(),
        ..Entry::default()
    };
    answers.entries.insert(NodeKey("child:a/first".to_owned()), refused);
    answers.repeats.insert(NodeKey("child".to_owned()), vec!["a".to_owned(), "b".to_owned()]);
    answers
}

/// One line for each section and each row.
fn outline(answers: &Answers, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for section in read(&engine(answers), answers, language) {
        lines.push(format!("# {} [{}]", section.title, section.key));
        lines.extend(section.rows.iter().map(|row| match row {
            Row::Heading { title, level, .. } => format!("{level}. {title}"),
            Row::Note { text, .. } => format!("({text})"),
            Row::Question(reading) => format!("{}: {}", reading.question, reading.answer),
        }));
    }
    lines
}

#[test]
fn an_interview_reads_as_sections_with_answers_in_words() {
    assert_eq!(
        outline(&answers(), Language::French),
        [
            "#  [intro]",
            "(Bonjour)",
            "Nom: Ana\nMaria",
            "# Goûts [tastes]",
            "Une couleur: Bleu",
            "Des couleurs: Rouge, vert",
            "1. Plus loin",
            "why: ",
            "# Enfant [child]",
            "1. Enfant – 1",
            "Prénom: ",
            "Âge de: ",
            "1. Enfant – 2",
            "Prénom: Bob",
            "Âge de Bob: ",
            "#  [last]",
            "Fin: 2.5",
        ],
    );
    assert_eq!(outline(&answers(), Language::English)[5], "Des couleurs (en): Red, vert");
}

#[test]
fn the_text_of_another_choice_has_a_row_when_more_is_said_of_it() {
    let mut answers = answers();
    let entry = answers.entries.get_mut(&NodeKey("tastes/many_other".to_owned())).unwrap();
    entry.note = "hésite".to_owned();
    assert_eq!(outline(&answers, Language::French)[6], "many_other: vert");
    answers.entries.remove(&NodeKey("tastes/many_other".to_owned()));
    assert_eq!(outline(&answers, Language::French)[5], "Des couleurs: Rouge, other");
}

#[test]
fn what_was_recorded_beside_an_answer_is_read_with_it() {
    let answers = answers();
    let sections = read(&engine(&answers), &answers, Language::French);
    let Row::Question(reading) = &sections[2].rows[1] else { panic!("no question") };
    assert_eq!(reading.key.as_str(), "child:a/first");
    assert_eq!((reading.non_answer, reading.provenance), (Some(NonAnswer::Refused), Some(Provenance::Words)));
    assert_eq!((reading.source.as_str(), reading.note.as_str()), ("mère", "à revoir"));
}

#[test]
fn progress_counts_what_is_asked_and_settled() {
    let answers = answers();
    let engine = engine(&answers);
    let found: Vec<_> = progress(&engine, &answers)
        .into_iter()
        .map(|(key, Progress { asked, settled })| (key.0, asked, settled))
        .collect();
    let expected = [("intro", 1, 1), ("tastes", 4, 3), ("child", 4, 2), ("last", 1, 1)];
    assert_eq!(found, expected.map(|(key, asked, settled)| (key.to_owned(), asked, settled)));
    let open: Vec<_> = unanswered(&engine, &answers).into_iter().map(|key| key.0).collect();
    assert_eq!(open, ["tastes/deep/why", "child:a/age", "child:b/age"]);
}
