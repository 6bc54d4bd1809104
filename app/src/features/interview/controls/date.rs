//! Dates and times: the browser's own fields, and below them the day in words, which shows a wrong month at once.

use domain::guide::Value;
use leptos::prelude::*;

use crate::{
    components::icon::Icon,
    features::interview::{asked::Asked, calendar},
    t,
};

/// What part of a calendar or clock a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Day,
    Month,
    Year,
    Time,
    DateTime,
}

impl Moment {
    /// XLSForm's `month-year` and `year`.
    pub fn of(appearance: &[String]) -> Self {
        if appearance.iter().any(|one| one == "month-year") {
            Self::Month
        } else if appearance.iter().any(|one| one == "year") {
            Self::Year
        } else {
            Self::Day
        }
    }

    fn input_type(self) -> &'static str {
        match self {
            Self::Day => "date",
            Self::Month => "month",
            Self::Year => "number",
            Self::Time => "time",
            Self::DateTime => "datetime-local",
        }
    }

    /// What the browser's field shows for a stored value.
    fn field(self, value: &str) -> &str {
        let part = |length: usize| value.get(..length).unwrap_or(value);
        match self {
            Self::Day => part(10),
            Self::Month => part(7),
            Self::Year => part(4),
            Self::Time => part(5),
            Self::DateTime => part(16),
        }
    }

    /// What is stored for what the browser's field says: a month or a year is its first day.
    fn stored(self, field: &str) -> Value {
        match self {
            _ if field.is_empty() => Value::Empty,
            Self::Month => Value::Text(format!("{field}-01")),
            Self::Year if field.len() != 4 => Value::Empty,
            Self::Year => Value::Text(format!("{field}-01-01")),
            Self::Day | Self::Time | Self::DateTime => Value::Text(field.to_owned()),
        }
    }
}

#[component]
pub fn DateControl(asked: Asked, moment: Moment) -> impl IntoView {
    let language = asked.runner.language;
    let half = RwSignal::new(false);
    let shown = move || asked.value.with(|value| moment.field(&value.to_text()).to_owned());
    let typed = move |event: leptos::ev::Event| {
        let field: web_sys::HtmlInputElement = event_target(&event);
        // Half a date reads as nothing: the browser keeps it on the screen, and the record keeps what it had.
        let unfinished = field.validity().bad_input();
        half.set(unfinished);
        if !unfinished {
            asked.type_in(moment.stored(&field.value()));
        }
    };
    let words = move || asked.value.with(|value| calendar::words(&value.to_text(), language.get()));
    view! {
        <div class="date">
            <input
                class="field-input date-input"
                id=asked.id("control")
                type=moment.input_type()
                min=(moment == Moment::Year).then_some("1000")
                max=(moment == Moment::Year).then_some("9999")
                aria-describedby=asked.described_by()
                aria-invalid=move || asked.is_doubtful().then_some("true")
                prop:value=shown
                on:input=typed
                on:blur=move |_| asked.runner.end_typing()
            />
            <span class="date-words">{words}</span>
        </div>
        <Show when=move || half.get()>
            <p class="question-message" role="alert">
                <Icon name="circle-alert" />
                <span>{t!(interview::half_date)}</span>
            </p>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_and_the_record_agree() {
        let check = |moment: Moment, stored: &str, field: &str| {
            assert_eq!(moment.field(stored), field);
            assert_eq!(moment.stored(field), Value::Text(stored.to_owned()));
        };
        check(Moment::Day, "2026-11-23", "2026-11-23");
        check(Moment::Month, "2026-11-01", "2026-11");
        check(Moment::Year, "2026-01-01", "2026");
        check(Moment::Time, "14:30", "14:30");
        check(Moment::DateTime, "2026-11-23T14:30", "2026-11-23T14:30");
        assert_eq!(Moment::Time.field("14:30:00.000+01:00"), "14:30");
        assert_eq!(Moment::Year.stored("202"), Value::Empty);
        assert_eq!(Moment::Day.stored(""), Value::Empty);
    }
}
