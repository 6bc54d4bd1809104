//! A drawing alone on a page, of a framework that lives in memory.

use std::collections::BTreeMap;

use app::{
    components::drawing::{Drawing, Subject},
    i18n::{provide_language, use_language},
};
use domain::framework::{
    Framework,
    canvas::{Change, Rule},
};
use leptos::{mount::mount_to_body, prelude::*};
use wasm_bindgen::prelude::wasm_bindgen;

/// Draws a framework in JSON; `exchange` for a map of actors.
#[wasm_bindgen]
pub fn draw(json: &str, exchange: bool) -> Result<(), String> {
    console_error_panic_hook::set_once();
    let framework: Framework = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let rule = if exchange { Rule::Exchange } else { Rule::Causal };
    mount_to_body(move || view! { <Whole framework rule /> });
    Ok(())
}

#[component]
fn Whole(framework: Framework, rule: Rule) -> impl IntoView {
    provide_language();
    let language = use_language();
    let framework = RwSignal::new(framework);
    let (past, future) = (StoredValue::new(Vec::new()), StoredValue::new(Vec::new()));
    let on_change = Callback::new(move |change: Change| {
        past.update_value(|past| past.push(framework.get_untracked()));
        future.set_value(Vec::new());
        framework.update(|framework| change.apply(framework, language.get_untracked()));
    });
    let step = move |from: StoredValue<Vec<Framework>>, to: StoredValue<Vec<Framework>>| {
        let mut found = None;
        from.update_value(|from| found = from.pop());
        if let Some(found) = found {
            to.update_value(|to| to.push(framework.get_untracked()));
            framework.set(found);
        }
    };
    let subject = Subject {
        framework: framework.into(),
        rule,
        editable: Signal::stored(true),
        current: RwSignal::new(None),
        on_change,
        on_undo: Callback::new(move |()| step(past, future)),
        on_redo: Callback::new(move |()| step(future, past)),
        marks: Signal::stored(BTreeMap::new()),
    };
    view! { <main class="page"><Drawing subject /></main> }
}
