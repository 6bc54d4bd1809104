//! The notes of a case, or of a site: those the server knows, and before them those that only this device has.

use domain::{
    document::{Home, Kind},
    failure::Failure,
    id::DocumentId,
    notes::NotesSummary,
};
use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use leptos_router::{components::A, hooks::use_navigate};

use crate::{
    components::{
        button::Button, empty_state::EmptyState, icon::Icon, notice::FailureNotice, section::Section,
        when::When,
    },
    device::store::Start,
    i18n::use_language,
    sync::use_sync,
    t,
};

#[component]
pub fn NotesSection(
    home: Home,
    notes: Vec<NotesSummary>,
    may_start: bool,
    #[prop(into)] title: TextProp,
    #[prop(into)] remark: TextProp,
    /// Said when there are none.
    #[prop(into)]
    none: TextProp,
) -> impl IntoView {
    let waiting = use_sync().waiting();
    let known: Vec<_> = notes.iter().map(|notes| notes.id).collect();
    let here = Memo::new(move |_| {
        let waits =
            |start: &Start| start.kind == Kind::Notes && start.home == home && !known.contains(&start.id);
        waiting.get().into_iter().filter(waits).collect::<Vec<_>>()
    });
    let is_empty = notes.is_empty();
    view! {
        <Section title remark>
            <Show when=move || is_empty && here.with(Vec::is_empty)>
                <EmptyState title=none.clone() />
            </Show>
            <ul class="entries">
                {move || here.get().into_iter().map(|start| view! { <WaitingRow start /> }).collect_view()}
                {notes.into_iter().map(|notes| view! { <NotesRow notes /> }).collect_view()}
            </ul>
            {may_start.then(|| view! { <StartNotes home /> })}
        </Section>
    }
}

#[component]
fn WaitingRow(start: Start) -> impl IntoView {
    view! {
        <li class="entry row-linked">
            <Title id=start.id />
            <p class="entry-more">{t!(notes::started)}" "<When at=start.started_at after_verb=true /></p>
            <p class="entry-state entry-waiting">
                <Icon name="clock" />
                <span>{t!(case::interview_waits)}</span>
            </p>
        </li>
    }
}

#[component]
fn NotesRow(notes: NotesSummary) -> impl IntoView {
    let by = notes.started_by;
    let changed = notes.changed_at > notes.started_at;
    view! {
        <li class="entry row-linked">
            <Title id=notes.id />
            <p class="entry-more">
                {t!(notes::started)}" "<When at=notes.started_at after_verb=true />" "{t!(case::started_by, by.clone())}
            </p>
            {changed
                .then(|| {
                    view! {
                        <p class="entry-more">{t!(notes::changed)}" "<When at=notes.changed_at after_verb=true /></p>
                    }
                })}
        </li>
    }
}

/// The first line, as far as the notes are on this device.
#[component]
fn Title(id: DocumentId) -> impl IntoView {
    let (sync, language) = (use_sync(), use_language());
    let title = RwSignal::new(None::<Option<String>>);
    Effect::new(move || {
        // What is fetched in the background may bring it.
        sync.progress().track();
        spawn_local(async move {
            let found = sync.title_of_notes(id).await;
            // The page may have been left meanwhile.
            title.try_set(found);
        });
    });
    let words = move || match title.get() {
        Some(Some(title)) => title,
        Some(None) => locales::notes::untitled(language.get()).to_owned(),
        None => locales::notes::title(language.get()).to_owned(),
    };
    view! { <A href=format!("/notes/{id}") attr:class="entry-title row-link">{words}</A> }
}

#[component]
fn StartNotes(home: Home) -> impl IntoView {
    let (sync, navigate) = (use_sync(), use_navigate());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let start = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            match sync.begin(Kind::Notes, home, |_| ()).await {
                Ok(document) => navigate(&format!("/notes/{document}"), Default::default()),
                Err(refusal) => {
                    failure.try_set(Some(refusal));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <div class="form-actions">
            <Button icon="plus" busy on_press=start>{t!(notes::start)}</Button>
        </div>
        <FailureNotice failure />
    }
}
