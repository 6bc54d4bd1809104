//! The log: who did what, to what, when; newest first.

use domain::{audit::AuditRow, failure::Failure, language::Language};
use leptos::{prelude::*, task::spawn_local};

use super::{api, seal::Seal};
use crate::{
    components::{
        button::Button, empty_state::EmptyState, heading::Heading, loading::Loading, notice::FailureNotice,
    },
    i18n::{dates, use_language},
    t,
};

/// What of the log is on the page.
#[derive(Clone, Copy)]
struct Shown {
    rows: RwSignal<Vec<AuditRow>>,
    busy: RwSignal<bool>,
    /// The server has said that nothing older exists.
    complete: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Shown {
    fn older(self) {
        self.busy.set(true);
        self.failure.set(None);
        let before = self.rows.with_untracked(|rows| rows.last().map(|row| row.id));
        spawn_local(async move {
            match api::list(before).await {
                Ok(rows) => {
                    self.complete.try_set(rows.is_empty());
                    self.rows.try_update(|shown| shown.extend(rows));
                }
                Err(error) => {
                    self.failure.try_set(Some(error.0));
                }
            }
            self.busy.try_set(false);
        });
    }
}

#[component]
pub fn LogPage() -> impl IntoView {
    let shown = Shown {
        rows: RwSignal::default(),
        busy: RwSignal::new(false),
        complete: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    shown.older();
    let empty = Memo::new(move |_| shown.rows.with(Vec::is_empty));
    view! {
        <Heading title=t!(audit::title)>
            <p>{t!(audit::lead)}</p>
        </Heading>
        <Seal />
        <Show when=move || !empty.get()>
            <Table rows=shown.rows />
        </Show>
        <Show when=move || empty.get() && shown.busy.get()>
            <Loading />
        </Show>
        <Show when=move || empty.get() && shown.complete.get()>
            <EmptyState title=t!(audit::none) />
        </Show>
        <FailureNotice failure=shown.failure unreachable=t!(common::needs_network) />
        <div class="page-foot">
            <Show
                when=move || !shown.complete.get()
                fallback=move || view! { <p class="field-hint">{t!(audit::complete)}</p> }
            >
                <Button icon="chevron-down" busy=shown.busy on_press=Callback::new(move |()| shown.older())>
                    {t!(audit::older)}
                </Button>
            </Show>
        </div>
    }
}

#[component]
fn Table(rows: RwSignal<Vec<AuditRow>>) -> impl IntoView {
    view! {
        <table class="log">
            <thead>
                <tr>
                    <th scope="col">{t!(audit::when)}</th>
                    <th scope="col">{t!(audit::who)}</th>
                    <th scope="col">{t!(audit::what)}</th>
                    <th scope="col">{t!(audit::on)}</th>
                    <th scope="col">{t!(audit::site)}</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || rows.get() key=|row| row.id let(row)>
                    <Row row />
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Row(row: AuditRow) -> impl IntoView {
    let language = use_language();
    let AuditRow { at, actor, action, subject_kind, subject, site, detail, .. } = row;
    let actor = actor.map(|actor| actor.name);
    let who = move || actor.clone().unwrap_or_else(|| locales::audit::nobody(language.get()).to_owned());
    view! {
        <tr>
            <td class="log-when">
                <time datetime=dates::machine(at)>{move || dates::to_the_second(language.get(), at)}</time>
            </td>
            <td class="log-who">{who}</td>
            <td class="log-what">{move || action_words(language.get(), &action)}</td>
            <td class="log-on">
                <span>{move || subject_words(language.get(), &subject_kind)}</span>
                <code title=subject.clone()>{short(&subject).to_owned()}</code>
                {(!detail.is_empty()).then(|| view! { <code title=detail.clone()>{short(&detail).to_owned()}</code> })}
            </td>
            <td class="log-site">{site.map(|site| site.name)}</td>
        </tr>
    }
}

/// The sentence of an action; a newer server's code shows as it is.
fn action_words(language: Language, action: &str) -> String {
    locales::audit::lookup(language, &format!("action_{action}"))
        .map_or_else(|| action.to_owned(), str::to_owned)
}

fn subject_words(language: Language, kind: &str) -> String {
    locales::audit::lookup(language, &format!("subject_{kind}"))
        .map_or_else(|| kind.to_owned(), str::to_owned)
}

/// The end of an id: version 7 begins with the time, so that only its end tells two of one day apart.
fn short(id: &str) -> &str {
    if uuid::Uuid::parse_str(id).is_ok() { id.rsplit('-').next().unwrap_or(id) } else { id }
}

#[cfg(test)]
mod tests {
    use super::{action_words, short, subject_words};
    use domain::language::Language;

    #[test]
    fn a_code_without_words_shows_as_it_is() {
        assert_eq!(action_words(Language::English, "case_read"), "Read a case");
        assert_eq!(action_words(Language::English, "made_up"), "made_up");
        assert_eq!(subject_words(Language::English, "case"), "case");
    }

    #[test]
    fn only_ids_are_shortened() {
        assert_eq!(short("0192f0c1-2b3c-7d4e-8f50-617283940a1b"), "617283940a1b");
        assert_eq!(short("LYN-2026-0042"), "LYN-2026-0042");
    }
}
