//! My day: what is due, what came back, what waits for me; codes and days, no name.

use domain::{
    calendar::Day,
    day::{Entry, MyDay, Subject, What},
    language::Language,
};
use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use super::api;
use crate::{
    components::{
        button::ButtonLink, empty_state::EmptyState, heading::Heading, icon::Icon, section::Section,
    },
    device::cache,
    features::consultation::answer::AskedOfMe,
    i18n::{dates, use_language},
    recall::{recall, show},
    t,
};

#[component]
pub fn DayPage() -> impl IntoView {
    let day = recall(cache::DAY.to_owned(), api::mine);
    let language = use_language();
    let today = move || day.value.get().map(|day| dates::day(language.get(), day.today));
    view! {
        <Heading title=t!(day::title)>
            <span>{today}</span>
        </Heading>
        {show(day, move |day| view! { <Shown day /> })}
        <AskedOfMe />
    }
}

#[component]
fn Shown(day: MyDay) -> impl IntoView {
    let (sits, none) = (day.sits, day.entries.is_empty());
    let of = |keep: &dyn Fn(&Entry) -> bool| {
        day.entries.iter().filter(|entry| keep(entry)).cloned().collect::<Vec<_>>()
    };
    let back = of(&|entry| entry.what.came_back());
    let due = of(&|entry| !entry.what.came_back() && day.is_due(entry));
    let waiting = of(&|entry| !entry.what.came_back() && !day.is_due(entry));
    view! {
        {none
            .then(|| {
                view! {
                    <EmptyState title=t!(day::none)>
                        <p>{t!(day::none_advice)}</p>
                    </EmptyState>
                }
            })}
        <Part title=t!(day::due) entries=due />
        <Part title=t!(day::back) entries=back />
        <Part title=t!(day::waiting) entries=waiting />
        {sits
            .then(|| {
                view! {
                    <div class="form-actions">
                        <ButtonLink href="/committee".to_owned() icon="users">{t!(day::committee)}</ButtonLink>
                    </div>
                }
            })}
    }
}

#[component]
fn Part(#[prop(into)] title: TextProp, entries: Vec<Entry>) -> impl IntoView {
    (!entries.is_empty()).then(|| {
        view! {
            <Section title>
                <ul class="entries">{entries.into_iter().map(|entry| view! { <Row entry /> }).collect_view()}</ul>
            </Section>
        }
    })
}

fn address(subject: Subject) -> String {
    match subject {
        Subject::Interview(id) => format!("/interviews/{id}"),
        Subject::Report(id) => format!("/reports/{id}"),
        Subject::Meeting(id) => format!("/committee/meetings/{id}"),
    }
}

fn what_words(language: Language, what: What) -> &'static str {
    locales::day::lookup(language, &format!("what_{}", what.code())).unwrap_or_default()
}

#[component]
fn Row(entry: Entry) -> impl IntoView {
    let language = use_language();
    let Entry { what, subject, title, due } = entry;
    let meets = what == What::Meeting;
    let by = move |day: Day| {
        let day = dates::day(language.get(), day);
        if meets { locales::day::on(language.get(), day) } else { locales::day::by(language.get(), day) }
    };
    view! {
        <li class="entry row-linked">
            <A href=address(subject) attr:class="entry-title row-link">
                {title} " · " {move || what_words(language.get(), what)}
            </A>
            {due
                .map(|day| {
                    view! {
                        <p class="entry-state entry-waiting">
                            <Icon name="clock" />
                            <span>{move || by(day)}</span>
                        </p>
                    }
                })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_to_be_done_has_its_words() {
        for language in Language::ALL {
            for what in What::ALL {
                assert!(!what_words(language, what).is_empty(), "{what:?}");
            }
        }
    }
}
