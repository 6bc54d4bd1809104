//! What a report says, to be read: why first, then the statements, each with who speaks and where it comes from.

use domain::report::{Content, Item, Recipient, Told};
use leptos::prelude::*;

use super::items::basis_words;
use crate::{features::interview::tools::provenance_words, i18n::use_language, t};

/// As a recipient sees it.
#[component]
pub fn ContentView(content: Content, seen_by: Recipient) -> impl IntoView {
    let language = use_language();
    let content = content.seen_by(seen_by);
    let proportion = content.proportion;
    let basis = move || basis_words(language.get(), proportion.basis);
    let (told, words) = match content.told {
        Told::Yes(words) => (true, words),
        Told::NotYet(words) => (false, words),
    };
    let told_title = move || match told {
        true => locales::report::told_yes(language.get()),
        false => locales::report::told_not_yet(language.get()),
    };
    let hidden = seen_by == Recipient::Head;
    view! {
        <dl class="report-why">
            <dt>{t!(report::purpose)}</dt>
            <dd>{proportion.purpose}</dd>
            <dt>{t!(report::basis)}</dt>
            <dd>{basis}</dd>
            <dt>{t!(report::necessity)}</dt>
            <dd>{proportion.necessity}</dd>
            <dt>{t!(report::less_intrusive)}</dt>
            <dd>{proportion.less_intrusive}</dd>
            <dt>{told_title}</dt>
            <dd>{words}</dd>
        </dl>
        {if hidden {
            view! { <p class="report-hidden">{t!(report::items_hidden)}</p> }.into_any()
        } else {
            view! {
                <ul class="statements">
                    {content.items.into_iter().map(|item| view! { <StatementRead item /> }).collect_view()}
                </ul>
            }
                .into_any()
        }}
    }
}

#[component]
fn StatementRead(item: Item) -> impl IntoView {
    let language = use_language();
    let Item { question, text, provenance, source } = item;
    view! {
        <li class="statement-read">
            {(!question.is_empty()).then(|| view! { <p class="statement-question">{question}</p> })}
            <p class="statement-text">{text}</p>
            <p class="statement-who row-more">
                {provenance.map(|who| view! { <span>{move || provenance_words(language.get(), who)}</span> })}
                {(!source.is_empty()).then(|| view! { <span>{source}</span> })}
            </p>
        </li>
    }
}
