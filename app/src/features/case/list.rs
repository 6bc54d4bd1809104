//! The cases one may see, under their codes.

use domain::{
    access::{Action, Relation, may},
    case::CaseSummary,
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{api, new::NewCaseDialog};
use crate::{
    components::{
        button::{Button, Weight},
        empty_state::EmptyState,
        field::Field,
        heading::Heading,
        when::When,
    },
    device::{cache, use_device},
    features::review::waiting::ToReadSection,
    i18n::use_language,
    recall::{recall, show},
    t,
};

/// From so many cases on, looking for one by eye takes longer than typing.
const SEARCH_FROM: usize = 9;

#[component]
pub fn CasesPage() -> impl IntoView {
    let lock = use_device().lock_state();
    let may_open = Memo::new(move |_| {
        lock.with(|lock| lock.profile().is_some_and(|profile| may(profile.role, Action::CreateCase)))
    });
    let opening = RwSignal::new(false);
    let cases = recall(cache::CASES.to_owned(), api::list);
    view! {
        <div class="page-head">
            <Heading title=t!(case::list_title) />
            <Show when=move || may_open.get()>
                <Button weight=Weight::Primary icon="plus" on_press=Callback::new(move |()| opening.set(true))>
                    {t!(case::open_new)}
                </Button>
            </Show>
        </div>
        <ToReadSection />
        {show(cases, move |cases| view! { <Cases cases may_open=may_open.get_untracked() /> })}
        <NewCaseDialog open=opening />
    }
}

#[component]
fn Cases(cases: Vec<CaseSummary>, may_open: bool) -> impl IntoView {
    let (language, query) = (use_language(), RwSignal::new(String::new()));
    if cases.is_empty() {
        let advice = move || {
            if may_open {
                locales::case::none_advice_practitioner(language.get())
            } else {
                locales::case::none_advice(language.get())
            }
        };
        return view! { <EmptyState title=t!(case::none)><p>{advice}</p></EmptyState> }.into_any();
    }
    let many = cases.len() >= SEARCH_FROM;
    let cases = StoredValue::new(cases);
    let found = Memo::new(move |_| cases.with_value(|cases| matching(cases, &query.get())));
    view! {
        {many.then(|| {
            view! {
                <search class="page-search">
                    <Field label=t!(case::search) value=query kind="search" />
                    <p class="field-hint" role="status">
                        {move || locales::case::found(language.get(), found.with(Vec::len))}
                    </p>
                </search>
            }
        })}
        <ul class="rows">
            {move || found.get().into_iter().map(|summary| view! { <CaseRow summary /> }).collect_view()}
        </ul>
    }
    .into_any()
}

/// The cases whose code or site holds every word of the query.
fn matching(cases: &[CaseSummary], query: &str) -> Vec<CaseSummary> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let holds = |case: &CaseSummary| {
        let text = format!("{} {}", case.code, case.site.name).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    cases.iter().filter(|case| holds(case)).cloned().collect()
}

#[component]
fn CaseRow(summary: CaseSummary) -> impl IntoView {
    let language = use_language();
    let CaseSummary { id, code, site, relation, last_change_at, open_interviews, signed_interviews, .. } =
        summary;
    let (open, signed) = (open_interviews as usize, signed_interviews as usize);
    view! {
        <li class="row row-linked">
            <p class="row-margin">
                <span class="aside-aloud">{t!(case::last_change)}" "</span>
                <When at=last_change_at />
            </p>
            <div class="row-main">
                <h2 class="row-code">
                    <A href=format!("/cases/{id}") attr:class="row-link">{code.to_string()}</A>
                </h2>
                <p class="row-more">
                    <span>{site.name}</span>
                    <span>{move || relation_words(language.get(), relation)}</span>
                </p>
            </div>
            <p class="row-end">
                {(open > 0).then(|| view! { <span>{t!(case::open_interviews, open)}</span> })}
                {(signed > 0).then(|| view! { <span>{t!(case::signed_interviews, signed)}</span> })}
                {(open + signed == 0).then(|| view! { <span>{t!(case::no_interview)}</span> })}
            </p>
        </li>
    }
}

/// How one stands to the case.
pub(super) fn relation_words(language: domain::language::Language, relation: Relation) -> &'static str {
    match relation {
        Relation::Owner => locales::case::relation_owner(language),
        Relation::CoOwner => locales::case::relation_co_owner(language),
        Relation::SameSite => locales::case::relation_same_site(language),
        Relation::OtherSite => locales::case::relation_other_site(language),
    }
}

#[cfg(test)]
mod tests {
    use super::matching;
    use domain::{
        access::Relation,
        account::Site,
        case::{CaseSummary, Code},
        id::{CaseId, SiteId},
    };

    #[test]
    fn finds_cases_by_code_and_site() {
        let case = |code: &str, site: &str| CaseSummary {
            id: CaseId(uuid::Uuid::nil()),
            code: Code::parse(code).unwrap(),
            site: Site { id: SiteId(uuid::Uuid::nil()), name: site.to_owned() },
            relation: Relation::Owner,
            opened_at: 0,
            last_change_at: 0,
            open_interviews: 0,
            signed_interviews: 0,
        };
        let cases =
            [case("LYN-2026-0042", "Lyon"), case("LYN-2026-0007", "Lyon"), case("GRE-2026-0042", "Grenoble")];
        let check = |query: &str, expected: &[&str]| {
            let found = matching(&cases, query);
            assert_eq!(found.iter().map(|case| case.code.as_str()).collect::<Vec<_>>(), expected, "{query}");
        };
        check("", &["LYN-2026-0042", "LYN-2026-0007", "GRE-2026-0042"]);
        check("0042 lyon", &["LYN-2026-0042"]);
        check("  gre ", &["GRE-2026-0042"]);
        check("nice", &[]);
    }
}
