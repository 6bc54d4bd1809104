//! Dates and times of answers, in words.

use domain::language::Language;
use js_sys::{Date, Object, Reflect};

/// What a stored date, time or moment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Day,
    Time,
    Moment,
}

fn written(text: &str) -> Option<Written> {
    let digits = |part: &str, lengths: &[usize], mark: char| {
        let parts: Vec<&str> = part.split(mark).collect();
        parts.len() == lengths.len()
            && parts
                .iter()
                .zip(lengths)
                .all(|(part, length)| part.len() == *length && part.chars().all(|c| c.is_ascii_digit()))
    };
    let is_day = |part: &str| digits(part, &[4, 2, 2], '-');
    let is_time = |part: &str| part.get(..5).is_some_and(|start| digits(start, &[2, 2], ':'));
    match text.split_once('T') {
        Some((day, time)) if is_day(day) && is_time(time) => Some(Written::Moment),
        Some(_) => None,
        None if is_day(text) => Some(Written::Day),
        None if is_time(text) => Some(Written::Time),
        None => None,
    }
}

/// `lundi 23 novembre 2026`, `14:30`, `lundi 23 novembre 2026 à 14:30`; empty for anything else.
pub fn words(text: &str, language: Language) -> String {
    let Some(kind) = written(text) else { return String::new() };
    if kind == Written::Time {
        return text.get(..5).unwrap_or(text).to_owned();
    }
    // Without an offset the browser reads it in the person's own time; a day alone would be read in UTC.
    let stamp = if kind == Written::Day { format!("{text}T00:00") } else { text.to_owned() };
    let date = Date::new(&stamp.as_str().into());
    if date.get_time().is_nan() {
        return String::new();
    }
    let day = date.to_locale_date_string(
        tag(language),
        &options(&[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")]),
    );
    if kind == Written::Day {
        return day.into();
    }
    let time = date.to_locale_string(tag(language), &options(&[("hour", "2-digit"), ("minute", "2-digit")]));
    locales::common::date_at_time(language, String::from(day), String::from(time))
}

/// The answer in words when it is a date or a time, otherwise as it is.
pub fn or_words(text: &str, language: Language) -> String {
    let worded = words(text, language);
    if worded.is_empty() { text.to_owned() } else { worded }
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::French => "fr-FR",
        Language::English => "en-GB",
    }
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}

#[cfg(test)]
mod tests {
    use super::{Written, written};

    #[test]
    fn tells_dates_from_times_and_from_words() {
        let check = |text: &str, expected: Option<Written>| assert_eq!(written(text), expected, "{text}");
        check("2026-11-23", Some(Written::Day));
        check("14:30", Some(Written::Time));
        check("14:30:00.000+01:00", Some(Written::Time));
        check("2026-11-23T14:30", Some(Written::Moment));
        check("2026-11", None);
        check("12", None);
        check("Talk at 14:30", None);
        check("", None);
    }
}
