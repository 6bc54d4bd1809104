//! What a member says on a case: her opinion, her answer to a proposal; and what the chair notes where nothing is decided.

use domain::{
    committee::{Deliberate, Opinion},
    id::DeliberationId,
    procedure::Outcome,
};
use leptos::prelude::*;

use super::{meeting::Live, words::outcome_words};
use crate::{
    components::{
        area::Area,
        button::{Button, Weight},
        draft::use_draft,
        fresh_id,
    },
    device::cache,
    i18n::use_language,
    t,
};

/// A choice of one of the protocol's decisions.
#[component]
pub fn OutcomeSelect(
    live: Live,
    value: RwSignal<Outcome>,
    label: fn(domain::language::Language) -> &'static str,
) -> impl IntoView {
    let language = use_language();
    let outcomes = live.read(|meeting| meeting.outcomes.clone());
    let id = fresh_id("outcome");
    let option = move |outcome: Outcome| {
        let selected = move || value.get() == outcome;
        let words = move || outcome_words(language.get(), outcome);
        view! { <option value=outcome.code() prop:selected=selected>{words}</option> }
    };
    let chosen = move |event| {
        if let Some(outcome) = Outcome::from_code(&event_target_value(&event)) {
            value.set(outcome);
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{move || label(language.get())}</label>
            <select class="field-input field-select" id=id autocomplete="off" on:change=chosen>
                {move || outcomes.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
pub fn OpinionForm(live: Live, id: DeliberationId) -> impl IntoView {
    let leaning = RwSignal::new(Outcome::OrdinarySupport);
    let draft = use_draft(cache::deliberation(id, "opinion"));
    let blank = Signal::derive(move || draft.text.with(|text| text.trim().is_empty()));
    let give = move |()| {
        let act =
            Deliberate::Opinion { leaning: leaning.get_untracked(), reasons: draft.text.get_untracked() };
        live.act(id, act, Callback::new(move |()| draft.set(String::new())));
    };
    view! {
        <fieldset class="voice">
            <legend class="field-label">{t!(committee::opinion)}</legend>
            <p class="field-hint">{t!(committee::opinion_means)}</p>
            <OutcomeSelect live value=leaning label=locales::committee::leaning />
            <Area label=t!(committee::reasons) value=draft.text rows=4 typed=Callback::new(move |text| draft.set(text)) />
            <div class="form-actions">
                <Button weight=Weight::Primary icon="send" busy=live.busy disabled=blank on_press=Callback::new(give)>
                    {t!(committee::give)}
                </Button>
            </div>
        </fieldset>
    }
}

#[component]
pub fn Opinions(opinions: Vec<Opinion>) -> impl IntoView {
    let language = use_language();
    let row = move |opinion: Opinion| {
        let title = move || {
            let outcome = outcome_words(language.get(), opinion.leaning);
            locales::committee::opinion_of(language.get(), &opinion.by, outcome)
        };
        view! {
            <li class="opinion">
                <p class="opinion-by">{title}</p>
                <p class="opinion-reasons">{opinion.reasons}</p>
            </li>
        }
    };
    view! {
        <div>
            <h3 class="item-title">{t!(committee::opinions)}</h3>
            <ul class="opinions">{opinions.into_iter().map(row).collect_view()}</ul>
        </div>
    }
}

#[component]
pub fn AnswerForm(live: Live, id: DeliberationId) -> impl IntoView {
    let draft = use_draft(cache::deliberation(id, "dissent"));
    let named = RwSignal::new(false);
    let agree = move |()| live.act(id, Deliberate::Agree, Callback::new(|()| {}));
    let dissent = move |()| {
        let act = Deliberate::Dissent { words: draft.text.get_untracked(), named: named.get_untracked() };
        live.act(id, act, Callback::new(move |()| draft.set(String::new())));
    };
    view! {
        <div class="voice">
            <p class="field-hint">{t!(committee::answer_means)}</p>
            <div class="form-actions">
                <Button weight=Weight::Primary icon="check" busy=live.busy on_press=Callback::new(agree)>
                    {t!(committee::agree)}
                </Button>
            </div>
            <Area
                label=t!(committee::dissent_words)
                value=draft.text
                typed=Callback::new(move |text| draft.set(text))
            />
            <label class="choice choice-single">
                <input
                    type="checkbox"
                    autocomplete="off"
                    prop:checked=named
                    on:change=move |_| named.update(|named| *named = !*named)
                />
                <span class="choice-words">{t!(committee::dissent_named)}</span>
            </label>
            <div class="form-actions">
                <Button icon="x" busy=live.busy on_press=Callback::new(dissent)>{t!(committee::dissent)}</Button>
            </div>
        </div>
    }
}

#[component]
pub fn NoteForm(live: Live, id: DeliberationId, open: RwSignal<bool>) -> impl IntoView {
    let draft = use_draft(cache::deliberation(id, "note"));
    let blank = Signal::derive(move || draft.text.with(|text| text.trim().is_empty()));
    let note = move |()| {
        let done = Callback::new(move |()| draft.set(String::new()));
        live.act(id, Deliberate::Note { words: draft.text.get_untracked() }, done);
    };
    view! {
        <Area label=t!(committee::note_words) value=draft.text typed=Callback::new(move |text| draft.set(text)) />
        <div class="form-actions">
            <Button weight=Weight::Primary icon="check" busy=live.busy disabled=blank on_press=Callback::new(note)>
                {t!(committee::note_now)}
            </Button>
            <Button weight=Weight::Plain on_press=Callback::new(move |()| open.set(false))>{t!(review::not_now)}</Button>
        </div>
    }
}
