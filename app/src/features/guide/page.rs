//! A guide to read: its sections, its questions, the guidance beside them.

use domain::{
    guide::{Group, Guide, Item, Text},
    id::GuideId,
};
use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::hooks::use_params_map;

use super::{api, question::QuestionToRead, versions::VersionsSection};
use crate::{
    components::{
        heading::Heading,
        notice::{Notice, Tone},
        section::Section,
    },
    device::cache,
    i18n::{Words, use_language},
    recall::{recall, show},
    t,
};

#[component]
pub fn GuidePage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<GuideId>().ok())));
    move || match id.get() {
        Some(id) => view! { <GuideOf id /> }.into_any(),
        None => view! { <NoSuchGuide /> }.into_any(),
    }
}

#[component]
fn NoSuchGuide() -> impl IntoView {
    let language = use_language();
    view! {
        <Heading title=t!(common::not_found) />
        <Notice tone=Tone::Problem>
            <p>{move || locales::failure(language.get(), &domain::failure::Failure::NotFound)}</p>
        </Notice>
    }
}

#[component]
fn GuideOf(id: GuideId) -> impl IntoView {
    let language = use_language();
    let guide = recall(cache::guide(id), move || api::get(id));
    let one = t!(guide::one);
    let title = move || {
        guide
            .value
            .with(|guide| guide.as_ref().map(|guide| guide.title.in_language(language.get()).0.to_owned()))
            .unwrap_or_else(|| one().to_owned())
    };
    let facts = move || {
        guide.value.get().map(|guide| {
            let (version, count) = (guide.version.clone(), guide.question_count());
            view! {
                <span>{t!(guide::version, version.clone())}</span>
                <span>{t!(guide::questions, count)}</span>
            }
        })
    };
    view! {
        <Heading title back=("/guides".to_owned(), t!(guide::list_title).into())>{facts}</Heading>
        {show(guide, move |guide| view! { <GuideContent guide /> })}
        <VersionsSection id />
    }
}

/// The top level of the guide as parts of a page: groups by their names, runs of single questions without one.
#[component]
fn GuideContent(guide: Guide) -> impl IntoView {
    let guide = StoredValue::new(guide);
    let part = move |part: Part| match part {
        Part::Group { group, repeated } => view! { <NamedPart group repeated guide /> }.into_any(),
        Part::Loose(items) => {
            view! { <Section title=t!(guide::outside)><Items items guide /></Section> }.into_any()
        }
    };
    guide.with_value(|guide| parts(&guide.items)).into_iter().map(part).collect_view()
}

#[component]
fn NamedPart(group: Group, repeated: bool, guide: StoredValue<Guide>) -> impl IntoView {
    let language = use_language();
    let Group { name, label, items, .. } = group;
    let title: TextProp = (move || in_words(&label, &name, language.get())).into();
    let remark = move || if repeated { locales::guide::repeated(language.get()) } else { "" };
    view! { <Section title remark><Items items guide /></Section> }
}

/// Questions one below the other; groups inside keep their titles.
#[component]
fn Items(items: Vec<Item>, guide: StoredValue<Guide>) -> impl IntoView {
    let item = move |item: Item| match item {
        Item::Question(question) => {
            question.kind.is_shown().then(|| view! { <QuestionToRead question=*question guide /> }).into_any()
        }
        Item::Group(group) => view! { <InnerGroup group repeated=false guide /> }.into_any(),
        Item::Repeat(repeat) => view! { <InnerGroup group=repeat.group repeated=true guide /> }.into_any(),
    };
    view! { <div class="guide-items">{items.into_iter().map(item).collect_view()}</div> }
}

#[component]
fn InnerGroup(group: Group, repeated: bool, guide: StoredValue<Guide>) -> AnyView {
    let Group { label, items, .. } = group;
    let titled = !label.is_empty();
    view! {
        <div class="guide-group">
            {titled.then(|| view! { <h3><Words text=label /></h3> })}
            {repeated.then(|| view! { <p class="field-hint">{t!(guide::repeated)}</p> })}
            <Items items guide />
        </div>
    }
    .into_any()
}

enum Part {
    Group { group: Group, repeated: bool },
    Loose(Vec<Item>),
}

fn parts(items: &[Item]) -> Vec<Part> {
    let mut parts = Vec::new();
    for item in items {
        match item {
            Item::Group(group) => parts.push(Part::Group { group: group.clone(), repeated: false }),
            Item::Repeat(repeat) => parts.push(Part::Group { group: repeat.group.clone(), repeated: true }),
            Item::Question(question) if !question.kind.is_shown() => {}
            Item::Question(_) => match parts.last_mut() {
                Some(Part::Loose(run)) => run.push(item.clone()),
                _ => parts.push(Part::Loose(vec![item.clone()])),
            },
        }
    }
    parts
}

fn in_words(label: &Text, name: &str, language: domain::language::Language) -> String {
    let (words, _) = label.in_language(language);
    if words.is_empty() { name.to_owned() } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};
    use domain::guide::{Group, Item, Kind, Question, Repeat};

    #[test]
    fn the_top_level_falls_into_parts() {
        let question = |kind| Item::Question(Box::new(Question { kind, ..Question::default() }));
        let items = [
            question(Kind::Text),
            question(Kind::Hidden),
            question(Kind::Note),
            Item::Group(Group::default()),
            question(Kind::Calculate),
            Item::Repeat(Repeat::default()),
            question(Kind::Integer),
        ];
        let shape: Vec<String> = parts(&items)
            .iter()
            .map(|part| match part {
                Part::Group { repeated, .. } => format!("group {repeated}"),
                Part::Loose(items) => format!("loose {}", items.len()),
            })
            .collect();
        assert_eq!(shape, ["loose 2", "group false", "group true", "loose 1"]);
    }
}
