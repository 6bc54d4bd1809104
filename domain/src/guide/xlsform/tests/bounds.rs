//! What is very large, very deep, in any script or in circles: told at once, with its place, in bounded time.

use std::{sync::Arc, time::Instant};

use super::{check_codes, told, workbook};
use crate::{
    guide::{
        NodeKey, Value,
        engine::{Context, Engine},
        script::{self, Act},
        xlsform::{Sheet, Workbook, import},
    },
    interview::Answers,
    language::Language,
};

/// Unoptimised and on a busy machine; anything quadratic takes far longer.
const SECONDS: u64 = 60;

fn sheet(name: &str, rows: Vec<Vec<String>>) -> Sheet {
    Sheet { name: name.to_owned(), rows }
}

fn words<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

#[test]
fn ten_thousand_questions_are_read_checked_and_run() {
    let mut survey = vec![words(["type", "name", "label", "relevant", "constraint", "calculation"])];
    for index in 0..10_000 {
        let (name, before) = (format!("q{index}"), index.max(1) - 1);
        survey.push(vec![
            if index % 5 == 4 { "calculate" } else { "integer" }.to_owned(),
            name,
            format!("Question {index}"),
            if index % 3 == 1 { format!("${{q{before}}} > 1") } else { String::new() },
            if index % 7 == 2 { ". < 100".to_owned() } else { String::new() },
            if index % 5 == 4 { format!("${{q{before}}} + 1") } else { String::new() },
        ]);
    }
    let started = Instant::now();
    let (guide, problems) = import(&Workbook { sheets: vec![sheet("survey", survey)] }, "data");
    assert_eq!(problems, []);
    let mut engine = Engine::new(Arc::new(guide.unwrap()), Context::default(), &Answers::default());
    engine.set(&NodeKey("q3".to_owned()), Value::Number(5.0));
    let calculated = engine.state(&NodeKey("q4".to_owned())).unwrap();
    assert_eq!(calculated.value, Value::Number(6.0));
    assert!(started.elapsed().as_secs() < SECONDS, "{:?}", started.elapsed());
}

#[test]
fn every_one_of_many_mistakes_is_told() {
    let mut survey = vec![words(["type", "name", "label", "relevant"])];
    for index in 0..5_000 {
        survey.push(vec![
            "text".to_owned(),
            format!("q{index}"),
            "Q".to_owned(),
            "${nowhere} = 1".to_owned(),
        ]);
    }
    let started = Instant::now();
    let (guide, problems) = import(&Workbook { sheets: vec![sheet("survey", survey)] }, "data");
    assert!(guide.is_none());
    assert_eq!(problems.len(), 5_000);
    assert!(problems.iter().zip(2..).all(|(problem, row)| problem.place.row == Some(row)));
    check_codes(&problems);
    assert!(started.elapsed().as_secs() < SECONDS, "{:?}", started.elapsed());
}

#[test]
fn two_hundred_levels_are_refused_once_a_level_is_too_deep() {
    let begin: String = (0..200).map(|level| format!("begin group | g{level} | G\n")).collect();
    let end = "end group | |\n".repeat(200);
    let text = format!("survey\ntype | name | label\n{begin}text | q | Q\n{end}");
    let (guide, problems) = import(&workbook(&text), "data");
    assert!(guide.is_none());
    assert!(told(&problems).contains(&"error nested_too_deep survey:34:type".to_owned()));
    let brackets = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
    let text = format!("survey\ntype | name | label | relevant\ntext | q | Q | {brackets}");
    let (_, problems) = import(&workbook(&text), "data");
    assert_eq!(told(&problems), ["error expression_too_deep survey:2:relevant"]);
}

#[test]
fn a_circle_through_a_thousand_questions_is_told_once() {
    let rows: String = (0..1_000)
        .map(|index| format!("calculate | c{index} | | ${{c{}}} + 1\n", (index + 1) % 1_000))
        .collect();
    let (guide, problems) =
        import(&workbook(&format!("survey\ntype | name | label | calculation\n{rows}")), "data");
    assert!(guide.is_none());
    assert_eq!(told(&problems), ["error circular survey:2:calculation"]);
    assert!(problems[0].params["path"].contains('…'), "a long circle is shortened");
}

#[test]
fn names_and_labels_are_in_any_script() {
    let text = "survey
        type | name | label::ar | label::fr | relevant
        integer | عمر | كم عمرك؟ | Quel âge ? |
        text | 名前 | \u{202e}الاسم\u{202c} | Nom | ${عمر} > 1
        text | prénom_élève | اسم ${名前} | Prénom | ${名前} != ''";
    let (guide, problems) = import(&workbook(text), "data");
    assert_eq!(told(&problems), Vec::<String>::new());
    let mut engine = Engine::new(Arc::new(guide.unwrap()), Context::default(), &Answers::default());
    engine.set(&NodeKey("عمر".to_owned()), Value::Number(3.0));
    engine.set(&NodeKey("名前".to_owned()), Value::Text("花".to_owned()));
    assert!(engine.state(&NodeKey("prénom_élève".to_owned())).unwrap().relevant);
}

/// One question with a rule, and what becomes of an answer.
fn is_right(kind: &str, constraint: &str, answer: &str) -> bool {
    let text = format!("survey\ntype | name | label | constraint\n{kind} | q | Q | {constraint}");
    let (guide, problems) = import(&workbook(&text), "data");
    let guide = Arc::new(guide.unwrap_or_else(|| panic!("{problems:?}")));
    let act = Act::Answer { path: "/data/q".to_owned(), value: answer.into() };
    let outcome = script::run(&guide, Context::default(), Language::English, &[act]).unwrap();
    outcome.steps[1].invalid.is_empty()
}

#[test]
fn nothing_explodes_at_an_answer() {
    let started = Instant::now();
    let long = format!("{}!", "a".repeat(5_000));
    for (pattern, right) in
        [("(a+)+$", false), ("(a|aa)*b", false), ("([a-z]+)*[a-z]+!", true), ("(.*)*x", false)]
    {
        let constraint = format!("regex(., '{}')", pattern.replace('|', "\\|"));
        assert_eq!(is_right("text", &constraint, &long), right, "{pattern}");
    }
    assert!(!is_right("text", "regex(., '(a{1000}){1000}')", "a"));
    assert!(started.elapsed().as_secs() < SECONDS, "{:?}", started.elapsed());
    for (constraint, answer, right) in [
        (". div 0 > 1", "5", true),
        (". div 0 < 1", "5", false),
        ("0 div 0 = 0 div 0", "5", false),
        ("(. - .) div (. - .) >= 0", "5", false),
        (". mod 0 = 0", "5", false),
        ("number('x') < 1 or number('x') >= 1", "5", false),
        (". > 1", "NaN", false),
        (". > 1", "1e999", false),
        (". > 1", "-0", false),
    ] {
        assert_eq!(is_right("integer", constraint, answer), right, "{constraint} of {answer}");
    }
}

#[test]
fn dates_are_read_however_they_are_written_or_not_at_all() {
    for (date, right) in [
        ("2026-11-23", true),
        ("2026-11-23T14:30", true),
        ("2026-11-23T14:30:00.000+01:00", true),
        ("2026-11-23 14:30", true),
        ("2026-02-30", false),
        ("23/11/2026", false),
        ("11/23/2026", false),
        ("23.11.2026", false),
        ("23 novembre 2026", false),
        ("November 23, 2026", false),
        ("20261123", false),
        ("46349", true),
    ] {
        assert_eq!(is_right("text", "format-date(., '%Y') != ''", date), right, "{date}");
    }
}
