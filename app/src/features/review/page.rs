//! An interview in review: read as it is, with comments on each question, and what can be done with it.

use domain::access::{CaseAction, State, may_on_case};
use leptos::prelude::*;

use super::{conclude::Conclude, standing::Standing};
use crate::{
    components::page_frame::PageFrame,
    device::use_device,
    features::interview::{page::Opened, read_page, reading_view::ReadingView},
    i18n::use_language,
};

#[component]
pub fn ReviewPage(opened: Opened) -> impl IntoView {
    let language = use_language();
    let standing = expect_context::<Standing>();
    let role = use_device().lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.role));
    let may_sign = match (role, &opened.case) {
        (Some(role), Some(case)) => may_on_case(role, case.summary.relation, State::Open, CaseAction::Sign),
        _ => false,
    };
    let document = opened.document.clone();
    let (back, code, id) = (opened.back(), opened.code(), opened.document.id);
    let answers = opened.document.answers;
    let sheet = move || {
        answers.track();
        read_page::from_device(&opened, language.get())
    };
    let sheet = Memo::new(move |_| sheet());
    view! {
        <PageFrame back=(back, code.into())>
            <Conclude document=document.clone() may_sign />
            {move || view! {
                <ReadingView id sheet=sheet.get() review=standing.review comments=document.comments() />
            }}
        </PageFrame>
    }
}
