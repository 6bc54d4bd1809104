//! A group asked several times: its instances below each other, one more, one less, and back.

use std::sync::Arc;

use domain::guide::{NodeKey, Repeat};
use leptos::prelude::*;

use crate::{
    components::{
        button::{Button, Weight},
        icon::Icon,
    },
    features::interview::{
        asked::element_id,
        items::{Items, Title},
        runner::Runner,
    },
    t,
};

#[component]
pub fn RepeatView(runner: Runner, key: NodeKey, repeat: Arc<Repeat>, level: u8) -> impl IntoView {
    let key = StoredValue::new(key);
    let repeat = StoredValue::new(repeat);
    let relevant = Memo::new(move |_| key.with_value(|key| runner.state(key).relevant));
    let instances = Memo::new(move |_| key.with_value(|key| runner.instances(key)));
    let title = Memo::new(move |_| {
        key.with_value(|key| repeat.with_value(|repeat| runner.words(key, &repeat.group.label).0))
    });
    let counted = key.with_value(|key| runner.is_counted(key));
    let removed = RwSignal::new(None::<usize>);
    let add = move || {
        removed.set(None);
        if let Some(added) = key.with_value(|key| runner.add_instance(key)) {
            runner.wanted.set(Some(added));
        }
    };
    view! {
        <Show when=move || relevant.get()>
            <div class="repeat" id=key.with_value(|key| element_id(key, "question"))>
                <Show when=move || instances.with(Vec::is_empty) && !counted>
                    <p class="repeat-empty">{t!(interview::repeat_empty)}</p>
                </Show>
                <ol class="repeat-instances">
                    <For each=move || instances.get() key=|name| name.clone() let(name)>
                        <Instance runner key=key.get_value() repeat=repeat.get_value() name instances title removed counted level />
                    </For>
                </ol>
                <Removed runner removed />
                {(!counted)
                    .then(|| view! {
                        <Button icon="plus" on_press=Callback::new(move |()| add())>
                            {move || locales::interview::repeat_add(runner.language.get(), title.get())}
                        </Button>
                    })}
            </div>
        </Show>
    }
}

#[component]
fn Instance(
    runner: Runner,
    key: NodeKey,
    repeat: Arc<Repeat>,
    name: String,
    instances: Memo<Vec<String>>,
    title: Memo<String>,
    removed: RwSignal<Option<usize>>,
    counted: bool,
    level: u8,
) -> impl IntoView {
    let own = key.instance(&name);
    let id = element_id(&own, "question");
    let name = StoredValue::new(name);
    let place = Memo::new(move |_| {
        name.with_value(|name| instances.with(|all| all.iter().position(|one| one == name)))
            .map_or(0, |at| at + 1)
    });
    let remove = move || {
        removed.set(Some(place.get_untracked()));
        name.with_value(|name| runner.remove_instance(&key, name));
    };
    let remove = StoredValue::new(remove);
    view! {
        <li class="repeat-instance" id=id>
            <div class="repeat-head">
                <Title level class="repeat-title">
                    {move || locales::interview::repeat_instance(runner.language.get(), place.get(), title.get())}
                </Title>
                {(!counted)
                    .then(|| view! {
                        <Button
                            weight=Weight::Plain
                            icon="trash-2"
                            on_press=Callback::new(move |()| remove.with_value(|remove| remove()))
                        >
                            {t!(interview::repeat_remove)}
                        </Button>
                    })}
            </div>
            <Items runner items=Arc::new(repeat.group.items.clone()) parent=own level=level.saturating_add(1) />
        </li>
    }
}

/// Says that an instance is gone, and brings it back.
#[component]
fn Removed(runner: Runner, removed: RwSignal<Option<usize>>) -> impl IntoView {
    let undo = move || {
        removed.set(None);
        runner.undo();
    };
    view! {
        <div role="status">
            {move || removed.get().map(|place| view! {
                <p class="repeat-removed">
                    <Icon name="trash-2" />
                    <span>{move || locales::interview::repeat_removed(runner.language.get(), place)}</span>
                    <Button weight=Weight::Plain icon="undo-2" on_press=Callback::new(move |()| undo())>
                        {t!(interview::undo)}
                    </Button>
                </p>
            })}
        </div>
    }
}
