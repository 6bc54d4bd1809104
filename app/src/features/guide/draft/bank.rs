//! Questions of all published guides, to be taken over into this one.

use domain::guide::{Guide, Item, Text};
use leptos::{prelude::*, task::spawn_local};

use super::bench::Bench;
use crate::{
    components::{dialog::Dialog, field::Field},
    features::guide::api,
    i18n::Words,
    t,
};

/// How many are listed at once.
const LISTED: usize = 60;

#[derive(Clone)]
struct Offered {
    guide: StoredValue<Guide>,
    title: Text,
    name: String,
    label: Text,
}

#[component]
pub fn Bank(bench: Bench, open: RwSignal<bool>) -> impl IntoView {
    let offered = RwSignal::new(Vec::<Offered>::new());
    let words = RwSignal::new(String::new());
    let owner = StoredValue::new(Owner::current().unwrap_or_default());
    Effect::new(move || {
        if !open.get() || !offered.with_untracked(Vec::is_empty) {
            return;
        }
        spawn_local(async move {
            for summary in api::list().await.unwrap_or_default() {
                let Ok(guide) = api::get(summary.id).await else { continue };
                let found = owner.try_with_value(|owner| owner.with(|| offers(guide)));
                offered.try_update(|offered| offered.extend(found.unwrap_or_default()));
            }
        });
    });
    let found = Memo::new(move |_| {
        let wanted = words.get().trim().to_lowercase();
        let says = |text: &Text| text.0.values().any(|words| words.to_lowercase().contains(&wanted));
        offered.with(|all| {
            let fits =
                |one: &(usize, &Offered)| says(&one.1.label) || one.1.name.to_lowercase().contains(&wanted);
            all.iter().enumerate().filter(fits).map(|(at, _)| at).take(LISTED).collect::<Vec<_>>()
        })
    });
    let row = move |at: usize| {
        let one = offered.with_untracked(|all| all.get(at).cloned());
        one.map(|one| {
            let (guide, name) = (one.guide, one.name.clone());
            let take = move |_| {
                guide.with_value(|guide| bench.take_over(guide, std::slice::from_ref(&name)));
                open.set(false);
            };
            let label = if one.label.is_empty() { Text::plain(one.name) } else { one.label };
            view! {
                <li class="draft-offer">
                    <button type="button" class="draft-jump" on:click=take>
                        <span class="draft-problem-place"><Words text=label /></span>
                        <span class="field-hint"><Words text=one.title /></span>
                    </button>
                </li>
            }
        })
    };
    view! {
        <Dialog open title=t!(draft::bank)>
            <Field label=t!(draft::bank_search) value=words kind="search" />
            <ul>{move || found.get().into_iter().map(row).collect_view()}</ul>
        </Dialog>
    }
}

/// The questions and groups of a guide, from top to bottom.
fn offers(guide: Guide) -> Vec<Offered> {
    let title = guide.title.clone();
    let mut all = Vec::new();
    let mut waiting: Vec<&Item> = guide.items.iter().rev().collect();
    while let Some(item) = waiting.pop() {
        let label = match item {
            Item::Question(question) => question.label.clone(),
            Item::Group(group) => group.label.clone(),
            Item::Repeat(repeat) => repeat.group.label.clone(),
        };
        let inside = match item {
            Item::Question(_) => &[][..],
            Item::Group(group) => group.items.as_slice(),
            Item::Repeat(repeat) => repeat.group.items.as_slice(),
        };
        all.push((item.name().to_owned(), label));
        waiting.extend(inside.iter().rev());
    }
    let guide = StoredValue::new(guide);
    all.into_iter().map(|(name, label)| Offered { guide, title: title.clone(), name, label }).collect()
}
