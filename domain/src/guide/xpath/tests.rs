use proptest::{collection::vec, prelude::*};

use super::{SyntaxError, function, parse, print, references};
use crate::guide::expression::{Axis, Expression, Operator, Path, Start, Step};

/// What is read prints as `printed`, and reading that again gives the same tree.
fn check(source: &str, printed: &str) {
    let expression = parse(source).unwrap_or_else(|error| panic!("{source}: {error:?}"));
    assert_eq!(print(&expression), printed, "{source}");
    assert_eq!(parse(printed), Ok(expression), "{source}");
}

#[test]
fn expressions_are_read_and_printed() {
    for (source, printed) in [
        ("1", "1"),
        (" 1.50 ", "1.5"),
        (".5", "0.5"),
        ("2.", "2"),
        ("'it'", "'it'"),
        ("\"it's\"", "\"it's\""),
        ("''", "''"),
        ("${age}>=18", "${age} >= 18"),
        ("${ age } = 1", "${age} = 1"),
        ("${last-saved#age}", "${last-saved#age}"),
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("1-2-3", "1 - 2 - 3"),
        ("-1", "-1"),
        ("--1", "--1"),
        ("-(1+2)", "-(1 + 2)"),
        ("2 - -1", "2 - -1"),
        ("-${a} * 2", "-${a} * 2"),
        ("a-b", "a-b"),
        ("a -b", "a - b"),
        ("${a}-1", "${a} - 1"),
        ("a or b and c", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("a = b != c", "a = b != c"),
        ("a < b = (c > d)", "a < b = c > d"),
        ("6 div 2 mod 4", "6 div 2 mod 4"),
        ("div div mod", "div div mod"),
        ("* * *", "* * *"),
        ("or or and", "or or and"),
        (".", "."),
        (". > 3 and .<10", ". > 3 and . < 10"),
        ("..", ".."),
        ("../age", "../age"),
        ("./age", "age"),
        ("../../a/b", "../../a/b"),
        ("/", "(/)"),
        ("/data/group/a", "/data/group/a"),
        ("/ data / a", "/data/a"),
        ("//a", "//a"),
        ("/data//a", "/data//a"),
        (".//a", ".//a"),
        ("/data/*", "/data/*"),
        ("/ = 1", "(/) = 1"),
        ("/data/child::a/self::node()/parent::*", "/data/a/./.."),
        ("descendant::a", ".//a"),
        ("current()/../a", "current()/../a"),
        ("current()", "current()"),
        ("instance('x')/root/item[name=${q}]/label", "instance('x')/root/item[name = ${q}]/label"),
        ("instance(\"x\")/root/item[a=1][2]", "instance('x')/root/item[a = 1][2]"),
        ("${rep}[2]/a", "${rep}[2]/a"),
        ("${rep}[position() = 1]", "${rep}[position() = 1]"),
        (".[. > 1]", ".[. > 1]"),
        ("(${a} | ${b})[1]", "(${a} | ${b})[1]"),
        ("randomize(instance('x')/root/item)[1]/name", "randomize(instance('x')/root/item)[1]/name"),
        ("a | b | c", "a | b | c"),
        ("-(a | b)", "-a | b"),
        ("selected(${a},'x')", "selected(${a}, 'x')"),
        ("if(a=1, 'x', if(b, 'y', ''))", "if(a = 1, 'x', if(b, 'y', ''))"),
        ("jr:choice-name(${a}, '${a}')", "jr:choice-name(${a}, '${a}')"),
        ("position(..)", "position(..)"),
        ("today()", "today()"),
        ("indexed-repeat(${a}, ${r}, 1)", "indexed-repeat(${a}, ${r}, 1)"),
        ("été = 'œuf'", "été = 'œuf'"),
        ("a\n and\tb", "a and b"),
        ("not(a)and(b)", "not(a) and b"),
    ] {
        check(source, printed);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (source, at, code, found) in [
        ("", 0, "expression_unfinished", ""),
        ("   ", 3, "expression_unfinished", ""),
        ("1 +", 3, "expression_unfinished", ""),
        ("(1", 2, "expression_unfinished", ""),
        ("selected(${a}, 'x'", 18, "expression_unfinished", ""),
        ("${a", 0, "expression_unfinished", "${a"),
        ("a[1", 3, "expression_unfinished", ""),
        ("1 2", 2, "expression_unexpected", "2"),
        ("1)", 1, "expression_unexpected", ")"),
        (")", 0, "expression_unexpected", ")"),
        ("a == b", 3, "expression_unexpected", "="),
        ("é && b", 2, "expression_unexpected", "&"),
        ("${}", 0, "expression_unexpected", "${}"),
        ("${a b}", 0, "expression_unexpected", "${a b}"),
        ("a ! b", 2, "expression_unexpected", "!"),
        ("‘x’", 0, "expression_unexpected", "‘"),
        ("@ref", 0, "expression_unexpected", "@"),
        ("following::a", 0, "expression_unexpected", "following"),
        ("instance(a)/root", 11, "expression_unexpected", "/"),
        ("'abc", 0, "expression_unclosed_text", "'abc"),
        ("a = \"x'", 4, "expression_unclosed_text", "\"x'"),
        ("é + wombat(1)", 4, "expression_unknown_function", "wombat"),
        ("Selected(a, b)", 0, "expression_unknown_function", "Selected"),
        ("last-saved('a')", 0, "expression_unknown_function", "last-saved"),
        ("selected(a)", 0, "expression_argument_count", "selected"),
        ("true(1)", 0, "expression_argument_count", "true"),
        ("1 + if(a, b)", 4, "expression_argument_count", "if"),
        ("indexed-repeat(a, b, 1, c)", 0, "expression_argument_count", "indexed-repeat"),
    ] {
        let expected = SyntaxError { at, code, found: found.to_owned() };
        assert_eq!(parse(source), Err(expected), "{source}");
    }
}

#[test]
fn hostile_depth_is_refused_and_long_chains_are_not() {
    for opening in ["(", "-", "not(", "a[", "1 + ("] {
        let error = parse(&opening.repeat(100_000)).unwrap_err();
        assert_eq!(error.code, "expression_too_deep", "{opening}");
    }
    assert_eq!(parse(&"1 - ".repeat(100_000)).unwrap_err().code, "expression_too_deep");
    for operator in [" or ", " and ", " + ", " | "] {
        let source = vec!["${a}"; 5_000].join(operator);
        let expression = parse(&source).unwrap();
        assert_eq!(parse(&print(&expression)), Ok(expression));
    }
    let nested = format!("{}1{}", "if(a, 1, ".repeat(60), ")".repeat(60));
    check(&nested, &nested);
}

#[test]
fn references_are_named_once_wherever_they_stand() {
    let expression = parse("${a} + sum(${r}[${b} = 1]/x) - (${c})[${d}] + ${a} + ${last-saved#e}").unwrap();
    assert_eq!(references(&expression), ["a", "r", "b", "c", "d"]);
}

#[test]
fn an_expression_is_stored_as_its_text() {
    let expression = parse("${a} = 'x'").unwrap();
    let json = serde_json::to_string(&expression).unwrap();
    assert_eq!(json, r#""${a} = 'x'""#);
    assert_eq!(serde_json::from_str::<Expression>(&json).unwrap(), expression);
    assert!(serde_json::from_str::<Expression>(r#""${a} =""#).is_err());
}

fn step(inner: impl Strategy<Value = Expression> + Clone + 'static) -> impl Strategy<Value = Step> {
    let axis = prop_oneof![
        "[a-d]{1,3}".prop_map(Axis::Child),
        Just(Axis::AnyChild),
        Just(Axis::Itself),
        Just(Axis::Parent),
        "[a-d]{1,3}".prop_map(Axis::Descendant),
    ];
    (axis, vec(inner, 0..2)).prop_map(|(axis, predicates)| Step { axis, predicates })
}

fn path(inner: impl Strategy<Value = Expression> + Clone + 'static) -> impl Strategy<Value = Expression> {
    let result = inner.clone().prop_map(|inner| Start::Result(Box::new(inner)));
    let start = prop_oneof![
        Just(Start::Root),
        Just(Start::Here),
        Just(Start::Current),
        "[a-z_é][a-z0-9_-]{0,4}".prop_map(Start::Named),
        "[a-z]{1,4}".prop_map(Start::List),
        result,
    ];
    (start, vec(step(inner), 0..3)).prop_filter_map("has no spelling", |(start, steps)| {
        let bare =
            matches!(steps.first(), Some(Step { axis: Axis::Itself, predicates }) if !predicates.is_empty());
        let silent = match &start {
            Start::Root => bare,
            Start::Result(_) => steps.is_empty(),
            _ => false,
        };
        (!silent).then_some(Expression::Path(Path { start, steps }))
    })
}

/// Any expression that can be written.
pub(crate) fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        (0_u32..100_000).prop_map(|number| Expression::Number(f64::from(number) / 8.0)),
        "[a-z '${}é]{0,5}".prop_map(Expression::Text),
        "[\"a]{0,3}".prop_map(Expression::Text),
        "[a-z]{1,3}".prop_map(|name| Expression::Call("last-saved".to_owned(), vec![Expression::Text(name)])),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let operator = prop::sample::select(vec![
            Operator::Or,
            Operator::And,
            Operator::Equal,
            Operator::NotEqual,
            Operator::Less,
            Operator::LessOrEqual,
            Operator::Greater,
            Operator::GreaterOrEqual,
            Operator::Add,
            Operator::Subtract,
            Operator::Multiply,
            Operator::Divide,
            Operator::Modulo,
            Operator::Union,
        ]);
        let signature = prop::sample::select(function::SIGNATURES.to_vec())
            .prop_filter("has its own tree", |signature| !["current", "instance"].contains(&signature.name));
        let call = (signature, vec(inner.clone(), 8)).prop_map(|(signature, mut arguments)| {
            arguments.truncate(signature.least.max(signature.most.min(3)));
            Expression::Call(signature.name.to_owned(), arguments)
        });
        prop_oneof![
            inner.clone().prop_map(|inner| Expression::Negate(Box::new(inner))),
            (operator, inner.clone(), inner.clone()).prop_map(|(operator, left, right)| {
                Expression::Binary(operator, Box::new(left), Box::new(right))
            }),
            call,
            path(inner),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(expression in expression()) {
        prop_assert_eq!(parse(&print(&expression)), Ok(expression));
    }

    #[test]
    fn no_text_makes_it_panic(source in "\\PC*|[-a-z0-9${}()\\[\\]'\"/.*+<>=!|,: ]*") {
        if let Ok(expression) = parse(&source) {
            prop_assert_eq!(parse(&print(&expression)), Ok(expression));
        }
    }
}
