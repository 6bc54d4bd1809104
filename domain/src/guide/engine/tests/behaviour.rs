//! What a guide does as answers come in.

use super::{
    Engine, answers, ask, calculate, group, guide, is_relevant, key, of_text, question, repeat, run, text,
    value, x,
};
use crate::{
    guide::{Group, Guide, Item, Kind, NodeKey, Question, Randomize, Text, Value, engine::cycles},
    interview::{Answers, Entry, NonAnswer},
    language::Language,
};

fn names(keys: &[NodeKey]) -> Vec<&str> {
    keys.iter().map(NodeKey::as_str).collect()
}

fn relevant(source: &str, question: Question) -> Question {
    Question { relevant: x(source), ..question }
}

fn empty() -> Answers {
    Answers::default()
}

fn number(number: f64) -> Value {
    Value::Number(number)
}

#[test]
fn a_change_reaches_what_depends_on_it_and_nothing_else() {
    let mut engine = run(
        guide(vec![
            ask(question("a", Kind::Integer)),
            ask(calculate("double", "${a} * 2")),
            ask(relevant("${double} > 4", text("b"))),
            ask(calculate("copy", "${b}")),
            ask(text("aside")),
        ]),
        &answers(&[("b", of_text("kept"))], &[]),
    );
    assert!(!is_relevant(&engine, "b"));
    assert_eq!(value(&engine, "copy"), "");
    assert_eq!(names(&engine.set(&key("a"), number(3.0))), ["a", "b", "copy", "double"]);
    assert_eq!(value(&engine, "double"), "6");
    assert!(is_relevant(&engine, "b"));
    assert_eq!(value(&engine, "copy"), "kept");
    assert_eq!(names(&engine.set(&key("a"), number(4.0))), ["a", "double"]);
    assert_eq!(names(&engine.set(&key("a"), number(4.0))), ["a"]);
    assert_eq!(names(&engine.set(&key("nowhere"), number(4.0))), ["nowhere"]);
}

#[test]
fn a_hidden_group_hides_what_it_holds() {
    let hidden = Item::Group(Group {
        name: "g".to_owned(),
        relevant: x("${a} = 1"),
        items: vec![group("h", vec![ask(text("b"))])],
        ..Group::default()
    });
    let mut engine = run(guide(vec![ask(text("a")), hidden]), &empty());
    assert!(!is_relevant(&engine, "g/h/b"));
    assert_eq!(names(&engine.set(&key("a"), of_text("1"))), ["a", "g", "g/h", "g/h/b"]);
    assert!(is_relevant(&engine, "g/h/b"));
}

#[test]
fn what_is_no_number_does_not_fit_a_question_for_one() {
    let items =
        vec![ask(question("age", Kind::Integer)), ask(question("share", Kind::Decimal)), ask(text("t"))];
    let mut engine = run(guide(items), &empty());
    for (name, value, fits) in [
        ("age", of_text("about thirty"), false),
        ("age", of_text(" 31 "), true),
        ("age", of_text("inf"), false),
        ("share", number(0.5), true),
        ("share", Value::Empty, true),
        ("t", of_text("about thirty"), true),
    ] {
        engine.set(&key(name), value.clone());
        assert_eq!(engine.state(&key(name)).unwrap().invalid, !fits, "{name}: {value:?}");
        engine.set(&key(name), Value::Empty);
    }
}

#[test]
fn constraints_look_at_answers_that_are_there() {
    let age = Question {
        constraint: x(". >= 18 and . <= ${most}"),
        required: x("true()"),
        read_only: x("${most} = 0"),
        ..question("age", Kind::Integer)
    };
    let mut engine = run(guide(vec![ask(question("most", Kind::Integer)), ask(age)]), &empty());
    let is_invalid = |engine: &Engine| engine.state(&key("age")).unwrap().invalid;
    assert!(!is_invalid(&engine));
    assert!(engine.state(&key("age")).unwrap().required);
    engine.set(&key("age"), number(40.0));
    assert!(is_invalid(&engine));
    assert_eq!(names(&engine.invalid()), ["age"]);
    assert_eq!(names(&engine.set(&key("most"), number(99.0))), ["age", "most"]);
    assert!(!is_invalid(&engine));
    engine.set(&key("age"), number(17.0));
    assert!(is_invalid(&engine));
    engine.set(&key("age"), Value::Empty);
    assert!(!is_invalid(&engine));
    engine.set(&key("most"), number(0.0));
    assert!(engine.state(&key("age")).unwrap().read_only);
}

#[test]
fn what_is_missing_is_required_relevant_and_unsettled() {
    let required = |name: &str| Question { required: x("true()"), ..text(name) };
    let mut answers = answers(&[("answered", of_text("x"))], &[]);
    let refused = Entry { non_answer: Some(NonAnswer::Refused), ..Entry::default() };
    let later = Entry { value: of_text("x"), non_answer: Some(NonAnswer::Later), ..Entry::default() };
    answers.entries.insert(key("refused"), refused);
    answers.entries.insert(key("later"), later);
    let engine = run(
        guide(vec![
            ask(required("open")),
            ask(required("answered")),
            ask(required("refused")),
            ask(required("later")),
            ask(relevant("false()", required("hidden"))),
            ask(Question { read_only: x("true()"), ..required("closed") }),
            ask(Question { required: x("true()"), ..question("note", Kind::Note) }),
            ask(text("optional")),
        ]),
        &answers,
    );
    assert_eq!(names(&engine.missing(&answers)), ["open", "later"]);
    assert_eq!(names(&engine.unanswered(&answers)), ["open", "later", "optional"]);
}

#[test]
fn repeats_follow_their_instances() {
    let items = || {
        vec![
            repeat(
                "kids",
                None,
                vec![ask(question("age", Kind::Integer)), ask(relevant("${age} > 9", text("job")))],
            ),
            ask(calculate("total", "sum(${age})")),
            ask(calculate("count", "count(${kids})")),
        ]
    };
    let mut now = answers(&[("kids:a/age", number(10.0)), ("kids:b/age", number(3.0))], &[("kids", &["a"])]);
    let mut engine = run(guide(items()), &now);
    assert_eq!((value(&engine, "total").as_str(), value(&engine, "count").as_str()), ("10", "1"));
    assert!(engine.state(&key("kids:b/age")).is_none());

    now.repeats.insert(key("kids"), vec!["b".to_owned(), "a".to_owned(), "b".to_owned()]);
    let changed = engine.update(&now);
    assert_eq!(names(&changed), ["count", "kids", "kids:b", "kids:b/age", "kids:b/job", "total"],);
    assert_eq!((value(&engine, "total").as_str(), value(&engine, "count").as_str()), ("13", "2"));
    let keys: Vec<_> = engine.tree()[0].children.iter().map(|child| child.key.0.clone()).collect();
    assert_eq!(keys, ["kids:b", "kids:a"]);
    assert!(is_relevant(&engine, "kids:a/job") && !is_relevant(&engine, "kids:b/job"));
    assert_eq!(names(&engine.set(&key("kids:b/age"), number(12.0))), ["kids:b/age", "kids:b/job", "total"]);

    now = engine_answers(&now, "kids:b/age", number(12.0));
    now.repeats.clear();
    let changed = engine.update(&now);
    assert!(names(&changed).contains(&"kids:a/age"));
    assert!(engine.state(&key("kids:a/age")).is_none());
    assert_eq!((value(&engine, "total").as_str(), value(&engine, "count").as_str()), ("0", "0"));
}

fn engine_answers(before: &Answers, name: &str, value: Value) -> Answers {
    let mut after = before.clone();
    after.entries.entry(key(name)).or_default().value = value;
    after
}

#[test]
fn a_repeat_with_a_count_shows_that_many() {
    let items = vec![
        ask(question("n", Kind::Integer)),
        repeat("kids", Some("${n}"), vec![ask(text("first")), ask(calculate("place", "position(..)"))]),
        ask(calculate("all", "join(' ', ${first})")),
    ];
    let mut engine = run(guide(items), &answers(&[("n", number(2.0)), ("kids:3/first", of_text("C"))], &[]));
    assert_eq!(engine.repeat_count(&key("kids")), Some(2));
    engine.set(&key("kids:1/first"), of_text("A"));
    engine.set(&key("kids:2/first"), of_text("B"));
    assert_eq!(value(&engine, "all"), "A B");
    engine.set(&key("n"), number(1.0));
    assert_eq!(value(&engine, "all"), "A");
    assert!(engine.state(&key("kids:2/first")).is_none());
    engine.set(&key("n"), number(3.0));
    assert_eq!(value(&engine, "all"), "A B C");
    assert_eq!(value(&engine, "kids:3/place"), "3");
    for (count, expected) in [(number(-1.0), 0), (Value::Empty, 0), (of_text("x"), 0), (number(1e12), 1_000)]
    {
        engine.set(&key("n"), count);
        assert_eq!(engine.repeat_count(&key("kids")), Some(expected));
    }
    assert_eq!(engine.repeat_count(&key("n")), None);
}

#[test]
fn repeats_within_repeats_keep_to_their_instance() {
    let inner = repeat(
        "toys",
        None,
        vec![ask(text("toy")), ask(calculate("whose", "concat(${toy}, ' of ', ${first})"))],
    );
    let items = vec![
        repeat("kids", None, vec![ask(text("first")), inner, ask(calculate("count", "count(${toys})"))]),
        ask(calculate("toys_in_all", "count(${toy})")),
    ];
    let now = answers(
        &[
            ("kids:a/first", of_text("Ana")),
            ("kids:b/first", of_text("Bob")),
            ("kids:a/toys:1/toy", of_text("ball")),
            ("kids:b/toys:1/toy", of_text("bike")),
        ],
        &[("kids", &["a", "b"]), ("kids:a/toys", &["1"]), ("kids:b/toys", &["1", "2"])],
    );
    let mut engine = run(guide(items), &now);
    assert_eq!(value(&engine, "kids:b/toys:1/whose"), "bike of Bob");
    assert_eq!(
        (value(&engine, "kids:a/count"), value(&engine, "kids:b/count")),
        ("1".to_owned(), "2".to_owned())
    );
    assert_eq!(value(&engine, "toys_in_all"), "3");
    let changed = engine.set(&key("kids:b/first"), of_text("Bea"));
    assert_eq!(names(&changed), ["kids:b/first", "kids:b/toys:1/whose", "kids:b/toys:2/whose"]);
}

#[test]
fn a_running_total_reads_the_instance_before() {
    let total = "coalesce(${rows}[position() = position(current()/..) - 1]/total, 0) + ${amount}";
    let items = vec![repeat(
        "rows",
        None,
        vec![ask(question("amount", Kind::Integer)), ask(calculate("total", total))],
    )];
    let now = answers(
        &[("rows:a/amount", number(1.0)), ("rows:b/amount", number(2.0)), ("rows:c/amount", number(4.0))],
        &[("rows", &["a", "b", "c"])],
    );
    let mut engine = run(guide(items), &now);
    assert_eq!(value(&engine, "rows:c/total"), "7");
    let changed = engine.set(&key("rows:a/amount"), number(10.0));
    assert_eq!(names(&changed), ["rows:a/amount", "rows:a/total", "rows:b/total", "rows:c/total"]);
    assert_eq!(value(&engine, "rows:c/total"), "16");
}

#[test]
fn circles_end_and_are_told() {
    let circular = guide(vec![
        ask(calculate("a", "${b} + 1")),
        ask(calculate("b", "${a} + 1")),
        ask(relevant("${c} = ''", text("c"))),
        group("g", vec![ask(relevant("${e} = 1", text("d"))), ask(relevant("${d} = 1", text("e")))]),
        ask(relevant("${a} = 1", Question { constraint: x(". != ${n}"), ..text("fine") })),
        ask(relevant("${fine} = 1", text("n"))),
        repeat("r", Some("count(${f}) + 1"), vec![ask(text("f"))]),
    ]);
    let found = cycles(&circular);
    let found: Vec<_> = found.iter().map(|circle| names(circle)).collect();
    assert_eq!(found, [vec!["a", "b"], vec!["g/d", "g/e"], vec!["r", "r/f"]]);
    let mut engine = run(circular.clone(), &empty());
    engine.set(&key("g/d"), of_text("1"));
    let again = run(circular, &answers(&[("g/d", of_text("1"))], &[]));
    for name in ["a", "b", "c", "g/d", "g/e", "r:1/f"] {
        assert_eq!(engine.state(&key(name)), again.state(&key(name)), "{name}");
    }
}

#[test]
fn a_calculation_with_a_trigger_waits_for_it() {
    let stamp = Question { triggers: vec!["a".to_owned()], ..calculate("stamp", "concat(${a}, '-', ${b})") };
    let chained =
        Question { triggers: vec!["stamp".to_owned()], calculation: x("${stamp}"), ..text("chained") };
    let items = vec![ask(text("a")), ask(text("b")), ask(stamp), ask(chained)];
    let mut engine = run(guide(items), &answers(&[("a", of_text("1"))], &[]));
    assert_eq!(value(&engine, "stamp"), "");
    engine.set(&key("b"), of_text("2"));
    assert_eq!(value(&engine, "stamp"), "");
    assert_eq!(names(&engine.set(&key("a"), of_text("3"))), ["a", "chained", "stamp"]);
    assert_eq!(engine.take_triggered(), [(key("stamp"), of_text("3-2")), (key("chained"), of_text("3-2"))],);
    assert!(engine.take_triggered().is_empty());
    engine.set(&key("b"), of_text("4"));
    assert_eq!(value(&engine, "stamp"), "3-2");
    engine.set(&key("chained"), of_text("mine"));
    assert_eq!(value(&engine, "chained"), "mine");
    engine.update(&answers(&[("a", of_text("5"))], &[]));
    assert_eq!(value(&engine, "stamp"), "", "another replica's trigger brings its own answer");
}

#[test]
fn defaults_are_for_what_was_never_answered() {
    let default = |source: &str, question: Question| Question { default: x(source), ..question };
    let colours = || "colours".to_owned();
    let mut engine = run(
        guide(vec![
            ask(default("'plain'", text("a"))),
            ask(default("today()", question("d", Kind::Date))),
            ask(default(
                "'red blue'",
                question("m", Kind::SelectMultiple { list: colours(), or_other: false }),
            )),
            ask(default("'x'", text("touched"))),
            ask(default("concat(${a}, '!')", text("from"))),
            ask(calculate("id", "once(random())")),
            ask(question("who", Kind::Metadata { what: "username".to_owned() })),
            ask(question("end", Kind::Metadata { what: "end".to_owned() })),
            repeat("kids", None, vec![ask(default("position(..)", question("rank", Kind::Integer)))]),
        ]),
        &answers(&[("touched", Value::Empty)], &[("kids", &["a", "b"])]),
    );
    let (defaults, changed) = engine.give_defaults(&NodeKey::root());
    let id = engine.state(&key("id")).unwrap().value.clone();
    let red_and_blue = Value::Many(vec!["red".to_owned(), "blue".to_owned()]);
    assert_eq!(
        defaults,
        [
            (key("a"), of_text("plain")),
            (key("m"), red_and_blue),
            (key("d"), of_text("2026-11-23")),
            (key("from"), of_text("plain!")),
            (key("id"), id),
            (key("who"), of_text("claire")),
            (key("kids:a/rank"), number(1.0)),
            (key("kids:b/rank"), number(2.0)),
        ],
    );
    assert!(changed.contains(&key("from")));
    assert_eq!(value(&engine, "from"), "plain!");
    assert_eq!(engine.give_defaults(&NodeKey::root()).0, []);
}

#[test]
fn metadata_keeps_what_was_recorded() {
    let metadata = |name: &str| ask(question(name, Kind::Metadata { what: name.to_owned() }));
    let all = ["start", "end", "today", "username", "deviceid"];
    let stored =
        answers(&[("start", of_text("then")), ("end", of_text("then")), ("deviceid", of_text("t1"))], &[]);
    let engine = run(guide(all.map(metadata).into()), &stored);
    let found = all.map(|name| value(&engine, name));
    assert_eq!(found, ["then", "2026-11-23T14:30:00.000+01:00", "2026-11-23", "claire", "t1"]);
}

#[test]
fn choices_pass_their_filter() {
    let select = |name: &str, filter: Option<&str>, or_other: bool| Question {
        choice_filter: filter.and_then(x),
        ..question(name, Kind::SelectOne { list: "colours".to_owned(), or_other })
    };
    let mut engine = run(
        guide(vec![
            ask(text("warm")),
            ask(select("all", None, true)),
            ask(select("some", Some("warm = ${warm} and rank > 0"), false)),
            ask(select("last", Some("position() = last() or name = current()/../all"), false)),
            ask(Question { randomize: Some(Randomize::default()), ..select("mixed", None, false) }),
            ask(Question {
                randomize: Some(Randomize { seed: x("1 + 2") }),
                ..select("seeded", None, false)
            }),
            ask(Question { randomize: Some(Randomize { seed: x("3") }), ..select("same", None, false) }),
        ]),
        &empty(),
    );
    let offered = |engine: &Engine, name: &str| {
        engine.choices(&key(name)).into_iter().map(|choice| choice.name).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(offered(&engine, "all"), "red blue pink other");
    assert_eq!(offered(&engine, "some"), "");
    assert_eq!(names(&engine.set(&key("warm"), of_text("yes"))), ["some", "warm"]);
    assert_eq!(offered(&engine, "some"), "red pink");
    assert_eq!(offered(&engine, "last"), "pink");
    engine.set(&key("all"), of_text("red"));
    assert_eq!(offered(&engine, "last"), "red pink");
    assert_eq!(offered(&engine, "warm"), "");
    let mixed = offered(&engine, "mixed");
    assert_eq!(mixed.len(), "red blue pink".len());
    assert_eq!(offered(&engine, "mixed"), mixed);
    assert_eq!(offered(&engine, "seeded"), offered(&engine, "same"));
}

#[test]
fn the_text_of_or_other_shows_with_it() {
    let select = question("q", Kind::SelectMultiple { list: "colours".to_owned(), or_other: true });
    let mut engine =
        run(guide(vec![ask(select), ask(text("after")), ask(calculate("c", "${q_other}"))]), &empty());
    let keys: Vec<_> =
        engine.tree().iter().map(|node| (node.key.0.clone(), node.item.name().to_owned())).collect();
    assert_eq!(keys[1], ("q_other".to_owned(), "q_other".to_owned()));
    assert_eq!(keys[2].0, "after");
    assert!(!is_relevant(&engine, "q_other"));
    engine.set(&key("q_other"), of_text("green"));
    assert_eq!(value(&engine, "c"), "");
    engine.set(&key("q"), Value::Many(vec!["red".to_owned(), "other".to_owned()]));
    assert!(is_relevant(&engine, "q_other"));
    assert_eq!(value(&engine, "c"), "green");
}

#[test]
fn labels_show_answers() {
    let label = |source: &str| Text::plain(source);
    let mut engine = run(
        guide(vec![
            ask(text("first")),
            ask(question("one", Kind::SelectOne { list: "colours".to_owned(), or_other: false })),
            ask(Question { label: label("Why ${one}, ${first}?"), ..text("why") }),
            repeat(
                "kids",
                None,
                vec![ask(text("kid")), ask(Question { label: label("${kid}"), ..text("age") })],
            ),
        ]),
        &answers(&[("kids:b/kid", of_text("Bob"))], &[("kids", &["a", "b"])]),
    );
    assert_eq!(names(&engine.set(&key("one"), of_text("blue"))), ["one", "why"]);
    engine.set(&key("first"), of_text("<Ana> ${one}"));
    for (name, source, expected) in [
        ("why", "Why ${one}, ${ first }?", "Why Bleu, <Ana> ${one}?"),
        ("why", "${nowhere}}{${first", "}{${first"),
        ("why", "$ {one} $${one}", "$ {one} $Bleu"),
        ("kids:b/age", "${kid}!", "Bob!"),
        ("kids:a/age", "${kid}!", "!"),
        ("nowhere", "${one}", "Bleu"),
    ] {
        assert_eq!(engine.render(&key(name), &label(source), Language::French).0, expected, "{source}");
    }
    assert_eq!(engine.render(&key("why"), &label("${one}"), Language::English).0, "Blue");
}

#[test]
fn expressions_read_labels_in_the_language_that_is_set() {
    let items = vec![ask(calculate("name", "jr:choice-name('red', '${one}')")), {
        ask(question("one", Kind::SelectOne { list: "colours".to_owned(), or_other: false }))
    }];
    let mut engine = run(guide(items), &empty());
    assert_eq!(value(&engine, "name"), "Rouge");
    assert_eq!(names(&engine.set_language(Language::English)), ["name"]);
    assert_eq!(value(&engine, "name"), "Red");
}

#[test]
fn odd_guides_do_not_panic() {
    let twice = guide(vec![ask(text("a")), ask(calculate("a", "${a}")), group("a", vec![ask(text("a"))])]);
    let mut engine = run(twice, &answers(&[("a", of_text("1")), ("", of_text("2"))], &[("a", &["x"])]));
    engine.set(&key("a"), of_text("3"));
    engine.set(&key(""), of_text("3"));
    let no_list =
        guide(vec![ask(question("q", Kind::SelectOne { list: "nowhere".to_owned(), or_other: false }))]);
    let engine = run(no_list, &empty());
    assert!(engine.choices(&key("q")).is_empty());
    assert!(run(Guide::default(), &empty()).tree().is_empty());
}

#[test]
fn an_engine_can_move_to_another_thread() {
    fn check<T: Send>(_: &T) {}
    check(&run(Guide::default(), &empty()));
}
