//! Every sentence a person reads, in French and English. `build.rs` makes one function of each key, so that a missing
//! key does not compile.

use std::{
    collections::BTreeMap,
    fmt::{Display, Write as _},
};

use domain::{
    failure::Failure,
    framework::{
        difference::Change,
        finding::{Finding, Place},
    },
    language::Language,
    problem::Problem,
};

pub mod difference;
pub mod spoken;

include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// Puts the values in the place of `{name}`. A placeholder without a value stays as it is.
fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                let _ = write!(text, "{value}");
            }
            None => {
                let _ = write!(text, "{{{name}}}");
            }
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// What a refusal says, and what to do.
pub fn failure(language: Language, failure: &Failure) -> String {
    match failure {
        Failure::SignedOut => failure::signed_out(language).to_owned(),
        Failure::DeviceRevoked => failure::device_revoked(language).to_owned(),
        Failure::WrongCredentials => failure::wrong_credentials(language).to_owned(),
        Failure::TooManyAttempts { seconds } => {
            failure::too_many_attempts(language, usize::try_from(*seconds).unwrap_or(usize::MAX))
        }
        Failure::PassphraseChangeRequired => failure::passphrase_change_required(language).to_owned(),
        Failure::WeakPassphrase { reason } => {
            let key = reason.to_string().replace(' ', "_");
            failure::lookup(language, &format!("weak_{key}")).unwrap_or_default().to_owned()
        }
        Failure::Forbidden => failure::forbidden(language).to_owned(),
        Failure::NotFound => failure::not_found(language).to_owned(),
        Failure::Taken { field } => failure::taken(language, field_name(language, field)),
        Failure::Invalid { field } => failure::lookup(language, &format!("invalid_{field}"))
            .map_or_else(|| failure::invalid(language, field_name(language, field)), str::to_owned),
        Failure::TooLarge { limit_bytes } => failure::too_large(language, limit_bytes / 1_048_576),
        Failure::Frozen => failure::frozen(language).to_owned(),
        Failure::MissingAnswers { paths } => failure::missing_answers(language, paths.len()),
        Failure::UnfitAnswers { paths } => failure::unfit_answers(language, paths.len()),
        Failure::Outdated => failure::outdated(language).to_owned(),
        Failure::Import { problems } => failure::import(language, problems.len()),
        Failure::WrongStage => failure::wrong_stage(language).to_owned(),
        Failure::SecondPersonNeeded => failure::second_person_needed(language).to_owned(),
        Failure::Procedure { rule } => {
            procedure::lookup(language, rule.code()).unwrap_or_default().to_owned()
        }
        Failure::NotReady { problems } => failure::not_ready(language, problems.len()),
        Failure::ForeignOrigin => failure::foreign_origin(language).to_owned(),
        Failure::Storage => failure::storage(language).to_owned(),
        Failure::Server => failure::server(language).to_owned(),
        Failure::Unreachable => failure::unreachable(language).to_owned(),
        Failure::DeviceStorage { full: true } => failure::device_full(language).to_owned(),
        Failure::DeviceStorage { full: false } => failure::device_storage(language).to_owned(),
        Failure::DeviceNewer => failure::device_newer(language).to_owned(),
        Failure::Unknown => failure::unknown(language).to_owned(),
    }
}

fn field_name(language: Language, field: &str) -> &str {
    failure::lookup(language, &format!("field_{field}")).unwrap_or(field)
}

/// The sentence of a problem, without its place.
pub fn problem(language: Language, problem: &Problem) -> String {
    let Some(template) = problem::lookup(language, &problem.code) else { return problem.code.clone() };
    let values: Vec<(&str, &dyn Display)> =
        problem.params.iter().map(|(name, value)| (name.as_str(), value as &dyn Display)).collect();
    fill(template, &values)
}

/// The sentence of a finding in a framework, without its place.
pub fn finding(language: Language, finding: &Finding) -> String {
    worded(language, &format!("rule_{}", finding.code), &finding.code, &finding.params)
}

/// Where a finding is.
pub fn finding_place(language: Language, place: &Place) -> String {
    match place {
        Place::Whole => framework::place_whole(language).to_owned(),
        Place::Node { node } => framework::place_node(language, node),
        Place::Link { link } => framework::place_link(language, link),
        Place::Indicator { node, indicator } => framework::place_indicator(language, indicator, node),
        Place::Line { line } => framework::place_line(language, line),
    }
}

/// The sentence of a change between two versions of a framework.
pub fn change(language: Language, change: &Change) -> String {
    let family = match change.code.as_str() {
        "node_added" | "node_removed" | "node_moved" => "kind_",
        "link_kind" => "link_",
        "link_strength" => "strength_",
        "scheme" => "scheme_",
        _ => "",
    };
    let mut params = change.params.clone();
    for (name, value) in &mut params {
        let is_word = !family.is_empty() && ["kind", "before", "after"].contains(&name.as_str());
        if let Some(known) = framework::lookup(language, &format!("{family}{value}")).filter(|_| is_word) {
            known.clone_into(value);
        }
    }
    worded(language, &format!("change_{}", change.code), &change.code, &params)
}

/// The text of a key of `framework.toml` with its values; the code itself for a key of a later version.
fn worded(language: Language, key: &str, code: &str, params: &BTreeMap<String, String>) -> String {
    let Some(template) = framework::lookup(language, key) else { return code.to_owned() };
    let values: Vec<(&str, &dyn Display)> =
        params.iter().map(|(name, value)| (name.as_str(), value as &dyn Display)).collect();
    fill(template, &values)
}

#[cfg(test)]
mod tests {
    use domain::{
        framework::{check, difference},
        language::Language,
        procedure::Rule,
    };

    use super::{fill, framework, procedure};

    #[test]
    fn every_rule_and_change_has_its_sentence() {
        let rules = check::CODES.iter().map(|code| format!("rule_{code}"));
        for key in rules.chain(difference::CODES.iter().map(|code| format!("change_{code}"))) {
            for language in Language::ALL {
                assert!(framework::lookup(language, &key).is_some(), "{key}");
            }
        }
        for rule in Rule::ALL {
            for language in Language::ALL {
                assert!(procedure::lookup(language, rule.code()).is_some(), "{rule:?}");
            }
        }
    }

    #[test]
    fn fills_placeholders_and_leaves_the_rest() {
        let check = |template: &str, expected: &str| {
            assert_eq!(fill(template, &[("count", &3), ("name", &"{count}")]), expected);
        };
        check("{count} questions", "3 questions");
        check("« {name} »", "« {count} »");
        check("{unknown} and {", "{unknown} and {");
    }

    /// French sets a narrow no-break space (U+202F) before ; : ! ? and inside « », and a curly apostrophe.
    #[test]
    fn french_is_typeset() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fr");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let table = std::fs::read_to_string(&path).unwrap();
            for line in table.lines() {
                let Some((_, text)) = line.split_once(" = ") else { continue };
                let straight = text.contains('\'');
                let spaced = [" ;", " :", " !", " ?", " »", "« "].iter().any(|wrong| text.contains(wrong));
                if straight || spaced {
                    found.push(format!("{}: {line}", path.display()));
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
