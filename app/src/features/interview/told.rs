//! What the person is told before the interview: the points to say, and the record that they were said, or why not yet.

use domain::{
    comment::Mark,
    interview::notice::{Notice, is_told},
};
use leptos::prelude::*;

use super::{aside_view::NoticesRead, fold::FoldedPart, runner::Runner};
use crate::{
    components::{
        button::{Button, Weight},
        draft::use_draft,
    },
    device::{cache, use_device},
    sync::clock::now,
    t,
};

/// Open until the person has been told.
#[component]
pub fn ToldPart(runner: Runner) -> impl IntoView {
    let notices = Memo::new(move |_| runner.follow(|_, answers| answers.notices.clone()));
    let told = Memo::new(move |_| notices.with(|notices| is_told(notices)));
    let open = RwSignal::new(!told.get_untracked());
    let language = runner.language;
    let state = move || match (told.get(), notices.with(Vec::is_empty)) {
        (true, _) => locales::told::record_told(language.get()),
        (false, true) => locales::told::not_yet(language.get()),
        (false, false) => locales::told::still_to_tell(language.get()),
    };
    view! {
        <FoldedPart title=t!(told::first) state open part="told".to_owned()>
            <p class="judgement-means">{t!(told::first_means)}</p>
            <ul class="told-points">
                <li>{t!(told::point_who)}</li>
                <li>{t!(told::point_why)}</li>
                <li>{t!(told::point_who_reads)}</li>
                <li>{t!(told::point_kept)}</li>
            </ul>
            {move || {
                let notices = notices.get();
                (!notices.is_empty()).then(|| view! { <NoticesRead notices /> })
            }}
            <Recording runner on_told=Callback::new(move |()| open.set(false)) />
        </FoldedPart>
    }
}

#[component]
fn Recording(runner: Runner, on_told: Callback<()>) -> impl IntoView {
    let device = use_device();
    let language = runner.language;
    let draft = use_draft(cache::draft(runner.document().id, "told"));
    let lacking = RwSignal::new(false);
    let record = move |told: bool| {
        let typed = draft.text.with_untracked(|text| text.trim().to_owned());
        let Some(me) = device.lock_state().with_untracked(|lock| lock.profile().cloned()) else { return };
        if typed.is_empty() && !told {
            return lacking.set(true);
        }
        let text = if typed.is_empty() {
            locales::told::told_default(language.get_untracked()).to_owned()
        } else {
            typed
        };
        let at = now();
        let mark = Mark { by: me.id, name: me.display_name, at };
        runner.add_notice(Notice { told, text, at, mark });
        draft.set(String::new());
        lacking.set(false);
        if told {
            on_told.run(());
        }
    };
    view! {
        <div class="field" class:field-wrong=lacking>
            <label class="field-label" for="told-words">{t!(told::what_told)}</label>
            <p class="field-hint" id="told-hint">{t!(told::what_told_hint)}</p>
            <textarea
                class="field-input"
                id="told-words"
                rows="2"
                autocomplete="off"
                aria-describedby="told-hint told-lacking"
                aria-invalid=move || lacking.get().then_some("true")
                prop:value=draft.text
                on:input=move |event| draft.set(event_target_value(&event))
            ></textarea>
            <p class="field-error" id="told-lacking" role="alert">
                {move || lacking.get().then(|| locales::told::why_deferred(language.get()))}
            </p>
        </div>
        <div class="form-actions">
            <Button weight=Weight::Primary icon="check" on_press=Callback::new(move |()| record(true))>
                {t!(told::record_told)}
            </Button>
            <Button icon="clock" on_press=Callback::new(move |()| record(false))>{t!(told::record_deferred)}</Button>
        </div>
    }
}
