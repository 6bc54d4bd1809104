//! Notes being written, or read by somebody who may only read them.

use domain::{document::Home, language::Language};
use leptos::prelude::*;

use super::{page::Opened, sheet::Sheet};
use crate::{
    components::{
        button::{Button, Weight},
        heading::Heading,
        notice::{Notice, Tone},
        page_frame::PageFrame,
        presence::{Arrivals, Here, also_here},
    },
    i18n::use_language,
    sync::OpenNotes,
    t,
};

#[component]
pub fn Writing(opened: Opened) -> impl IntoView {
    let language = use_language();
    let code = opened.code();
    let back = code.clone();
    let home = opened.notes.home;
    let (path, back_words): (_, fn(Language) -> &'static str) = match home {
        Home::Case(case) => (format!("/cases/{case}"), locales::case::one),
        Home::Site(_) | Home::Unit => ("/notes".to_owned(), locales::notes::shared_title),
    };
    let back = move || back.clone().unwrap_or_else(|| back_words(language.get()).to_owned());
    let title = move || match &code {
        Some(code) => format!("{} · {code}", locales::notes::title(language.get())),
        None => locales::notes::title(language.get()).to_owned(),
    };
    let Opened { notes, may_write, .. } = opened;
    let (frozen, peers) = (notes.frozen, notes.peers);
    let notes = StoredValue::new(notes);
    let writable = Memo::new(move |_| may_write && !frozen.get());
    view! {
        <PageFrame back=(path, back.into())>
            <article class="notes">
                <header class="notes-head">
                    <Heading title />
                    <Here peers label=also_here() />
                </header>
                {move || {
                    let notes = notes.get_value();
                    if writable.get() {
                        view! { <Sheet notes=notes.clone() /><Steps notes /> }.into_any()
                    } else {
                        view! { <Read notes /> }.into_any()
                    }
                }}
            </article>
            <Arrivals peers />
        </PageFrame>
    }
}

/// Taking back what one wrote oneself, and printing.
#[component]
fn Steps(notes: OpenNotes) -> impl IntoView {
    let text = notes.text;
    let notes = StoredValue::new(notes);
    let cannot = move |can: fn(&OpenNotes) -> bool| {
        Signal::derive(move || {
            text.track();
            !notes.with_value(can)
        })
    };
    let press = move |act: fn(&OpenNotes)| Callback::new(move |()| notes.with_value(act));
    view! {
        <div class="notes-steps" role="group" aria-label=t!(notes::tools)>
            <Button weight=Weight::Plain icon="undo-2" disabled=cannot(OpenNotes::can_undo) on_press=press(OpenNotes::undo)>
                {t!(interview::undo)}
            </Button>
            <Button weight=Weight::Plain icon="redo-2" disabled=cannot(OpenNotes::can_redo) on_press=press(OpenNotes::redo)>
                {t!(interview::redo)}
            </Button>
            <PrintButton />
        </div>
    }
}

#[component]
fn PrintButton() -> impl IntoView {
    let print = Callback::new(move |()| {
        // A browser that cannot print has said so itself.
        let _ = window().print();
    });
    view! { <Button weight=Weight::Plain icon="printer" on_press=print>{t!(interview::print)}</Button> }
}

#[component]
fn Read(notes: OpenNotes) -> impl IntoView {
    let text = notes.text;
    // Who reads keeps the document open, and is seen to be here.
    notes.stand(None);
    let held = StoredValue::new(notes);
    on_cleanup(move || held.dispose());
    view! {
        <Notice tone=Tone::Info>
            <p>{t!(notes::read_only)}</p>
        </Notice>
        <p class="sheet sheet-read">{move || text.get()}</p>
        <div class="notes-steps">
            <PrintButton />
        </div>
    }
}
