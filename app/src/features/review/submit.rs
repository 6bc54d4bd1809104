//! Handing an interview to its second reader, where it is finished; and what the reader said, while it is written on.

use domain::{failure::Failure, id::AccountId, review::Stage};
use leptos::{prelude::*, task::spawn_local};

use super::standing::{Standing, Steps};
use crate::{
    components::{
        button::{Button, Weight},
        fresh_id,
        icon::Icon,
        notice::FailureNotice,
    },
    features::interview::runner::Runner,
    online::use_online,
    t,
};

/// Whom to give it to, and giving it.
#[component]
pub fn SubmitSection(runner: Runner, ready: Signal<bool>) -> impl IntoView {
    // A guide that is only tried is never submitted.
    let Some(standing) = use_context::<Standing>() else { return ().into_any() };
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let online = use_online();
    let chosen = RwSignal::new(None::<AccountId>);
    let readers = Memo::new(move |_| standing.review.with(|review| review.readers.clone()));
    Effect::new(move || {
        let first = readers.with(|readers| readers.first().map(|reader| reader.id));
        if chosen.with_untracked(Option::is_none) {
            chosen.set(first);
        }
    });
    let submit = move || {
        let Some(reader) = chosen.get_untracked() else { return };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let outcome = standing.submit(&runner.document(), reader).await;
            busy.try_set(false);
            failure.try_set(outcome.err());
        });
    };
    let id = fresh_id("reader");
    let options = move || {
        let option = |reader: domain::review::Reader| {
            let value = reader.id.to_string();
            view! { <option value=value>{reader.name}</option> }
        };
        readers.get().into_iter().map(option).collect_view()
    };
    let none = move || readers.with(Vec::is_empty);
    let field = id.clone();
    view! {
        <section class="sign">
            <h2 class="left-title">{t!(review::second_reader)}</h2>
            <p>{t!(review::submit_means)}</p>
            <Steps review=standing.review />
            <Show when=move || !none() fallback=|| view! { <p class="field-hint">{t!(review::nobody_named)}</p> }>
                <div class="field">
                    <label class="field-label" for=field.clone()>{t!(review::reader)}</label>
                    <select
                        class="field-input"
                        id=field.clone()
                        autocomplete="off"
                        on:change=move |event| chosen.set(event_target_value(&event).parse().ok())
                    >
                        {options}
                    </select>
                </div>
            </Show>
            <FailureNotice failure />
            <div class="form-actions">
                <Button
                    weight=Weight::Quiet
                    icon="send"
                    busy
                    disabled=Signal::derive(move || none() || !ready.get() || !online.get())
                    on_press=Callback::new(move |()| submit())
                >
                    {t!(review::submit)}
                </Button>
            </div>
        </section>
    }
    .into_any()
}

/// While it is written on after it came back: who returned it and why.
#[component]
pub fn ReturnedNotice() -> impl IntoView {
    let standing = expect_context::<Standing>();
    let language = crate::i18n::use_language();
    let returned = Memo::new(move |_| {
        standing.review.with(|review| {
            let last = review.steps.last().filter(|step| step.act == "returned")?;
            (review.stage == Stage::Open).then(|| last.clone())
        })
    });
    move || {
        returned.get().map(|step| {
            let reason = step.reason.clone();
            view! {
                <aside class="returned" aria-label=t!(review::came_back)>
                    <Icon name="undo-2" />
                    <div>
                        <p>{move || super::standing::step_words(language.get(), &step)}</p>
                        <p class="review-reason">{reason}</p>
                    </div>
                </aside>
            }
        })
    }
}
