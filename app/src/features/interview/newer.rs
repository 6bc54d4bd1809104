//! An interview whose guide has a newer version: what moving to it means, in words, before anybody moves.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    failure::Failure,
    guide::{
        Guide, NodeKey,
        engine::{Context, Engine},
        summary::GuideSummary,
    },
    id::GuideId,
    interview::{
        Asked,
        moving::{Plan, Reason, plan},
        reading::question_words,
    },
    language::Language,
};
use leptos::{prelude::*, task::spawn_local};

use super::{page::find_guide, runner::Runner};
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        notice::{FailureNotice, Notice, Tone},
    },
    device::{cache, use_device},
    features::guide::api,
    recall::recall,
    t,
};

/// What moving means, and the words that it is told in.
#[derive(Clone)]
struct Move {
    to: GuideId,
    plan: Plan,
    /// What is no longer asked, as it was asked.
    asked: BTreeMap<NodeKey, Asked>,
    newer: StoredValue<Engine, LocalStorage>,
}

/// Says that there is a newer version, and offers to look at it. Staying is to do nothing.
#[component]
pub fn NewerVersion(runner: Runner) -> impl IntoView {
    let guides = recall(cache::GUIDES.to_owned(), api::list);
    let own = runner.document().guide;
    let newest = Memo::new(move |_| {
        guides.value.with(|guides| guides.as_ref().and_then(|guides| newer_than(guides, own).cloned()))
    });
    let (open, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let found = RwSignal::new_local(None::<Move>);
    let device = use_device();
    let look = Callback::new(move |()| {
        let Some(newest) = newest.get_untracked() else { return };
        failure.set(None);
        spawn_local(async move {
            match find_guide(device, newest.id).await {
                Ok(guide) => {
                    found.try_set(Some(prepare(runner, newest.id, guide)));
                    open.try_set(true);
                }
                Err(refusal) => {
                    failure.try_set(Some(refusal));
                }
            }
        });
    });
    let language = runner.language;
    let version =
        move || newest.with(|newest| newest.as_ref().map(|one| one.version.clone()).unwrap_or_default());
    view! {
        <Show when=move || newest.with(Option::is_some)>
            <Notice tone=Tone::Info>
                <p>{move || locales::moving::there_is(language.get(), version())}</p>
                <Button on_press=look>{t!(moving::look)}</Button>
            </Notice>
            <FailureNotice failure />
        </Show>
        <Dialog open title=t!(moving::title)>
            {move || found.get().map(|found| view! { <Meaning runner found open /> })}
        </Dialog>
    }
}

#[component]
fn Meaning(runner: Runner, found: Move, open: RwSignal<bool>) -> impl IntoView {
    let language = runner.language;
    let Move { to, plan, asked, newer } = found;
    let named = move |key: &NodeKey| newer.with_value(|engine| question_words(engine, key, language.get()));
    let review = plan.review.clone();
    let review = move || {
        let row = |(key, reasons): &(NodeKey, std::collections::BTreeSet<Reason>)| {
            let reasons: Vec<_> = reasons.iter().map(|one| reason_words(language.get(), *one)).collect();
            view! { <li>{named(key)}<span class="moving-why">{reasons.join(", ")}</span></li> }
        };
        review.iter().map(row).collect_view()
    };
    let gone = asked.clone();
    let gone = move || {
        let row = |one: &Asked| {
            view! { <li>{one.question.clone()}<span class="moving-why">{one.answer.clone()}</span></li> }
        };
        gone.values().map(row).collect_view()
    };
    let fresh = plan.fresh.clone();
    let fresh = move || fresh.iter().map(|key| view! { <li>{named(key)}</li> }).collect_view();
    let (reviewed, lost, added) = (plan.review.len(), asked.len(), plan.fresh.len());
    let carried = plan.carried.len();
    let go = Callback::new(move |()| {
        open.set(false);
        runner.document().follow(to, &plan, &asked);
    });
    view! {
        <p class="judgement-means">{t!(moving::means)}</p>
        <p>{move || locales::moving::carried(language.get(), carried)}</p>
        {(reviewed > 0).then(|| view! { <h3 class="moving-title">{t!(moving::review)}</h3><ul>{review}</ul> })}
        {(lost > 0).then(|| view! { <h3 class="moving-title">{t!(moving::gone)}</h3><ul>{gone}</ul> })}
        {(added > 0).then(|| view! { <h3 class="moving-title">{t!(moving::fresh)}</h3><ul>{fresh}</ul> })}
        <div class="form-actions">
            <Button weight=Weight::Primary icon="arrow-right" on_press=go>{t!(moving::go)}</Button>
            <Button on_press=Callback::new(move |()| open.set(false))>{t!(moving::stay)}</Button>
        </div>
    }
}

fn prepare(runner: Runner, to: GuideId, guide: Arc<Guide>) -> Move {
    let language = runner.language.get_untracked();
    runner.look(|engine, answers| {
        let plan = plan(engine.guide(), &guide, answers);
        let asked = plan.gone.iter().map(|key| {
            let value = answers.entries.get(key).map(|entry| entry.value.clone()).unwrap_or_default();
            let answer = engine.words(key, &value, language);
            (key.clone(), Asked { question: question_words(engine, key, language), answer })
        });
        let asked = asked.collect();
        let newer = StoredValue::new_local(Engine::new(guide.clone(), Context::default(), answers));
        Move { to, plan, asked, newer }
    })
}

/// The newest version of the same form that was published after this one.
fn newer_than(guides: &[GuideSummary], own: GuideId) -> Option<&GuideSummary> {
    let own = guides.iter().find(|guide| guide.id == own)?;
    let follows = |guide: &&GuideSummary| {
        guide.form_id == own.form_id && !guide.retired && guide.imported_at > own.imported_at
    };
    guides.iter().filter(follows).max_by_key(|guide| guide.imported_at)
}

fn reason_words(language: Language, reason: Reason) -> &'static str {
    match reason {
        Reason::Reworded => locales::moving::reworded(language),
        Reason::Retyped => locales::moving::retyped(language),
        Reason::Rule => locales::moving::rule(language),
        Reason::Choices => locales::moving::choices(language),
        Reason::ChoiceGone => locales::moving::choice_gone(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::guide::Text;

    fn guide(number: u128, form: &str, imported_at: i64, retired: bool) -> GuideSummary {
        GuideSummary {
            id: GuideId(uuid::Uuid::from_u128(number)),
            title: Text::default(),
            form_id: form.to_owned(),
            version: number.to_string(),
            imported_at,
            imported_by: String::new(),
            questions: 1,
            retired,
        }
    }

    #[test]
    fn the_newest_of_the_same_form_is_offered_and_nothing_older_other_or_retired() {
        let all = [
            guide(1, "a", 10, false),
            guide(2, "a", 30, false),
            guide(3, "a", 20, false),
            guide(4, "a", 40, true),
            guide(5, "b", 50, false),
        ];
        let newer = |own: usize| newer_than(&all, all[own].id).map(|guide| guide.version.as_str());
        assert_eq!(newer(0), Some("2"));
        assert_eq!(newer(2), Some("2"));
        assert_eq!(newer(1), None);
        assert_eq!(newer(4), None);
        assert_eq!(newer_than(&all, GuideId(uuid::Uuid::from_u128(9))), None);
    }
}
