//! A change between two guides as a sentence.

use domain::{
    guide::{
        NodeKey,
        difference::{Change, Part},
    },
    language::Language,
};

use crate::guide as words;

/// What of a question, section or guide has changed, in words.
pub fn part(language: Language, part: Part) -> &'static str {
    words::lookup(language, &format!("part_{}", part.code())).unwrap_or_default()
}

/// The change in words.
pub fn change(language: Language, change: &Change) -> String {
    let at = |place: &NodeKey| {
        if *place == NodeKey::root() { words::diff_whole(language).to_owned() } else { place.to_string() }
    };
    match change {
        Change::Added { place, label } => words::diff_added(language, label, place),
        Change::Removed { place, label } => words::diff_removed(language, label, place),
        Change::Moved { from, place, label } if from == place => words::diff_moved(language, label, place),
        Change::Moved { from, place, label } => words::diff_moved_from(language, from, label, place),
        Change::Reworded { place, part: what, language: tongue, before, after } => {
            let tongue = if tongue.is_empty() { words::diff_no_language(language) } else { tongue };
            let (place, what) = (at(place), part(language, *what));
            match (before.as_str(), after.as_str()) {
                ("", after) => words::diff_worded(language, after, what, place, tongue),
                (before, "") => words::diff_unworded(language, before, what, place, tongue),
                (before, after) => words::diff_reworded(language, after, before, what, place, tongue),
            }
        }
        Change::Typed { place, before, after } => words::diff_typed(language, after, before, place),
        Change::Logic { place, part: what, before, after }
        | Change::Setting { place, part: what, before, after } => {
            let (place, what) = (at(place), part(language, *what));
            match (before.as_str(), after.as_str()) {
                ("", after) => words::diff_set(language, after, what, place),
                (before, "") => words::diff_unset(language, before, what, place),
                (before, after) => words::diff_changed(language, after, before, what, place),
            }
        }
        Change::ListAdded { list } => words::diff_list_added(language, list),
        Change::ListRemoved { list } => words::diff_list_removed(language, list),
        Change::ChoiceAdded { list, name, label } => words::diff_choice_added(language, label, list, name),
        Change::ChoiceRemoved { list, name, label } => {
            words::diff_choice_removed(language, label, list, name)
        }
        Change::ChoiceMoved { list, name, label } => words::diff_choice_moved(language, label, list, name),
        Change::ChoiceReworded { list, name, language: tongue, before, after } => {
            words::diff_choice_reworded(language, after, before, list, name, tongue)
        }
        Change::ChoiceColumn { list, name, column, before, after } => {
            words::diff_choice_column(language, after, before, column, list, name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_word() {
        for language in Language::ALL {
            for part in Part::ALL {
                assert!(!super::part(language, part).is_empty(), "{}", part.code());
            }
        }
    }

    #[test]
    fn changes_are_sentences() {
        let place = NodeKey("g/age".to_owned());
        let reworded = |before: &str, after: &str| Change::Reworded {
            place: place.clone(),
            part: Part::Label,
            language: "fr".to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let check = |found: &Change, english: &str| assert_eq!(change(Language::English, found), english);
        check(&reworded("Âge", "Votre âge"), "g/age: label (fr): “Âge” becomes “Votre âge”");
        check(&reworded("", "Votre âge"), "g/age: label (fr): “Votre âge” is new");
        check(&reworded("Âge", ""), "g/age: label (fr): “Âge” is gone");
        let (from, label) = (NodeKey("age".to_owned()), "Age".to_owned());
        check(&Change::Moved { from, place: place.clone(), label }, "Moved: “Age”, from age to g/age");
        let version = Change::Setting {
            place: NodeKey::root(),
            part: Part::Version,
            before: "1".to_owned(),
            after: "2".to_owned(),
        };
        check(&version, "The guide: version: 1 becomes 2");
    }
}
