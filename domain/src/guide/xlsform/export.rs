//! XLSForm out: a guide as the tables from which [`super::import`] makes it again.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Sheet, Workbook, logic};
use crate::guide::{
    Group, Guide, Item, Kind, Purpose, Question, Randomize, Repeat, Text,
    difference::type_of,
    expression::{Expression, number_to_text},
    xpath,
};

/// Columns of texts, in the order in which they are written.
const TEXTS: [&str; 9] = [
    "label",
    "hint",
    "guidance_say",
    "guidance_hint",
    "guidance_probes",
    "guidance_anchors",
    "guidance_why",
    "constraint_message",
    "required_message",
];

/// The other columns of the survey, after its texts.
const LOGIC: [&str; 11] = [
    "required",
    "relevant",
    "constraint",
    "calculation",
    "default",
    "readonly",
    "trigger",
    "choice_filter",
    "repeat_count",
    "appearance",
    "parameters",
];

/// A row before its columns are known.
#[derive(Default)]
struct Row<'g> {
    kind: String,
    name: &'g str,
    texts: BTreeMap<&'static str, &'g Text>,
    cells: BTreeMap<&'static str, String>,
}

/// The sheets `survey`, `choices` and `settings`.
pub fn export(guide: &Guide) -> Workbook {
    let mut sheets = vec![survey(guide)];
    if !guide.lists.is_empty() {
        sheets.push(choices(guide));
    }
    sheets.push(settings(guide));
    Workbook { sheets }
}

fn survey(guide: &Guide) -> Sheet {
    let mut rows = Vec::new();
    items(&guide.items, &mut rows);
    let mut texts = Vec::new();
    for key in TEXTS {
        let used: Vec<&Text> = rows.iter().filter_map(|row| row.texts.get(key).copied()).collect();
        if key == "label" || used.iter().any(|text| !text.0.is_empty()) {
            texts.extend(languages(guide, &used).into_iter().map(|language| (key, language)));
        }
    }
    let filled = |key: &&str| rows.iter().any(|row| row.cells.contains_key(key));
    let logic: Vec<&str> = LOGIC.into_iter().filter(filled).collect();
    let mut head = vec!["type".to_owned(), "name".to_owned()];
    head.extend(texts.iter().map(|(key, language)| header(key, language)));
    head.extend(logic.iter().map(|key| (*key).to_owned()));
    let mut table = vec![head];
    for row in &rows {
        let mut cells = vec![row.kind.clone(), row.name.to_owned()];
        cells.extend(texts.iter().map(|(key, language)| {
            row.texts.get(key).and_then(|text| text.0.get(language)).cloned().unwrap_or_default()
        }));
        cells.extend(logic.iter().map(|key| row.cells.get(key).cloned().unwrap_or_default()));
        table.push(cells);
    }
    Sheet { name: "survey".to_owned(), rows: table }
}

/// The languages that a column of texts is written in: all of the guide, so that a column without language keeps
/// meaning text without language; and that one where it is used.
fn languages(guide: &Guide, used: &[&Text]) -> Vec<String> {
    let mut found = guide.languages.clone();
    let others: BTreeSet<&String> = used.iter().flat_map(|text| text.0.keys()).collect();
    found.extend(others.into_iter().filter(|language| !guide.languages.contains(language)).cloned());
    if found.is_empty() {
        found.push(String::new());
    }
    found
}

fn header(key: &str, language: &str) -> String {
    match language {
        "" => key.to_owned(),
        "fr" => format!("{key}::French (fr)"),
        "en" => format!("{key}::English (en)"),
        language => format!("{key}::{language}"),
    }
}

/// No recursion: a guide may be deep.
fn items<'g>(items: &'g [Item], rows: &mut Vec<Row<'g>>) {
    enum Step<'g> {
        Item(&'g Item),
        End(&'static str),
    }
    let mut waiting: Vec<Step<'g>> = items.iter().rev().map(Step::Item).collect();
    while let Some(step) = waiting.pop() {
        let (word, group) = match step {
            Step::End(word) => {
                rows.push(Row { kind: format!("end {word}"), ..Row::default() });
                continue;
            }
            Step::Item(Item::Question(question)) => {
                rows.push(asked(question));
                continue;
            }
            Step::Item(Item::Group(group)) => {
                rows.push(section("group", group));
                ("group", group)
            }
            Step::Item(Item::Repeat(Repeat { group, count })) => {
                let mut row = section("repeat", group);
                expression(&mut row, "repeat_count", count.as_ref());
                rows.push(row);
                ("repeat", group)
            }
        };
        waiting.push(Step::End(word));
        waiting.extend(group.items.iter().rev().map(Step::Item));
    }
}

fn section<'g>(word: &str, group: &'g Group) -> Row<'g> {
    let mut row = Row { kind: format!("begin {word}"), name: &group.name, ..Row::default() };
    row.texts.extend([("label", &group.label), ("hint", &group.hint)]);
    expression(&mut row, "relevant", group.relevant.as_ref());
    cell(&mut row, "appearance", group.appearance.join(" "));
    row
}

fn asked(question: &Question) -> Row<'_> {
    let kind = match &question.kind {
        Kind::Range { .. } => "range".to_owned(),
        // A trigger without calculation empties it; XLSForm has no other way to write that than a text without words.
        Kind::Calculate if question.calculation.is_none() && !question.triggers.is_empty() => {
            "text".to_owned()
        }
        kind => type_of(kind),
    };
    let mut row = Row { kind, name: &question.name, ..Row::default() };
    let guidance = &question.guidance;
    row.texts.extend([
        ("label", &question.label),
        ("hint", &question.hint),
        ("guidance_say", &guidance.say),
        ("guidance_hint", &guidance.instruction),
        ("guidance_probes", &guidance.probes),
        ("guidance_anchors", &guidance.anchors),
        ("guidance_why", &guidance.why),
        ("constraint_message", &question.constraint_message),
        ("required_message", &question.required_message),
    ]);
    for (key, what) in [
        ("required", &question.required),
        ("relevant", &question.relevant),
        ("constraint", &question.constraint),
        ("calculation", &question.calculation),
        ("readonly", &question.read_only),
        ("choice_filter", &question.choice_filter),
    ] {
        expression(&mut row, key, what.as_ref());
    }
    if let Some(default) = &question.default {
        cell(&mut row, "default", first_value(default, &question.kind));
    }
    let triggers: Vec<String> = question.triggers.iter().map(|name| format!("${{{name}}}")).collect();
    cell(&mut row, "trigger", triggers.join(", "));
    cell(&mut row, "appearance", question.appearance.join(" "));
    cell(&mut row, "parameters", parameters(question));
    row
}

fn cell(row: &mut Row<'_>, key: &'static str, text: String) {
    if !text.is_empty() {
        row.cells.insert(key, text);
    }
}

fn expression(row: &mut Row<'_>, key: &'static str, expression: Option<&Expression>) {
    if let Some(expression) = expression {
        cell(row, key, printed(expression));
    }
}

/// A bare name that is also a word for true or false is kept from being read as that.
fn printed(expression: &Expression) -> String {
    let text = xpath::print(expression);
    if matches!(text.to_lowercase().as_str(), "yes" | "no" | "true" | "false") {
        format!("({text})")
    } else {
        text
    }
}

/// A default as [`logic::default`] reads it: plain text as it is, what is computed so that it looks computed.
fn first_value(default: &Expression, kind: &Kind) -> String {
    match default {
        Expression::Text(text) => text.clone(),
        computed => {
            let text = printed(computed);
            let looks_computed = text.contains('(') || text.contains("${") || !logic::is_computed(computed);
            if looks_computed || kind.is_number() || *kind == Kind::Calculate {
                text
            } else {
                format!("({text})")
            }
        }
    }
}

fn parameters(question: &Question) -> String {
    if let Kind::Range { start, end, step } = &question.kind {
        let [start, end, step] = [start, end, step].map(|number| number_to_text(*number));
        return format!("start={start} end={end} step={step}");
    }
    match &question.randomize {
        None => String::new(),
        Some(Randomize { seed: None }) => "randomize=true".to_owned(),
        Some(Randomize { seed: Some(seed) }) => format!("randomize=true seed={}", xpath::print(seed)),
    }
}

fn choices(guide: &Guide) -> Sheet {
    let all =
        || guide.lists.iter().flat_map(|(list, choices)| choices.iter().map(move |choice| (list, choice)));
    let labels: Vec<&Text> = all().map(|(_, choice)| &choice.label).collect();
    let languages = languages(guide, &labels);
    let columns: BTreeSet<&String> = all().flat_map(|(_, choice)| choice.columns.keys()).collect();
    let mut head = vec!["list_name".to_owned(), "name".to_owned()];
    head.extend(languages.iter().map(|language| header("label", language)));
    head.extend(columns.iter().map(|column| (*column).clone()));
    let mut rows = vec![head];
    for (list, choice) in all() {
        let mut cells = vec![list.clone(), choice.name.clone()];
        cells.extend(
            languages.iter().map(|language| choice.label.0.get(language).cloned().unwrap_or_default()),
        );
        cells.extend(columns.iter().map(|column| choice.columns.get(*column).cloned().unwrap_or_default()));
        rows.push(cells);
    }
    Sheet { name: "choices".to_owned(), rows }
}

fn settings(guide: &Guide) -> Sheet {
    let mut cells: Vec<(String, String)> = Vec::new();
    let mut put = |head: &str, cell: &str| cells.push((head.to_owned(), cell.to_owned()));
    if let Some(title) = guide.title.0.get("") {
        put("form_title", title);
    }
    for language in languages(guide, &[&guide.title]).iter().filter(|language| !language.is_empty()) {
        put(&header("guide_title", language), guide.title.0.get(language).map_or("", String::as_str));
    }
    put("form_id", &guide.form_id);
    put("version", &guide.version);
    if let Some(first) = guide.languages.first() {
        put("default_language", &default_language(first));
    }
    if guide.purpose != Purpose::Interview {
        put("guide_use", guide.purpose.code());
    }
    if let Some(name) = &guide.instance_name {
        put("instance_name", &printed(name));
    }
    if has_duplicates(guide) {
        put("allow_choice_duplicates", "yes");
    }
    let (head, row) = cells.into_iter().unzip();
    Sheet { name: "settings".to_owned(), rows: vec![head, row] }
}

fn default_language(language: &str) -> String {
    let header = header("", language);
    header.trim_start_matches(':').to_owned()
}

fn has_duplicates(guide: &Guide) -> bool {
    guide.lists.values().any(|choices| {
        let mut seen = HashSet::new();
        !choices.iter().all(|choice| seen.insert(&choice.name))
    })
}

#[cfg(test)]
pub(super) mod tests;
