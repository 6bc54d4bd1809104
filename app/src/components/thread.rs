//! Comments: the threads on one place of a document, and all threads of a document.

use domain::comment::{Anchor, Message, Thread};
use leptos::{html, prelude::*, text_prop::TextProp};

use crate::{
    components::{
        button::{Button, Weight},
        draft::use_draft,
        fresh_id,
        icon::Icon,
        notice::FailureNotice,
    },
    device::cache,
    i18n::{dates, use_language},
    sync::Comments,
    t,
};

/// How many threads on a place are not settled.
pub fn waiting_on(threads: &[Thread], anchor: &Anchor) -> usize {
    threads.iter().filter(|thread| thread.anchor == *anchor && thread.resolved.is_none()).count()
}

/// The threads on `anchor`, with a field for a new one. `about` is what the place says now, kept with a new thread.
#[component]
pub fn Threads(
    comments: Comments,
    #[prop(into)] anchor: Signal<Anchor>,
    #[prop(into)] about: Signal<String>,
) -> impl IntoView {
    let threads: Signal<Vec<Thread>> = comments.threads.clone().into();
    let closed: Signal<bool> = comments.closed.clone().into();
    let here = Memo::new(move |_| {
        let on_it = |thread: &&Thread| anchor.with(|anchor| thread.anchor == *anchor);
        threads.with(|threads| threads.iter().filter(on_it).cloned().collect::<Vec<_>>())
    });
    let document = comments.document;
    let comments = StoredValue::new(comments);
    let begin = move |typed: String| {
        anchor.with_untracked(|anchor| {
            comments.with_value(|comments| comments.open(anchor, &about.get_untracked(), &typed))
        })
    };
    view! {
        <section class="threads" aria-label=t!(comment::title)>
            <Show when=move || here.with(Vec::is_empty)>
                <p class="threads-none">{t!(comment::none)}</p>
            </Show>
            <ThreadList threads=here comments />
            <Show
                when=move || !closed.get()
                fallback=|| view! { <p class="threads-none">{t!(comment::closed)}</p> }
            >
                {move || view! {
                    <Writing
                        label=t!(comment::new)
                        action=t!(comment::send)
                        draft=anchor.with(|anchor| cache::draft(document, &anchor.0))
                        say=Callback::new(begin)
                        on_said=Callback::new(|()| ())
                    />
                }}
            </Show>
        </section>
    }
}

/// Every thread of a document, by what it hangs on. `place` says what an anchor is now, and `None` when it is gone;
/// `on_go` goes there.
#[component]
pub fn AllThreads(
    comments: Comments,
    #[prop(into)] place: Callback<Anchor, Option<String>>,
    #[prop(into)] on_go: Callback<Anchor>,
) -> impl IntoView {
    let threads: Signal<Vec<Thread>> = comments.threads.clone().into();
    let comments = StoredValue::new(comments);
    let anchors = Memo::new(move |_| threads.with(|threads| by_anchor(threads)));
    let group = move |(anchor, about): (Anchor, String)| {
        let own = anchor.clone();
        let here = Memo::new(move |_| {
            let on_it = |thread: &&Thread| thread.anchor == own;
            threads.with(|threads| threads.iter().filter(on_it).cloned().collect::<Vec<_>>())
        });
        let (named, target) = (anchor.clone(), anchor);
        let now = Memo::new(move |_| place.run(named.clone()));
        let go = move || on_go.run(target.clone());
        let head = move || match now.get() {
            Some(words) => {
                let go = go.clone();
                view! {
                    <button type="button" class="thread-place" on:click=move |_| go()>
                        <span>{words}</span>
                        <Icon name="arrow-right" />
                    </button>
                }
                .into_any()
            }
            None => {
                let about = about.clone();
                view! {
                    <p class="thread-gone">{about}</p>
                    <p class="threads-none">{t!(comment::gone)}</p>
                }
                .into_any()
            }
        };
        view! {
            <section class="threads-group">
                {head}
                <ThreadList threads=here comments />
            </section>
        }
    };
    view! {
        <div class="threads">
            <Show when=move || anchors.with(Vec::is_empty)>
                <p class="threads-none">{t!(comment::none_at_all)}</p>
            </Show>
            <For each=move || anchors.get() key=|(anchor, _)| anchor.clone() children=group />
        </div>
    }
}

/// The anchors that have threads, with their words of the latest thread: those with something to do first, otherwise
/// as they were begun.
fn by_anchor(threads: &[Thread]) -> Vec<(Anchor, String)> {
    let mut anchors: Vec<(Anchor, String, bool)> = Vec::new();
    for thread in threads {
        let open = thread.resolved.is_none();
        match anchors.iter_mut().find(|(anchor, _, _)| *anchor == thread.anchor) {
            Some((_, about, waits)) => {
                about.clone_from(&thread.about);
                *waits |= open;
            }
            None => anchors.push((thread.anchor.clone(), thread.about.clone(), open)),
        }
    }
    anchors.sort_by_key(|(_, _, waits)| !waits);
    anchors.into_iter().map(|(anchor, about, _)| (anchor, about)).collect()
}

#[component]
fn ThreadList(threads: Memo<Vec<Thread>>, comments: StoredValue<Comments>) -> impl IntoView {
    let language = use_language();
    let named = move |settled: bool| {
        let fits = move |thread: &&Thread| thread.resolved.is_some() == settled;
        threads
            .with(|threads| threads.iter().filter(fits).map(|thread| thread.name.clone()).collect::<Vec<_>>())
    };
    let settled = Memo::new(move |_| named(true));
    let one = move |name: String| {
        let thread = Memo::new(move |_| {
            threads.with(|threads| threads.iter().find(|thread| thread.name == name).cloned())
        });
        view! { <OneThread thread comments /> }
    };
    view! {
        <For each=move || named(false) key=Clone::clone children=one />
        <Show when=move || !settled.with(Vec::is_empty)>
            <details class="threads-settled">
                <summary>{move || locales::comment::settled_count(language.get(), settled.with(Vec::len))}</summary>
                <For each=move || settled.get() key=Clone::clone children=one />
            </details>
        </Show>
    }
}

#[component]
fn OneThread(thread: Memo<Option<Thread>>, comments: StoredValue<Comments>) -> impl IntoView {
    let language = use_language();
    let answering = RwSignal::new(false);
    let failure = RwSignal::new(None);
    let closed: Signal<bool> = comments.with_value(|comments| comments.closed.clone()).into();
    let is_settled = move || thread.with(|thread| thread.as_ref().is_some_and(|one| one.resolved.is_some()));
    let settle = move |settled: bool| {
        let outcome = thread.with_untracked(|thread| {
            let thread = thread.as_ref()?;
            Some(comments.with_value(|comments| comments.settle(thread, settled)))
        });
        failure.set(outcome.and_then(Result::err));
    };
    let answer = move |typed: String| {
        thread.with_untracked(|thread| match thread {
            Some(thread) => comments.with_value(|comments| comments.answer(thread, &typed)),
            None => Ok(()),
        })
    };
    let draft = move || {
        let document = comments.with_value(|comments| comments.document);
        thread.with_untracked(|thread| {
            cache::draft(document, thread.as_ref().map_or("", |thread| thread.name.as_str()))
        })
    };
    let messages = move || {
        thread.with(|thread| thread.as_ref().map(|thread| thread.messages.clone()).unwrap_or_default())
    };
    let settled_by = move || {
        let mark = thread.with(|thread| thread.as_ref().and_then(|thread| thread.resolved.clone()))?;
        let at = dates::date_time(language.get(), mark.at);
        Some(locales::comment::settled_by(language.get(), mark.name, at))
    };
    let begun_by = move || {
        let name = thread.with(|thread| Some(thread.as_ref()?.messages.first()?.mark.name.clone()));
        locales::comment::thread_of(language.get(), name.unwrap_or_default())
    };
    view! {
        <article class="thread" class:thread-settled=is_settled aria-label=begun_by>
            <ol class="thread-messages">
                {move || messages().into_iter().map(|message| view! { <Said message /> }).collect_view()}
            </ol>
            {move || settled_by().map(|words| view! { <p class="thread-by">{words}</p> })}
            <FailureNotice failure=failure />
            <Show when=move || !closed.get()>
                <Show when=move || answering.get()>
                    <Writing
                        label=t!(comment::answer_label)
                        action=t!(comment::answer)
                        draft=draft()
                        focused=true
                        say=Callback::new(answer)
                        on_said=Callback::new(move |()| answering.set(false))
                    />
                </Show>
                <div class="thread-tools">
                    <Show when=move || !answering.get() && !is_settled()>
                        <button type="button" class="tool" on:click=move |_| answering.set(true)>
                            {t!(comment::answer)}
                        </button>
                    </Show>
                    <button type="button" class="tool" on:click=move |_| settle(!is_settled())>
                        {move || {
                            let language = language.get();
                            if is_settled() {
                                locales::comment::reopen(language)
                            } else {
                                locales::comment::resolve(language)
                            }
                        }}
                    </button>
                </div>
            </Show>
        </article>
    }
}

#[component]
fn Said(message: Message) -> impl IntoView {
    let language = use_language();
    let at = message.mark.at;
    view! {
        <li class="thread-message">
            <p class="thread-by">
                <span class="thread-name">{message.mark.name}</span>
                " · "
                {move || dates::date_time(language.get(), at)}
            </p>
            <p class="thread-text">{message.text}</p>
        </li>
    }
}

/// A field for a message. What is typed and not said yet is kept on this device under `draft`. Control and Enter say it.
#[component]
fn Writing(
    #[prop(into)] label: TextProp,
    #[prop(into)] action: TextProp,
    draft: String,
    #[prop(optional)] focused: bool,
    say: Callback<String, Result<(), domain::failure::Failure>>,
    on_said: Callback<()>,
) -> impl IntoView {
    let id = fresh_id("comment");
    let field = NodeRef::<html::Textarea>::new();
    let draft = use_draft(draft);
    let typed = draft.text;
    let failure = RwSignal::new(None);
    let blank = move || typed.with(|typed| typed.trim().is_empty());
    let send = move || {
        if blank() {
            return;
        }
        match say.run(typed.get_untracked()) {
            Ok(()) => {
                failure.set(None);
                draft.set(String::new());
                on_said.run(());
            }
            Err(refused) => failure.set(Some(refused)),
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    if focused {
        Effect::new(move || {
            if let Some(field) = field.get() {
                let _ = field.focus();
            }
        });
    }
    view! {
        <div class="thread-writing">
            <label class="thread-label" for=id.clone()>{move || label.get()}</label>
            <textarea
                node_ref=field
                class="field-input"
                id=id
                rows="2"
                autocomplete="off"
                maxlength=domain::comment::LONGEST
                prop:value=typed
                on:input=move |event| draft.set(event_target_value(&event))
                on:keydown=key
            ></textarea>
            <FailureNotice failure=failure />
            <div>
                <Button
                    weight=Weight::Quiet
                    icon="send"
                    disabled=Signal::derive(blank)
                    on_press=Callback::new(move |()| send())
                >
                    {move || action.get()}
                </Button>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        comment::{Mark, Message},
        id::AccountId,
    };
    use uuid::Uuid;

    use super::*;

    fn thread(name: &str, anchor: &str, settled: bool) -> Thread {
        let mark = Mark { by: AccountId(Uuid::nil()), name: "Nadia".to_owned(), at: 1 };
        Thread {
            name: name.to_owned(),
            anchor: Anchor(anchor.to_owned()),
            about: format!("{name} on {anchor}"),
            messages: vec![Message { mark: mark.clone(), text: "x".to_owned() }],
            resolved: settled.then_some(mark),
            latest: 1,
        }
    }

    #[test]
    fn what_waits_comes_first_under_its_latest_words() {
        let threads =
            [thread("1", "a", true), thread("2", "b", true), thread("3", "b", false), thread("4", "c", true)];
        let groups = by_anchor(&threads);
        let names: Vec<(&str, &str)> =
            groups.iter().map(|(anchor, about)| (anchor.0.as_str(), about.as_str())).collect();
        assert_eq!(names, [("b", "3 on b"), ("a", "1 on a"), ("c", "4 on c")]);
        assert_eq!(waiting_on(&threads, &Anchor("b".to_owned())), 1);
        assert_eq!(waiting_on(&threads, &Anchor("a".to_owned())), 0);
    }
}
