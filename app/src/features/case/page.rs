//! One case: its code, the name on demand, its interviews, its plans, its notes.

use domain::{
    access::{CaseAction, Role, State, may_on_case},
    case::{CaseDetail, InterviewSummary, Signature},
    document::{Home, Kind},
    id::CaseId,
    language::Language,
    review::{Review, Stage},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_params_map};

use super::{api, list::relation_words, name::PersonName, start::StartSection};
use crate::{
    components::{
        empty_state::EmptyState,
        heading::Heading,
        icon::Icon,
        notice::{Notice, Tone},
        section::Section,
        when::When,
    },
    device::{cache, store::Start, use_device},
    features::{
        consultation::section::OpinionsSection, notes::list::NotesSection, plan::list::PlansSection,
        report::section::ReportsSection,
    },
    i18n::{Words, use_language},
    recall::{recall, show},
    sync::use_sync,
    t,
};

#[component]
pub fn CasePage() -> impl IntoView {
    let params = use_params_map();
    // The address decides the case; another address makes the page anew.
    let id =
        Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<CaseId>().ok())));
    move || match id.get() {
        Some(id) => view! { <CaseOf id /> }.into_any(),
        None => view! { <NoSuchCase /> }.into_any(),
    }
}

#[component]
fn NoSuchCase() -> impl IntoView {
    let language = use_language();
    view! {
        <Heading title=t!(common::not_found) />
        <Notice tone=Tone::Problem>
            <p>{move || locales::failure(language.get(), &domain::failure::Failure::NotFound)}</p>
        </Notice>
    }
}

#[component]
fn CaseOf(id: CaseId) -> impl IntoView {
    let detail = recall(cache::case(id), move || api::open(id));
    let code =
        move || detail.value.with(|detail| detail.as_ref().map(|detail| detail.summary.code.to_string()));
    let case = t!(case::one);
    view! {
        <Heading title=move || code().unwrap_or_else(|| case().to_owned()) back=("/cases".to_owned(), t!(case::list_title).into())>
            <CaseFacts detail=detail.value />
        </Heading>
        {show(detail, move |detail| view! { <CaseContent detail /> })}
    }
}

/// Under the code: site, relation, since when.
#[component]
fn CaseFacts(#[prop(into)] detail: Signal<Option<CaseDetail>>) -> impl IntoView {
    let language = use_language();
    move || {
        detail.get().map(|CaseDetail { summary, .. }| {
            view! {
                <span>{summary.site.name}</span>
                <span>{move || relation_words(language.get(), summary.relation)}</span>
                <span>{t!(case::opened)}" "<When at=summary.opened_at after_verb=true /></span>
            }
        })
    }
}

#[component]
fn CaseContent(detail: CaseDetail) -> impl IntoView {
    let lock = use_device().lock_state();
    let CaseDetail { summary, interviews, notes, plans, reviews } = detail;
    let role = lock.with_untracked(|lock| lock.profile().map(|profile| profile.role));
    let may = |action| may_here(role, &summary, action);
    let (reveal, start) = (may(CaseAction::RevealName), may(CaseAction::StartInterview));
    let (start_notes, start_plan) = (may(CaseAction::StartNotes), may(CaseAction::StartPlan));
    let reads = may(CaseAction::Read);
    let case = summary.id;
    view! {
        {reveal
            .then(|| {
                view! {
                    <Section title=t!(case::person) remark=t!(case::reveal_hint)>
                        <PersonName case />
                    </Section>
                }
            })}
        <Section title=t!(case::interviews)>
            <Interviews case interviews reviews may_start=start />
        </Section>
        {start.then(|| view! { <StartSection case /> })}
        <PlansSection case plans may_start=start_plan />
        <NotesSection
            home=Home::Case(case)
            notes
            may_start=start_notes
            title=t!(notes::title)
            remark=t!(notes::remark)
            none=t!(notes::none)
        />
        {reads.then(|| view! { <ReportsSection case /> })}
        {reads.then(|| view! { <OpinionsSection case /> })}
    }
}

fn may_here(role: Option<Role>, summary: &domain::case::CaseSummary, action: CaseAction) -> bool {
    role.is_some_and(|role| may_on_case(role, summary.relation, State::Open, action))
}

/// Those the server knows, and before them those that this device has started and not sent.
#[component]
fn Interviews(
    case: CaseId,
    interviews: Vec<InterviewSummary>,
    reviews: Vec<Review>,
    may_start: bool,
) -> impl IntoView {
    let (language, waiting) = (use_language(), use_sync().waiting());
    let known: Vec<_> = interviews.iter().map(|interview| interview.id).collect();
    let place = (Kind::Interview, Home::Case(case));
    let here = Memo::new(move |_| {
        let waits = |start: &Start| (start.kind, start.home) == place && !known.contains(&start.id);
        waiting.get().into_iter().filter(waits).collect::<Vec<_>>()
    });
    let none = interviews.is_empty();
    let row = move |interview: InterviewSummary| {
        let review = reviews.iter().find(|review| review.document == Some(interview.id)).cloned();
        view! { <InterviewRow interview review /> }
    };
    let advice = move || may_start.then(|| locales::case::no_interview_advice(language.get()));
    view! {
        <Show when=move || none && here.with(Vec::is_empty)>
            <EmptyState title=t!(case::no_interview_yet)>
                <p>{advice}</p>
            </EmptyState>
        </Show>
        <ul class="entries">
            {move || here.get().into_iter().map(|start| view! { <WaitingRow start /> }).collect_view()}
            {interviews.into_iter().map(row).collect_view()}
        </ul>
    }
}

#[component]
fn WaitingRow(start: Start) -> impl IntoView {
    view! {
        <li class="entry row-linked">
            <A href=format!("/interviews/{}", start.id) attr:class="entry-title row-link">
                {t!(case::interview_here)}
            </A>
            <p class="entry-more">{t!(case::started)}" "<When at=start.started_at after_verb=true /></p>
            <p class="entry-state entry-waiting">
                <Icon name="clock" />
                <span>{t!(case::interview_waits)}</span>
            </p>
        </li>
    }
}

#[component]
fn InterviewRow(interview: InterviewSummary, review: Option<Review>) -> impl IntoView {
    let language = use_language();
    let in_review = review.and_then(review_words);
    let state = match interview.signature {
        Some(Signature { by, at, .. }) => view! {
            <Icon name="signature" />
            <span>{t!(case::signed_by, by.clone())}" "<When at exact=true after_verb=true /></span>
        }
        .into_any(),
        None => match in_review {
            Some(words) => view! {
                <Icon name="clock" />
                <span>{move || words(language.get())}</span>
            }
            .into_any(),
            None => view! {
                <Icon name="pen-line" />
                <span>{t!(case::interview_open)}</span>
            }
            .into_any(),
        },
    };
    let by = interview.started_by;
    view! {
        <li class="entry row-linked">
            <A href=format!("/interviews/{}", interview.id) attr:class="entry-title row-link">
                <Words text=interview.guide_title />
            </A>
            <p class="entry-more">
                {t!(case::started)}" "<When at=interview.started_at after_verb=true />" "{t!(case::started_by, by.clone())}
            </p>
            <p class="entry-state">{state}</p>
        </li>
    }
}

/// Where an interview stands that is or was with its second reader; nothing for one that was taken back.
fn review_words(review: Review) -> Option<fn(Language) -> &'static str> {
    let returned = review.steps.last().is_some_and(|step| step.act == "returned");
    match review.stage {
        Stage::Submitted { .. } => Some(locales::review::in_review),
        Stage::Countersigned { .. } => Some(locales::review::ready_to_sign),
        Stage::Open if returned => Some(locales::review::given_back),
        Stage::Open | Stage::Signed => None,
    }
}
