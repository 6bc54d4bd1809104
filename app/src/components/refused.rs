//! A page of something that does not open: why, and the way back.

use domain::failure::Failure;
use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    components::{heading::Heading, notice::FailureNotice, page_frame::PageFrame},
    t,
};

/// `back` is where the page would belong: address and words.
#[component]
pub fn Refused(failure: Failure, #[prop(into)] back: (String, TextProp)) -> impl IntoView {
    view! {
        <PageFrame back>
            <Heading title=t!(common::not_opened) />
            <FailureNotice failure=Signal::derive(move || Some(failure.clone())) />
        </PageFrame>
    }
}
