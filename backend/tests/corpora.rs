//! How far the reader of XLSForm agrees with pyxform, on the forms of pyxform's own tests and on real ones. The forms
//! are not part of the repository: they are looked for in `$JALON_SHARED`, or in a folder `shared` beside it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use backend::{guide, workbook, xform};
use domain::{
    guide::{
        Guide,
        check::{self, Lenience},
        difference::difference,
        engine::{Context, Engine},
        script,
        xlsform::{CODES, export, import, import_with},
    },
    interview::Answers,
    language::Language,
    problem::{Problem, Severity},
};
use serde_json::Value;

/// The least share of forms on which both must agree, in percent.
const AGREEMENT: usize = 98;

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("JALON_SHARED").map_or(beside, PathBuf::from);
    let corpus = shared.join("corpora/xlsforms");
    corpus.join("verdicts.json").exists().then_some(corpus)
}

#[derive(Default)]
struct Tally {
    agreed: usize,
    all: usize,
    located: usize,
}

impl Tally {
    fn percent(&self) -> usize {
        100 * self.agreed / self.all.max(1)
    }
}

#[test]
fn pyxform_and_the_import_agree() {
    let Some(corpus) = corpus() else {
        println!(
            "Skipped: there is no corpora/xlsforms in $JALON_SHARED nor in ../shared beside the repository."
        );
        return;
    };
    let verdicts = fs::read_to_string(corpus.join("verdicts.json")).unwrap();
    let verdicts: Value = serde_json::from_str(&verdicts).unwrap();
    let (mut accepted, mut refused) = (Tally::default(), Tally::default());
    let verdicts = verdicts.as_object().unwrap();
    assert_eq!(verdicts.len(), 713);
    for (file, verdict) in verdicts {
        let path = corpus.join(file);
        let stem = path.file_stem().unwrap().to_string_lossy();
        let name = verdict["form_name"].as_str().unwrap_or(&stem);
        let (usable, problems) = read(&path, name);
        check_codes(file, &problems);
        if verdict["scope"] != "in" {
            continue;
        }
        let errors: Vec<&Problem> =
            problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        assert_eq!(usable, errors.is_empty(), "{file}: a guide comes exactly where there is no error");
        if verdict["ok"] == true && !errors.is_empty() && errors.iter().all(|problem| beyond_pyxform(problem))
        {
            println!(
                "{file}: pyxform does not look at {:?}",
                errors.iter().map(|problem| &problem.code).collect::<Vec<_>>()
            );
            continue;
        }
        let tally = if verdict["ok"] == true { &mut accepted } else { &mut refused };
        tally.all += 1;
        if usable == (verdict["ok"] == true) {
            tally.agreed += 1;
        } else {
            println!("{file}: pyxform says {}, the import {errors:?}", verdict["error"]);
        }
        tally.located += usize::from(errors.iter().any(|problem| problem.place.row.is_some()));
    }
    let line = |what: &str, tally: &Tally| println!("{what}: {} of {}", tally.agreed, tally.all);
    line("accepted by both", &accepted);
    line("refused by both", &refused);
    println!("refused with sheet and row: {} of {}", refused.located, refused.all);
    assert!(accepted.percent() >= AGREEMENT, "accepted: {} %", accepted.percent());
    assert!(refused.percent() >= AGREEMENT, "refused: {} %", refused.percent());
    assert!(100 * refused.located / refused.all.max(1) >= 95, "most problems say where they are");
}

#[test]
fn a_damaged_workbook_is_refused_or_read_and_never_worse() {
    let Some(corpus) = corpus() else {
        println!(
            "Skipped: there is no corpora/xlsforms in $JALON_SHARED nor in ../shared beside the repository."
        );
        return;
    };
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).unwrap()
    };
    for entry in fs::read_dir(corpus.join("xls")).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        for _ in 0..10 {
            let at = next(bytes.len());
            bytes[at] = u8::try_from(next(256)).unwrap();
            if let Ok(workbook) = workbook::read(&path.to_string_lossy(), &bytes) {
                import(&workbook, "data");
            }
        }
    }
}

/// What no engine could run, or a rule of ours, of which pyxform's verdict says nothing.
fn beyond_pyxform(problem: &Problem) -> bool {
    problem.code.starts_with("expression_") || matches!(problem.code.as_str(), "circular" | "score_total")
}

const PARTLY: Lenience = Lenience { partial: true, totals: true };

/// Whatever can be brought in, if only in part, is the same after a way out and in again.
#[test]
fn what_is_exported_is_imported_again() {
    let Some(corpus) = corpus() else {
        println!(
            "Skipped: there is no corpora/xlsforms in $JALON_SHARED nor in ../shared beside the repository."
        );
        return;
    };
    let (mut count, mut lost) = (0, Vec::new());
    for folder in ["xls", "md"] {
        for entry in fs::read_dir(corpus.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap();
            let (Some(guide), _) = guide::check(&name, &bytes, PARTLY) else { continue };
            count += 1;
            let format = if count % 10 == 0 || folder == "xls" { "xlsx" } else { "tables" };
            let again = if format == "xlsx" {
                let written = guide::export(&guide, guide::Format::Xlsx).unwrap();
                guide::check("again.xlsx", &written, PARTLY)
            } else {
                import_with(&export(&guide), "again", PARTLY)
            };
            if again.0.as_ref() != Some(&guide) {
                let changes = again.0.as_ref().map(|again| difference(&guide, again));
                let errors: Vec<_> =
                    again.1.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
                lost.push(format!("{name} by {format}: {changes:?} {errors:?}"));
            }
            let json = guide::export(&guide, guide::Format::Json).unwrap();
            assert_eq!(serde_json::from_slice::<Guide>(&json).unwrap(), guide, "{name} by JSON");
        }
    }
    assert!(lost.is_empty(), "{} of {count}:\n{}", lost.len(), lost.join("\n"));
    assert!(count > 400, "{count} forms");
}

/// Forms that are broken on purpose, or that need what Jalon does not do though nothing in their list says so.
const NOT_FOR_US: &[(&str, &str)] = &[
    ("setvalue-repeat-tricky.xml", "its body asks for /data/a, which its instance lacks"),
    ("5-select-types.xml", "a select of several has choices with a space in their names"),
];

/// XForms in scope load and run.
#[test]
fn xforms_load_and_run() {
    let Some(corpus) = corpus() else {
        println!(
            "Skipped: there is no corpora/logic in $JALON_SHARED nor in ../shared beside the repository."
        );
        return;
    };
    let logic = corpus.join("../logic");
    let files: Value = serde_json::from_str(&fs::read_to_string(logic.join("files.json")).unwrap()).unwrap();
    let (mut in_scope, mut wrong) = (0, Vec::new());
    for form in files.as_array().unwrap() {
        let file = form["file"].as_str().unwrap();
        let bytes = fs::read(logic.join(file)).unwrap();
        let (guide, problems) = guide::check(file, &bytes, Lenience { totals: true, ..Lenience::default() });
        check_codes(file, &problems);
        let errors: Vec<&Problem> =
            problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        if let Some(guide) = guide {
            let outcome = script::run(&Arc::new(guide), Context::default(), Language::English, &[]);
            assert_eq!(outcome.unwrap().steps.len(), 1, "{file}");
            in_scope += 1;
        } else if errors.iter().all(|problem| problem.code != "out_of_scope")
            && !NOT_FOR_US.iter().any(|(name, _)| file.ends_with(name))
        {
            wrong.push(format!("{file}: {errors:?}"));
        }
        // What is left of a form that is not for us runs too.
        if let (Some(guide), _) = guide::check(file, &bytes, PARTLY) {
            script::run(&Arc::new(guide), Context::default(), Language::English, &[]).unwrap();
        }
    }
    println!("{in_scope} of {} forms load and run", files.as_array().unwrap().len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(in_scope > 100, "{in_scope}");
}

fn read(path: &Path, name: &str) -> (bool, Vec<Problem>) {
    let bytes = fs::read(path).expect("the file can be read");
    match workbook::read(&path.to_string_lossy(), &bytes) {
        Ok(workbook) => {
            let (guide, problems) = import(&workbook, name);
            let usable = guide.is_some();
            if let Some(guide) = guide {
                // What is imported can be run.
                Engine::new(Arc::new(guide), Context::default(), &Answers::default());
            }
            (usable, problems)
        }
        Err(problem) => (false, vec![problem]),
    }
}

fn check_codes(file: &str, problems: &[Problem]) {
    for problem in problems {
        let known = CODES
            .iter()
            .chain(workbook::CODES)
            .chain(check::CODES)
            .chain(guide::CODES)
            .chain(xform::CODES)
            .find(|(code, _)| *code == problem.code);
        let (_, params) = known.unwrap_or_else(|| panic!("{file}: {} is in no list of codes", problem.code));
        let given: BTreeSet<&str> = problem.params.keys().map(String::as_str).collect();
        assert_eq!(given, params.iter().copied().collect(), "{file}: {}", problem.code);
    }
}
