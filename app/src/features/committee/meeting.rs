//! A meeting, live: who is there, each case, and what the reader can do now. The others act elsewhere, so the server is
//! asked again while the page is looked at.

use domain::{
    committee::{Deliberate, Meet, Meeting},
    failure::Failure,
    id::{AccountId, DeliberationId, MeetingId},
    procedure::{deliberation::Stage, meeting::State},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

use super::{
    api,
    item::ItemSection,
    words::{function_words, state_words},
};
use crate::{
    api::ApiError,
    components::{
        button::{Button, ButtonLink, Weight},
        field::Field,
        heading::Heading,
        icon::Icon,
        loading::Loading,
        notice::FailureNotice,
        section::Section,
    },
    device::cache,
    i18n::{dates, use_language},
    recall::{Freshness, Recalled, recall},
    t,
};

/// Milliseconds between two questions to the server.
const PAUSE: u32 = 4_000;

/// The meeting on the page, and how to act in it.
#[derive(Clone, Copy)]
pub struct Live {
    pub meeting: Signal<Option<Meeting>>,
    pub busy: RwSignal<bool>,
    pub failure: RwSignal<Option<Failure>>,
    value: RwSignal<Option<Meeting>>,
    id: MeetingId,
}

impl Live {
    fn run(self, asked: impl Future<Output = Result<Meeting, ApiError>> + 'static, done: Callback<()>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match asked.await {
                Ok(meeting) => {
                    self.value.try_set(Some(meeting));
                    done.try_run(());
                }
                Err(ApiError(failure)) => drop(self.failure.try_set(Some(failure))),
            }
            self.busy.try_set(false);
        });
    }

    pub fn meet(self, act: Meet) {
        self.run(api::meet(self.id, act), Callback::new(|()| {}));
    }

    pub fn act(self, id: DeliberationId, act: Deliberate, done: Callback<()>) {
        self.run(api::deliberate(id, act), done);
    }

    /// What the page needs of the meeting.
    pub fn read<T: Clone + PartialEq + Default + Send + Sync + 'static>(
        self,
        read: impl Fn(&Meeting) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.meeting.with(|meeting| meeting.as_ref().map(&read).unwrap_or_default()))
    }

    /// The name of somebody who was called.
    pub fn name(self, account: AccountId) -> String {
        self.meeting.with(|meeting| {
            let seats = meeting.as_ref().map(|meeting| meeting.seats.as_slice()).unwrap_or_default();
            seats
                .iter()
                .find(|seat| seat.account == account)
                .map(|seat| seat.name.clone())
                .unwrap_or_default()
        })
    }
}

#[component]
pub fn MeetingPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<MeetingId>().ok()))
    });
    move || id.get().map(|id| view! { <MeetingOf id /> })
}

#[component]
fn MeetingOf(id: MeetingId) -> impl IntoView {
    let recalled = recall(cache::meeting(id), move || api::open(id));
    let live = Live {
        meeting: recalled.value.into(),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        value: recalled.value,
        id,
    };
    follow(recalled);
    let language = use_language();
    let title = move || {
        live.meeting.with(|meeting| match meeting {
            Some(meeting) => {
                let day = dates::day(language.get(), meeting.summary.on);
                locales::committee::meeting_on(language.get(), &meeting.summary.at, day)
            }
            None => locales::committee::title(language.get()).to_owned(),
        })
    };
    let known = Memo::new(move |_| live.meeting.with(Option::is_some));
    let missing = Signal::derive(move || match recalled.freshness.get() {
        Freshness::Failed(failure) => Some(failure),
        Freshness::Asking | Freshness::Fresh | Freshness::Kept => None,
    });
    view! {
        <Heading title back=("/committee".to_owned(), t!(committee::title).into())>
            <Facts live />
        </Heading>
        <FailureNotice failure=missing />
        <Show when=move || known.get() fallback=move || view! { <Show when=move || missing.with(Option::is_none)><Loading /></Show> }>
            <Seats live />
            <Items live />
        </Show>
    }
}

/// Asks again until the page is left.
fn follow(recalled: Recalled<Meeting>) {
    spawn_local(async move {
        loop {
            TimeoutFuture::new(PAUSE).await;
            if recalled.value.try_get_untracked().is_none() {
                return;
            }
            if !document().hidden() {
                recalled.again();
            }
        }
    });
}

#[component]
fn Facts(live: Live) -> impl IntoView {
    let language = use_language();
    let facts = live.read(|meeting| {
        let summary = &meeting.summary;
        Some((summary.state, summary.place.clone(), summary.chair_name.clone()))
    });
    move || {
        facts.get().map(|(state, place, chair)| {
            view! {
                <span>{move || state_words(language.get(), state)}</span>
                <span>{place}</span>
                <span>{t!(committee::chaired_by, chair.clone())}</span>
            }
        })
    }
}

#[component]
fn Seats(live: Live) -> impl IntoView {
    let language = use_language();
    let seats = live.read(|meeting| meeting.seats.clone());
    let chair = live.read(|meeting| Some(meeting.summary.chair));
    let row = move |seat: domain::committee::Seat| {
        let presides = move || chair.get() == Some(seat.account);
        let presence = move || match seat.present {
            true => locales::committee::present(language.get()),
            false => locales::committee::absent(language.get()),
        };
        view! {
            <li class="seat" class:seat-absent=!seat.present>
                <Icon name=if seat.present { "user" } else { "clock" } />
                <span class="seat-name">{seat.name}</span>
                <span class="seat-more row-more">
                    <span>{move || function_words(language.get(), seat.function)}</span>
                    <Show when=presides>
                        <span>{t!(committee::chair)}</span>
                    </Show>
                    <span>{presence}</span>
                </span>
            </li>
        }
    };
    view! {
        <Section title=t!(committee::here)>
            <ul class="seats">{move || seats.get().into_iter().map(row).collect_view()}</ul>
            <FailureNotice failure=live.failure unreachable=t!(common::needs_network) />
            <MeetingActs live />
        </Section>
    }
}

/// What decides the buttons of the meeting as a whole.
#[derive(Clone, Copy, Default, PartialEq)]
struct Now {
    state: Option<State>,
    presides: bool,
    present: bool,
    /// Something is left over for another meeting.
    left: bool,
    /// Every case is decided or noted.
    settled: bool,
    rehold_by: domain::calendar::Day,
    next: Option<MeetingId>,
}

fn now(meeting: &Meeting) -> Now {
    let stages = || meeting.items.iter().map(|item| item.stage);
    Now {
        state: Some(meeting.summary.state),
        presides: meeting.summary.chair == meeting.me,
        present: meeting.seats.iter().any(|seat| seat.account == meeting.me && seat.present),
        left: stages().any(|stage| stage == Stage::Noted),
        settled: stages().all(|stage| matches!(stage, Stage::Decided | Stage::Noted)),
        rehold_by: meeting.rehold_by,
        next: meeting.next,
    }
}

#[component]
fn MeetingActs(live: Live) -> impl IntoView {
    let now = live.read(now);
    let meet = move |act: Meet| Callback::new(move |()| live.meet(act.clone()));
    move || {
        let now = now.get();
        let running = matches!(now.state, Some(State::Convened | State::Open));
        let (convened, open) = (now.state == Some(State::Convened), now.state == Some(State::Open));
        view! {
            {(open && now.presides && now.settled).then(|| view! { <Closing live now /> })}
            <div class="form-actions">
                {(running && !now.present)
                    .then(|| view! { <Button weight=Weight::Primary icon="check" on_press=meet(Meet::Come)>{t!(committee::come)}</Button> })}
                {(convened && now.presides && now.present)
                    .then(|| view! { <Button weight=Weight::Primary icon="users" on_press=meet(Meet::Open)>{t!(committee::open)}</Button> })}
                {(running && now.present)
                    .then(|| view! { <Button weight=Weight::Plain icon="log-out" on_press=meet(Meet::Leave)>{t!(committee::leave)}</Button> })}
                {(convened && now.presides)
                    .then(|| view! { <Button weight=Weight::Plain icon="x" on_press=meet(Meet::Cancel)>{t!(committee::cancel)}</Button> })}
                {(now.state == Some(State::Closed))
                    .then(|| {
                        view! {
                            <ButtonLink href=format!("/committee/meetings/{}/minutes", live.id) weight=Weight::Primary icon="file-text">
                                {t!(committee::minutes)}
                            </ButtonLink>
                        }
                    })}
                {now.next
                    .map(|next| {
                        view! {
                            <ButtonLink href=format!("/committee/meetings/{next}") icon="arrow-right">
                                {t!(committee::next)}
                            </ButtonLink>
                        }
                    })}
            </div>
        }
    }
}

#[component]
fn Closing(live: Live, now: Now) -> impl IntoView {
    let language = use_language();
    let day = RwSignal::new(now.rehold_by.to_string());
    let hint =
        move || locales::committee::next_hint(language.get(), dates::day(language.get(), now.rehold_by));
    let close = move |()| {
        let next = day.get_untracked().parse().ok().filter(|_| now.left);
        live.meet(Meet::Close { next });
    };
    view! {
        {now.left.then(|| view! { <Field label=t!(committee::next_day) hint=hint value=day kind="date" /> })}
        <div class="form-actions">
            <Button weight=Weight::Primary icon="check" busy=live.busy on_press=Callback::new(close)>
                {t!(committee::close)}
            </Button>
        </div>
    }
}

#[component]
fn Items(live: Live) -> impl IntoView {
    let ids = live.read(|meeting| meeting.items.iter().map(|item| item.id).collect::<Vec<_>>());
    view! { <For each=move || ids.get() key=|id| *id children=move |id| view! { <ItemSection live id /> } /> }
}
