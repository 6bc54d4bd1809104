//! What the checks find, as it is written: with the way to each, what mends it, and a reason to live with it.

use std::collections::BTreeSet;

use domain::{
    framework::{
        edit::{Edit, of_fix},
        finding::Finding,
        records::Taken,
    },
    problem::Severity,
};
use leptos::prelude::*;

use super::bench::{Bench, fresh};
use crate::{
    components::{
        button::{Button, Weight},
        field::Field,
        icon::Icon,
    },
    i18n::Words,
    t,
};

/// How many are listed at once.
const LISTED: usize = 200;

#[component]
pub fn Checks(bench: Bench) -> impl IntoView {
    let part = move |aside: bool| {
        Memo::new(move |_| {
            bench.found.with(|found| {
                let mut met = BTreeSet::new();
                let fits =
                    |finding: &&Finding| finding.set_aside.is_some() == aside && met.insert(key(finding));
                found.iter().filter(fits).take(LISTED).cloned().collect::<Vec<_>>()
            })
        })
    };
    let (open, aside) = (part(false), part(true));
    let count = move || open.with(Vec::len);
    view! {
        <section class="framework-checks" aria-label=t!(framework_page::checks)>
            <Contested bench />
            <h2 class="framework-title" role="status">
                {move || match count() {
                    0 => locales::framework_page::nothing_found(bench.language.get()).to_owned(),
                    count => locales::framework_page::to_see(bench.language.get(), count),
                }}
            </h2>
            <ul class="framework-findings">
                <For each=move || open.get() key=|finding| key(finding) children=move |finding| view! { <One bench finding /> } />
            </ul>
            <Show when=move || aside.with(|aside| !aside.is_empty())>
                <h3 class="framework-subtitle">{t!(framework_page::set_aside)}</h3>
                <ul class="framework-findings">
                    <For each=move || aside.get() key=|finding| key(finding) children=move |finding| view! { <One bench finding /> } />
                </ul>
            </Show>
            <Gone bench />
        </section>
    }
}

fn key(finding: &Finding) -> String {
    format!("{} {} {:?} {:?}", finding.code, finding.place.id(), finding.params, finding.set_aside)
}

#[component]
fn One(bench: Bench, finding: Finding) -> impl IntoView {
    let is_error = finding.severity == Severity::Error;
    let (reason, asking) = (RwSignal::new(String::new()), RwSignal::new(false));
    let finding = StoredValue::new(finding);
    let words = move || finding.with_value(|finding| locales::finding(bench.language.get(), finding));
    let mend = move |()| {
        let edits = bench.framework.with_untracked(|framework| {
            finding.with_value(|it| {
                it.fix.as_ref().map(|fix| of_fix(fix, framework, &fresh())).unwrap_or_default()
            })
        });
        bench.make(&edits);
        finding.with_value(|finding| bench.go(&finding.place));
    };
    let mendable = bench.framework.with_untracked(|framework| {
        finding.with_value(|it| it.fix.as_ref().is_some_and(|fix| !of_fix(fix, framework, "x").is_empty()))
    });
    let aside = finding.with_value(|finding| finding.set_aside.clone());
    let set = move |reason: String| {
        let (code, place) = finding.with_value(|finding| (finding.code.clone(), finding.place.id()));
        bench.make(&[Edit::SetAside { code, place, reason }]);
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = reason.get_untracked();
        if !typed.trim().is_empty() {
            set(typed);
        }
    };
    let is_aside = aside.is_some();
    view! {
        <li class="framework-finding" class:framework-error=is_error>
            <button
                type="button"
                class="framework-jump"
                on:click=move |_| finding.with_value(|finding| bench.go(&finding.place))
            >
                <Icon name=if is_error { "circle-alert" } else { "info" } />
                <span>{words}</span>
            </button>
            {aside.map(|reason| view! { <p class="framework-reason">{reason}</p> })}
            <Show when=move || bench.writable.get()>
                <div class="framework-acts">
                    <Show when=move || mendable && !is_aside>
                        <Button weight=Weight::Quiet icon="check" on_press=Callback::new(mend)>
                            {t!(framework_page::mend)}
                        </Button>
                    </Show>
                    {if is_aside {
                        let again = Callback::new(move |()| set(String::new()));
                        view! {
                            <Button weight=Weight::Plain icon="undo-2" on_press=again>
                                {t!(framework_page::take_up)}
                            </Button>
                        }
                        .into_any()
                    } else {
                        let ask = Callback::new(move |()| asking.update(|asking| *asking = !*asking));
                        view! {
                            <Button weight=Weight::Plain icon="flag" on_press=ask>
                                {t!(framework_page::put_aside)}
                            </Button>
                        }
                        .into_any()
                    }}
                </div>
                <Show when=move || asking.get()>
                    <form class="framework-ask" autocomplete="off" on:submit=send>
                        <Field label=t!(framework_page::reason) value=reason max_length=1000 required=true />
                        <Button weight=Weight::Quiet>{t!(framework_page::put_aside)}</Button>
                    </form>
                </Show>
            </Show>
        </li>
    }
}

/// What one person removed while another was writing in it.
#[component]
fn Contested(bench: Bench) -> impl IntoView {
    let row = move |taken: Taken| {
        let record = StoredValue::new(taken.record);
        let keep = move |()| bench.make(&[Edit::Keep { record: record.get_value() }]);
        let remove = move |()| bench.make(&[Edit::Remove { record: record.get_value() }]);
        let who = taken.removal.by.name;
        view! {
            <li class="framework-finding framework-contested">
                <p>
                    <Icon name="triangle-alert" />
                    <strong><Words text=taken.words /></strong>
                    " "
                    {move || locales::framework_page::contested(bench.language.get(), &who)}
                </p>
                <Show when=move || bench.writable.get()>
                    <div class="framework-acts">
                        <Button weight=Weight::Quiet on_press=Callback::new(keep)>{t!(framework_page::keep)}</Button>
                        <Button weight=Weight::Plain on_press=Callback::new(remove)>{t!(framework_page::remove_all_the_same)}</Button>
                    </div>
                </Show>
            </li>
        }
    };
    view! {
        <Show when=move || bench.contested.with(|contested| !contested.is_empty())>
            <h3 class="framework-subtitle">{t!(framework_page::to_decide)}</h3>
            <ul class="framework-findings">{move || bench.contested.get().into_iter().map(row).collect_view()}</ul>
        </Show>
    }
}

/// What was removed and can come back.
#[component]
fn Gone(bench: Bench) -> impl IntoView {
    let row = move |taken: Taken| {
        let record = StoredValue::new(taken.record);
        let keep = move |()| bench.make(&[Edit::Keep { record: record.get_value() }]);
        let who = taken.removal.by.name;
        view! {
            <li class="framework-finding">
                <p>
                    <Words text=taken.words />
                    <span class="framework-by">" · "{who}</span>
                </p>
                <Show when=move || bench.writable.get()>
                    <Button weight=Weight::Plain icon="undo-2" on_press=Callback::new(keep)>
                        {t!(framework_page::bring_back)}
                    </Button>
                </Show>
            </li>
        }
    };
    view! {
        <Show when=move || bench.gone.with(|gone| !gone.is_empty())>
            <details class="framework-gone">
                <summary>{move || locales::framework_page::removed(bench.language.get(), bench.gone.with(Vec::len))}</summary>
                <ul class="framework-findings">{move || bench.gone.get().into_iter().map(row).collect_view()}</ul>
            </details>
        </Show>
    }
}
