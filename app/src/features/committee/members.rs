//! Who sits on the committee and as what. Whoever runs it names them here.

use domain::{
    committee::{Member, Name, Overview},
    failure::Failure,
    procedure::meeting::Function,
};
use leptos::{prelude::*, task::spawn_local};

use super::{api, words::function_words};
use crate::{
    components::{fresh_id, notice::FailureNotice, section::Section},
    i18n::use_language,
    recall::Recalled,
    t,
};

#[component]
pub fn MembersSection(
    members: Vec<Member>,
    others: Vec<Member>,
    may_run: bool,
    overview: Recalled<Overview>,
) -> impl IntoView {
    let failure = RwSignal::new(None::<Failure>);
    let name = Callback::new(move |name: Name| {
        failure.set(None);
        spawn_local(async move {
            match api::name(name).await {
                Ok(now) => drop(overview.value.try_set(Some(now))),
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
        });
    });
    let row = move |member: Member| match may_run {
        true => view! { <NamedRow member name /> }.into_any(),
        false => view! { <MemberRow member /> }.into_any(),
    };
    view! {
        <Section title=t!(committee::members) remark=t!(committee::members_remark)>
            <FailureNotice failure unreachable=t!(common::needs_network) />
            <ul class="entries members">{members.into_iter().chain(others).map(row).collect_view()}</ul>
        </Section>
    }
}

#[component]
fn MemberRow(member: Member) -> impl IntoView {
    let language = use_language();
    let function = move || member.function.map(|function| function_words(language.get(), function));
    view! {
        <li class="entry entry-choice">
            <p class="entry-title">{member.name}</p>
            <p class="entry-state">{function}</p>
        </li>
    }
}

#[component]
fn NamedRow(member: Member, name: Callback<Name>) -> impl IntoView {
    let language = use_language();
    let (id, account, now) = (fresh_id("function"), member.account, member.function);
    let who = member.name.clone();
    let option = move |function: Function| {
        let words = move || function_words(language.get(), function);
        view! { <option value=function.code() selected=now == Some(function)>{words}</option> }
    };
    let chosen = move |event| {
        name.run(Name { account, function: Function::from_code(&event_target_value(&event)) });
    };
    view! {
        <li class="entry entry-choice">
            <label class="entry-title" for=id.clone()>
                <span aria-hidden="true">{member.name}</span>
                <span class="aside-aloud">{t!(committee::name_as, who.clone())}</span>
            </label>
            <div class="entry-state">
                <select class="field-input field-select" id=id autocomplete="off" on:change=chosen>
                    <option value="" selected=now.is_none()>{t!(committee::no_function)}</option>
                    {Function::ALL.map(option).collect_view()}
                </select>
            </div>
        </li>
    }
}
