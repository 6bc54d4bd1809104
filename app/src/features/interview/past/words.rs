//! A change in words, and how much of a long text is shown around it.

use domain::{
    guide::{NodeKey, Value},
    interview::{Entry, history::What},
    language::Language,
};
use leptos::prelude::GetUntracked;

use crate::features::interview::{
    calendar,
    runner::Runner,
    tools::{non_answer_words, provenance_words},
};

/// How much that stays the same is shown on either side of what changed, in characters.
const AROUND: usize = 60;

/// What of a question a change is about, where it is not the answer itself.
pub fn part(language: Language, what: &What) -> &'static str {
    match what {
        What::Value { .. } | What::Instance { .. } => "",
        What::Note { .. } => locales::history::note(language),
        What::NonAnswer { .. } => locales::history::reason(language),
        What::Provenance { .. } => locales::history::who_says(language),
        What::Source { .. } => locales::history::source(language),
    }
}

/// Before and after. `before` and `after` are the words of values and texts.
pub fn both(language: Language, what: &What, before: &str, after: &str) -> (String, String) {
    match what {
        What::Value { .. } => {
            let worded = |text: &str| calendar::or_words(text, language);
            abridged(&worded(before), &worded(after))
        }
        What::Note { .. } | What::Source { .. } => abridged(before, after),
        What::NonAnswer { before, after } => {
            let words = |reason: &Option<_>| {
                reason.map(|reason| non_answer_words(language, reason).to_owned()).unwrap_or_default()
            };
            (words(before), words(after))
        }
        What::Provenance { before, after } => {
            let words = |provenance: &Option<_>| {
                provenance.map(|one| provenance_words(language, one).to_owned()).unwrap_or_default()
            };
            (words(before), words(after))
        }
        What::Instance { there: true } => (String::new(), locales::history::added(language).to_owned()),
        What::Instance { there: false } => (String::new(), locales::history::removed(language).to_owned()),
    }
}

/// All that an entry says, on one line.
pub fn entry(runner: Runner, key: &NodeKey, entry: &Entry) -> String {
    let language = runner.language.get_untracked();
    let value = match &entry.value {
        Value::Empty => String::new(),
        value => runner.look(|engine, _| calendar::or_words(&engine.words(key, value, language), language)),
    };
    let reason = entry.non_answer.map(|reason| non_answer_words(language, reason).to_owned());
    let who = entry.provenance.map(|one| provenance_words(language, one).to_owned());
    let labelled = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label} – {text}"));
    let source = labelled(locales::history::source(language), &entry.source);
    let note = labelled(locales::history::note(language), &entry.note);
    let parts = [Some(value).filter(|value| !value.is_empty()), reason, who, source, note];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Both texts without most of what they begin and end with alike.
fn abridged(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = rest.take_while(|(a, b)| a == b).count();
    let (skip, drop) = (start.saturating_sub(AROUND), end.saturating_sub(AROUND));
    let shown = |text: &[char]| {
        let middle: String = text[skip..text.len() - drop].iter().collect();
        let mark = |cut: usize| if cut > 0 { "…" } else { "" };
        format!("{}{middle}{}", mark(skip), mark(drop))
    };
    // Where nothing is left, an ellipsis alone would say nothing.
    let whole = |text: &[char]| text.iter().collect::<String>();
    if old.is_empty() || new.is_empty() { (whole(&old), whole(&new)) } else { (shown(&old), shown(&new)) }
}

#[cfg(test)]
mod tests {
    use super::abridged;

    #[test]
    fn long_texts_are_shown_around_what_changed() {
        let check = |before: &str, after: &str, expected: (&str, &str)| {
            assert_eq!(abridged(before, after), (expected.0.to_owned(), expected.1.to_owned()));
        };
        check("", "Lyon", ("", "Lyon"));
        check("Lyon", "Lyon 7e", ("Lyon", "Lyon 7e"));
        let long = "x".repeat(100);
        let shown = "x".repeat(60);
        check(
            &format!("{long}A{long}"),
            &format!("{long}Bé{long}"),
            (&format!("…{shown}A{shown}…"), &format!("…{shown}Bé{shown}…")),
        );
        check(&long, "", (&long, ""));
    }
}
