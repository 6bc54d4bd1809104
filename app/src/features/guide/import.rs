//! Bringing in a guide: choose the workbook, see what was found in it, then take it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    failure::Failure,
    guide::summary::{Checked, Imported},
    problem::{Problem, Severity},
};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::File;

use super::{api, problems::Problems};
use crate::{
    api::ApiError,
    components::{
        button::{Button, ButtonLink, Weight},
        heading::Heading,
        notice::{FailureNotice, Notice, Tone},
        section::Section,
    },
    i18n::{Words, dates::size, use_language},
    t,
};

/// The server refuses more; saying so before saves a wait.
const LIMIT_BYTES: u64 = 10 * 1_048_576;

/// How far the import is.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Choose,
    Reading,
    Checking,
    Checked { checked: Checked, content: String },
    Importing,
    Done(Imported),
}

#[derive(Clone, Copy)]
struct Import {
    step: RwSignal<Step>,
    file_name: RwSignal<String>,
    failure: RwSignal<Option<Failure>>,
}

#[component]
pub fn ImportPage() -> impl IntoView {
    let import = Import {
        step: RwSignal::new(Step::Choose),
        file_name: RwSignal::new(String::new()),
        failure: RwSignal::new(None),
    };
    let problems = Memo::new(move |_| match import.step.get() {
        Step::Checked { checked, .. } => checked.problems,
        Step::Done(done) => done.problems,
        _ => Vec::new(),
    });
    let found = move || match import.step.get() {
        Step::Choose => ().into_any(),
        Step::Reading => view! { <Progress><span>{t!(guide::reading)}</span></Progress> }.into_any(),
        Step::Checking => view! { <Progress><span>{t!(guide::checking)}</span></Progress> }.into_any(),
        Step::Importing => view! { <Progress><span>{t!(guide::importing)}</span></Progress> }.into_any(),
        Step::Checked { checked, content } => view! { <Found checked content import /> }.into_any(),
        Step::Done(imported) => view! { <Taken imported /> }.into_any(),
    };
    view! {
        <Heading title=t!(guide::import) back=("/guides".to_owned(), t!(guide::list_title).into()) />
        <Section title=t!(guide::workbook) remark=t!(guide::workbook_remark)>
            <Choose import />
            <FailureNotice failure=import.failure unreachable=t!(common::needs_network) />
            <div class="import-found" role="status">{found}</div>
        </Section>
        {move || view! { <Problems problems=problems.get() /> }}
    }
}

/// A place to drop the workbook on, and the button that does the same.
#[component]
fn Choose(import: Import) -> impl IntoView {
    let language = use_language();
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let chosen = move |_| {
        let file = input.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        take(import, file);
        // So that the same workbook, once mended, can be chosen again.
        if let Some(input) = input.get_untracked() {
            input.set_value("");
        }
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(import, event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
    };
    let press = move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let busy =
        Signal::derive(move || matches!(import.step.get(), Step::Reading | Step::Checking | Step::Importing));
    view! {
        <div
            class="import-drop"
            class:import-over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Button icon="file-up" busy on_press=Callback::new(press)>{t!(guide::choose)}</Button>
            <p class="import-words">
                {move || {
                    let name = import.file_name.get();
                    if name.is_empty() { locales::guide::drop_here(language.get()).to_owned() } else { name }
                }}
            </p>
            <p class="field-hint">
                {move || locales::guide::limit(language.get(), size(language.get(), LIMIT_BYTES as f64))}
            </p>
            <input
                node_ref=input
                class="aside-aloud"
                type="file"
                tabindex="-1"
                aria-label=t!(guide::choose)
                accept=".xlsx,.xls,.xlsm,.ods"
                on:change=chosen
            />
        </div>
    }
}

#[component]
fn Progress(children: Children) -> impl IntoView {
    view! { <p class="import-progress"><progress aria-hidden="true"></progress>{children()}</p> }
}

/// What the check found, and the choice to take it.
#[component]
fn Found(checked: Checked, content: String, import: Import) -> impl IntoView {
    let (errors, warnings) = count(&checked.problems);
    let content = StoredValue::new(content);
    let go = move |()| content.with_value(|content| bring_in(import, content.clone()));
    let questions = checked.questions as usize;
    let title = checked.title.map(|title| {
        view! {
            <div>
                <p class="import-title"><Words text=title /></p>
                <p class="row-more">{t!(guide::questions, questions)}</p>
            </div>
        }
    });
    view! {
        {title}
        {(errors > 0)
            .then(|| view! { <Notice tone=Tone::Problem><p>{t!(guide::errors_found, errors)}</p></Notice> })}
        {(errors == 0 && warnings > 0)
            .then(|| view! { <Notice><p>{t!(guide::warnings_found, warnings)}</p></Notice> })}
        {(errors == 0)
            .then(|| {
                view! {
                    <div class="form-actions">
                        <Button weight=Weight::Primary icon="check" on_press=Callback::new(go)>
                            {t!(guide::take)}
                        </Button>
                    </div>
                }
            })}
    }
}

#[component]
fn Taken(imported: Imported) -> impl IntoView {
    let summary = imported.summary;
    view! {
        <Notice tone=Tone::Done>
            <p>{t!(guide::taken)}</p>
            <p><strong><Words text=summary.title /></strong></p>
        </Notice>
        <div class="form-actions">
            <ButtonLink href=format!("/guides/{}", summary.id) weight=Weight::Primary icon="clipboard-list">
                {t!(guide::read_it)}
            </ButtonLink>
        </div>
    }
}

fn count(problems: &[Problem]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    (errors, problems.len() - errors)
}

/// Reads and checks a chosen file; without one, nothing happens.
fn take(import: Import, file: Option<File>) {
    let Some(file) = file else { return };
    import.failure.set(None);
    import.file_name.set(file.name());
    if file.size() > LIMIT_BYTES as f64 {
        import.step.set(Step::Choose);
        import.failure.set(Some(Failure::TooLarge { limit_bytes: LIMIT_BYTES }));
        return;
    }
    import.step.set(Step::Reading);
    spawn_local(async move {
        let outcome = check(import, &file).await;
        if let Err(failure) = outcome {
            import.step.try_set(Step::Choose);
            import.failure.try_set(Some(failure));
        }
    });
}

async fn check(import: Import, file: &File) -> Result<(), Failure> {
    // A file that cannot be read has been moved, or its disk taken out, since it was chosen.
    let unreadable = |_| Failure::Invalid { field: "content".to_owned() };
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await.map_err(unreadable)?;
    let bytes = js_sys::Uint8Array::new(buffer.unchecked_ref::<js_sys::ArrayBuffer>()).to_vec();
    let content = STANDARD.encode(bytes);
    import.step.try_set(Step::Checking);
    let checked = api::check(file.name(), content.clone()).await.map_err(|error| error.0)?;
    import.step.try_set(Step::Checked { checked, content });
    Ok(())
}

fn bring_in(import: Import, content: String) {
    import.failure.set(None);
    let before = import.step.get_untracked();
    import.step.set(Step::Importing);
    spawn_local(async move {
        match api::import(import.file_name.get_untracked(), content).await {
            Ok(imported) => {
                import.step.try_set(Step::Done(imported));
            }
            Err(ApiError(Failure::Import { problems })) => {
                let checked = Checked { title: None, questions: 0, problems };
                import.step.try_set(Step::Checked { checked, content: String::new() });
            }
            Err(ApiError(failure)) => {
                // The workbook stays checked, so that one press tries again.
                import.step.try_set(before);
                import.failure.try_set(Some(failure));
            }
        }
    });
}
