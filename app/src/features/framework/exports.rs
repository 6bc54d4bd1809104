//! The framework as files of others, made on this device, and on paper.

use domain::framework::export::{Format, Words, write};
use leptos::{portal::Portal, prelude::*};

use super::bench::Bench;
use crate::{
    components::{
        button::{Button, Weight},
        download::download,
        icon::Icon,
    },
    t,
};

/// The ending of a file and its media type.
fn file(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Svg => ("svg", "image/svg+xml"),
        Format::GraphMl => ("graphml", "application/xml"),
        Format::Mermaid => ("mmd", "text/plain"),
        Format::Csv => ("csv", "text/csv"),
        Format::Matrix => ("matrix.csv", "text/csv"),
        Format::Json => ("json", "application/json"),
        Format::Iati => ("iati.xml", "application/xml"),
    }
}

fn written(bench: Bench, format: Format) -> String {
    let words = Words { language: bench.language.get_untracked(), lookup: &locales::framework::lookup };
    bench.framework.with_untracked(|framework| write(framework, format, words))
}

#[component]
pub fn Exports(bench: Bench) -> impl IntoView {
    let item = move |format: Format| {
        let give = move |_| {
            let (ending, kind) = file(format);
            // Where the browser takes no file there is nothing else to offer.
            let _ = download(&format!("cadre.{ending}"), kind, &written(bench, format));
        };
        let key = format!("export_{}", format.word());
        let words = move || locales::framework_page::lookup(bench.language.get(), &key).unwrap_or_default();
        view! {
            <li>
                <button type="button" class="menu-item" on:click=give>
                    <Icon name="download" />
                    <span>{words}</span>
                </button>
            </li>
        }
    };
    view! {
        <details class="framework-exports">
            <summary class="tool">{t!(framework_page::export)}</summary>
            <ul class="framework-export-list">{Format::ALL.map(item).collect_view()}</ul>
        </details>
    }
}

/// The sheet that is printed: the whole diagram on one page.
#[component]
pub fn Sheet(bench: Bench) -> impl IntoView {
    let (drawn, wanted) = (RwSignal::new(String::new()), RwSignal::new(false));
    let print = move |()| {
        drawn.set(written(bench, Format::Svg));
        wanted.set(true);
    };
    Effect::new(move || {
        if wanted.get() {
            wanted.set(false);
            request_animation_frame(|| {
                // Without a printer nothing is lost.
                let _ = window().print();
            });
        }
    });
    let title = move || {
        bench.framework.with(|framework| framework.title.in_language(bench.language.get()).0.to_owned())
    };
    view! {
        <Button weight=Weight::Plain icon="printer" on_press=Callback::new(print)>{t!(framework_page::print)}</Button>
        <Portal>
            <div class="framework-sheet" aria-hidden="true">
                <p class="framework-sheet-title">{title}</p>
                <div class="framework-sheet-drawing" inner_html=move || drawn.get()></div>
            </div>
        </Portal>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Language;

    #[test]
    fn every_format_has_a_name() {
        for language in Language::ALL {
            for format in Format::ALL {
                let key = format!("export_{}", format.word());
                assert!(locales::framework_page::lookup(language, &key).is_some(), "{key}");
            }
        }
    }
}
