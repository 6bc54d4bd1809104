//! Bringing an earlier answer, or the whole interview as it was, back as a new change: first what would change, then
//! the change, which can be undone.

use std::collections::BTreeSet;

use domain::{
    failure::Failure,
    guide::NodeKey,
    interview::{
        Answers, Entry,
        history::{AskState, HistoryEntry, What, differences},
    },
};
use leptos::prelude::*;

use super::{
    Told,
    entries::{Change, question},
    words,
};
use crate::{
    api::ApiError,
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        loading::Loading,
        notice::FailureNotice,
    },
    features::interview::{
        api,
        runner::{Runner, history::Step},
    },
    t,
};

#[component]
pub fn RestoreDialog(told: Told) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(told.restoring.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            told.restoring.set(None);
        }
        now
    });
    view! {
        <Dialog open title=t!(history::restore_title)>
            {move || {
                let (runner, entry) = (told.runner?, told.restoring.get()?);
                Some(view! { <Choice told runner entry /> })
            }}
        </Dialog>
    }
}

#[component]
fn Choice(told: Told, runner: Runner, entry: HistoryEntry) -> impl IntoView {
    let whole = RwSignal::new(false);
    let entry = StoredValue::new(entry);
    let id = told.id;
    let steps = LocalResource::new(move || {
        let (whole, entry) = (whole.get(), entry.get_value());
        async move {
            if !whole {
                return Ok(one(runner, &entry).into_iter().collect::<Vec<_>>());
            }
            let then = api::state(AskState { id, before: entry.first }).await;
            let then = then.map_err(|ApiError(failure)| failure)?;
            Ok::<_, Failure>(runner.look(|_, now| all(now, &then)))
        }
    });
    let option = move |value: bool, words: AnyView| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="restore"
                    prop:checked=move || whole.get() == value
                    on:change=move |_| whole.set(value)
                />
                <span>{words}</span>
            </label>
        }
    };
    let go = move |steps: Vec<Step>| {
        runner.restore(Step::Together(steps));
        told.restored.set(true);
        told.restoring.set(None);
    };
    view! {
        <div class="past-choice" role="radiogroup" aria-label=t!(history::restore_title)>
            {option(false, t!(history::restore_answer).into_any())}
            {option(true, t!(history::restore_whole).into_any())}
        </div>
        {move || match steps.get() {
            None => view! { <Loading /> }.into_any(),
            Some(Err(failure)) => {
                let failure = Signal::derive(move || Some(failure.clone()));
                view! { <FailureNotice failure unreachable=t!(common::needs_network) /> }.into_any()
            }
            Some(Ok(steps)) => view! { <Confirm told runner steps go=Callback::new(go) /> }.into_any(),
        }}
    }
}

/// What will change, and the two ways out.
#[component]
fn Confirm(told: Told, runner: Runner, steps: Vec<Step>, go: Callback<Vec<Step>>) -> impl IntoView {
    let (count, language) = (steps.len(), runner.language);
    let line = |step: &Step| {
        let (key, before, after) = match step {
            Step::Answer { key, before, after } => {
                (key.clone(), words::entry(runner, key, before), words::entry(runner, key, after))
            }
            Step::Instance { repeat, added, .. } => {
                let language = language.get_untracked();
                let added = if *added { locales::history::added } else { locales::history::removed };
                (repeat.clone(), String::new(), added(language).to_owned())
            }
            Step::Together(_) => return ().into_any(),
        };
        view! {
            <li class="past-change">
                <p class="past-question">{question(runner, &key)}</p>
                <Change before after />
            </li>
        }
        .into_any()
    };
    let lines = steps.iter().map(line).collect_view();
    let words = move || match count {
        0 => locales::history::restore_same(language.get()).to_owned(),
        count => locales::history::restore_changes(language.get(), count),
    };
    view! {
        <p>{words}</p>
        <ul class="past-preview">{lines}</ul>
        <div class="form-actions">
            <Button
                weight=Weight::Primary
                disabled=Signal::derive(move || count == 0)
                on_press=Callback::new(move |()| go.run(steps.clone()))
            >
                {t!(history::restore_go)}
            </Button>
            <Button on_press=Callback::new(move |()| told.restoring.set(None))>{t!(common::cancel)}</Button>
        </div>
    }
}

/// The step that makes this part of an answer what it was; `None` where it is so already.
fn one(runner: Runner, entry: &HistoryEntry) -> Option<Step> {
    if let What::Instance { there } = &entry.what {
        let (repeat, instance) = entry.key.as_str().rsplit_once(':')?;
        let repeat = NodeKey(repeat.to_owned());
        let position = runner.look(|_, now| place(now, &repeat, instance));
        let step = Step::Instance {
            instance: instance.to_owned(),
            position: position.unwrap_or(usize::MAX),
            added: !there,
            repeat,
        };
        return (position.is_some() == *there).then_some(step);
    }
    let before = runner.look(|_, now| now.entries.get(&entry.key).cloned().unwrap_or_default());
    let after = part_before(&before, &entry.what);
    let changes = before != after;
    changes.then(|| Step::Answer { key: entry.key.clone(), before: before.into(), after: after.into() })
}

fn part_before(now: &Entry, what: &What) -> Entry {
    let mut entry = now.clone();
    match what {
        What::Value { before, .. } => entry.value = before.clone(),
        What::Note { before, .. } => entry.note.clone_from(before),
        What::NonAnswer { before, .. } => entry.non_answer = *before,
        What::Provenance { before, .. } => entry.provenance = *before,
        What::Source { before, .. } => entry.source.clone_from(before),
        What::Instance { .. } => {}
    }
    entry
}

fn place(answers: &Answers, repeat: &NodeKey, instance: &str) -> Option<usize> {
    answers.repeats.get(repeat)?.iter().position(|other| other == instance)
}

/// The steps from what the interview says now to what it said then.
fn all(now: &Answers, then: &Answers) -> Vec<Step> {
    let entry = |answers: &Answers, key: &NodeKey| answers.entries.get(key).cloned().unwrap_or_default();
    let mut steps = Vec::new();
    // Instances first, so that their answers have somewhere to stand.
    let repeats: BTreeSet<&NodeKey> = now.repeats.keys().chain(then.repeats.keys()).collect();
    for repeat in repeats {
        let instances = |answers: &Answers| answers.repeats.get(repeat).cloned().unwrap_or_default();
        let (here, there) = (instances(now), instances(then));
        let step = |instance: &String, position: usize, added: bool| Step::Instance {
            repeat: repeat.clone(),
            instance: instance.clone(),
            position,
            added,
        };
        let came = there.iter().enumerate().filter(|(_, instance)| !here.contains(instance));
        steps.extend(came.map(|(position, instance)| step(instance, position, true)));
        let went = here.iter().enumerate().filter(|(_, instance)| !there.contains(instance));
        steps.extend(went.map(|(position, instance)| step(instance, position, false)));
    }
    steps.extend(differences(now, then).into_iter().map(|key| Step::Answer {
        before: entry(now, &key).into(),
        after: entry(then, &key).into(),
        key,
    }));
    steps
}

#[cfg(test)]
mod tests {
    use domain::guide::Value;

    use super::*;

    fn answers(entries: &[(&str, f64)], instances: &[&str]) -> Answers {
        let key = |name: &str| NodeKey(name.to_owned());
        let entry = |value: f64| Entry { value: Value::Number(value), ..Entry::default() };
        Answers {
            entries: entries.iter().map(|(name, value)| (key(name), entry(*value))).collect(),
            repeats: [(key("child"), instances.iter().map(|name| (*name).to_owned()).collect())].into(),
            ..Answers::default()
        }
    }

    #[test]
    fn all_that_differs_comes_back_and_nothing_else() {
        let now = answers(&[("same", 1.0), ("changed", 2.0), ("new", 3.0)], &["x", "y"]);
        let then = answers(&[("same", 1.0), ("changed", 1.0), ("gone", 4.0)], &["y", "z"]);
        let told: Vec<String> = all(&now, &then)
            .iter()
            .map(|step| match step {
                Step::Answer { key, before, after } => {
                    format!("{key} {} {}", before.value.to_text(), after.value.to_text())
                }
                Step::Instance { instance, position, added, .. } => format!("{instance} {position} {added}"),
                Step::Together(_) => String::new(),
            })
            .collect();
        assert_eq!(told, ["z 1 true", "x 0 false", "changed 2 1", "gone  4", "new 3 "]);
        assert_eq!(all(&now, &now), []);
    }

    #[test]
    fn only_the_part_that_changed_comes_back() {
        let now = Entry { value: Value::Number(2.0), note: "kept".to_owned(), ..Entry::default() };
        let what = What::Value { before: Value::Number(1.0), after: Value::Number(2.0) };
        let back = part_before(&now, &what);
        assert_eq!((back.value, back.note.as_str()), (Value::Number(1.0), "kept"));
    }
}
