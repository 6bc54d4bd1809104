//! How far the reader of XLSForm agrees with pyxform, on the forms of pyxform's own tests and on real ones. The forms
//! are not part of the repository: they are looked for in `$JALON_SHARED`, or in a folder `shared` beside it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use backend::workbook;
use domain::{
    guide::{
        engine::{Context, Engine},
        xlsform::{CODES, import},
    },
    interview::Answers,
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
        let known = CODES.iter().chain(workbook::CODES).find(|(code, _)| *code == problem.code);
        let (_, params) = known.unwrap_or_else(|| panic!("{file}: {} is in no list of codes", problem.code));
        let given: BTreeSet<&str> = problem.params.keys().map(String::as_str).collect();
        assert_eq!(given, params.iter().copied().collect(), "{file}: {}", problem.code);
    }
}
