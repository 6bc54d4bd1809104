//! Codes of the procedure in words.

use domain::{
    language::Language,
    procedure::{
        Outcome,
        deliberation::Stage,
        meeting::{Function, State},
    },
};

fn worded(language: Language, kind: &str, code: &str) -> &'static str {
    locales::committee::lookup(language, &format!("{kind}_{code}")).unwrap_or_default()
}

pub fn outcome_words(language: Language, outcome: Outcome) -> &'static str {
    worded(language, "outcome", outcome.code())
}

pub fn function_words(language: Language, function: Function) -> &'static str {
    worded(language, "function", function.code())
}

pub fn state_words(language: Language, state: State) -> &'static str {
    worded(language, "state", state.code())
}

pub fn stage_words(language: Language, stage: Stage) -> &'static str {
    worded(language, "stage", stage.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_words() {
        for language in Language::ALL {
            for outcome in Outcome::ALL {
                assert!(!outcome_words(language, outcome).is_empty(), "{outcome:?}");
            }
            for function in Function::ALL {
                assert!(!function_words(language, function).is_empty(), "{function:?}");
            }
            for state in State::ALL {
                assert!(!state_words(language, state).is_empty(), "{state:?}");
            }
            for stage in Stage::ALL {
                assert!(!stage_words(language, stage).is_empty(), "{stage:?}");
            }
            for state in domain::procedure::report::State::ALL {
                assert!(!crate::features::report::page::state_words(language, state).is_empty(), "{state:?}");
            }
        }
    }
}
