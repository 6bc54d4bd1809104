//! Days of the calendar in words, and the day it is on this device.

use domain::{calendar::Day, id::Timestamp, language::Language};
use js_sys::Date;

use crate::i18n::dates;

/// `23 novembre 2026`.
pub fn words(language: Language, day: Day) -> String {
    let month = i32::try_from(day.month()).unwrap_or(1) - 1;
    let date = Date::new_with_year_month_day(
        u32::try_from(day.year()).unwrap_or_default(),
        month,
        i32::try_from(day.day()).unwrap_or(1),
    );
    dates::date(language, date.get_time() as Timestamp)
}

pub fn today() -> Day {
    let east = -Date::new_0().get_timezone_offset();
    Day::of(dates::now(), east as i32)
}
