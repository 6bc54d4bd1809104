//! Choices: rows to tick, a filter for long lists, and the two compact forms.

use domain::guide::{Choice, Value};
use leptos::prelude::*;

use crate::{
    components::icon::Icon,
    features::interview::{
        asked::Asked,
        choosing::{LONG_LIST, matches, toggle},
    },
    t,
};

/// The choices offered now, each with its words.
pub fn offered(asked: Asked) -> Memo<Vec<(String, String)>> {
    Memo::new(move |_| {
        let (key, language) = (asked.key(), asked.runner.language.get());
        let words = |choice: &Choice| {
            if choice.name == "other" && choice.label.is_empty() {
                return locales::interview::other_choice(language).to_owned();
            }
            let words = asked.runner.words(&key, &choice.label).0;
            if words.is_empty() { choice.name.clone() } else { words }
        };
        asked.runner.choices(&key).iter().map(|choice| (choice.name.clone(), words(choice))).collect()
    })
}

/// Makes the choice `name`, or takes it away.
pub fn choose(asked: Asked, offered: Memo<Vec<(String, String)>>, name: &str, multiple: bool) {
    if multiple {
        let names: Vec<String> =
            offered.with_untracked(|all| all.iter().map(|(name, _)| name.clone()).collect());
        let chosen = toggle(&asked.chosen(), name, &names);
        asked.set(if chosen.is_empty() { Value::Empty } else { Value::Many(chosen) });
    } else {
        asked.set(Value::Text(name.to_owned()));
    }
}

/// How many columns the author asked for; `None` for as many as fit.
fn columns(appearance: &[String]) -> &'static str {
    let has = |wanted: &str| appearance.iter().any(|one| one == wanted);
    if has("columns-2") {
        "choices choices-two"
    } else if has("columns-3") {
        "choices choices-three"
    } else if appearance.iter().any(|one| one.starts_with("columns") || one.starts_with("horizontal")) {
        "choices choices-fitting"
    } else {
        "choices"
    }
}

/// Rows to tick, one or several. A long list, or one whose author asks for it, has a filter.
#[component]
pub fn ChoiceList(asked: Asked, multiple: bool) -> impl IntoView {
    let offered = offered(asked);
    let searched = ["search", "autocomplete"].into_iter().any(|one| asked.appears(one));
    let long = Memo::new(move |_| searched || offered.with(|all| all.len() > LONG_LIST));
    let query = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let (query, chosen) = (query.get(), asked.chosen());
        let wanted = |(name, words): &&(String, String)| chosen.contains(name) || matches(words, &query);
        offered.with(
            |all| {
                if long.get() { all.iter().filter(wanted).cloned().collect() } else { all.clone() }
            },
        )
    });
    view! {
        <Show when=move || long.get()>
            <Filter asked query shown />
        </Show>
        <div class=columns(&asked.question().appearance) class:choices-long=move || long.get()>
            <For each=move || shown.get() key=|choice| choice.clone() let((name, words))>
                <ChoiceRow asked offered name words multiple />
            </For>
        </div>
    }
}

#[component]
fn ChoiceRow(
    asked: Asked,
    offered: Memo<Vec<(String, String)>>,
    name: String,
    words: String,
    multiple: bool,
) -> impl IntoView {
    let name = StoredValue::new(name);
    let ticked = Memo::new(move |_| name.with_value(|name| asked.chosen().contains(name)));
    view! {
        <label class="choice">
            <input
                type=if multiple { "checkbox" } else { "radio" }
                name=asked.id("control")
                prop:checked=move || ticked.get()
                on:change=move |_| name.with_value(|name| choose(asked, offered, name, multiple))
            />
            <span class="choice-words">{words}</span>
            <Icon name="check" />
        </label>
    }
}

#[component]
fn Filter(asked: Asked, query: RwSignal<String>, shown: Memo<Vec<(String, String)>>) -> impl IntoView {
    let id = asked.id("filter");
    let language = asked.runner.language;
    view! {
        <div class="choice-filter">
            <label class="choice-filter-label" for=id.clone()>
                <Icon name="search" />
                <span>{t!(interview::filter_choices)}</span>
            </label>
            <input
                class="field-input"
                id=id
                type="search"
                autocomplete="off"
                prop:value=query
                on:input=move |event| query.set(event_target_value(&event))
            />
            <p class="choice-count" role="status">
                {move || locales::interview::choices_shown(language.get(), shown.with(Vec::len))}
            </p>
        </div>
    }
}

/// The browser's own list, for an answer that takes little room.
#[component]
pub fn Picker(asked: Asked) -> impl IntoView {
    let offered = offered(asked);
    let chosen = move || asked.value.with(Value::to_text);
    let take = move |event| {
        let name: String = event_target_value(&event);
        asked.set(if name.is_empty() { Value::Empty } else { Value::Text(name) });
    };
    view! {
        <select
            class="field-input field-select picker"
            id=asked.id("control")
            aria-describedby=asked.described_by()
            aria-invalid=move || asked.is_doubtful().then_some("true")
            on:change=take
        >
            <option value="" prop:selected=move || chosen().is_empty()>{t!(interview::choose)}</option>
            {move || {
                offered
                    .get()
                    .into_iter()
                    .map(|(name, words)| {
                        let own = name.clone();
                        view! { <option value=name prop:selected=move || chosen() == own>{words}</option> }
                    })
                    .collect_view()
            }}
        </select>
    }
}

/// Several choices behind a line that names them.
#[component]
pub fn FoldedChoices(asked: Asked) -> impl IntoView {
    let all = offered(asked);
    let language = asked.runner.language;
    let named = move || {
        let chosen = asked.chosen();
        let words: Vec<String> = all.with(|all| {
            all.iter().filter(|(name, _)| chosen.contains(name)).map(|(_, words)| words.clone()).collect()
        });
        if words.is_empty() {
            locales::interview::choose(language.get()).to_owned()
        } else {
            words.join(", ")
        }
    };
    view! {
        <details class="choice-fold">
            <summary class="field-input">
                <span>{named}</span>
                <Icon name="chevron-down" />
            </summary>
            <ChoiceList asked multiple=true />
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_follow_the_appearance() {
        let check = |appearance: &[&str], expected: &str| {
            let appearance: Vec<String> = appearance.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(columns(&appearance), expected);
        };
        check(&[], "choices");
        check(&["search"], "choices");
        check(&["columns"], "choices choices-fitting");
        check(&["columns-pack"], "choices choices-fitting");
        check(&["w1", "columns-2"], "choices choices-two");
    }
}
