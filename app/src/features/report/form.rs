//! Writing a report: item by item, with its reasons, and what each recipient will see of it.

use domain::{
    case::CaseDetail,
    failure::Failure,
    id::{CaseId, ReportId},
    procedure::report::State,
    report::{Basis, OfCase, Recipient},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::{
    api,
    content::ContentView,
    items::{FromInterview, Offered, Statements, basis_words, ticked},
    writing::Writing,
};
use crate::{
    components::{
        area::Area,
        button::{Button, ButtonLink, Weight},
        draft::use_draft,
        fresh_id,
        heading::Heading,
        notice::{FailureNotice, Notice, Tone},
        section::Section,
    },
    device::{cache, use_device},
    features::case,
    i18n::use_language,
    online::use_online,
    recall::{recall, show},
    t,
};

#[component]
pub fn ReportFormPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<CaseId>().ok())));
    move || id.get().map(|case| view! { <FormOf case /> })
}

#[component]
fn FormOf(case: CaseId) -> impl IntoView {
    let detail = recall(cache::case(case), move || case::api::open(case));
    let reports = recall(cache::reports(case), move || api::of_case(case));
    let back = (format!("/cases/{case}"), t!(case::one).into());
    let writing = Writing::on(use_draft(cache::report_draft(case)));
    let query = use_query_map();
    // What came back is written on.
    Effect::new(move || {
        let again = query.with(|query| query.get("again").and_then(|id| id.parse::<ReportId>().ok()));
        if let Some(id) = again {
            spawn_local(async move {
                if let Ok(report) = api::open(id).await {
                    writing.take_up(&report);
                }
            });
        }
    });
    view! {
        <Heading title=t!(report::form_title) back>
            {move || detail.value.get().map(|detail| view! { <span>{detail.summary.code.to_string()}</span> })}
        </Heading>
        <p class="lead">{t!(report::form_lead)}</p>
        {move || reports.value.get().map(|reports| view! { <UnderWay reports /> })}
        {show(detail, move |detail| view! { <Form detail writing /> })}
    }
}

/// Another report that this one would have to wait for.
#[component]
fn UnderWay(reports: OfCase) -> impl IntoView {
    let open =
        reports.reports.into_iter().find(|report| report.state.is_open() && report.state != State::Returned);
    open.map(|report| {
        view! {
            <Notice tone=Tone::Waiting>
                <p>{t!(report::under_way)}</p>
                <ButtonLink href=format!("/reports/{}", report.id)>{t!(report::see_it)}</ButtonLink>
            </Notice>
        }
    })
}

#[component]
fn Form(detail: CaseDetail, writing: Writing) -> impl IntoView {
    let offered: Offered = RwSignal::new(Vec::new());
    let case = detail.summary.id;
    view! {
        <Section title=t!(report::what) remark=t!(report::what_remark)>
            <FromInterview writing interviews=detail.interviews offered />
            <Statements writing />
        </Section>
        <Section title=t!(report::why) remark=t!(report::why_remark)>
            <Why writing />
        </Section>
        <Section title=t!(report::told) remark=t!(report::told_remark)>
            <ToldFields writing />
        </Section>
        <Section title=t!(report::whom) remark=t!(report::whom_remark)>
            <Recipients writing offered />
        </Section>
        <Section title=t!(report::submit) remark=t!(report::submit_means)>
            <Submitting case writing />
        </Section>
    }
}

#[component]
fn Why(writing: Writing) -> impl IntoView {
    let language = use_language();
    let sheet = writing.sheet;
    let purpose = Signal::derive(move || sheet.with(|sheet| sheet.proportion.purpose.clone()));
    let necessity = Signal::derive(move || sheet.with(|sheet| sheet.proportion.necessity.clone()));
    let less = Signal::derive(move || sheet.with(|sheet| sheet.proportion.less_intrusive.clone()));
    let id = fresh_id("basis");
    let option = move |basis: Basis| {
        let selected = move || sheet.with(|sheet| sheet.proportion.basis == basis);
        let words = move || basis_words(language.get(), basis);
        view! { <option value=basis.code() prop:selected=selected>{words}</option> }
    };
    let chosen = move |event| writing.change(|sheet| sheet.set_basis(&event_target_value(&event)));
    view! {
        <Area label=t!(report::purpose) value=purpose typed=writing.text(|sheet| &mut sheet.proportion.purpose) />
        <div class="field">
            <label class="field-label" for=id.clone()>{t!(report::basis)}</label>
            <select class="field-input field-select" id=id autocomplete="off" on:change=chosen>
                {Basis::ALL.map(option).collect_view()}
            </select>
        </div>
        <Area label=t!(report::necessity) value=necessity typed=writing.text(|sheet| &mut sheet.proportion.necessity) />
        <Area
            label=t!(report::less_intrusive)
            value=less
            typed=writing.text(|sheet| &mut sheet.proportion.less_intrusive)
        />
    }
}

#[component]
fn ToldFields(writing: Writing) -> impl IntoView {
    let language = use_language();
    let told = Memo::new(move |_| writing.sheet.with(|sheet| sheet.told));
    let words = Signal::derive(move || writing.sheet.with(|sheet| sheet.told_words.clone()));
    let name = fresh_id("told");
    let choice = move |yes: bool| {
        let words = move || match yes {
            true => locales::report::told_yes(language.get()),
            false => locales::report::told_not_yet(language.get()),
        };
        let name = name.clone();
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=name
                    autocomplete="off"
                    prop:checked=move || told.get() == yes
                    on:change=move |_| writing.change(|sheet| sheet.told = yes)
                />
                <span class="choice-words">{words}</span>
            </label>
        }
    };
    let label = move || match told.get() {
        true => locales::report::told_what(language.get()),
        false => locales::report::told_why(language.get()),
    };
    view! {
        <fieldset class="choices">
            <legend class="aside-aloud">{t!(report::told)}</legend>
            {choice(true)}
            {choice(false)}
        </fieldset>
        <Area label value=words typed=writing.text(|sheet| &mut sheet.told_words) />
    }
}

#[component]
fn Recipients(writing: Writing, offered: Offered) -> impl IntoView {
    let head = Memo::new(move |_| writing.sheet.with(|sheet| sheet.head));
    let content = Memo::new(move |_| {
        writing.sheet.with(|sheet| offered.with(|offered| sheet.content(&ticked(sheet, offered))))
    });
    let preview = move |recipient| move || view! { <ContentView content=content.get() seen_by=recipient /> };
    view! {
        <fieldset class="choices">
            <legend class="aside-aloud">{t!(report::whom)}</legend>
            <label class="choice">
                <input type="checkbox" autocomplete="off" checked=true disabled=true />
                <span class="choice-words">
                    {t!(report::to_committee)}
                    <span class="statement-who">{t!(report::committee_always)}</span>
                </span>
            </label>
            <label class="choice">
                <input
                    type="checkbox"
                    autocomplete="off"
                    prop:checked=head
                    on:change=move |_| writing.change(|sheet| sheet.head = !sheet.head)
                />
                <span class="choice-words">{t!(report::to_head)}</span>
            </label>
        </fieldset>
        <details class="preview">
            <summary>{t!(report::committee_sees)}</summary>
            {preview(Recipient::Committee)}
        </details>
        <Show when=move || head.get()>
            <details class="preview">
                <summary>{t!(report::head_sees)}</summary>
                {preview(Recipient::Head)}
            </details>
        </Show>
    }
}

#[component]
fn Submitting(case: CaseId, writing: Writing) -> impl IntoView {
    let (device, language, online, navigate) = (use_device(), use_language(), use_online(), use_navigate());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let submit = move |()| {
        // Nothing has been written yet: the server would say what is missing, and so does this.
        let sheet = writing.sheet.get_untracked();
        if let Err(refusal) = sheet.content(&[]).checked() {
            let unwritten = !sheet.chosen.is_empty()
                && matches!(&refusal, Failure::Invalid { field } if field == "report_items");
            if !unwritten {
                failure.set(Some(refusal));
                return;
            }
        }
        let Some(submit) = sheet.submit(case, language.get_untracked()) else { return };
        busy.set(true);
        failure.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            match api::submit(submit).await {
                Ok(report) => {
                    device.keep(&cache::report(report.summary.id), &report).await;
                    writing.forget();
                    navigate(&format!("/reports/{}", report.summary.id), Default::default());
                }
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Show when=move || !online.get()>
            <Notice tone=Tone::Waiting>
                <p>{t!(report::offline)}</p>
            </Notice>
        </Show>
        <FailureNotice failure unreachable=t!(report::offline) />
        <div class="form-actions">
            <Button
                weight=Weight::Primary
                icon="send"
                busy
                disabled=Signal::derive(move || !online.get())
                on_press=Callback::new(submit)
            >
                {t!(report::submit)}
            </Button>
        </div>
    }
}
