//! What surrounds every page of somebody who is signed in: header, status line, menu, notices of the application.

use domain::access::{Action, Role, may};
use leptos::{html, prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use crate::{
    components::{
        icon::Icon, mark::Mark, menu::Menu, session_banner::SessionBanner, status_line::StatusLine,
        update_banner::UpdateBanner,
    },
    device::use_device,
    features::framework::list::reads_frameworks,
    i18n::use_language,
    t,
};

/// A place of the application, as the header names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Day,
    Cases,
    Committee,
    Guides,
    Frameworks,
    Accounts,
    Log,
}

impl Place {
    const ALL: [Self; 7] =
        [Self::Day, Self::Cases, Self::Committee, Self::Guides, Self::Frameworks, Self::Accounts, Self::Log];

    /// The places of a role, in order.
    pub fn of(role: Role) -> Vec<Self> {
        Self::ALL.into_iter().filter(|place| place.open_to(role)).collect()
    }

    fn open_to(self, role: Role) -> bool {
        use domain::access::{CaseAction, Relation, State, may_on_case};
        match self {
            // Whoever takes part in the procedure has something to do in it.
            Self::Day => may(role, Action::SitOnCommittee),
            Self::Cases => Relation::ALL
                .into_iter()
                .any(|relation| may_on_case(role, relation, State::Open, CaseAction::See)),
            // Practitioners who sit on it come from their day.
            Self::Committee => may(role, Action::SitOnCommittee) && role != Role::Practitioner,
            Self::Frameworks => reads_frameworks(role),
            Self::Guides => may(role, Action::ReadGuides),
            Self::Accounts => may(role, Action::ManageAccounts),
            Self::Log => may(role, Action::ReadLog),
        }
    }

    pub fn address(self) -> &'static str {
        match self {
            Self::Day => "/day",
            Self::Cases => "/cases",
            Self::Committee => "/committee",
            Self::Frameworks => "/frameworks",
            Self::Guides => "/guides",
            Self::Accounts => "/accounts",
            Self::Log => "/log",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Day => "sun",
            Self::Cases => "folder",
            Self::Committee => "users",
            Self::Frameworks => "network",
            Self::Guides => "clipboard-list",
            Self::Accounts => "users",
            Self::Log => "history",
        }
    }
}

/// Where a role starts: at its work. The day is one press away.
pub fn home(role: Role) -> &'static str {
    let work = Place::of(role).into_iter().find(|place| *place != Place::Day);
    work.map_or("/account", Place::address)
}

/// The frame. With `back`, it is that of a page for one single thing: instead of the places, the header shows the way
/// back (address and words), and nothing stands at the bottom of a phone.
#[component]
pub fn PageFrame(
    #[prop(optional, into)] back: Option<(String, TextProp)>,
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            // If the focus stays, the reader goes through the header as without the link.
            let _ = main.focus();
        }
    };
    let single = back.is_some();
    view! {
        <div class="frame" class:frame-single=single>
            <a class="skip" href="#main" on:click=skip>{t!(common::skip)}</a>
            <header class="frame-head">
                <A href="/" exact=true attr:class="frame-brand">
                    <Mark />
                    <span>{t!(common::product)}</span>
                </A>
                {match back {
                    Some((href, words)) => view! { <Back href words /> }.into_any(),
                    None => view! { <Places /> }.into_any(),
                }}
                <StatusLine />
                <Menu />
            </header>
            <UpdateBanner />
            <SessionBanner />
            <main class="page" id="main" tabindex="-1" node_ref=main>{children()}</main>
        </div>
    }
}

#[component]
fn Back(href: String, words: TextProp) -> impl IntoView {
    view! {
        <div class="frame-back">
            <A href=href exact=true attr:class="heading-back">
                <Icon name="arrow-left" />
                <span>{move || words.get()}</span>
            </A>
        </div>
    }
}

#[component]
fn Places() -> impl IntoView {
    let (lock, language) = (use_device().lock_state(), use_language());
    let places = Memo::new(move |_| lock.with(|lock| lock.profile().map(|profile| profile.role)));
    let words = move |place: Place| match place {
        Place::Day => locales::common::place_day(language.get()),
        Place::Cases => locales::common::place_cases(language.get()),
        Place::Committee => locales::common::place_committee(language.get()),
        Place::Guides => locales::common::place_guides(language.get()),
        Place::Frameworks => locales::framework_page::list_title(language.get()),
        Place::Accounts => locales::common::place_accounts(language.get()),
        Place::Log => locales::common::place_log(language.get()),
    };
    let link = move |place: Place| {
        view! {
            <li>
                <A href=place.address() attr:class="place">
                    <Icon name=place.icon() />
                    <span>{move || words(place)}</span>
                </A>
            </li>
        }
    };
    view! {
        <nav class="places" aria-label=t!(common::places)>
            <ul>{move || places.get().map(Place::of).unwrap_or_default().into_iter().map(link).collect_view()}</ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, home};
    use domain::access::Role;

    #[test]
    fn each_role_starts_at_what_it_may_see() {
        use Place::{Accounts, Cases, Committee, Day, Frameworks, Guides, Log};
        let check = |role, start: &str, places: &[Place]| {
            assert_eq!(home(role), start, "{role:?}");
            assert_eq!(Place::of(role), places, "{role:?}");
        };
        check(Role::Practitioner, "/cases", &[Day, Cases, Guides, Frameworks]);
        check(Role::Manager, "/cases", &[Day, Cases, Committee, Guides, Frameworks]);
        check(Role::CommitteeMember, "/committee", &[Day, Committee, Guides, Frameworks]);
        check(Role::SteeringMember, "/guides", &[Guides, Frameworks]);
        check(Role::Administrator, "/accounts", &[Accounts]);
        check(Role::Auditor, "/log", &[Log]);
    }
}
