//! The notes outside cases: those of the person's site, and those of the research and steering unit.

use domain::{
    access::{DocumentAction, Role, Standing, State, may_outside_cases},
    account::Profile,
    document::{DocumentSummary, Home, Kind},
    notes::NotesSummary,
};
use leptos::prelude::*;

use super::list::NotesSection;
use crate::{
    components::heading::Heading,
    device::{cache, use_device},
    features::document,
    recall::{recall, show},
    t,
};

/// Whether the role may open any notes outside cases.
pub fn reads_shared_notes(role: Role) -> bool {
    [Standing::SameSite, Standing::Unit].into_iter().any(|standing| may(role, standing, DocumentAction::Read))
}

fn may(role: Role, standing: Standing, action: DocumentAction) -> bool {
    may_outside_cases(Kind::Notes, role, standing, State::Open, action)
}

/// `/notes`
#[component]
pub fn SharedNotesPage() -> impl IntoView {
    let lock = use_device().lock_state();
    let documents = recall(cache::DOCUMENTS.to_owned(), document::api::list);
    let profile = move || lock.with_untracked(|lock| lock.profile().cloned());
    view! {
        <Heading title=t!(notes::shared_title) />
        {show(documents, move |documents| profile().map(|profile| view! { <Lists profile documents /> }))}
    }
}

#[component]
fn Lists(profile: Profile, documents: Vec<DocumentSummary>) -> impl IntoView {
    let (role, site) = (profile.role, profile.site);
    let of_site = (Home::Site(site.id), Standing::SameSite);
    let section = |(home, standing): (Home, Standing)| {
        let notes = of(&documents, home);
        let may_start = may(role, standing, DocumentAction::Write);
        may(role, standing, DocumentAction::Read).then_some((home, notes, may_start))
    };
    let (of_site, of_unit) = (section(of_site), section((Home::Unit, Standing::Unit)));
    view! {
        {of_site
            .map(|(home, notes, may_start)| {
                view! {
                    <NotesSection
                        home
                        notes
                        may_start
                        title=site.name
                        remark=t!(notes::site_remark)
                        none=t!(notes::shared_none)
                    />
                }
            })}
        {of_unit
            .map(|(home, notes, may_start)| {
                view! {
                    <NotesSection
                        home
                        notes
                        may_start
                        title=t!(notes::unit_title)
                        remark=t!(notes::unit_remark)
                        none=t!(notes::shared_none)
                    />
                }
            })}
    }
}

/// The notes of a home, in the order of the list.
fn of(documents: &[DocumentSummary], home: Home) -> Vec<NotesSummary> {
    let notes = documents.iter().filter(|document| document.kind == Kind::Notes && document.home == home);
    let summary = |document: &DocumentSummary| NotesSummary {
        id: document.id,
        home,
        started_at: document.started_at,
        started_by: document.started_by.clone(),
        changed_at: document.changed_at,
    };
    notes.map(summary).collect()
}
