//! Random guides and random answers: however the changes come, the state is that of an engine started afresh.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*, sample::select};

use super::{super::cycles, Engine, answers, ask, colours, context, group, key, question};
use crate::{
    guide::{
        Guide, Item, Kind, NodeKey, Question, Repeat, Value, engine::Node, expression::Expression, xpath,
    },
    interview::{Answers, NonAnswer},
};

/// Every guide has the same shape; what varies is the expressions.
const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "h", "i", "j"];

/// A guide that prints as its JSON, which leaves out what is empty.
struct Shown(Guide);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(&self.0.items).unwrap())
    }
}

#[derive(Clone, Debug)]
enum Change {
    Set(usize, Value),
    Update(Vec<(usize, Value)>),
    Instances(Vec<&'static str>),
    Inner(&'static str, Vec<&'static str>),
    Add(&'static str, &'static str),
    /// A reason for no answer instead of one.
    Reason(usize),
}

fn expression() -> impl Strategy<Value = String> {
    let reference = || select(NAMES.to_vec()).prop_map(|name| format!("${{{name}}}"));
    let leaf = prop_oneof![
        4 => reference(),
        1 => (0..4_i32).prop_map(|number| number.to_string()),
        1 => select(vec![
            "count(${r})",
            "sum(${e})",
            "count(${s})",
            "position(..)",
            "../e",
            "${r}[1]/e",
            "${r}[position() = position(current()/..) - 1]/f",
            "sum(${r}[${e} > 1]/f)",
            "/data/r/e",
            "/data/g/c",
            "//c",
            "indexed-repeat(${e}, ${r}, 2)",
            "indexed-repeat(${f}, ${r}, position(..) - 1)",
            "position(../..)",
            "count(${r}[position() > 1])",
            "instance('colours')/root/item[name = ${a}]/rank",
            "sum(/data/r/s/h)",
            "count-non-empty(${h})",
            "once(${a})",
            ".",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let operator = select(vec!["+", "-", "=", "!=", "<", ">", "and", "or"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(left, operator, right)| format!("({left} {operator} {right})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("coalesce({left}, {right})")),
            inner.prop_map(|inner| format!("not({inner})")),
        ]
    })
}

fn parsed() -> impl Strategy<Value = Option<Expression>> {
    prop_oneof![2 => Just(None), 1 => expression().prop_map(|source| Some(xpath::parse(&source).unwrap()))]
}

/// Cascades look at columns of the choices and at other answers.
fn filter() -> impl Strategy<Value = Option<Expression>> {
    let cascade = select(vec![
        "rank = ${a}",
        "warm = ${j} or rank > ${c}",
        "name = current()/../e",
        "position() > count(${r})",
    ]);
    prop_oneof![2 => parsed(), 1 => cascade.prop_map(|source| Some(xpath::parse(source).unwrap()))]
}

fn questions() -> impl Strategy<Value = Vec<Question>> {
    let kind = select(vec![
        Kind::Integer,
        Kind::Text,
        Kind::SelectOne { list: "colours".to_owned(), or_other: true },
        Kind::Calculate,
    ]);
    let triggers = prop_oneof![3 => Just(Vec::new()), 1 => select(NAMES.to_vec()).prop_map(|name| vec![name.to_owned()])];
    let one = (kind, parsed(), parsed(), parsed(), parsed(), filter(), triggers);
    vec(one, NAMES.len()).prop_map(|drawn| {
        let named = NAMES.into_iter().zip(drawn);
        named
            .map(|(name, (kind, relevant, constraint, required, calculation, choice_filter, triggers))| {
                Question {
                    triggers: if calculation.is_some() { triggers } else { Vec::new() },
                    relevant,
                    constraint,
                    required,
                    calculation: calculation.filter(|_| kind == Kind::Calculate || kind == Kind::Integer),
                    choice_filter,
                    ..question(name, kind)
                }
            })
            .collect()
    })
}

fn guide() -> impl Strategy<Value = Shown> {
    (questions(), parsed(), parsed(), parsed()).prop_map(|(questions, relevant, repeat_relevant, count)| {
        let mut questions = questions.into_iter().map(ask);
        let mut take = |count: usize| questions.by_ref().take(count).collect::<Vec<_>>();
        let mut items = take(2);
        let mut in_group = group("g", take(2));
        if let Item::Group(group) = &mut in_group {
            group.relevant = relevant;
        }
        items.push(in_group);
        let mut in_repeat = take(2);
        let inner = super::repeat("s", None, take(1));
        in_repeat.push(inner);
        let mut repeat = super::repeat("r", None, in_repeat);
        if let Item::Repeat(Repeat { group, .. }) = &mut repeat {
            group.relevant = repeat_relevant;
        }
        items.push(repeat);
        let mut counted = super::repeat("t", None, take(1));
        if let Item::Repeat(repeat) = &mut counted {
            // Without a count it would be no other than the first one.
            repeat.count = Some(count.unwrap_or(Expression::Number(2.0)));
        }
        items.push(counted);
        items.extend(take(1));
        Shown(Guide { items, lists: colours(), ..Guide::default() })
    })
}

fn keys() -> Vec<&'static str> {
    vec![
        "a",
        "b",
        "g/c",
        "g/d",
        "r:x/e",
        "r:y/e",
        "r:z/e",
        "r:x/f",
        "r:y/f",
        "r:x/s:x/h",
        "r:y/s:y/h",
        "t:1/i",
        "t:2/i",
        "t:3/i",
        "j",
        "a_other",
        "r:x/e_other",
    ]
}

fn some_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Empty),
        (0..4_i32).prop_map(|number| Value::Number(f64::from(number))),
        select(vec!["red", "other", "1", ""]).prop_map(|text| Value::Text(text.to_owned())),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let instances = || vec(select(vec!["x", "y", "z"]), 0..4);
    let one = || (0..keys().len(), some_value());
    prop_oneof![
        4 => one().prop_map(|(key, value)| Change::Set(key, value)),
        1 => vec(one(), 0..4).prop_map(Change::Update),
        2 => instances().prop_map(Change::Instances),
        1 => (select(vec!["r:x/s", "r:y/s"]), instances()).prop_map(|(repeat, names)| Change::Inner(repeat, names)),
        2 => (select(vec!["r", "r:x/s"]), select(vec!["x", "y", "z"])).prop_map(|(repeat, name)| Change::Add(repeat, name)),
        1 => (0..keys().len()).prop_map(Change::Reason),
    ]
}

fn all_keys(nodes: &[Node<'_>], keys: &mut Vec<NodeKey>) {
    for node in nodes {
        keys.push(node.key.clone());
        all_keys(&node.children, keys);
    }
}

fn snapshot(engine: &Engine) -> Vec<(NodeKey, String)> {
    let mut keys = Vec::new();
    all_keys(&engine.tree(), &mut keys);
    keys.into_iter()
        .map(|key| (key.clone(), format!("{:?} {:?}", engine.state(&key), engine.choices(&key))))
        .collect()
}

fn apply(engine: &mut Engine, answers: &mut Answers, change: Change) -> Vec<NodeKey> {
    let put = |answers: &mut Answers, index: usize, value: Value| {
        answers.entries.entry(key(keys()[index])).or_default().value = value;
    };
    let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    match change {
        Change::Set(index, value) => {
            put(answers, index, value.clone());
            let changed = engine.set(&key(keys()[index]), value);
            for (key, value) in engine.take_triggered() {
                answers.entries.entry(key).or_default().value = value;
            }
            return changed;
        }
        Change::Add(repeat, name) => {
            let names = answers.repeats.entry(key(repeat)).or_default();
            if engine.state(&key(repeat).instance(name)).is_none() {
                names.push(name.to_owned());
            }
            return engine.add_instance(&key(repeat), name);
        }
        Change::Reason(index) => {
            put(answers, index, Value::Empty);
            answers.entries.entry(key(keys()[index])).or_default().non_answer = Some(NonAnswer::Refused);
        }
        Change::Update(values) => values.into_iter().for_each(|(index, value)| put(answers, index, value)),
        Change::Instances(instances) => drop(answers.repeats.insert(key("r"), names(instances))),
        Change::Inner(repeat, instances) => drop(answers.repeats.insert(key(repeat), names(instances))),
    }
    engine.update(answers)
}

/// The guide without the expressions that make circles.
fn opened(mut guide: Guide) -> Guide {
    loop {
        let circles = cycles(&guide);
        if circles.is_empty() {
            return guide;
        }
        for key in circles.iter().flatten() {
            clear(&mut guide.items, key.name());
        }
    }
}

fn clear(items: &mut [Item], name: &str) {
    for item in items {
        let (own, inside) = match item {
            Item::Question(question) => {
                if question.name == name || format!("{}_other", question.name) == name {
                    let Question { name, kind, .. } = std::mem::take(&mut **question);
                    **question = Question { name, kind, ..Question::default() };
                }
                continue;
            }
            Item::Group(group) => (group.name == name, group),
            Item::Repeat(repeat) => {
                if repeat.group.name == name && repeat.count.is_some() {
                    repeat.count = Some(Expression::Number(2.0));
                }
                (repeat.group.name == name, &mut repeat.group)
            }
        };
        if own {
            inside.relevant = None;
        }
        clear(&mut inside.items, name);
    }
}

/// Everything computed again and again in document order, as somebody would by hand, whatever depends on whom, until
/// nothing changes any more: the oracle knows neither edges nor order. Guides with circles have no such state.
fn naive(guide: &Arc<Guide>, answers: &Answers) -> Option<Vec<(NodeKey, String)>> {
    let mut engine = Engine::unordered(Arc::clone(guide), context(), answers);
    engine.compute_until_still(64).then(|| snapshot(&engine))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn changes_equal_computing_everything_naively(guide in guide(), changes in vec(change(), 1..6)) {
        let guide = Arc::new(opened(guide.0));
        let mut now = answers(&[], &[("r", &["x", "y"]), ("r:x/s", &["x"])]);
        let mut engine = Engine::new(Arc::clone(&guide), context(), &now);
        for change in changes {
            apply(&mut engine, &mut now, change);
        }
        let oracle = naive(&guide, &now);
        prop_assert!(oracle.is_some(), "without circles it comes to rest");
        prop_assert_eq!(Some(snapshot(&engine)), oracle);
        let missing: Vec<_> = engine.missing(&now);
        prop_assert!(missing.iter().all(|key| !now.entries.get(key).is_some_and(|entry| entry.is_settled())));
    }
}

proptest! {
    #[test]
    fn changes_one_by_one_equal_a_fresh_start(guide in guide(), changes in vec(change(), 1..12)) {
        let guide = Arc::new(guide.0);
        let mut now = answers(&[], &[("r", &["x", "y"]), ("r:x/s", &["x"])]);
        let mut engine = Engine::new(Arc::clone(&guide), context(), &now);
        for change in changes {
            let before = snapshot(&engine);
            let changed = apply(&mut engine, &mut now, change);
            let after = snapshot(&engine);
            let fresh = snapshot(&Engine::new(Arc::clone(&guide), context(), &now));
            prop_assert_eq!(&after, &fresh);
            for node in before.iter().filter(|node| !after.contains(node)).chain(after.iter().filter(|node| !before.contains(node))) {
                prop_assert!(changed.contains(&node.0), "{} changed unseen: {:?}", node.0, changed);
            }
        }
    }

    #[test]
    fn no_expression_makes_it_panic(expression in xpath::tests::expression()) {
        let odd = Question {
            relevant: Some(expression.clone()),
            constraint: Some(expression.clone()),
            default: Some(expression.clone()),
            choice_filter: Some(expression.clone()),
            ..question("a", Kind::SelectOne { list: "colours".to_owned(), or_other: false })
        };
        let computed = Question { calculation: Some(expression.clone()), ..question("b", Kind::Calculate) };
        let inside = || vec![ask(odd.clone()), ask(computed.clone()), ask(question("c", Kind::Date))];
        let mut counted = super::repeat("d", None, inside());
        if let Item::Repeat(repeat) = &mut counted {
            repeat.count = Some(expression);
        }
        let items = vec![super::repeat("ab", None, inside()), counted, group("dd", inside())];
        let guide = Guide { items, lists: colours(), ..Guide::default() };
        let now = answers(&[("dd/c", super::of_text("2026-02-03"))], &[("ab", &["x", "y"])]);
        let mut engine = Engine::new(Arc::new(guide), context(), &now);
        engine.set(&key("dd/a"), Value::Number(2.0));
        engine.give_defaults(&NodeKey::root());
        engine.choices(&key("dd/a"));
    }
}
