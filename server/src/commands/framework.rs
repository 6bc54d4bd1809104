//! `jalon framework`: checking, drawing, exporting and comparing frameworks.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

use domain::{
    framework::{
        Framework, check, difference,
        export::{self, Format, Words},
        finding::{Finding, Place},
        import,
        layout::{self, exchange},
    },
    language::Language,
    problem::Severity,
};
use locales::{framework as words, server};
use serde_json::{Value, json};

use super::{Trouble, complain, say};
use crate::cli;

/// The largest file that is read, in MiB: many times the largest framework, and the corpora of graphs.
const LARGEST: u64 = 64;

pub(super) fn run(language: Language, asked: cli::Framework) -> Result<(), Trouble> {
    match asked {
        cli::Framework::Check { files, json } => check_all(language, &files, json),
        cli::Framework::Layout { file, json } => layout(language, &file, json),
        cli::Framework::Export { file, to, out, content } => {
            export(language, &file, to, out.as_deref(), content.unwrap_or(language))
        }
        cli::Framework::Diff { before, after, json } => diff(language, &before, &after, json),
    }
}

fn check_all(language: Language, files: &[impl AsRef<Path>], as_json: bool) -> Result<(), Trouble> {
    let mut wrong = 0;
    for file in files {
        let file = file.as_ref();
        let found = match open(file) {
            Ok((framework, mut remarks)) => {
                remarks.extend(check::check(&framework, language));
                remarks
            }
            Err(findings) => findings,
        };
        let ok = check::is_sound(&found);
        wrong += usize::from(!ok);
        if as_json {
            let problems: Vec<Value> = found.iter().map(|finding| object(language, finding)).collect();
            say(language, json!({ "file": file.to_string_lossy(), "ok": ok, "problems": problems }))?;
            continue;
        }
        for finding in &found {
            say(language, sentence(language, file, finding))?;
        }
        if found.is_empty() {
            say(language, words::fine(language, file.display()))?;
        }
    }
    match wrong {
        0 => Ok(()),
        _ if as_json => Err(Trouble::found(String::new())),
        count => Err(Trouble::found(words::wrong(language, count))),
    }
}

fn layout(language: Language, file: &Path, as_json: bool) -> Result<(), Trouble> {
    let content = read(file).map_err(|findings| Trouble::found(told(language, file, &findings)))?;
    let mut unread = 0;
    let mut graphs = serde_json::Deserializer::from_slice(&content).into_iter::<Value>();
    let mut any = false;
    loop {
        let rest = content.get(graphs.byte_offset()..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let before = &content[..content.len() - rest.len() + blank];
        let line = Place::Line { line: 1 + before.iter().filter(|byte| **byte == b'\n').count() };
        let Some(value) = graphs.next() else { break };
        any = true;
        let asked = value
            .map_err(|error| vec![Finding::error("read_json", line.clone()).with("reason", error)])
            .and_then(|value| exchange::read(&value));
        match asked {
            Ok(asked) => {
                for remark in &asked.remarks {
                    complain(sentence(language, file, remark));
                }
                draw(language, &asked, as_json)?;
            }
            Err(findings) => {
                unread += 1;
                for mut finding in findings {
                    // Among many graphs, the line is what tells which one is meant.
                    if finding.place == Place::Whole {
                        finding.place = line.clone();
                    }
                    complain(sentence(language, file, &finding));
                }
            }
        }
    }
    if !any {
        let finding = Finding::error("read_empty", Place::Whole);
        return Err(Trouble::found(sentence(language, file, &finding)));
    }
    if unread == 0 { Ok(()) } else { Err(Trouble::found(words::unread(language, unread))) }
}

fn draw(language: Language, asked: &exchange::Asked, as_json: bool) -> Result<(), Trouble> {
    let drawing = layout::layout(&asked.graph);
    if as_json {
        return say(language, exchange::write(asked, &drawing));
    }
    let layers = drawing.places.iter().map(|place| place.layer + 1).max().unwrap_or(0);
    let name = asked.name.as_str().unwrap_or("–");
    let (nodes, edges) = (asked.graph.nodes.len(), asked.graph.links.len());
    say(language, words::drawn(language, drawing.crossings, edges, layers, name, nodes))
}

fn export(
    language: Language,
    file: &Path,
    to: Format,
    out: Option<&Path>,
    content: Language,
) -> Result<(), Trouble> {
    let framework = opened(language, file)?;
    let text = export::write(&framework, to, Words { language: content, lookup: &words::lookup });
    match out {
        None => say(language, text.trim_end_matches('\n')),
        Some(out) => fs::write(out, text)
            .map_err(|error| Trouble::found(words::unwritable(language, out.display(), error))),
    }
}

fn diff(language: Language, before: &Path, after: &Path, as_json: bool) -> Result<(), Trouble> {
    let (before, after) = (opened(language, before)?, opened(language, after)?);
    let changes = difference::difference(&before, &after, language);
    if as_json {
        let changes: Vec<Value> = changes
            .iter()
            .map(|change| {
                json!({
                    "code": change.code,
                    "place": change.place,
                    "params": change.params,
                    "message": locales::change(language, change),
                })
            })
            .collect();
        return say(language, json!({ "same": changes.is_empty(), "changes": changes }));
    }
    if changes.is_empty() {
        return say(language, words::same(language));
    }
    changes.iter().try_for_each(|change| say(language, locales::change(language, change)))
}

/// A framework that can be worked on; remarks go to standard error.
fn opened(language: Language, file: &Path) -> Result<Framework, Trouble> {
    let (framework, remarks) =
        open(file).map_err(|findings| Trouble::found(told(language, file, &findings)))?;
    if !remarks.is_empty() {
        complain(told(language, file, &remarks));
    }
    Ok(framework)
}

fn open(file: &Path) -> Result<(Framework, Vec<Finding>), Vec<Finding>> {
    read(file).and_then(|content| import::read(&content))
}

fn read(file: &Path) -> Result<Vec<u8>, Vec<Finding>> {
    let unreadable = |error: io::Error| vec![Finding::error("read_file", Place::Whole).with("reason", error)];
    let most = LARGEST * 1_048_576;
    let mut content = Vec::new();
    File::open(file).map_err(unreadable)?.take(most + 1).read_to_end(&mut content).map_err(unreadable)?;
    if content.len() as u64 > most {
        return Err(vec![Finding::error("read_file_size", Place::Whole).with("limit", LARGEST)]);
    }
    Ok(content)
}

fn told(language: Language, file: &Path, findings: &[Finding]) -> String {
    let sentences: Vec<String> = findings.iter().map(|finding| sentence(language, file, finding)).collect();
    sentences.join("\n")
}

fn object(language: Language, finding: &Finding) -> Value {
    json!({
        "severity": finding.severity,
        "code": finding.code,
        "place": finding.place,
        "message": locales::finding(language, finding),
        "fix": finding.fix,
        "set_aside": finding.set_aside,
    })
}

/// `file, link l3: error: what is wrong (set aside: why)`.
fn sentence(language: Language, file: &Path, finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => server::severity_error(language),
        Severity::Warning => server::severity_warning(language),
    };
    let place = match &finding.place {
        Place::Whole => file.display().to_string(),
        place => format!("{}, {}", file.display(), locales::finding_place(language, place)),
    };
    let mut message = locales::finding(language, finding);
    if let Some(reason) = &finding.set_aside {
        message = format!("{message} ({})", words::set_aside(language, reason));
    }
    server::problem_line(language, message, place, severity)
}
