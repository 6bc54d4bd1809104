//! What a refusal of the server means for what was sent.

use domain::failure::Failure;

/// The failure that a code on the wire stands for.
pub fn failure(code: &str) -> Failure {
    serde_json::from_value(serde_json::json!({ "code": code })).unwrap_or(Failure::Unknown)
}

/// True when sending the same again cannot succeed: it is set aside for its author.
pub fn is_final(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Forbidden
            | Failure::Frozen
            | Failure::NotFound
            | Failure::TooLarge { .. }
            | Failure::Invalid { .. }
            | Failure::Taken { .. }
    )
}

/// True when nothing more can be sent until somebody signs in.
pub fn ends_session(failure: &Failure) -> bool {
    matches!(failure, Failure::SignedOut | Failure::PassphraseChangeRequired)
}

/// True when the document takes no further changes from this person.
pub fn freezes(failure: &Failure) -> bool {
    is_final(failure) && !matches!(failure, Failure::TooLarge { .. } | Failure::Invalid { .. })
}

#[cfg(test)]
mod tests {
    use domain::failure::Failure;

    use super::{failure, is_final};

    #[test]
    fn codes_of_the_wire_are_failures() {
        let check = |code: &str, expected: Failure| assert_eq!(failure(code), expected);
        check("frozen", Failure::Frozen);
        check("forbidden", Failure::Forbidden);
        check("signed_out", Failure::SignedOut);
        check("something newer", Failure::Unknown);
        check("taken", Failure::Unknown);
    }

    #[test]
    fn only_what_can_never_be_taken_is_set_aside() {
        let check =
            |failure: Failure, expected: bool| assert_eq!(is_final(&failure), expected, "{failure:?}");
        check(Failure::Frozen, true);
        check(Failure::Forbidden, true);
        check(Failure::NotFound, true);
        check(Failure::SignedOut, false);
        check(Failure::PassphraseChangeRequired, false);
        check(Failure::Unreachable, false);
        check(Failure::Storage, false);
        check(Failure::Server, false);
        check(Failure::Unknown, false);
        check(Failure::TooManyAttempts { seconds: 3 }, false);
    }
}
