//! A decision: put to all by the chair, with its reasons, its review and who does what; and what became of it.

use domain::{
    calendar::Day,
    committee::{Deliberate, Dissent, Item, Proposal, Todo},
    failure::Failure,
    id::DeliberationId,
    procedure::{Outcome, Protocol, Rule},
};
use leptos::prelude::*;

use super::{meeting::Live, voice::OutcomeSelect, words::outcome_words};
use crate::{
    components::{
        area::Area,
        button::{Button, Weight},
        draft::use_draft,
        field::Field,
        notice::FailureNotice,
    },
    device::cache,
    i18n::{dates, use_language},
    t,
};

/// An action while it is written.
#[derive(Clone, Copy)]
struct Written {
    what: RwSignal<String>,
    who: RwSignal<String>,
    due: RwSignal<String>,
}

impl Written {
    fn blank() -> Self {
        Self { what: RwSignal::default(), who: RwSignal::default(), due: RwSignal::default() }
    }

    fn is_blank(self) -> bool {
        self.what.with_untracked(|what| what.trim().is_empty())
            && self.who.with_untracked(|who| who.trim().is_empty())
    }

    fn read(self) -> Result<Todo, Failure> {
        let due = self.due.get_untracked().parse().map_err(|_| Rule::DayNeeded)?;
        Ok(Todo { what: self.what.get_untracked(), who: self.who.get_untracked(), due })
    }
}

#[component]
pub fn ProposalForm(live: Live, id: DeliberationId) -> impl IntoView {
    let outcome = RwSignal::new(Outcome::OrdinarySupport);
    let draft = use_draft(cache::deliberation(id, "proposal"));
    let held = live.meeting.with_untracked(|meeting| meeting.as_ref().map(|meeting| meeting.summary.on));
    let usual = held.unwrap_or_default().plus_months(Protocol::default().review_months);
    let review = RwSignal::new(usual.to_string());
    let actions = RwSignal::new(vec![Written::blank()]);
    let wrong = RwSignal::new(None::<Failure>);
    let put = move |()| {
        let written = actions.get_untracked().into_iter().filter(|action| !action.is_blank());
        let read = written.map(Written::read).collect::<Result<Vec<Todo>, Failure>>();
        let proposal = read.and_then(|actions| {
            let outcome = outcome.get_untracked();
            let review: Option<Day> = review.get_untracked().parse().ok();
            let review = review.filter(|_| outcome != Outcome::NoConcern);
            Proposal { outcome, reasons: draft.text.get_untracked(), review, actions }.checked()
        });
        match proposal {
            Ok(proposal) => {
                wrong.set(None);
                let done = Callback::new(move |()| draft.set(String::new()));
                live.act(id, Deliberate::Propose(proposal), done);
            }
            Err(refusal) => wrong.set(Some(refusal)),
        }
    };
    let row = move |(place, action): (usize, Written)| view! { <ActionFields action number=place + 1 /> };
    view! {
        <fieldset class="voice">
            <legend class="field-label">{t!(committee::propose)}</legend>
            <OutcomeSelect live value=outcome label=locales::committee::outcome />
            <Area
                label=t!(committee::decision_reasons)
                value=draft.text
                rows=4
                typed=Callback::new(move |text| draft.set(text))
            />
            <Show when=move || outcome.get() != Outcome::NoConcern>
                <Field label=t!(committee::review) hint=t!(committee::review_hint) value=review kind="date" />
            </Show>
            {move || actions.get().into_iter().enumerate().map(row).collect_view()}
            <FailureNotice failure=wrong />
            <div class="form-actions">
                <Button weight=Weight::Primary icon="users" busy=live.busy on_press=Callback::new(put)>
                    {t!(committee::put)}
                </Button>
                <Button
                    weight=Weight::Plain
                    icon="plus"
                    on_press=Callback::new(move |()| actions.update(|actions| actions.push(Written::blank())))
                >
                    {t!(committee::action_add)}
                </Button>
            </div>
        </fieldset>
    }
}

#[component]
fn ActionFields(action: Written, number: usize) -> impl IntoView {
    view! {
        <div class="action-fields">
            <Field label=t!(committee::action_what, number) value=action.what />
            <Field label=t!(committee::action_who, number) value=action.who />
            <Field label=t!(committee::action_due, number) value=action.due kind="date" />
        </div>
    }
}

/// What is proposed, or was decided.
#[component]
pub fn ProposalView(proposal: Proposal) -> impl IntoView {
    let language = use_language();
    let Proposal { outcome, reasons, review, actions } = proposal;
    let looked_at = move |day: Day| {
        let day = dates::day(language.get(), day);
        match outcome {
            Outcome::MoreInformation => locales::committee::information_by(language.get(), day),
            _ => locales::committee::review_set(language.get(), day),
        }
    };
    let action = move |action: Todo| {
        let words = move || {
            let day = dates::day(language.get(), action.due);
            locales::committee::action(language.get(), day, &action.what, &action.who)
        };
        view! { <li>{words}</li> }
    };
    view! {
        <div class="decision">
            <p class="report-outcome">{move || outcome_words(language.get(), outcome)}</p>
            <p class="report-answer">{reasons}</p>
            {review.map(|day| view! { <p class="decision-review">{move || looked_at(day)}</p> })}
            {(!actions.is_empty())
                .then(|| {
                    view! {
                        <h3 class="item-title">{t!(committee::actions)}</h3>
                        <ul class="decision-actions">{actions.into_iter().map(action).collect_view()}</ul>
                    }
                })}
        </div>
    }
}

/// How it was decided: how many agreed, and the dissents that their authors wished recorded.
#[component]
pub fn Decided(item: Item) -> impl IntoView {
    let agreeing = item.agreeing.unwrap_or_default() as usize;
    let of = item.answered.len();
    view! {
        <p>{t!(committee::agreeing, agreeing, of)}</p>
        <Dissents dissents=item.dissents />
    }
}

#[component]
pub fn Dissents(dissents: Vec<Dissent>) -> impl IntoView {
    let language = use_language();
    let row = move |dissent: Dissent| {
        let by = move || match &dissent.by {
            Some(name) => locales::committee::dissent_by(language.get(), name),
            None => locales::committee::dissent_unnamed(language.get()).to_owned(),
        };
        view! {
            <li class="opinion">
                <p class="opinion-by">{by}</p>
                <p class="opinion-reasons">{dissent.words}</p>
            </li>
        }
    };
    (!dissents.is_empty())
        .then(|| view! { <ul class="opinions">{dissents.into_iter().map(row).collect_view()}</ul> })
}
