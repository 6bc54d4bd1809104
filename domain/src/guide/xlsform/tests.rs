use super::{CODES, Workbook, import, read_markdown};
use crate::{
    guide::{Choice, Guide, Item, Kind, Question, xpath},
    problem::{Problem, Severity},
};

mod bounds;
mod noise;

/// `error name_missing survey:3:name` for each problem, parameters left out.
fn told(problems: &[Problem]) -> Vec<String> {
    let line = |problem: &Problem| {
        let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
        let place = &problem.place;
        let row = place.row.map(|row| row.to_string()).unwrap_or_default();
        let (sheet, column) = (place.sheet.as_deref().unwrap_or(""), place.column.as_deref().unwrap_or(""));
        format!("{severity} {} {sheet}:{row}:{column}", problem.code)
    };
    problems.iter().map(line).collect()
}

/// Sheets in markdown, without the bars at the ends of lines: `survey` alone on a line starts a sheet.
fn workbook(text: &str) -> Workbook {
    let line = |line: &str| {
        let line = line.trim();
        if line.contains('|') { format!("| | {line} |") } else { format!("| {line} |") }
    };
    read_markdown(&text.trim().lines().map(line).collect::<Vec<_>>().join("\n"))
}

fn check(text: &str, expected: &[&str]) {
    let (guide, problems) = import(&workbook(text), "data");
    assert_eq!(told(&problems), expected, "{text}");
    assert_eq!(guide.is_none(), problems.iter().any(|problem| problem.severity == Severity::Error), "{text}");
    check_codes(&problems);
}

fn check_codes(problems: &[Problem]) {
    for problem in problems {
        let (_, params) = CODES.iter().find(|(code, _)| *code == problem.code).expect(&problem.code);
        assert_eq!(problem.params.keys().collect::<Vec<_>>(), *params, "{}", problem.code);
    }
}

fn guide(text: &str) -> Guide {
    let (guide, problems) = import(&workbook(text), "data");
    guide.unwrap_or_else(|| panic!("{text}: {:?}", told(&problems)))
}

fn question<'a>(items: &'a [Item], name: &str) -> &'a Question {
    let item = items.iter().find(|item| item.name() == name);
    let Some(Item::Question(question)) = item else { panic!("no question {name}") };
    question
}

#[test]
fn a_question_keeps_everything_its_row_says() {
    let guide = guide(
        "survey
        type | name | label::French (fr) | label::en | hint::fr | hint::en | guidance_hint::fr | guidance_hint::en | guidance_say::fr | guidance_say::en | required | relevant | constraint | appearance | default | read_only
        integer | age | Âge | Age | h | h | gi | gi | gs | gs | yes | | . > 0 and . < 120 | | 18 |
        select_one sizes | size | Taille | Size | | | | | | | no | ${age} >= 18 | | minimal likert | | yes
        settings
        form_title::fr | form_title::en | form_id | version | instance_name
        Titre | Title | id | 3 | concat('a', ${age})
        choices
        list_name | name | label::fr | label::en | region
        sizes | s | Petit | Small | north",
    );
    assert_eq!(guide.languages, ["fr", "en"]);
    assert_eq!((guide.title.0["fr"].as_str(), guide.title.0["en"].as_str()), ("Titre", "Title"));
    assert_eq!((guide.form_id.as_str(), guide.version.as_str()), ("id", "3"));
    assert_eq!(guide.instance_name.map(|name| xpath::print(&name)).as_deref(), Some("concat('a', ${age})"));
    let age = question(&guide.items, "age");
    assert_eq!(age.label.0["fr"], "Âge");
    assert_eq!((age.guidance.instruction.0["fr"].as_str(), age.guidance.say.0["en"].as_str()), ("gi", "gs"));
    assert_eq!(age.required.as_ref().map(xpath::print).as_deref(), Some("true()"));
    assert_eq!(age.constraint.as_ref().map(xpath::print).as_deref(), Some(". > 0 and . < 120"));
    assert_eq!(age.default.as_ref().map(xpath::print).as_deref(), Some("18"));
    let size = question(&guide.items, "size");
    assert_eq!(size.kind, Kind::SelectOne { list: "sizes".to_owned(), or_other: false });
    assert_eq!((size.required.is_none(), size.read_only.is_some()), (true, true));
    assert_eq!(size.appearance, ["minimal", "likert"]);
    let Choice { name, label, columns } = &guide.lists["sizes"][0];
    assert_eq!((name.as_str(), label.0["en"].as_str(), columns["region"].as_str()), ("s", "Small", "north"));
}

#[test]
fn groups_repeats_and_loops_nest() {
    let guide = guide(
        "survey
        type | name | label | repeat_count
        begin group | g | G |
        begin repeat | r | R | 3
        text | t | T |
        end repeat | | |
        end group | | |
        begin loop over l | per | |
        integer | n | How many %(label)s? |
        end loop | | |
        choices
        list_name | name | label
        l | cats | cats
        l | dogs | dogs",
    );
    let [Item::Group(group), Item::Group(looped)] = guide.items.as_slice() else {
        panic!("{:?}", guide.items)
    };
    let [Item::Repeat(repeat)] = group.items.as_slice() else { panic!("{:?}", group.items) };
    assert_eq!(repeat.count.as_ref().map(xpath::print).as_deref(), Some("3"));
    assert_eq!(question(&repeat.group.items, "t").label.0[""], "T");
    let Item::Group(dogs) = &looped.items[1] else { panic!("{:?}", looped.items) };
    assert_eq!((dogs.name.as_str(), dogs.label.0[""].as_str()), ("dogs", "dogs"));
    assert_eq!(question(&dogs.items, "n").label.0[""], "How many dogs?");
}

#[test]
fn the_question_that_or_other_adds_can_be_referred_to() {
    let guide = guide(
        "survey
        type | name | label | relevant
        select_multiple l or_other | pets | Pets |
        note | which | ${pets_other} | ${pets_other} != ''
        choices
        list_name | name | label
        l | cat | Cat",
    );
    assert_eq!(
        question(&guide.items, "which").relevant.as_ref().map(xpath::print).as_deref(),
        Some("${pets_other} != ''")
    );
}

#[test]
fn a_default_is_computed_only_where_it_looks_like_it() {
    let cases = [
        ("text", "a - b (c)", "'a - b (c)'"),
        ("text", "today", "'today'"),
        ("date", "2026-11-23", "'2026-11-23'"),
        ("date", "today()", "today()"),
        ("integer", "1 + 1", "1 + 1"),
        ("integer", "-3", "-3"),
        ("text", "concat(${a}, '!')", "concat(${a}, '!')"),
    ];
    for (kind, default, expected) in cases {
        let guide = guide(&format!(
            "survey\ntype | name | label | default\ntext | a | A |\n{kind} | q | Q | {default}"
        ));
        let found = question(&guide.items, "q").default.as_ref().map(xpath::print);
        assert_eq!(found.as_deref(), Some(expected), "{kind} {default}");
    }
}

#[test]
fn everything_wrong_is_told_at_once_with_its_place() {
    check(
        "survey
        type | name | Label | relevant | foo
        txt | a | A | |
        integer | 1b | B | |
        text | c | | ${d} = 1 |
        text | c | C ${e | 1 = = 2 |
        | f | F | |
        geopoint | g | G | |
        select_one l | h | H | |
        image | i | I | |
        end group | | | |",
        &[
            "warning column_unknown survey:1:foo",
            "error type_unknown_near survey:2:type",
            "error name_invalid survey:3:name",
            "error reference_unknown survey:4:relevant",
            "error label_missing survey:4:Label",
            "error name_duplicate survey:5:name",
            "error reference_malformed survey:5:Label",
            "error expression_unexpected survey:5:relevant",
            "error type_missing survey:6:type",
            "error out_of_scope survey:7:type",
            "error sheet_missing survey:8:type",
            "warning type_unsupported survey:9:type",
            "error end_without_begin survey:10:type",
        ],
    );
}

#[test]
fn choices_are_checked() {
    check(
        "survey
        type | name | label | choice_filter
        select_multiple l | a | A |
        select_one m | b | B |
        select_one l or_other | c | C | x = 1 or name = 'c'
        choices
        list_name | name | label | my column
        l | a b | x | 1
        l | c | |
        l | c | y |
        l | | z |
        | d | w |",
        &[
            "error choice_name_with_space survey:2:type",
            "error list_unknown survey:3:type",
            "error choice_filter_with_other survey:4:choice_filter",
            "warning choice_filter_column survey:4:choice_filter",
            "warning choice_column_invalid choices:1:my column",
            "warning choice_label_missing choices:3:label",
            "error choice_duplicate choices:4:name",
            "error choice_name_missing choices:5:name",
            "warning choice_without_list choices:6:list_name",
        ],
    );
}

#[test]
fn sheets_and_columns_are_checked() {
    check(
        "choice\nlist_name | name\nl | a",
        &["warning sheet_assumed choice::", "error column_missing choice:1:"],
    );
    check(
        "choices\nlist_name | name\nl | a\nsettings\ntitle | x\nt | u",
        &["error sheet_missing ::", "warning setting_unknown settings:1:x"],
    );
    check(
        "survey\ntype | name | calculate | calculation\ncalculate | a | 1 |",
        &["error column_duplicate survey:1:calculation"],
    );
    check("survey\ntype | name | label\nnote | n | N | stray", &["warning header_missing survey:2:"]);
    check(
        "survey\ntype | name | label\nnote | n | N\nsetings\ntitle | x\nt | u",
        &["warning sheet_name_similar setings::"],
    );
}

#[test]
fn a_path_to_nowhere_is_told() {
    check(
        "survey
        type | name | label | relevant
        begin group | g | G |
        text | a | A |
        end group | | |
        note | n | N | /data/g/a = /data/a or /data/meta/instanceID",
        &["warning path_unknown survey:5:relevant"],
    );
}

#[test]
fn a_text_that_a_language_lacks_is_told_and_never_blank() {
    let text = "survey
        type | name | label::fr | label::en | hint::fr
        text | a | A | | i
        text | b | B | B |
        note | n | | N |";
    check(
        text,
        &[
            "warning translation_column_missing survey:1:",
            "warning translation_missing survey:2:label::en",
            "warning translation_missing survey:4:label::fr",
        ],
    );
    let guide = guide(text);
    assert_eq!(
        question(&guide.items, "a").label.in_language(crate::language::Language::English),
        ("A", true)
    );
}

#[test]
fn a_default_language_is_that_of_columns_without_one() {
    let guide = guide(
        "survey
        type | name | label | label::en
        note | n | N fr | N en
        settings
        default_language | version
        French (fr) | 1",
    );
    assert_eq!(guide.languages, ["fr", "en"]);
    assert_eq!(question(&guide.items, "n").label.0["fr"], "N fr");
}

#[test]
fn parameters_are_read_and_checked() {
    let range = |parameters: &str| {
        let text = format!("survey\ntype | name | label | parameters\nrange | r | R | {parameters}");
        let (guide, problems) = import(&workbook(&text), "data");
        check_codes(&problems);
        guide.map(|guide| question(&guide.items, "r").kind.clone()).ok_or_else(|| problems[0].code.clone())
    };
    assert_eq!(range("Start=0;end = 5, step=0.5"), Ok(Kind::Range { start: 0.0, end: 5.0, step: 0.5 }));
    assert_eq!(range("start=5 end=1"), Ok(Kind::Range { start: 5.0, end: 1.0, step: -1.0 }));
    let cases = [
        ("start", "parameter_malformed"),
        ("start=1 = 2", "parameter_malformed"),
        ("start=a", "parameter_not_number"),
        ("step=0", "parameter_zero"),
        ("step=20", "parameter_larger_than_range"),
        ("step=2 placeholder=4", "parameter_not_multiple"),
        ("placeholder=11", "parameter_outside_range"),
        ("foo=1", "parameter_unknown"),
        ("tick_labelset=l", "list_unknown"),
    ];
    for (parameters, code) in cases {
        assert_eq!(range(parameters), Err(code.to_owned()), "{parameters}");
    }
}

#[test]
fn a_random_order_and_a_text_of_several_lines_are_kept() {
    let guide = guide(
        "survey
        type | name | label | parameters
        text | t | T | rows=5
        select_one l | s | S | randomize=true seed=${t}
        select_one l | u | U | randomize=true seed=42
        choices
        list_name | name | label
        l | a | A",
    );
    assert_eq!(question(&guide.items, "t").appearance, ["multiline"]);
    let seed = |name: &str| {
        let randomize = question(&guide.items, name).randomize.clone().unwrap();
        randomize.seed.map(|seed| xpath::print(&seed))
    };
    assert_eq!(seed("s").as_deref(), Some("${t}"));
    assert_eq!(seed("u").as_deref(), Some("42"));
}

#[test]
fn bent_quotation_marks_are_straightened_in_expressions() {
    let guide = guide("survey\ntype | name | label | relevant\ntext | a | A |\nnote | n | N | ${a} = ‘x’");
    let relevant = question(&guide.items, "n").relevant.as_ref().map(xpath::print);
    assert_eq!(relevant.as_deref(), Some("${a} = 'x'"));
}
