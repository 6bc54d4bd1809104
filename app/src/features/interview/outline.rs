//! The sections, how far each is, and the way to what is left. A thin line and words; no colour says anything.

use std::sync::Arc;

use domain::interview::reading::Progress;
use leptos::prelude::*;

use super::{
    loose::LooseTool,
    past::Past,
    pinned::Pinned,
    runner::{Runner, Shown},
    sections::Section,
    standing::{Standing, progress},
};
use crate::{components::icon::Icon, t};

/// What the outline shows of the whole interview.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// By section, in order.
    pub sections: Vec<Progress>,
    pub unanswered: usize,
    pub later: usize,
}

impl Overview {
    pub fn of(standings: &[Vec<Standing>]) -> Self {
        let all = || standings.iter().flatten();
        Self {
            sections: standings.iter().map(|section| progress(section)).collect(),
            unanswered: all().filter(|standing| !standing.settled && !standing.later).count(),
            later: all().filter(|standing| standing.later).count(),
        }
    }
}

#[component]
pub fn Outline(runner: Runner, overview: Memo<Overview>, #[prop(into)] on_go: Callback<()>) -> impl IntoView {
    let sections = runner.sections();
    let show = move |shown: Shown| {
        runner.show(shown);
        on_go.run(());
    };
    let language = runner.language;
    view! {
        <nav class="outline" aria-label=t!(interview::outline)>
            <ol class="outline-sections">
                {sections
                    .into_iter()
                    .enumerate()
                    .map(|(at, section)| view! { <Entry runner at section overview on_go /> })
                    .collect_view()}
            </ol>
            <button
                type="button"
                class="outline-entry outline-finish"
                aria-current=move || (runner.shown.get() == Shown::Finish).then_some("page")
                on:click=move |_| show(Shown::Finish)
            >
                <span class="outline-title">
                    <Icon name="list-checks" />
                    {t!(interview::finish)}
                </span>
                <span class="outline-progress">
                    {move || left(language.get(), &overview.get())}
                </span>
            </button>
            <Pinned runner on_go />
            <LooseTool runner />
            <button type="button" class="tool outline-past" on:click=move |_| {
                on_go.run(());
                runner.past.set(Past::Whole);
            }>
                <Icon name="history" />
                <span>{t!(history::title)}</span>
            </button>
        </nav>
    }
}

fn left(language: domain::language::Language, overview: &Overview) -> String {
    match (overview.unanswered, overview.later) {
        (0, 0) => locales::interview::nothing_left(language).to_owned(),
        (unanswered, 0) => locales::interview::unanswered(language, unanswered),
        (0, later) => locales::interview::to_come_back(language, later),
        (unanswered, later) => {
            let first = locales::interview::unanswered(language, unanswered);
            format!("{first}, {}", locales::interview::to_come_back(language, later))
        }
    }
}

/// The words of a section, or where it stands when it has none.
pub fn section_title(runner: Runner, section: &Section, at: usize) -> String {
    let words = runner.words(&section.key, &section.title).0;
    if words.is_empty() { locales::interview::section_number(runner.language.get(), at + 1) } else { words }
}

#[component]
fn Entry(
    runner: Runner,
    at: usize,
    section: Arc<Section>,
    overview: Memo<Overview>,
    on_go: Callback<()>,
) -> impl IntoView {
    let language = runner.language;
    let key = section.key.clone();
    let group = !section.title.is_empty();
    let relevant = Memo::new(move |_| !group || runner.state(&key).relevant);
    let title = move || section_title(runner, &section, at);
    let own =
        Memo::new(move |_| overview.with(|overview| overview.sections.get(at).copied().unwrap_or_default()));
    let words = move || {
        let Progress { asked, settled } = own.get();
        match asked {
            0 => locales::interview::nothing_asked(language.get()).to_owned(),
            _ if asked == settled => locales::interview::all_settled(language.get()).to_owned(),
            _ => locales::interview::settled_of(language.get(), asked, settled),
        }
    };
    let share = move || {
        let Progress { asked, settled } = own.get();
        if asked == 0 { 0.0 } else { settled as f64 / asked as f64 }
    };
    let title = StoredValue::new(title);
    let here = move || runner.shown.get() == Shown::Section(at);
    let go = move |_| {
        runner.show(Shown::Section(at));
        on_go.run(());
    };
    view! {
        <Show when=move || relevant.get()>
            <li>
                <button
                    type="button"
                    class="outline-entry"
                    aria-current=move || here().then_some("page")
                    on:click=go
                >
                    <span class="outline-title">{move || title.with_value(|title| title())}</span>
                    <span class="outline-progress">{words}</span>
                    <span class="outline-line" aria-hidden="true">
                        <span class="outline-done" style:inline-size=move || format!("{:.1}%", share() * 100.0)></span>
                    </span>
                </button>
            </li>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::guide::NodeKey;

    #[test]
    fn an_overview_counts_what_is_left() {
        let standing = |settled, later| Standing {
            key: NodeKey::root(),
            settled,
            later,
            required: false,
            doubtful: false,
        };
        let sections =
            [vec![standing(true, false), standing(false, true)], vec![standing(false, false)], Vec::new()];
        let overview = Overview::of(&sections);
        assert_eq!((overview.unanswered, overview.later), (1, 1));
        assert_eq!(overview.sections[0], Progress { asked: 2, settled: 1 });
        assert_eq!(overview.sections[2], Progress::default());
    }
}
