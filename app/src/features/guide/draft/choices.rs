//! The choices of a question: a list of its own, or one that several questions share.

use domain::guide::draft::{Nature, Node, name_of};
use leptos::prelude::*;

use super::{bench::Bench, panel::Plain, texts::Bilingual};
use crate::{components::fresh_id, t};

#[component]
pub fn Choices(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id);
    let list = Memo::new(move |_| {
        let field = key.with_value(|id| bench.field(id, "list"));
        field.strip_prefix('#').map(str::to_owned).unwrap_or_default()
    });
    let choices = Memo::new(move |_| {
        let list = list.get();
        bench.follow_shape(|_, outline| outline.children(&list).to_vec())
    });
    let new_list = move |_| {
        let name = key
            .with_value(|id| bench.look(|draft, _| draft.node(id).map(|node| node.field("name").to_owned())));
        let mut node = Node { nature: Nature::List, ..Node::default() };
        node.set_field("name", &name.unwrap_or_default());
        let made = bench.add(node, Nature::List.root(), None);
        key.with_value(|id| bench.set_field(id, "list", &format!("#{made}")));
        add_choice(bench, &made);
    };
    let one = move |id: String| view! { <ChoiceRow bench id list=list.get_untracked() /> };
    view! {
        <fieldset class="draft-choices">
            <legend class="draft-title">{t!(draft::choices)}</legend>
            <ListField bench id=key.get_value() list />
            <ol class="draft-choice-rows"><For each=move || choices.get() key=Clone::clone children=one /></ol>
            <div class="form-actions">
                <Show when=move || list.with(|list| !list.is_empty())>
                    <button
                        type="button"
                        class="tool"
                        disabled=move || !bench.writable.get()
                        on:click=move |_| add_choice(bench, &list.get_untracked())
                    >
                        {t!(draft::choice_add)}
                    </button>
                </Show>
                <button type="button" class="tool" disabled=move || !bench.writable.get() on:click=new_list>
                    {t!(draft::list_new)}
                </button>
            </div>
        </fieldset>
    }
}

fn add_choice(bench: Bench, list: &str) {
    let number = bench.look(|_, outline| outline.children(list).len()) + 1;
    let mut node = Node { nature: Nature::Choice, ..Node::default() };
    node.set_field("name", &format!("c{number}"));
    bench.add(node, list, None);
}

/// Which list the question uses.
#[component]
fn ListField(bench: Bench, id: String, list: Memo<String>) -> impl IntoView {
    let element = fresh_id("list");
    let key = StoredValue::new(id);
    let lists = Memo::new(move |_| bench.follow_shape(|_, outline| outline.children("lists").to_vec()));
    let option = move |id: String| {
        let (named, own) = (id.clone(), id.clone());
        let words = move || bench.field(&named, "name");
        view! { <option value=id prop:selected=move || list.with(|list| *list == own)>{words}</option> }
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        let value = if value.is_empty() { value } else { format!("#{value}") };
        key.with_value(|id| bench.set_field(id, "list", &value));
    };
    view! {
        <div class="field">
            <label class="field-label" for=element.clone()>{t!(draft::list)}</label>
            <select class="field-input field-select" id=element disabled=move || !bench.writable.get() on:change=choose>
                <option value="" prop:selected=move || list.with(String::is_empty)>{t!(draft::list_none)}</option>
                {move || lists.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn ChoiceRow(bench: Bench, id: String, list: String) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let list = StoredValue::new(list);
    let step = move |forward: bool| {
        let id = key.get_value();
        let list = list.get_value();
        let before = bench.look(|_, outline| {
            let siblings = outline.children(&list);
            let at = siblings.iter().position(|one| *one == id)?;
            let to = if forward { at + 2 } else { at.checked_sub(1)? };
            (to <= siblings.len()).then(|| siblings.get(to).cloned())
        });
        if let Some(before) = before {
            bench.place(&[id], &list, before.as_deref());
        }
    };
    let named = move |_| {
        // A value that nobody chose follows the first words of the choice.
        let wanted = key.with_value(|id| {
            bench.look(|draft, _| {
                let node = draft.node(id)?;
                let is_numbered =
                    node.field("name").strip_prefix('c').is_some_and(|rest| rest.parse::<u32>().is_ok());
                let label = node.text("label");
                let name = name_of(label.0.values().find(|words| !words.trim().is_empty())?);
                (is_numbered && !name.is_empty()).then_some(name)
            })
        });
        if let Some(wanted) = wanted {
            key.with_value(|id| bench.set_field(id, "name", &wanted));
        }
    };
    view! {
        <li class="draft-choice" on:focusout=named>
            <Bilingual bench id=id.clone() field="label" label=t!(draft::choice) />
            <div class="draft-line">
                <Plain bench id field="name" label=Box::new(t!(draft::value)) />
                <button type="button" class="tool" on:click=move |_| step(false)>{t!(draft::up)}</button>
                <button type="button" class="tool" on:click=move |_| step(true)>{t!(draft::down)}</button>
                <button type="button" class="tool" on:click=move |_| bench.remove(&[key.get_value()])>
                    {t!(draft::choice_remove)}
                </button>
            </div>
        </li>
    }
}
