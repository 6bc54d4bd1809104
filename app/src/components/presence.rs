//! Who else is here: initials and names, said to a screen reader when they come and go.

use leptos::{prelude::*, text_prop::TextProp};
use sync::presence::Peer;

use crate::{i18n::use_language, t};

/// The others on one document, or on one part of it, in a quiet row. Nothing while nobody is there.
#[component]
pub fn Here(#[prop(into)] peers: Signal<Vec<Peer>>, #[prop(into)] label: TextProp) -> impl IntoView {
    let chip = |peer: Peer| {
        view! {
            <li class=format!("peer peer-{}", peer.user.color)>
                <span class="peer-initials" aria-hidden="true">{initials(&peer.user.name)}</span>
                <span class="peer-name">{peer.user.name}</span>
            </li>
        }
    };
    let label = StoredValue::new(label);
    view! {
        <Show when=move || peers.with(|peers| !peers.is_empty())>
            <div class="here">
                <span class="here-label">{move || label.with_value(TextProp::get)}</span>
                <ul class="peers">{move || peers.get().into_iter().map(chip).collect_view()}</ul>
            </div>
        </Show>
    }
}

/// Says politely who came and who went.
#[component]
pub fn Arrivals(#[prop(into)] peers: Signal<Vec<Peer>>) -> impl IntoView {
    let language = use_language();
    let names = Memo::new(move |_| {
        peers.with(|peers| peers.iter().map(|peer| peer.user.name.clone()).collect::<Vec<_>>())
    });
    let said = RwSignal::new(None::<(String, bool)>);
    Effect::new(move |before: Option<Vec<String>>| {
        let (now, before) = (names.get(), before.unwrap_or_default());
        if let Some(news) = news(&before, &now) {
            said.set(Some(news));
        }
        now
    });
    let words = move || {
        said.get().map(|(names, came)| {
            let language = language.get();
            if came { locales::common::came(language, names) } else { locales::common::went(language, names) }
        })
    };
    view! { <p class="aside-aloud" role="status">{words}</p> }
}

/// Words for a part of the page that somebody else is at.
pub fn also_here() -> TextProp {
    t!(common::also_here).into()
}

/// Who came (`true`), or else who went.
fn news(before: &[String], now: &[String]) -> Option<(String, bool)> {
    let missing = |from: &[String], names: &[String]| {
        names.iter().filter(|name| !from.contains(name)).cloned().collect::<Vec<_>>().join(", ")
    };
    let (came, went) = (missing(before, now), missing(now, before));
    if !came.is_empty() { Some((came, true)) } else { (!went.is_empty()).then_some((went, false)) }
}

/// At most two letters: of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split([' ', '-', '.']).filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        let check = |name: &str, expected: &str| assert_eq!(initials(name), expected, "{name}");
        check("Julien Faure", "JF");
        check("élise charpentier", "ÉC");
        check("Anne-Marie de la Tour", "AT");
        check("Madonna", "M");
        check("42", "");
        check("", "");
    }

    #[test]
    fn arrivals_come_before_departures() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let check = |before: &[&str], now: &[&str], expected: Option<(&str, bool)>| {
            let expected = expected.map(|(names, came)| (names.to_owned(), came));
            assert_eq!(news(&list(before), &list(now)), expected);
        };
        check(&[], &[], None);
        check(&[], &["Anna", "Ben"], Some(("Anna, Ben", true)));
        check(&["Anna", "Ben"], &["Ben"], Some(("Anna", false)));
        check(&["Anna"], &["Ben"], Some(("Ben", true)));
    }
}
