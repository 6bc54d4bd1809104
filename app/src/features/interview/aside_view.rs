//! What a reading shows besides the questions: judgements, what the person was told, loose notes, what is no longer
//! asked, comments.

use domain::{
    comment::Thread,
    guide::NodeKey,
    interview::{
        judgement::Aspect,
        notice::Notice,
        reading::{Aside, Judged},
    },
};
use leptos::prelude::*;

use super::{asked::comment_anchor, calendar, judgement::aspect_words, reading_view::QuestionRead};
use crate::{
    components::{
        icon::Icon,
        thread::{Threads, waiting_on},
    },
    i18n::{dates, use_language},
    sync::Comments,
    t,
};

#[component]
pub fn JudgedRead(judged: Judged) -> impl IntoView {
    let language = use_language();
    let text = |aspect: Aspect| match aspect {
        Aspect::Protective => judged.protective.clone(),
        Aspect::Concerns => judged.concerns.clone(),
        Aspect::Unknown => judged.unknown.clone(),
        Aspect::Appreciation => judged.appreciation.clone(),
    };
    let rows = Aspect::ALL
        .into_iter()
        .map(|aspect| (aspect, text(aspect)))
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(aspect, text)| {
            view! {
                <div class="judged-row">
                    <dt>{move || aspect_words(language.get(), aspect)}</dt>
                    <dd>{text}</dd>
                </div>
            }
        })
        .collect_view();
    let informing = judged
        .informed_by
        .iter()
        .map(|one| {
            let (question, answer) = (one.question.clone(), one.answer.clone());
            view! {
                <li>
                    <span>{question}</span>
                    " "
                    <span class="judgement-answer">{move || calendar::or_words(&answer, language.get())}</span>
                </li>
            }
        })
        .collect_view();
    let rests = !judged.informed_by.is_empty();
    view! {
        <section class="judged" aria-label=t!(judgement::title)>
            <h3 class="reading-heading">{t!(judgement::title)}</h3>
            <dl>
                {rows}
                {rests.then(|| view! {
                    <div class="judged-row">
                        <dt>{t!(judgement::informed_by)}</dt>
                        <dd><ul class="judged-list">{informing}</ul></dd>
                    </div>
                })}
            </dl>
        </section>
    }
}

/// What the person was told; said in so many words where nothing is recorded.
#[component]
pub fn NoticesRead(notices: Vec<Notice>) -> impl IntoView {
    let language = use_language();
    let none = notices.is_empty();
    let row = move |notice: Notice| {
        let (told, at, by) = (notice.told, notice.at, notice.mark.name.clone());
        let words = move || {
            let (language, at) = (language.get(), dates::date_time(language.get(), at));
            if told {
                locales::told::told_by(language, at, &by)
            } else {
                locales::told::deferred_by(language, at, &by)
            }
        };
        view! {
            <li>
                <p>{words}</p>
                <p class="review-reason">{notice.text}</p>
            </li>
        }
    };
    view! {
        <section class="reading-told-person" aria-label=t!(told::title)>
            <h2 class="reading-subtitle">{t!(told::title)}</h2>
            {none.then(|| view! { <p class="reading-alone">{t!(told::nothing_recorded)}</p> })}
            <ul class="judged-list">{notices.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}

#[component]
pub fn AsideRead(aside: Aside, comments: StoredValue<Option<Comments>>) -> impl IntoView {
    let Aside { judgements, loose_notes, no_longer_asked, .. } = aside;
    let judged = (!judgements.is_empty()).then(|| {
        view! {
            <section class="reading-section">
                <h2 class="reading-title">{t!(judgement::elsewhere)}</h2>
                {judgements
                    .into_iter()
                    .map(|judged| {
                        let title = judged.title.clone();
                        view! { <p class="reading-question">{title}</p><JudgedRead judged /> }
                    })
                    .collect_view()}
            </section>
        }
    });
    let loose = (!loose_notes.is_empty()).then(|| {
        view! {
            <section class="reading-section">
                <h2 class="reading-title">{t!(conduct::loose_notes)}</h2>
                {loose_notes.into_iter().map(|note| view! { <p class="reading-note">{note}</p> }).collect_view()}
            </section>
        }
    });
    let gone = (!no_longer_asked.is_empty()).then(|| {
        view! {
            <section class="reading-section">
                <h2 class="reading-title">{t!(conduct::no_longer_asked)}</h2>
                {no_longer_asked
                    .into_iter()
                    .map(|reading| view! { <QuestionRead reading comments /> })
                    .collect_view()}
            </section>
        }
    });
    view! { {judged} {loose} {gone} }
}

/// The comments on a question that is read: folded, with how many wait. Where nothing can be said any more, only what
/// was said.
#[component]
pub fn CommentsRead(
    key: NodeKey,
    question: String,
    comments: StoredValue<Option<Comments>>,
) -> impl IntoView {
    let Some(comments) = comments.get_value() else { return ().into_any() };
    let language = use_language();
    let anchor = comment_anchor(&key);
    let threads: Signal<Vec<Thread>> = comments.threads.clone().into();
    let closed: Signal<bool> = comments.closed.clone().into();
    let own = anchor.clone();
    let waiting = Memo::new(move |_| threads.with(|threads| waiting_on(threads, &own)));
    let here = anchor.clone();
    let any = Memo::new(move |_| threads.with(|threads| threads.iter().any(|thread| thread.anchor == here)));
    let open = RwSignal::new(waiting.get_untracked() > 0);
    let words = move || match waiting.get() {
        0 if any.get() => locales::comment::title(language.get()).to_owned(),
        0 => locales::review::comment(language.get()).to_owned(),
        count => locales::comment::waiting(language.get(), count),
    };
    let held = StoredValue::new((comments, anchor, question.clone()));
    view! {
        <Show when=move || any.get() || !closed.get()>
            <div class="reading-comments">
                <button
                    type="button"
                    class="tool"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon name="message-square" />
                    {words}
                    <span class="aside-aloud">{format!(": {question}")}</span>
                </button>
                <Show when=move || open.get()>
                    {held.with_value(|(comments, anchor, question)| view! {
                        <Threads
                            comments=comments.clone()
                            anchor=Signal::stored(anchor.clone())
                            about=Signal::stored(question.clone())
                        />
                    })}
                </Show>
            </div>
        </Show>
    }
    .into_any()
}
