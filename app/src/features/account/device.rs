//! What this device keeps, how surely, and after how long it locks itself.

use domain::language::Language;
use leptos::prelude::*;

use crate::{
    components::{
        notice::{Notice, Tone},
        section::Section,
        select_field::SelectField,
    },
    device::{Storage, use_device},
    i18n::{dates::size, use_language},
    t,
};

/// The choices of minutes before the device locks itself.
const IDLE_MINUTES: [u32; 4] = [5, 15, 30, 60];

#[component]
pub fn DeviceSection() -> impl IntoView {
    let storage = use_device().storage();
    view! {
        <Section title=t!(account::this_device) remark=t!(account::this_device_remark)>
            {move || storage.get().map(|storage| view! { <Room storage /> })}
            <IdleField />
        </Section>
    }
}

/// How much room is used, and whether the browser may take it back.
#[component]
fn Room(storage: Storage) -> impl IntoView {
    let language = use_language();
    let used = move || {
        let language = language.get();
        locales::account::room_used(language, size(language, storage.quota), size(language, storage.usage))
    };
    view! {
        <p>{used}</p>
        {if storage.persisted {
            view! { <p>{t!(account::room_kept)}</p> }.into_any()
        } else {
            view! {
                <Notice tone=Tone::Waiting>
                    <p>{t!(account::room_not_kept)}</p>
                </Notice>
            }
                .into_any()
        }}
    }
}

#[component]
fn IdleField() -> impl IntoView {
    let (device, language) = (use_device(), use_language());
    let chosen = RwSignal::new(device.idle_minutes().to_string());
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now)
            && let Ok(minutes) = now.parse()
        {
            device.set_idle_minutes(minutes);
        }
        now
    });
    let options = Signal::derive(move || idle_options(language.get(), device.idle_minutes()));
    view! { <SelectField label=t!(account::idle) hint=t!(account::idle_hint) value=chosen options /> }
}

/// The usual choices, and the present one where it is none of them.
fn idle_options(language: Language, present: u32) -> Vec<(String, String)> {
    let mut minutes = IDLE_MINUTES.to_vec();
    if !minutes.contains(&present) {
        minutes.push(present);
        minutes.sort_unstable();
    }
    let option = |minutes: u32| (minutes.to_string(), locales::account::minutes(language, minutes as usize));
    minutes.into_iter().map(option).collect()
}

#[cfg(test)]
mod tests {
    use super::idle_options;
    use domain::language::Language;

    #[test]
    fn the_present_choice_is_always_offered() {
        let values = |present| {
            let options = idle_options(Language::French, present);
            options.into_iter().map(|(value, _)| value).collect::<Vec<_>>()
        };
        assert_eq!(values(15), ["5", "15", "30", "60"]);
        assert_eq!(values(10), ["5", "10", "15", "30", "60"]);
    }
}
