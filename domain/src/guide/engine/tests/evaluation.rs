//! Expressions and what they give, from a question at the top of a guide and from inside a repeat.

use super::{answers, ask, calculate, group, guide, of_text, question, repeat, run, text, value};
use crate::guide::{Kind, Question, Value};

/// Each expression is the calculation of a question at `place`: at the top, or in the second of three instances.
pub(super) fn check(inside: bool, rows: &[(&str, &str)]) {
    let list = || "colours".to_owned();
    for (source, expected) in rows {
        let result = ask(calculate("result", source));
        let mut kids = vec![
            ask(text("first")),
            ask(question("age", Kind::Integer)),
            group("school", vec![ask(text("town"))]),
        ];
        let mut items = vec![
            ask(question("n", Kind::Integer)),
            ask(question("half", Kind::Decimal)),
            ask(question("zero", Kind::Integer)),
            ask(text("t")),
            ask(text("blank")),
            ask(text("digits")),
            ask(question("d", Kind::Date)),
            ask(question("dt", Kind::DateTime)),
            ask(question("time", Kind::Time)),
            ask(question("one", Kind::SelectOne { list: list(), or_other: false })),
            ask(question("many", Kind::SelectMultiple { list: list(), or_other: false })),
            ask(Question { relevant: super::x("false()"), ..text("hidden") }),
            group("g", vec![ask(text("inner"))]),
        ];
        if inside {
            kids.push(result);
        } else {
            items.push(result);
        }
        items.push(repeat("kids", None, kids));
        let answers = answers(
            &[
                ("n", Value::Number(7.0)),
                ("half", Value::Number(0.5)),
                ("zero", Value::Number(0.0)),
                ("t", of_text("hello world")),
                ("digits", of_text("12")),
                ("d", of_text("2000-03-05")),
                ("dt", of_text("2000-03-05T06:00")),
                ("time", of_text("14:30")),
                ("one", of_text("red")),
                ("many", Value::Many(vec!["red".to_owned(), "blue".to_owned()])),
                ("hidden", of_text("secret")),
                ("g/inner", of_text("deep")),
                ("kids:a/first", of_text("Ana")),
                ("kids:a/age", Value::Number(4.0)),
                ("kids:a/school/town", of_text("Lyon")),
                ("kids:b/first", of_text("Bob")),
                ("kids:b/age", Value::Number(9.0)),
                ("kids:b/school/town", of_text("Nice")),
                ("kids:c/first", of_text("Cleo")),
            ],
            &[("kids", &["a", "b", "c"])],
        );
        let engine = run(guide(items), &answers);
        let found = value(&engine, if inside { "kids:b/result" } else { "result" });
        assert_eq!(&found, expected, "{source}");
    }
}

#[test]
fn operators() {
    check(
        false,
        &[
            ("1 + 2 * 3", "7"),
            ("(1 + 2) * 3", "9"),
            ("7 div 2", "3.5"),
            ("7 mod 3", "1"),
            ("-7 mod 3", "-1"),
            ("7.5 mod 2", "1.5"),
            ("1 div 0", "Infinity"),
            ("-1 div 0", "-Infinity"),
            ("0 div 0", ""),
            ("string(0 div 0)", "NaN"),
            ("-${n}", "-7"),
            ("--${n}", "7"),
            ("${n} + ${half}", "7.5"),
            ("${blank} + 1", ""),
            ("${digits} + 1", "13"),
            ("'3' * '4'", "12"),
            ("true() + 1", "2"),
            ("0.1 + 0.2", "0.30000000000000004"),
            ("1 = 1.0", "true"),
            ("1 = '1.0'", "true"),
            ("'1' = '1.0'", "false"),
            ("'a' = 'a'", "true"),
            ("'a' = 'A'", "false"),
            ("1 != 2", "true"),
            ("true() = 'x'", "true"),
            ("true() = 1", "true"),
            ("false() = ''", "true"),
            ("true() > false()", "true"),
            ("2 < 10", "true"),
            ("'2' < '10'", "true"),
            ("'a' < 'b'", "false"),
            ("2 <= 2 and 2 >= 2", "true"),
            ("2 > 2 or 2 < 2", "false"),
            ("1 < 2 < 3", "true"),
            ("3 > 2 > 1", "false"),
            ("1 or 0 and 0", "true"),
            ("'' or 'x'", "true"),
            ("not('')", "true"),
            ("${n} = 7", "true"),
            ("${n} = '7'", "true"),
            ("${n} != 8", "true"),
            ("${n} > ${half}", "true"),
            ("${digits} = 12", "true"),
            ("${blank} = ''", "true"),
            ("${blank} != ''", "false"),
            ("${blank} = 0", "false"),
            ("${blank} < 1", "false"),
            ("${t} = 'hello world'", "true"),
            ("${d} < '2000-03-06'", "true"),
            ("${d} = '2000-03-05'", "true"),
            ("${time} > '09:00'", "true"),
            ("${dt} < '2000-03-05T07:00'", "true"),
            ("${d} < ${dt}", "true"),
            ("count(${n} | ${half} | ${n})", "2"),
        ],
    );
}

#[test]
fn hidden_and_missing_answers_read_as_empty() {
    check(
        false,
        &[
            ("${hidden}", ""),
            ("${hidden} = ''", "true"),
            ("${hidden} = 'secret'", "false"),
            ("${hidden} != 'x'", "true"),
            ("string-length(${hidden})", "0"),
            ("count(${hidden})", "0"),
            ("concat('[', ${hidden}, ']')", "[]"),
            ("${nowhere} = ''", "true"),
            ("/data/nowhere", ""),
            ("coalesce(${hidden}, 'other')", "other"),
            ("if(${hidden}, 'yes', 'no')", "no"),
            ("if(${zero}, 'yes', 'no')", "no"),
            ("if(${n}, 'yes', 'no')", "yes"),
            ("if(${t}, 'yes', 'no')", "yes"),
            ("${last-saved#t}", ""),
        ],
    );
}

#[test]
fn choices_and_conditions() {
    check(
        false,
        &[
            ("if(${n} > 5, 'big', 'small')", "big"),
            ("if(${n} < 5, 'big', 'small')", "small"),
            ("if(1, if(0, 'a', 'b'), 'c')", "b"),
            ("coalesce('', 'b')", "b"),
            ("coalesce(${blank}, ${t}, 'c')", "hello world"),
            ("coalesce('', '')", ""),
            ("once(5)", "5"),
            ("true()", "true"),
            ("false()", "false"),
            ("boolean('x')", "true"),
            ("boolean(0)", "false"),
            ("boolean('')", "false"),
            ("boolean('false')", "true"),
            ("boolean-from-string('true')", "true"),
            ("boolean-from-string('1')", "true"),
            ("boolean-from-string('yes')", "false"),
            ("not(1)", "false"),
            ("selected(${many}, 'blue')", "true"),
            ("selected(${many}, 'pink')", "false"),
            ("selected(${many}, 'blu')", "false"),
            ("selected(${one}, 'red')", "true"),
            ("selected(${blank}, 'red')", "false"),
            ("selected('a b c', 'b')", "true"),
            ("selected-at(${many}, 0)", "red"),
            ("selected-at(${many}, 1)", "blue"),
            ("selected-at(${many}, 2)", ""),
            ("selected-at(${many}, -1)", ""),
            ("count-selected(${many})", "2"),
            ("count-selected(${blank})", "0"),
            ("jr:choice-name(${one}, '${one}')", "Rouge"),
            ("jr:choice-name('blue', '${many}')", "Bleu"),
            ("jr:choice-name(selected-at(${many}, 1), ' ${many} ')", "Bleu"),
            ("jr:choice-name(${many}, '${many}')", "Rouge, Bleu"),
            ("jr:choice-name('nowhere', '${one}')", ""),
            ("jr:choice-name('red', ${one})", "Rouge"),
            ("jr:choice-name('red', '/data/one')", "Rouge"),
            ("jr:itext('x')", ""),
            ("checklist(1, 2, ${n} = 7, ${n} = 8, 1)", "true"),
            ("checklist(3, -1, 1, 1, 0)", "false"),
            ("checklist(-1, 1, 1, 1)", "false"),
            ("checklist(-1, -1, 0)", "true"),
            ("weighted-checklist(3, 5, 1, 2, 1, 1.5, 0, 9)", "true"),
            ("weighted-checklist(4, -1, 1, 2, 1, 1.5)", "false"),
        ],
    );
}

#[test]
fn patterns() {
    check(
        false,
        &[
            ("regex('abc', '[a-c]+')", "true"),
            ("regex('abcd', '[a-c]+')", "false"),
            ("regex('xabc', 'abc')", "false"),
            ("regex('0612345678', '0[1-9][0-9]{8}')", "true"),
            ("regex('12', '\\d{2}')", "true"),
            ("regex('a', 'a|b')", "true"),
            ("regex('ab', 'a|b')", "false"),
            ("regex('', '')", "true"),
            ("regex('ab', 'a)|(b')", "false"),
            ("regex('a', '(')", "false"),
            ("regex('aa', '(a)\\1')", "false"),
            ("regex('a', '(?=a)a')", "false"),
            ("regex('a', concat('[', 'a', ']'))", "true"),
            ("regex('a', ((((('(a{999}){999}'))))))", "false"),
            ("regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '(a*)*(a*)*c')", "false"),
            ("regex('élan', 'é.+')", "true"),
        ],
    );
}

#[test]
fn texts() {
    check(
        false,
        &[
            ("string(7)", "7"),
            ("string(1 = 1)", "true"),
            ("concat('a', 1, ${t})", "a1hello world"),
            ("concat(${many})", "red blue"),
            ("join(', ', 'a', 'b', 'c')", "a, b, c"),
            ("join('-', ${many}, 'x')", "red blue-x"),
            ("contains('abc', 'b')", "true"),
            ("contains('abc', '')", "true"),
            ("contains('abc', 'd')", "false"),
            ("starts-with('abc', 'ab')", "true"),
            ("starts-with('abc', 'b')", "false"),
            ("ends-with('abc', 'bc')", "true"),
            ("ends-with('abc', 'ab')", "false"),
            ("string-length('été')", "3"),
            ("string-length('')", "0"),
            ("normalize-space('  a \n b  ')", "a b"),
            ("substring-before('2026-11', '-')", "2026"),
            ("substring-before('abc', 'x')", ""),
            ("substring-after('2026-11', '-')", "11"),
            ("substring-after('abc', 'x')", ""),
            ("substring-after('abc', '')", "abc"),
            ("translate('bar', 'abc', 'AB')", "BAr"),
            ("translate('--aaa--', 'abc-', 'ABC')", "AAA"),
            ("substring('12345', 2, 3)", "234"),
            ("substring('12345', 2)", "2345"),
            ("substring('12345', 1.5, 2.6)", "234"),
            ("substring('12345', 0, 3)", "12"),
            ("substring('12345', 0 div 0, 3)", ""),
            ("substring('12345', -42, 1 div 0)", "12345"),
            ("substr('12345', 1, 3)", "23"),
            ("substr('12345', 2)", "345"),
            ("substr('12345', -2)", "45"),
            ("substr('12345', 0, -1)", "1234"),
            ("substr('été', 1, 2)", "t"),
            ("string-length(uuid())", "36"),
            ("string-length(uuid(8))", "8"),
            ("version()", "2026-1"),
            ("name(${t})", "t"),
            ("name(..)", ""),
            ("digest('', 'MD5', 'hex')", "d41d8cd98f00b204e9800998ecf8427e"),
            ("digest('abc', 'MD5')", "kAFQmDzST7DWlj99KOF/cg=="),
            ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("digest('abc', 'SHA-256', 'base64')", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
            ("string-length(digest('abc', 'SHA-384', 'hex'))", "96"),
            ("string-length(digest('abc', 'SHA-512', 'hex'))", "128"),
            ("digest('abc', 'SHA-3', 'hex')", ""),
            ("base64-decode('w6l0w6k=')", "été"),
            ("base64-decode('no base64')", ""),
            ("pulldata('file', 'a', 'b', 'c')", ""),
        ],
    );
}

#[test]
fn numbers() {
    check(
        false,
        &[
            ("number('12.50')", "12.5"),
            ("number(' 12 ')", "12"),
            ("string(number('12a'))", "NaN"),
            ("string(number('1e3'))", "NaN"),
            ("string(number('+1'))", "NaN"),
            ("string(number(''))", "NaN"),
            ("number('-.5')", "-0.5"),
            ("number(true())", "1"),
            ("int(2.9)", "2"),
            ("int(-2.9)", "-2"),
            ("int('12')", "12"),
            ("round(2.5)", "3"),
            ("round(-2.5)", "-2"),
            ("round(2.345, 2)", "2.35"),
            ("round(1234, -2)", "1200"),
            ("round(0.49999)", "0"),
            ("floor(-1.5)", "-2"),
            ("ceiling(1.2)", "2"),
            ("abs(-3)", "3"),
            ("pow(2, 10)", "1024"),
            ("sqrt(9)", "3"),
            ("exp(0)", "1"),
            ("exp10(2)", "100"),
            ("log(1)", "0"),
            ("log10(1000)", "3"),
            ("round(pi(), 4)", "3.1416"),
            ("sin(0)", "0"),
            ("cos(0)", "1"),
            ("tan(0)", "0"),
            ("round(atan2(1, 1), 3)", "0.785"),
            ("asin(0)", "0"),
            ("acos(1)", "0"),
            ("atan(0)", "0"),
            ("min(3, 1, 2)", "1"),
            ("max(3, 1, 2)", "3"),
            ("min(${blank}, 4)", "4"),
            ("max(${blank}, ${hidden})", ""),
            ("string(max('x', 4))", "NaN"),
            ("string(max(4, 'x', 5))", "NaN"),
            ("random() < 1 and random() >= 0", "true"),
            ("random() = random()", "false"),
        ],
    );
}

#[test]
fn dates() {
    check(
        false,
        &[
            ("today()", "2026-11-23"),
            ("now()", "2026-11-23T14:30:00.000+01:00"),
            ("today() = '2026-11-23'", "true"),
            ("today() > ${d}", "true"),
            ("now() > today()", "true"),
            ("today() - ${d}", "9759"),
            ("int((today() - ${d}) div 365.25)", "26"),
            ("number('1970-01-02')", "1"),
            ("date('2000-03-05')", "2000-03-05"),
            ("date('2000-03-05T23:00')", "2000-03-05"),
            ("date('2000-03-05T23:30:00Z')", "2000-03-06"),
            ("date(0)", "1970-01-01"),
            ("date(-1.5)", "1969-12-30"),
            ("date(${d} + 30)", "2000-04-04"),
            ("date('2000-02-30')", ""),
            ("date('soon')", ""),
            ("date('05/03/2000')", ""),
            ("date(1 div 0)", ""),
            ("date(99999999999)", ""),
            ("date-time('2000-03-05T06:00')", "2000-03-05T06:00:00.000+01:00"),
            ("date-time('2000-03-05T06:00:00-02:30')", "2000-03-05T09:30:00.000+01:00"),
            ("date-time(0.5)", "1970-01-01T12:00:00.000+01:00"),
            ("decimal-date-time('1970-01-03')", "2"),
            ("decimal-date-time('1970-01-03T12:00')", "2.5"),
            ("decimal-date-time('1970-01-03T12:00:00+01:00')", "2.5"),
            ("string(decimal-date-time('x'))", "NaN"),
            ("decimal-time('06:00')", "0.25"),
            ("decimal-time('06:00:00.000+01:00')", "0.25"),
            ("decimal-time(${dt})", "0.25"),
            ("format-date('2026-02-03', '%Y/%m/%d')", "2026/02/03"),
            ("format-date('2026-02-03', '%e %n %y')", "3 2 26"),
            ("format-date('2026-02-03', '%a %e %b')", "mar. 3 févr."),
            ("format-date('', '%Y')", ""),
            ("format-date('2026-02-03', '100%%')", "100%"),
            ("format-date('2026-02-03', '%')", ""),
            ("format-date-time('2026-02-03T04:05:06.789', '%H:%M:%S.%3')", "04:05:06.789"),
            ("format-date-time('2026-02-03T04:05', '%h')", "4"),
            ("format-date-time(${time}, '%Hh%M')", "14h30"),
            ("format-date(${d} + 1, '%d')", "06"),
            ("format-date('2026-01-01', '%W')", "1"),
        ],
    );
}

#[test]
fn a_result_takes_the_kind_of_its_question() {
    for (kind, source, expected) in [
        (Kind::Calculate, "1 + 1", Value::Number(2.0)),
        (Kind::Calculate, "'2'", of_text("2")),
        (Kind::Calculate, "1 = 1", of_text("true")),
        (Kind::Calculate, "''", Value::Empty),
        (Kind::Calculate, "0 div 0", Value::Empty),
        (Kind::Integer, "'2'", Value::Number(2.0)),
        (Kind::Integer, "'two'", of_text("two")),
        (Kind::Decimal, "1 div 2", Value::Number(0.5)),
        (Kind::Text, "1 + 1", of_text("2")),
        (Kind::Date, "today() + 1", of_text("2026-11-24")),
        (Kind::Date, "'2026-11-24'", of_text("2026-11-24")),
        (
            Kind::SelectMultiple { list: "colours".to_owned(), or_other: false },
            "'red blue'",
            Value::Many(vec!["red".to_owned(), "blue".to_owned()]),
        ),
        (Kind::SelectOne { list: "colours".to_owned(), or_other: false }, "' red'", of_text("red")),
    ] {
        let question = Question { calculation: super::x(source), ..question("result", kind.clone()) };
        let engine = run(guide(vec![ask(question)]), &answers(&[], &[]));
        assert_eq!(engine.state(&super::key("result")).unwrap().value, expected, "{kind:?} {source}");
    }
}
