//! One case of a meeting: the report, how far it is, and what the reader can do now.

use domain::{
    committee::{Deliberate, Item},
    id::DeliberationId,
    procedure::{deliberation::Stage, meeting::State},
};
use leptos::prelude::*;

use super::{
    meeting::Live,
    proposal::{Decided, ProposalForm, ProposalView},
    voice::{AnswerForm, NoteForm, OpinionForm, Opinions},
    words::stage_words,
};
use crate::{
    components::{
        button::{Button, ButtonLink, Weight},
        section::Section,
    },
    i18n::use_language,
    t,
};

/// What the reader does next on a case; changes rarely, so that what is being typed stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    pub open: bool,
    pub presides: bool,
    /// Has a voice in it now.
    pub voice: bool,
    pub reporter: bool,
    pub recused: bool,
    pub given: bool,
    pub answered: bool,
    pub quorate: bool,
    pub stage: Option<Stage>,
}

impl Turn {
    fn begins(self) -> bool {
        self.open && self.presides && self.stage == Some(Stage::Waiting)
    }

    fn opines(self) -> bool {
        self.open && self.voice && !self.given && self.stage == Some(Stage::Opinions)
    }

    fn proposes(self) -> bool {
        self.open && self.presides && self.voice && self.stage == Some(Stage::Discussion)
    }

    fn answers(self) -> bool {
        self.open && self.voice && self.given && !self.answered && self.stage == Some(Stage::Proposed)
    }

    fn notes(self) -> bool {
        self.open && self.presides && !self.is_over()
    }

    fn recuses(self) -> bool {
        self.open && !self.reporter && !self.recused && !self.is_over()
    }

    fn is_over(self) -> bool {
        matches!(self.stage, None | Some(Stage::Decided | Stage::Noted))
    }
}

#[component]
pub fn ItemSection(live: Live, id: DeliberationId) -> impl IntoView {
    let language = use_language();
    let item = live.read(move |meeting| meeting.items.iter().find(|item| item.id == id).cloned());
    let turn = live.read(move |meeting| {
        let item = meeting.items.iter().find(|item| item.id == id);
        item.map(|item| turn(meeting.me, meeting.summary.chair, meeting.summary.state, item))
            .unwrap_or_default()
    });
    let code = move || item.with(|item| item.as_ref().map(|item| item.code.to_string()).unwrap_or_default());
    let by = move || {
        let name = item.with(|item| item.as_ref().map(|item| item.author_name.clone()).unwrap_or_default());
        locales::committee::reported_by(language.get(), name)
    };
    view! {
        <Section title=code remark=by>
            <Standing live item turn />
            {move || item.get().filter(|item| !item.opinions.is_empty()).map(|item| view! { <Opinions opinions=item.opinions /> })}
            {move || item.get().and_then(|item| item.proposal).map(|proposal| view! { <ProposalView proposal /> })}
            {move || item.get().filter(|item| item.stage == Stage::Decided).map(|item| view! { <Decided item /> })}
            {move || item.get().filter(|item| !item.note.is_empty()).map(|item| view! { <p class="report-answer">{item.note}</p> })}
            <Doing live id turn />
        </Section>
    }
}

fn turn(me: domain::id::AccountId, chair: domain::id::AccountId, state: State, item: &Item) -> Turn {
    Turn {
        open: state == State::Open,
        presides: me == chair,
        voice: item.voices.contains(&me),
        reporter: item.author == me,
        recused: item.recused.contains(&me),
        given: item.given.contains(&me),
        answered: item.answered.contains(&me),
        quorate: item.quorate,
        stage: Some(item.stage),
    }
}

/// How far the case is, for everybody.
#[component]
fn Standing(live: Live, item: Memo<Option<Item>>, turn: Memo<Turn>) -> impl IntoView {
    let language = use_language();
    let stage = move || turn.get().stage.map(|stage| stage_words(language.get(), stage));
    let quorum = move || match turn.get().quorate {
        true => locales::committee::quorate(language.get()),
        false => locales::committee::not_quorate(language.get()),
    };
    let names = move |accounts: Vec<domain::id::AccountId>| {
        accounts.into_iter().map(|account| live.name(account)).collect::<Vec<_>>().join(", ")
    };
    let recused = Memo::new(move |_| names(item.get().map(|item| item.recused).unwrap_or_default()));
    let awaited = Memo::new(move |_| {
        let item = item.get()?;
        let done = match item.stage {
            Stage::Opinions => item.given,
            Stage::Proposed => item.answered,
            Stage::Waiting | Stage::Discussion | Stage::Decided | Stage::Noted => return None,
        };
        let missing = item.voices.into_iter().filter(|voice| !done.contains(voice)).collect();
        Some(names(missing)).filter(|names| !names.is_empty())
    });
    let href = move || {
        item.with(|item| item.as_ref().map(|item| format!("/reports/{}", item.report)).unwrap_or_default())
    };
    view! {
        <p class="stage">{stage}</p>
        <div class="stage-facts" role="status">
            <Show when=move || !turn.get().is_over()>
                <p>{quorum}</p>
            </Show>
            <Show when=move || recused.with(|names| !names.is_empty())>
                <p>{move || locales::committee::recused(language.get(), recused.get())}</p>
            </Show>
            {move || awaited.get().map(|names| view! { <p>{move || locales::committee::waits_for(language.get(), &names)}</p> })}
        </div>
        <div class="form-actions">
            <ButtonLink href=Signal::derive(href) icon="file-text">{t!(committee::read_report)}</ButtonLink>
        </div>
    }
}

#[component]
fn Doing(live: Live, id: DeliberationId, turn: Memo<Turn>) -> impl IntoView {
    let noting = RwSignal::new(false);
    let plain =
        move |act: Deliberate| Callback::new(move |()| live.act(id, act.clone(), Callback::new(|()| {})));
    move || {
        let turn = turn.get();
        view! {
            {(turn.open && turn.reporter && !turn.is_over())
                .then(|| view! { <p class="field-hint">{t!(committee::no_voice_reporter)}</p> })}
            {turn.begins().then(|| view! { <p>{t!(committee::begin_means)}</p> })}
            {turn.opines().then(|| view! { <OpinionForm live id /> })}
            {turn.proposes().then(|| view! { <ProposalForm live id /> })}
            {turn.answers().then(|| view! { <AnswerForm live id /> })}
            {(turn.answered && turn.stage == Some(Stage::Proposed)).then(|| view! { <p>{t!(committee::answered)}</p> })}
            <div class="form-actions">
                {turn.begins()
                    .then(|| {
                        view! {
                            <Button
                                weight=Weight::Primary
                                icon="list-checks"
                                busy=live.busy
                                disabled=!turn.quorate
                                on_press=plain(Deliberate::Begin)
                            >
                                {t!(committee::begin)}
                            </Button>
                        }
                    })}
                {turn.recuses()
                    .then(|| {
                        view! {
                            <Button weight=Weight::Plain icon="undo-2" on_press=plain(Deliberate::Recuse)>
                                {t!(committee::recuse)}
                            </Button>
                        }
                    })}
                {turn.notes()
                    .then(|| {
                        view! {
                            <Button
                                weight=Weight::Plain
                                icon="sticky-note"
                                on_press=Callback::new(move |()| noting.set(true))
                            >
                                {t!(committee::note)}
                            </Button>
                        }
                    })}
            </div>
            {turn
                .notes()
                .then(|| view! { <Show when=move || noting.get()><NoteForm live id open=noting /></Show> })}
        }
    }
}
