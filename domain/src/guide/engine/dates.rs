//! Dates and times as ISO text, and as numbers: days since 1970-01-01 of the person's clock, a time of day as the
//! fraction of a day.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};

use crate::language::Language;

const DAY: i64 = 86_400_000;

/// A date, with a time of day when the text gives one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Days since 1970-01-01.
    days: i64,
    /// Milliseconds since midnight.
    time: Option<i64>,
}

impl Moment {
    /// A timestamp on a clock that many minutes east of UTC.
    pub(super) fn at(timestamp: i64, offset_minutes: i32) -> Self {
        let local = timestamp.saturating_add(i64::from(offset_minutes) * 60_000);
        Self { days: local.div_euclid(DAY), time: Some(local.rem_euclid(DAY)) }
    }

    /// `2026-11-23`, `2026-11-23T14:30` or `2026-11-23T14:30:00.000+01:00`. A time with an offset is moved to the
    /// clock of the person, one without is on it already.
    pub(super) fn read(text: &str, offset_minutes: i32) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        if date.len() < 10 || !date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let days =
            NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?.signed_duration_since(epoch()).num_days();
        match time {
            None => Some(Self { days, time: None }),
            Some(time) => {
                let (time, offset) = read_time(time)?;
                let moved = offset.map_or(0, |offset| i64::from(offset_minutes - offset) * 60_000);
                let total = days * DAY + time + moved;
                Some(Self { days: total.div_euclid(DAY), time: Some(total.rem_euclid(DAY)) })
            }
        }
    }

    /// From days since 1970-01-01; `None` when there is no such date.
    pub(super) fn from_days(days: f64) -> Option<Self> {
        if !days.is_finite() || days.abs() > 3_000_000.0 {
            return None;
        }
        let whole = days.floor();
        let time = ((days - whole) * DAY as f64).round() as i64;
        Some(Self { days: whole as i64 + time / DAY, time: (days != whole).then_some(time % DAY) })
    }

    pub(super) fn days(self) -> f64 {
        self.days as f64 + self.day_fraction()
    }

    pub(super) fn day_fraction(self) -> f64 {
        self.time.unwrap_or(0) as f64 / DAY as f64
    }

    pub(super) fn without_time(self) -> Self {
        Self { time: None, ..self }
    }

    /// `2026-11-23`, or `2026-11-23T14:30:00.000+01:00` when it has a time.
    pub(super) fn to_text(self, offset_minutes: i32) -> String {
        let Some(date) = self.date() else { return String::new() };
        match self.time {
            None => date.to_string(),
            Some(time) => {
                let sign = if offset_minutes < 0 { '-' } else { '+' };
                let offset = offset_minutes.abs();
                let time = clock(time).format("%H:%M:%S%.3f");
                format!("{date}T{time}{sign}{:02}:{:02}", offset / 60, offset % 60)
            }
        }
    }

    fn date(self) -> Option<NaiveDate> {
        epoch().checked_add_signed(TimeDelta::try_days(self.days)?)
    }

    /// As `format-date` of ODK: `%Y` 2026, `%y` 26, `%m` 02, `%n` 2, `%b` Feb, `%d` 03, `%e` 3, `%a` Tue, `%W` week,
    /// `%H` 08, `%h` 8, `%M` 05, `%S` 09, `%3` milliseconds.
    pub(super) fn format(self, pattern: &str, language: Language) -> String {
        let Some(date) = self.date() else { return String::new() };
        let time = clock(self.time.unwrap_or(0));
        let mut out = String::new();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            let Some(letter) = letters.next() else { break };
            // Writing to a text cannot fail.
            let _ = match letter {
                'Y' => write!(out, "{:04}", date.year()),
                'y' => write!(out, "{:02}", date.year().rem_euclid(100)),
                'm' => write!(out, "{:02}", date.month()),
                'n' => write!(out, "{}", date.month()),
                'b' => write!(out, "{}", months(language)[date.month0() as usize]),
                'd' => write!(out, "{:02}", date.day()),
                'e' => write!(out, "{}", date.day()),
                'a' => write!(out, "{}", weekdays(language)[date.weekday().num_days_from_monday() as usize]),
                'W' => write!(out, "{}", date.iso_week().week()),
                'H' => write!(out, "{:02}", time.hour()),
                'h' => write!(out, "{}", time.hour()),
                'M' => write!(out, "{:02}", time.minute()),
                'S' => write!(out, "{:02}", time.second()),
                '3' => write!(out, "{:03}", time.nanosecond() / 1_000_000),
                other => write!(out, "{other}"),
            };
        }
        out
    }
}

/// A time of day such as `14:30` or `14:30:00.000+01:00` as the fraction of a day; its offset is not looked at.
pub(super) fn time_fraction(text: &str) -> Option<f64> {
    read_time(text.trim()).map(|(time, _)| time as f64 / DAY as f64)
}

/// Milliseconds since midnight, and the offset in minutes when there is one.
fn read_time(text: &str) -> Option<(i64, Option<i32>)> {
    let end = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (time, offset) = text.split_at(end);
    let format = match time.bytes().filter(|byte| *byte == b':').count() {
        1 => "%H:%M",
        2 => "%H:%M:%S%.f",
        _ => return None,
    };
    let time = NaiveTime::parse_from_str(time, format).ok()?.signed_duration_since(NaiveTime::MIN);
    let offset = if offset.is_empty() { None } else { Some(read_offset(offset)?) };
    Some((time.num_milliseconds(), offset))
}

/// `Z`, `+01`, `+0100` or `-01:30`, in minutes.
fn read_offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let digits: String = text.get(1..)?.chars().filter(|letter| *letter != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..)?.parse::<i32>().ok()?),
        _ => return None,
    };
    let offset = hours * 60 + minutes;
    Some(if text.starts_with('-') { -offset } else { offset })
}

fn epoch() -> NaiveDate {
    NaiveDate::default()
}

fn clock(millis: i64) -> NaiveTime {
    NaiveTime::MIN.overflowing_add_signed(TimeDelta::milliseconds(millis)).0
}

fn months(language: Language) -> [&'static str; 12] {
    match language {
        Language::French => [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.",
            "déc.",
        ],
        Language::English => {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        }
    }
}

fn weekdays(language: Language) -> [&'static str; 7] {
    match language {
        Language::French => ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
        Language::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    }
}
