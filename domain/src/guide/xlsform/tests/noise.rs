//! What is large, deep or nonsense.

use proptest::prelude::*;

use super::{check_codes, workbook};
use crate::{
    guide::{
        Guide,
        xlsform::{Sheet, Workbook, import, read_markdown},
    },
    problem::Severity,
};

#[test]
fn depth_and_loops_have_bounds() {
    let open = "begin group | g | G\n".repeat(40_000);
    let (guide, problems) = import(&workbook(&format!("survey\ntype | name | label\n{open}")), "data");
    assert!(guide.is_none());
    assert!(problems.iter().any(|problem| problem.code == "nested_too_deep"));
    let open: String = (0..30).map(|depth| format!("begin loop over l | g{depth} | G\n")).collect();
    let close = "end loop | |\n".repeat(30);
    let choices = "choices\nlist_name | name | label\nl | a | A\nl | b | B";
    let text = format!("survey\ntype | name | label\n{open}note | n | N\n{close}{choices}");
    let (_, problems) = import(&workbook(&text), "data");
    assert!(problems.iter().any(|problem| problem.code == "too_many_questions"));
}

#[test]
fn fifty_thousand_choices_are_read_without_delay() {
    let row = |cells: [String; 3]| cells.to_vec();
    let words = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let survey = vec![words(["type", "name", "label"]), words(["select_one l", "q", "Q"])];
    let mut choices = vec![words(["list_name", "name", "label"])];
    choices.extend(
        (0..50_000).map(|index| row(["l".to_owned(), format!("c{index}"), format!("Choice {index}")])),
    );
    let sheet = |name: &str, rows| Sheet { name: name.to_owned(), rows };
    let workbook = Workbook { sheets: vec![sheet("survey", survey), sheet("choices", choices)] };
    let started = std::time::Instant::now();
    let (guide, problems) = import(&workbook, "data");
    assert_eq!(problems, []);
    assert_eq!(guide.unwrap().lists["l"].len(), 50_000);
    // Unoptimised and on a busy machine; anything quadratic takes minutes.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// Cells that reach far into the reader, beside plain noise.
fn cell() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "",
        "",
        "a",
        "b",
        "l",
        "type",
        "name",
        "label",
        "label::fr",
        "label::",
        "::",
        "list_name",
        "relevant",
        "constraint",
        "calculation",
        "trigger",
        "parameters",
        "default",
        "choice_filter",
        "repeat_count",
        "appearance",
        "text",
        "integer",
        "range",
        "note",
        "calculate",
        "image",
        "select_one l",
        "select_multiple l or_other",
        "rank l",
        "select_one ${a}",
        "begin group",
        "end group",
        "begin repeat",
        "end repeat",
        "begin loop over l",
        "end loop",
        "${a}",
        "${",
        "${a}${b}",
        "start=1 end=0 step=-1",
        "randomize=true seed=${b}",
        "rows=1",
        "=",
        "yes",
        "no",
        "1",
        "-1e308",
        "selected(${a}, 'x')",
        "if(",
        "'",
        "table-list",
        "%(label)s",
        "field-list",
    ]);
    prop_oneof![8 => words.prop_map(str::to_owned), 1 => ".{0,12}"]
}

fn sheet(name: &'static str, headers: &'static [&'static str]) -> impl Strategy<Value = Sheet> {
    let rows = prop::collection::vec(prop::collection::vec(cell(), 0..9), 0..12);
    (rows, any::<bool>()).prop_map(move |(mut rows, headed)| {
        if headed {
            rows.insert(0, headers.iter().map(|header| (*header).to_owned()).collect());
        }
        Sheet { name: name.to_owned(), rows }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_table_makes_it_panic(
        survey in sheet("survey", &["type", "name", "label", "relevant", "calculation", "parameters", "trigger"]),
        choices in sheet("choices", &["list_name", "name", "label", "label::fr", "x"]),
        settings in sheet("settings", &["form_id", "name", "default_language", "instance_name"]),
        form_name in ".{0,4}",
    ) {
        let workbook = Workbook { sheets: vec![survey, choices, settings] };
        let (guide, problems) = import(&workbook, &form_name);
        check_codes(&problems);
        prop_assert_eq!(guide.is_none(), problems.iter().any(|problem| problem.severity == Severity::Error));
        if let Some(guide) = guide {
            let stored = serde_json::to_string(&guide).unwrap();
            prop_assert_eq!(serde_json::from_str::<Guide>(&stored).unwrap(), guide);
        }
    }

    #[test]
    fn no_text_makes_the_reader_of_markdown_panic(text in r"[|\\ a\n-]{0,60}") {
        import(&read_markdown(&text), "data");
    }
}
