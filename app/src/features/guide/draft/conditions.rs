//! Logic: rules put together from questions, operators and values, and the same as text, always in step. What the text
//! says beyond rules is left to it, and said.

use domain::guide::{
    condition::{Condition, Joined, Operand, Rule, Subject, Test},
    draft::Nature,
    xpath,
};
use leptos::prelude::*;

use super::bench::Bench;
use crate::{components::fresh_id, t};

/// How many names are suggested.
const SUGGESTED: usize = 8;

#[component]
pub fn Logic(
    bench: Bench,
    id: String,
    field: &'static str,
    label: Box<dyn Fn() -> &'static str + Send>,
) -> impl IntoView {
    let element = fresh_id("logic");
    let key = StoredValue::new(id);
    let source = Memo::new(move |_| key.with_value(|id| bench.field(id, field)));
    let write = move |text: &str| key.with_value(|id| bench.set_field(id, field, text));
    let is_condition = matches!(field, "relevant" | "constraint");
    let typed = move |event| write(&event_target_value(&event));
    let wrong =
        Memo::new(move |_| source.with(|source| !source.trim().is_empty() && xpath::parse(source).is_err()));
    view! {
        <fieldset class="draft-logic">
            <legend class="field-label">{label}</legend>
            {is_condition.then(|| view! { <Rules bench source field write=Callback::new(move |text: String| write(&text)) /> })}
            <label class="aside-aloud" for=element.clone()>{t!(draft::as_text)}</label>
            <textarea
                class="field-input draft-expression"
                id=element.clone()
                rows=1
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-invalid=move || wrong.get().then_some("true")
                readonly=move || !bench.writable.get()
                prop:value=move || source.get()
                on:input=typed
                on:blur=move |_| bench.end_step()
            ></textarea>
            <Suggestions bench source write=Callback::new(move |text: String| write(&text)) />
        </fieldset>
    }
}

/// Names that complete what the text ends with.
#[component]
fn Suggestions(bench: Bench, source: Memo<String>, write: Callback<String>) -> impl IntoView {
    let found = Memo::new(move |_| {
        source.with(|source| {
            let Some(at) = source.rfind("${").filter(|at| !source[*at..].contains('}')) else {
                return Vec::new();
            };
            let begun = source[at + 2..].to_lowercase();
            let fits = |name: &&str| !name.is_empty() && name.to_lowercase().contains(&begun);
            bench.look(|draft, _| {
                draft.names().into_iter().filter(fits).take(SUGGESTED).map(str::to_owned).collect::<Vec<_>>()
            })
        })
    });
    let take = move |name: &str| {
        let whole = source.with_untracked(|source| {
            let at = source.rfind("${").unwrap_or(source.len());
            format!("{}${{{name}}}", &source[..at])
        });
        write.run(whole);
    };
    let one = move |name: String| {
        let words = name.clone();
        view! { <li><button type="button" class="tool" on:click=move |_| take(&name)>{words}</button></li> }
    };
    move || {
        let names = found.get();
        (!names.is_empty())
            .then(|| view! { <ul class="draft-suggestions">{names.into_iter().map(one).collect_view()}</ul> })
    }
}

#[component]
fn Rules(bench: Bench, source: Memo<String>, field: &'static str, write: Callback<String>) -> impl IntoView {
    let condition = Memo::new(move |_| source.with(|source| Condition::read(source)));
    let count = Memo::new(move |_| condition.with(|condition| condition.as_ref().map(|one| one.rules.len())));
    let change = move |change: &dyn Fn(&mut Condition)| {
        if let Some(mut condition) = condition.get_untracked() {
            change(&mut condition);
            bench.end_step();
            write.run(condition.write());
        }
    };
    let add = move |_| {
        let first = bench.look(|draft, _| {
            draft.names().into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
        });
        let subject = if field == "constraint" { Subject::Own } else { Subject::Question(first) };
        let rule = Rule { subject, test: Test::Answered, value: Operand::Text(String::new()) };
        change(&|condition| condition.rules.push(rule.clone()));
    };
    let join = move |event| {
        let joined = if event_target_value(&event) == "any" { Joined::Any } else { Joined::All };
        change(&|condition| condition.joined = joined);
    };
    let any =
        move || condition.with(|condition| condition.as_ref().is_some_and(|one| one.joined == Joined::Any));
    move || {
        match count.get() {
        None => view! { <p class="field-hint">{t!(draft::beyond_rules)}</p> }.into_any(),
        Some(rules) => view! {
            <Show when=move || { rules > 1 }>
                <select class="field-input field-select draft-join" aria-label=t!(draft::joined) on:change=join>
                    <option value="all" prop:selected=move || !any()>{t!(draft::joined_all)}</option>
                    <option value="any" prop:selected=any>{t!(draft::joined_any)}</option>
                </select>
            </Show>
            <ul class="draft-rules">
                {(0..rules).map(|at| view! { <RuleRow bench condition at write /> }).collect_view()}
            </ul>
            <button type="button" class="tool" disabled=move || !bench.writable.get() on:click=add>
                {t!(draft::rule_add)}
            </button>
        }
        .into_any(),
    }
    }
}

#[component]
fn RuleRow(
    bench: Bench,
    condition: Memo<Option<Condition>>,
    at: usize,
    write: Callback<String>,
) -> impl IntoView {
    let language = bench.language;
    let rule = Memo::new(move |_| condition.with(|condition| condition.as_ref()?.rules.get(at).cloned()));
    let change = move |change: &dyn Fn(&mut Vec<Rule>)| {
        if let Some(mut condition) = condition.get_untracked() {
            change(&mut condition.rules);
            bench.end_step();
            write.run(condition.write());
        }
    };
    let set = move |change_rule: &dyn Fn(&mut Rule)| {
        change(&|rules| {
            if let Some(rule) = rules.get_mut(at) {
                change_rule(rule);
            }
        });
    };
    let names = Memo::new(move |_| {
        bench.follow_shape(|draft, outline| {
            let items = outline.with_inside(outline.children("items"));
            let questions =
                items.iter().filter_map(|id| draft.node(id)).filter(|node| node.nature == Nature::Question);
            questions
                .map(|node| (node.field("name").to_owned(), node.words(language.get_untracked())))
                .collect::<Vec<_>>()
        })
    });
    let subject = move || {
        rule.with(|rule| match rule.as_ref().map(|rule| &rule.subject) {
            Some(Subject::Question(name)) => name.clone(),
            _ => ".".to_owned(),
        })
    };
    let unknown = move || {
        let name = subject();
        (name != "." && !names.with(|names| names.iter().any(|(known, _)| *known == name)))
            .then(|| view! { <option value=name.clone() prop:selected=true>{name.clone()}</option> })
    };
    let question = move |(name, words): (String, String)| {
        let own = name.clone();
        view! { <option value=name prop:selected=move || subject() == own>{words}</option> }
    };
    let test = move |test: Test| {
        let words = move || locales::draft::lookup(language.get(), &format!("test_{}", test.code()));
        let chosen = move || rule.with(|rule| rule.as_ref().is_some_and(|rule| rule.test == test));
        view! { <option value=test.code() prop:selected=chosen>{words}</option> }
    };
    let choose_subject = move |event| {
        let name = event_target_value(&event);
        let subject = if name == "." { Subject::Own } else { Subject::Question(name) };
        set(&|rule| rule.subject = subject.clone());
    };
    let choose_test = move |event| {
        if let Some(test) = Test::from_code(&event_target_value(&event)) {
            set(&|rule| rule.test = test);
        }
    };
    let type_value = move |event| {
        let value = Operand::typed(&event_target_value(&event));
        set(&|rule| rule.value = value.clone());
    };
    let takes_value = move || rule.with(|rule| rule.as_ref().is_some_and(|rule| rule.test.takes_value()));
    let value = move || rule.with(|rule| rule.as_ref().map(|rule| rule.value.to_text()).unwrap_or_default());
    let choices = Memo::new(move |_| choices_of(bench, &subject()));
    let list = fresh_id("values");
    let options = list.clone();
    view! {
        <li class="draft-rule">
            <select class="field-input field-select" aria-label=t!(draft::rule_question) on:change=choose_subject>
                <option value="." prop:selected=move || subject() == ".">{t!(draft::rule_own)}</option>
                {unknown}
                {move || names.get().into_iter().map(question).collect_view()}
            </select>
            <select class="field-input field-select" aria-label=t!(draft::rule_test) on:change=choose_test>
                {Test::ALL.map(test).collect_view()}
            </select>
            <Show when=takes_value>
                <input
                    class="field-input"
                    aria-label=t!(draft::rule_value)
                    autocomplete="off"
                    list=list.clone()
                    prop:value=value
                    on:change=type_value
                />
            </Show>
            <datalist id=options>
                {move || choices.get().into_iter().map(|(name, words)| view! { <option value=name>{words}</option> }).collect_view()}
            </datalist>
            <button type="button" class="tool" on:click=move |_| change(&|rules| { rules.remove(at); })>
                {t!(draft::rule_remove)}
            </button>
        </li>
    }
}

/// The values and words of the choices of the question of that name.
fn choices_of(bench: Bench, name: &str) -> Vec<(String, String)> {
    let language = bench.language.get_untracked();
    bench.look(|draft, outline| {
        let named = |node: &&domain::guide::draft::Node| {
            node.nature == Nature::Question && node.field("name") == name
        };
        let Some(question) = draft.nodes.values().find(named) else { return Vec::new() };
        let list = question.field("list").trim_start_matches('#').to_owned();
        let choices = outline.children(&list).iter().filter_map(|id| draft.node(id));
        choices.map(|choice| (choice.field("name").to_owned(), choice.words(language))).collect()
    })
}
