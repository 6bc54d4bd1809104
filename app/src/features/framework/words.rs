//! Words of the vocabularies, as options and as text.

use domain::{
    framework::{
        Framework, Kind, Scheme,
        indicator::{Direction, Measure},
        link::{LinkKind, Stance, Standing, Strength},
    },
    language::Language,
};

/// What a kind of node is called in this framework.
pub fn kind(framework: &Framework, kind: &Kind, language: Language) -> String {
    let own = framework.own_name(kind).map(|name| name.in_language(language).0).filter(|own| !own.is_empty());
    let known = locales::framework::lookup(language, &framework.name_key(kind));
    own.or(known).unwrap_or(kind.word()).to_owned()
}

/// What one node of a kind is called.
pub fn one(kind: &Kind, language: Language) -> String {
    locales::framework::lookup(language, &format!("kind_{}", kind.word())).unwrap_or(kind.word()).to_owned()
}

/// The kinds that a node of a framework can be.
pub fn kinds(language: Language) -> Vec<(String, String)> {
    let all = Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Indicator | Kind::Actor));
    all.map(|kind| (kind.word().to_owned(), one(kind, language))).collect()
}

macro_rules! options {
    ($name:ident, $type:ty, $prefix:literal, $from:expr) => {
        pub fn $name(language: Language) -> Vec<(String, String)> {
            let words =
                |word: &str| ($from)(language, &format!(concat!($prefix, "{}"), word)).unwrap_or_default();
            <$type>::ALL.iter().map(|it| (it.word().to_owned(), words(it.word()).to_owned())).collect()
        }
    };
}

options!(strengths, Strength, "strength_", locales::framework::lookup);
options!(schemes, Scheme, "scheme_", locales::framework::lookup);
options!(measures, Measure, "measure_", locales::framework_page::lookup);
options!(directions, Direction, "direction_", locales::framework_page::lookup);
options!(standings, Standing, "standing_", locales::framework_page::lookup);
options!(stances, Stance, "stance_", locales::framework_page::lookup);

/// What links of a framework can claim; those between actors are left out.
pub fn link_kinds(language: Language) -> Vec<(String, String)> {
    let all = LinkKind::ALL.iter().filter(|kind| !matches!(kind, LinkKind::Informs | LinkKind::WorksWith));
    let words = |kind: &LinkKind| {
        locales::framework::lookup(language, &format!("link_{}", kind.word())).unwrap_or_default()
    };
    all.map(|kind| (kind.word().to_owned(), words(kind).to_owned())).collect()
}

/// The options with an empty one before them.
pub fn or_none(options: Vec<(String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), "–".to_owned())).chain(options).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_vocabularies_is_worded() {
        for language in Language::ALL {
            let all = [
                strengths(language),
                schemes(language),
                measures(language),
                directions(language),
                standings(language),
                stances(language),
                link_kinds(language),
                kinds(language),
            ];
            assert!(all.concat().iter().all(|(_, words)| !words.is_empty()), "{all:?}");
        }
    }
}
