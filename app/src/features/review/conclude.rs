//! What can be done with an interview in review: returning and countersigning for its reader, taking back and signing for
//! whoever submitted it.

use domain::{failure::Failure, review::Stage};
use leptos::{prelude::*, task::spawn_local};

use super::standing::{Standing, Steps, sign};
use crate::{
    components::{
        button::{Button, Weight},
        draft::use_draft,
        fresh_id,
        notice::{FailureNotice, Notice, Tone},
    },
    device::cache,
    online::use_online,
    sync::OpenInterview,
    t,
};

/// Which of the steps is being taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Busy {
    No,
    Yes,
}

#[component]
pub fn Conclude(document: OpenInterview, may_sign: bool) -> impl IntoView {
    let standing = expect_context::<Standing>();
    let (busy, failure) = (RwSignal::new(Busy::No), RwSignal::new(None::<Failure>));
    let online = use_online();
    let held = StoredValue::new(document);
    let returning = RwSignal::new(false);
    let waits = Signal::derive(move || busy.get() == Busy::Yes);
    let disabled = Signal::derive(move || !online.get());
    let take = move |what: What| {
        busy.set(Busy::Yes);
        failure.set(None);
        let document = held.get_value();
        spawn_local(async move {
            let outcome = match what {
                What::Withdraw => standing.withdraw().await,
                What::Countersign => standing.countersign(&document).await,
                What::Sign => sign(&document).await,
            };
            busy.try_set(Busy::No);
            failure.try_set(outcome.err());
        });
    };
    let press = move |what: What| Callback::new(move |()| take(what));
    let countersigned =
        move || standing.review.with(|review| matches!(review.stage, Stage::Countersigned { .. }));
    let to_read = move || standing.is_mine_to_read();
    let signs = move || countersigned() && (standing.is_mine() || may_sign) && !to_read();
    view! {
        <section class="conclude" aria-label=t!(review::title)>
            <Steps review=standing.review />
            <Show when=move || !online.get()>
                <Notice tone=Tone::Waiting>
                    <p>{t!(review::offline)}</p>
                </Notice>
            </Show>
            <Show when=to_read>
                <p>{t!(review::read_means)}</p>
            </Show>
            <FailureNotice failure />
            <div class="form-actions">
                <Show when=move || to_read() && !countersigned()>
                    <Button weight=Weight::Primary icon="signature" busy=waits disabled on_press=press(What::Countersign)>
                        {t!(review::countersign)}
                    </Button>
                </Show>
                <Show when=signs>
                    <Button weight=Weight::Primary icon="signature" busy=waits disabled on_press=press(What::Sign)>
                        {t!(interview::sign)}
                    </Button>
                </Show>
                <Show when=move || to_read() && !returning.get()>
                    <Button icon="undo-2" disabled on_press=Callback::new(move |()| returning.set(true))>
                        {t!(review::send_back)}
                    </Button>
                </Show>
                <Show when=move || standing.is_mine()>
                    <Button icon="undo-2" busy=waits disabled on_press=press(What::Withdraw)>
                        {t!(review::withdraw)}
                    </Button>
                </Show>
            </div>
            <Show when=move || returning.get() && to_read()>
                <Returning document=held.get_value() open=returning />
            </Show>
        </section>
    }
}

#[derive(Clone, Copy)]
enum What {
    Withdraw,
    Countersign,
    Sign,
}

/// The reason it goes back with; kept on this device until it is sent.
#[component]
fn Returning(document: OpenInterview, open: RwSignal<bool>) -> impl IntoView {
    let standing = expect_context::<Standing>();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let draft = use_draft(cache::draft(document.id, "return"));
    let id = fresh_id("reason");
    let held = StoredValue::new(document);
    let blank = Signal::derive(move || draft.text.with(|text| text.trim().is_empty()));
    let send = move || {
        busy.set(true);
        let (document, reason) = (held.get_value(), draft.text.get_untracked());
        spawn_local(async move {
            let outcome = standing.send_back(&document, reason).await;
            busy.try_set(false);
            if outcome.is_ok() && open.try_set(false).is_none() {
                draft.set(String::new());
            }
            failure.try_set(outcome.err());
        });
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{t!(review::reason)}</label>
            <textarea
                class="field-input"
                id=id
                rows="3"
                autocomplete="off"
                maxlength=domain::review::LONGEST_REASON
                prop:value=draft.text
                on:input=move |event| draft.set(event_target_value(&event))
            ></textarea>
        </div>
        <FailureNotice failure />
        <div class="form-actions">
            <Button weight=Weight::Primary icon="send" busy disabled=blank on_press=Callback::new(move |()| send())>
                {t!(review::send_back_now)}
            </Button>
            <Button weight=Weight::Plain on_press=Callback::new(move |()| open.set(false))>{t!(review::not_now)}</Button>
        </div>
    }
}
