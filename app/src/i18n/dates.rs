//! Dates, times and numbers as the browser writes them in each language.

use domain::{calendar::Day, id::Timestamp, language::Language};
use js_sys::{Array, Date, Intl::RelativeTimeFormat, Number, Object, Reflect};

const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Milliseconds since 1970, by this device's clock.
pub fn now() -> Timestamp {
    Date::now() as Timestamp
}

/// `23 novembre 2026`.
pub fn date(language: Language, at: Timestamp) -> String {
    let options = options(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]);
    moment(at).to_locale_date_string(tag(language), &options).into()
}

/// A day of the calendar: `23 novembre 2026`.
pub fn day(language: Language, day: Day) -> String {
    let options = options(&[("day", "numeric"), ("month", "long"), ("year", "numeric"), ("timeZone", "UTC")]);
    let at = Day::default().days_to(day) * 86_400_000;
    moment(at).to_locale_date_string(tag(language), &options).into()
}

/// `10:42`.
pub fn clock(language: Language, at: Timestamp) -> String {
    let options = options(&[("hour", "2-digit"), ("minute", "2-digit")]);
    moment(at).to_locale_string(tag(language), &options).into()
}

/// `23 novembre 2026 à 10:42`.
pub fn date_time(language: Language, at: Timestamp) -> String {
    locales::common::date_at_time(language, date(language, at), clock(language, at))
}

/// `il y a 3 heures`, `hier`; from a week on, the date.
pub fn ago(language: Language, at: Timestamp, now: Timestamp) -> String {
    lately(language, at, now).unwrap_or_else(|| date(language, at))
}

/// The same after a verb: `il y a 3 heures`, `hier`, `le 23 novembre 2026`.
pub fn ago_after_verb(language: Language, at: Timestamp, now: Timestamp) -> String {
    lately(language, at, now).unwrap_or_else(|| locales::common::on_date(language, date(language, at)))
}

/// `le 23 novembre 2026 à 10:42`.
pub fn date_time_after_verb(language: Language, at: Timestamp) -> String {
    locales::common::on_date(language, date_time(language, at))
}

/// A moment of the last seven days, told from now.
fn lately(language: Language, at: Timestamp, now: Timestamp) -> Option<String> {
    match step(at as f64, now as f64, Date::new_0().get_timezone_offset()) {
        Step::Now => Some(locales::common::just_now(language).to_owned()),
        Step::Ago(count, unit) => {
            let locales = Array::of1(&tag(language).into());
            let format = RelativeTimeFormat::new(&locales, &options(&[("numeric", "auto")]));
            Some(format.format(-count, unit).into())
        }
        Step::Far => None,
    }
}

/// ISO 8601 in UTC, for the `datetime` attribute.
pub fn machine(at: Timestamp) -> String {
    moment(at).to_iso_string().into()
}

/// A number with the separators of the language.
pub fn number(language: Language, number: f64) -> String {
    Number::from(number).to_locale_string(tag(language)).into()
}

/// `23/11/2026 10:42:07`, for a log.
pub fn to_the_second(language: Language, at: Timestamp) -> String {
    let day = options(&[("day", "2-digit"), ("month", "2-digit"), ("year", "numeric")]);
    let time = options(&[("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit")]);
    let written = |options: &Object| String::from(moment(at).to_locale_string(tag(language), options));
    format!("{} {}", written(&day), written(&time))
}

/// A size: `850 Mo`, `9,8 Go`. Below one megabyte it says one, since nobody needs it closer.
pub fn size(language: Language, bytes: f64) -> String {
    let megabytes = bytes / 1_048_576.0;
    if megabytes < 1000.0 {
        locales::common::megabytes(language, number(language, megabytes.ceil().max(1.0)))
    } else {
        locales::common::gigabytes(language, number(language, (megabytes / 102.4).round() / 10.0))
    }
}

#[derive(Debug, PartialEq)]
enum Step {
    Now,
    Ago(f64, &'static str),
    Far,
}

/// How a moment is told from `now`. Days change at midnight of this device: `offset` is in minutes west of UTC.
/// A moment that the device's clock puts in the future counts as now.
fn step(at: f64, now: f64, offset: f64) -> Step {
    let day = |moment: f64| ((moment - offset * MINUTE) / DAY).floor();
    let (elapsed, days) = (now - at, day(now) - day(at));
    if elapsed < MINUTE {
        Step::Now
    } else if elapsed < HOUR {
        Step::Ago((elapsed / MINUTE).floor(), "minute")
    } else if days < 1.0 {
        Step::Ago((elapsed / HOUR).floor(), "hour")
    } else if days < 7.0 {
        Step::Ago(days, "day")
    } else {
        Step::Far
    }
}

/// English dates are those of Great Britain: day before month, clock of 24 hours.
fn tag(language: Language) -> &'static str {
    match language {
        Language::French => "fr-FR",
        Language::English => "en-GB",
    }
}

fn moment(at: Timestamp) -> Date {
    Date::new(&(at as f64).into())
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
    use super::{DAY, HOUR, MINUTE, Step, step};

    #[test]
    fn tells_how_long_ago() {
        // Noon of some day in UTC, seen from Paris in winter (60 minutes east).
        let noon = 20_000.0 * DAY + 12.0 * HOUR;
        let check = |elapsed: f64, expected: Step| assert_eq!(step(noon - elapsed, noon, -60.0), expected);
        check(-5.0 * MINUTE, Step::Now);
        check(59_000.0, Step::Now);
        check(MINUTE, Step::Ago(1.0, "minute"));
        check(59.0 * MINUTE, Step::Ago(59.0, "minute"));
        check(12.9 * HOUR, Step::Ago(12.0, "hour"));
        check(13.1 * HOUR, Step::Ago(1.0, "day"));
        check(6.0 * DAY, Step::Ago(6.0, "day"));
        check(8.0 * DAY, Step::Far);
    }
}
