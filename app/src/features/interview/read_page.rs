//! An interview to be read and printed: as the server sets it out once it is signed, as this device holds it before
//! that or without network.

use domain::{
    case::Signature,
    failure::Failure,
    guide::{
        Text,
        engine::{Context, Engine},
    },
    id::{DocumentId, Timestamp},
    interview::reading::{self, Aside, Section},
    language::Language,
};
use leptos::prelude::*;

use super::{api, page::Opened, reading_view::ReadingView};
use crate::{
    api::ApiError,
    components::{loading::Loading, notice::FailureNotice, page_frame::PageFrame},
    features::review::standing::{Standing, follow_review},
    i18n::use_language,
};

/// What the page shows, wherever it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub code: String,
    pub title: Text,
    pub started: Option<(String, Timestamp)>,
    pub signature: Option<Signature>,
    pub sections: Vec<Section>,
    pub aside: Aside,
}

/// Without `opened` only the server knows the interview.
#[component]
pub fn ReadPage(id: DocumentId, opened: Option<Opened>) -> impl IntoView {
    let language = use_language();
    let opened = StoredValue::new_local(opened);
    let sheet = LocalResource::new(move || {
        let (language, opened) = (language.get(), opened.get_value());
        async move { set_out(id, opened, language).await }
    });
    let standing = use_context::<Standing>().unwrap_or_else(|| follow_review(id, None));
    let comments = opened.with_value(|opened| opened.as_ref().and_then(|opened| opened.document.comments()));
    let comments = StoredValue::new(comments);
    let back = opened.with_value(|opened| opened.as_ref().map_or_else(|| "/cases".to_owned(), Opened::back));
    let code = move || match sheet.get() {
        Some(Ok(sheet)) => sheet.code,
        _ => locales::common::place_cases(language.get()).to_owned(),
    };
    view! {
        <PageFrame back=(back, code.into())>
            {move || match sheet.get() {
                None => view! { <Loading /> }.into_any(),
                Some(Ok(sheet)) => {
                    let comments = comments.get_value();
                    view! { <ReadingView id sheet review=standing.review comments /> }.into_any()
                },
                Some(Err(failure)) => {
                    view! { <FailureNotice failure=Signal::derive(move || Some(failure.clone())) /> }.into_any()
                }
            }}
        </PageFrame>
    }
}

async fn set_out(id: DocumentId, opened: Option<Opened>, language: Language) -> Result<Sheet, Failure> {
    let Some(opened) = opened else { return from_server(id, language).await };
    if !opened.document.frozen.get_untracked() {
        return Ok(from_device(&opened, language));
    }
    match from_server(id, language).await {
        Err(Failure::Unreachable) => Ok(from_device(&opened, language)),
        outcome => outcome,
    }
}

async fn from_server(id: DocumentId, language: Language) -> Result<Sheet, Failure> {
    let reading = api::reading(id, language).await.map_err(|ApiError(failure)| failure)?;
    Ok(Sheet {
        code: reading.case_code.to_string(),
        title: reading.summary.guide_title,
        started: Some((reading.summary.started_by, reading.summary.started_at)),
        signature: reading.summary.signature,
        sections: reading.sections,
        aside: reading.aside,
    })
}

pub fn from_device(opened: &Opened, language: Language) -> Sheet {
    let answers = opened.document.answers.get_untracked();
    let mut engine = Engine::new(opened.guide.clone(), Context::default(), &answers);
    engine.set_language(language);
    let sections = reading::read(&engine, &answers, language);
    let summary = opened
        .case
        .as_ref()
        .and_then(|case| case.interviews.iter().find(|interview| interview.id == opened.document.id));
    Sheet {
        code: opened.code(),
        title: opened.guide.title.clone(),
        started: summary.map(|summary| (summary.started_by.clone(), summary.started_at)),
        signature: summary.and_then(|summary| summary.signature.clone()),
        aside: reading::aside(&engine, &answers, language, &sections),
        sections,
    }
}
