use super::{CODES, Finding, Lenience, check};
use crate::{
    guide::{Guide, Item, xlsform},
    problem::Severity,
};

/// A guide in markdown without the bars at the ends of lines, with its problems as `severity code row column`.
fn told(text: &str, lenience: Lenience) -> Vec<String> {
    let (_, problems) = read(text, lenience);
    problems
        .iter()
        .map(|problem| {
            let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
            let row = problem.place.row.unwrap_or_default();
            format!("{severity} {} {row} {}", problem.code, problem.place.column.as_deref().unwrap_or(""))
        })
        .collect()
}

fn read(text: &str, lenience: Lenience) -> (Option<Guide>, Vec<crate::problem::Problem>) {
    let line = |line: &str| {
        let line = line.trim();
        if line.contains('|') { format!("| | {line} |") } else { format!("| {line} |") }
    };
    let text = text.trim().lines().map(line).collect::<Vec<_>>().join("\n");
    let (guide, problems) = xlsform::import_with(&xlsform::read_markdown(&text), "data", lenience);
    for problem in &problems {
        let known = CODES.iter().chain(xlsform::CODES).find(|(code, _)| *code == problem.code);
        let (_, params) = known.unwrap_or_else(|| panic!("{}", problem.code));
        assert_eq!(problem.params.keys().collect::<Vec<_>>(), *params, "{}", problem.code);
    }
    (guide, problems)
}

const CHOICES: &str = "choices
    list_name | name | label | weight
    scale | 0 | Never | 1
    scale | 1 | Sometimes | 2
    scale | 2 | Often | 3
    words | a | A | 1
    words | b | B | 2
    unit | h | Hours | 1
    unit | d | Days | 1";

/// The calculation of a question, beside questions of every kind.
fn scored(calculation: &str, purpose: &str) -> Vec<String> {
    let text = format!(
        "survey
        type | name | label | calculation | relevant
        select_one scale | q1 | Q1 | |
        select_one scale | q2 | Q2 | |
        select_one words | w1 | W1 | |
        select_multiple words | w2 | W2 | |
        select_one unit | u1 | U1 | |
        select_one unit | u2 | U2 | |
        range | r1 | R1 | |
        range | r2 | R2 | |
        integer | n1 | N1 | |
        integer | n2 | N2 | |
        date | born | Born | |
        date | began | Began | |
        calculate | s1 | | if(${{w1}} = 'a', 2, 0) |
        calculate | s2 | | if(selected(${{w2}}, 'b'), 1, 0) |
        calculate | days | | if(${{u1}} = 'h', ${{n1}} div 24, ${{n1}}) |
        begin repeat | visit | Visit | |
        select_one scale | mood | Mood | |
        integer | minutes | Minutes | |
        date | day | Day | |
        end repeat | | | |
        calculate | result | | {calculation} |
        {CHOICES}
        settings
        form_id | guide_use
        f | {purpose}"
    );
    let found = told(&text, Lenience::default());
    assert_eq!(
        told(&text, Lenience { totals: true, ..Lenience::default() }),
        Vec::<String>::new(),
        "{calculation}"
    );
    found
}

#[test]
fn a_total_of_scored_answers_is_refused_in_an_interview() {
    for calculation in [
        "${q1} + ${q2}",
        "number(${q1}) + number(${q2})",
        "${q1} * 2 + ${q2} * 3",
        "(${q1} + ${q2}) div 2",
        "${q1} - ${q2}",
        "${q1} * ${q2}",
        "coalesce(${q1}, 0) + coalesce(${q2}, 0)",
        "sum(${q1} \\| ${q2})",
        "max(${q1}, ${q2})",
        "sum(${mood})",
        "sum(/data/visit/mood)",
        "sum(${visit}/mood) div count(${visit})",
        "if(${w1} = 'a', 1, 0) + if(selected(${w2}, 'b'), 1, 0)",
        "if(${w1} = 'a', 1, 0) + ${q1}",
        "${s1} + ${s2}",
        "round(${s1} * 0.5 + ${s2} * 0.25, 1)",
        "(${w1} = 'a') + selected(${w2}, 'b')",
        "weighted-checklist(2, -1, ${w1} = 'a', 1, selected(${w2}, 'b'), 2)",
        "checklist(2, -1, ${w1} = 'a', selected(${w2}, 'b'))",
        "count-selected(${w2}) + ${q1}",
        "instance('words')/root/item[name = ${w1}]/weight + instance('scale')/root/item[name = ${q1}]/weight",
        "${r1} + ${r2}",
        "if(${q1} + ${q2} > 2, 'high', 'low')",
        "concat('Score: ', ${q1} + ${q2})",
        "${q1} + ${q2} > 3",
        "once(${q1} + ${q2})",
        "pow(${q1} + ${q2}, 2)",
        "-(${q1} + ${q2})",
    ] {
        assert_eq!(scored(calculation, "interview"), ["error score_total 22 calculation"], "{calculation}");
        for purpose in ["questionnaire", "test"] {
            assert_eq!(scored(calculation, purpose), Vec::<String>::new(), "{calculation}");
        }
    }
}

#[test]
fn ages_dates_durations_and_counts_are_no_scores() {
    for calculation in [
        "int((today() - ${born}) div 365.25)",
        "int(decimal-date-time(today()) - decimal-date-time(${born}))",
        "${began} - ${born}",
        "count(${visit})",
        "count(${visit}[mood = 1])",
        "count(${visit}) + 1",
        "count-non-empty(${mood})",
        "sum(${minutes})",
        "sum(${minutes}) div 60 + ${n1}",
        "${n1} + ${n2}",
        "${n1} * 2 + ${n2}",
        "if(${u1} = 'h', 1, 24) * ${n1} + if(${u2} = 'h', 1, 24) * ${n2}",
        "if(${u1} = 'h', ${n1}, ${n1} * 24) + if(${u2} = 'h', ${n2}, ${n2} * 24)",
        "${days} + ${n2}",
        "min(${day})",
        "concat(${q1}, ' ', ${q2})",
        "jr:choice-name(${q1}, '${q1}')",
        "if(${q1} = ${q2}, 'same', 'other')",
        "${q1} > 1 and ${q2} > 1",
        "${q1} * 10",
        "${n1} + ${q1}",
        "count-selected(${w2})",
        "selected(${w2}, 'a') or selected(${w2}, 'b')",
        "if(${w1} = 'a', 1, 0)",
        "position(..) + string-length(${w1})",
        "${s1}",
    ] {
        assert_eq!(scored(calculation, "interview"), Vec::<String>::new(), "{calculation}");
    }
}

#[test]
fn a_total_is_told_where_it_is_made_and_wherever_it_hides() {
    let text = format!(
        "survey
        type | name | label | calculation | relevant
        select_one scale | q1 | Q1 | |
        select_one scale | q2 | Q2 | |
        calculate | total | | ${{q1}} + ${{q2}} |
        calculate | half | | ${{total}} div 2 |
        note | n | N | | ${{q1}} + ${{q2}} > 3
        {CHOICES}"
    );
    let found = told(&text, Lenience::default());
    assert_eq!(found, ["error score_total 4 calculation", "error score_total 6 relevant"]);
    let (guide, problems) = read(&text, Lenience::default());
    assert!(guide.is_none());
    assert_eq!(problems[0].params["questions"], "q1, q2");
}

#[test]
fn circles_are_told_with_their_path() {
    let text = "survey
        type | name | label | calculation | relevant
        calculate | a | | ${b} + 1 |
        calculate | b | | ${c} * 2 |
        calculate | c | | ${a} - 1 |
        text | d | D | | ${e} = 1
        begin group | g | G | | ${d} = 1
        text | e | E | |
        end group | | | |
        begin repeat | r | R | |
        integer | n | N | |
        calculate | total | | coalesce(${r}[position() = position(current()/..) - 1]/total, 0) + ${n} |
        calculate | before | | indexed-repeat(${before}, ${r}, position(..) - 1) + 1 |
        end repeat | | | |
        text | own | Own | | . = ''";
    let (_, problems) = read(text, Lenience::default());
    let paths: Vec<_> = problems.iter().map(|problem| problem.params["path"].as_str()).collect();
    assert_eq!(paths, ["a → c → b → a", "d → g → g/e → d"]);
    assert_eq!(problems[0].place.row, Some(2));
}

#[test]
fn what_cannot_be_meant_is_told() {
    let text = format!(
        "survey
        type | name | label | relevant | constraint
        select_one words | w | W | |
        select_multiple words | m | M | |
        integer | n | N | |
        note | x1 | X | ${{w}} = 'c' |
        note | x2 | X | selected(${{m}}, 'aa') |
        note | x3 | X | ${{n}} = 'many' |
        note | x4 | X | 1 = 1 |
        note | x5 | X | selected(${{n}}, '1') |
        text | x6 | X | | regex(., '(?=a)b')
        note | x7 | X | ${{n}} div 0 > 1 |
        note | x8 | X | ${{n}} + 'a' > 1 |
        note | y1 | Y | ${{w}} = '' or ${{w}} = 'a' or ${{m}} = 'a b' or ${{n}} = '1' |
        text | y2 | Y | | regex(., '^[a-z]+$') and . != 'x'
        {CHOICES}"
    );
    assert_eq!(
        told(&text, Lenience::default()),
        [
            "warning choice_unknown 5 relevant",
            "warning choice_unknown 6 relevant",
            "warning compared_never_equal 7 relevant",
            "warning condition_is_constant 8 relevant",
            "warning selected_of_no_choices 9 relevant",
            "warning regex_unusable 10 constraint",
            "warning divided_by_zero 11 relevant",
            "warning text_in_arithmetic 12 relevant",
        ]
    );
}

#[test]
fn what_is_out_of_scope_is_left_out_when_asked() {
    let text = "survey
        type | name | label | relevant | calculation
        geopoint | place | Place | |
        text | a | A in ${place} | |
        text | b | B | ${place} != '' |
        calculate | c | | | pulldata('a', 'b', 'c', ${a})
        select_one_from_file x.csv | f | F | |";
    let (guide, problems) = read(text, Lenience::default());
    assert!(guide.is_none());
    assert_eq!(problems.iter().filter(|problem| problem.code == "out_of_scope").count(), 3);
    let (guide, problems) = read(text, Lenience { partial: true, ..Lenience::default() });
    let guide = guide.unwrap();
    let Item::Question(a) = &guide.items[0] else { panic!() };
    assert_eq!(a.label.0[""], "A in …");
    let names: Vec<String> = guide.items.iter().map(|item| item.name().to_owned()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning));
    assert_eq!(problems.iter().filter(|problem| problem.code == "reference_left_out").count(), 2);
}

#[test]
fn a_guide_that_no_tables_made_is_checked_too() {
    let json = r#"{"title": {"": "T"}, "form_id": "f", "version": "", "languages": [], "lists": {"l": []}, "items": [
        {"item": "question", "name": "a b", "kind": {"type": "text"}, "label": {"": "A"}},
        {"item": "question", "name": "q", "kind": {"type": "select_one", "list": "m"}, "label": {"": "${qq}"},
         "relevant": "${nowhere} = 1", "triggers": ["none"]},
        {"item": "group", "name": "q", "label": {}, "items": []},
        {"item": "question", "name": "e", "kind": {"type": "select_one", "list": "l"}, "label": {"": "E"}}
    ]}"#;
    let guide: Guide = serde_json::from_str(json).unwrap();
    let line = |finding: Finding| {
        let problem = finding.into_problem();
        format!("{} {}", problem.code, problem.place.column.unwrap())
    };
    let found: Vec<String> = check(&guide, Lenience::default()).into_iter().map(line).collect();
    assert_eq!(
        found,
        [
            "name_invalid /a b name",
            "list_unknown /q type",
            "reference_unknown /q relevant",
            "reference_unknown /q label",
            "reference_unknown /q trigger",
            "name_duplicate /q name",
            "list_empty /e type",
        ]
    );
}

#[test]
fn the_list_of_codes_is_sorted() {
    assert!(CODES.is_sorted_by(|left, right| left.0 < right.0));
}
