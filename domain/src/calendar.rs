//! Calendar days, the public holidays of France, and deadlines counted in working days or in months.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub mod holiday;

use holiday::holidays;

/// A day of the calendar, wherever its hours begin: `2026-12-24` in the database and on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NaiveDate);

/// Which holidays are kept: Alsace and Moselle have two more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    #[default]
    France,
    AlsaceMoselle,
}

impl Region {
    pub const ALL: [Self; 2] = [Self::France, Self::AlsaceMoselle];

    pub fn code(self) -> &'static str {
        match self {
            Self::France => "france",
            Self::AlsaceMoselle => "alsace_moselle",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.code() == code)
    }
}

impl Day {
    /// `None` for a day that does not exist, or is so far off that it is a mistake.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        (1900..=2999).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten().map(Self)
    }

    /// The day on which a moment falls for clocks that are `offset_minutes` east of UTC.
    pub fn of(at: crate::id::Timestamp, offset_minutes: i32) -> Self {
        let shifted = at.saturating_add(i64::from(offset_minutes) * 60_000);
        let days = i32::try_from(shifted.div_euclid(86_400_000)).unwrap_or_default();
        let from_epoch = NaiveDate::from_epoch_days(days).unwrap_or_default();
        Self::new(from_epoch.year(), from_epoch.month(), from_epoch.day()).unwrap_or_default()
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Of the month, from 1.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// Days from this one to `later`; negative when that is before.
    pub fn days_to(self, later: Self) -> i64 {
        (later.0 - self.0).num_days()
    }

    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        self.0.checked_add_days(Days::new(u64::from(days))).map_or(self, Self)
    }

    /// The same day `months` later; the last of the month where there is no such day.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        self.0.checked_add_months(Months::new(months)).map_or(self, Self)
    }

    /// Saturdays are no working days here: no service answers on them.
    pub fn is_working(self, region: Region) -> bool {
        let weekend = matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun);
        !weekend && holidays(self.year(), region).iter().all(|(day, _)| *day != self)
    }

    /// This day, or the first working day after it.
    #[must_use]
    pub fn or_next_working(self, region: Region) -> Self {
        let mut day = self;
        while !day.is_working(region) {
            day = day.plus_days(1);
        }
        day
    }

    /// The end of a deadline of so many working days: the day on which it begins is not counted, the last one is. A
    /// deadline of none ends on the same day, or the next working one.
    #[must_use]
    pub fn plus_working_days(self, count: u32, region: Region) -> Self {
        let mut day = if count == 0 { self.or_next_working(region) } else { self };
        for _ in 0..count {
            day = day.plus_days(1).or_next_working(region);
        }
        day
    }

    /// Working days after this one up to and with `later`; none when that is not after.
    pub fn working_days_to(self, later: Self, region: Region) -> u32 {
        let days = u32::try_from(self.days_to(later)).unwrap_or_default();
        let counted = (1..=days).filter(|day| self.plus_days(*day).is_working(region)).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    }
}

impl Default for Day {
    /// The first day of computers.
    fn default() -> Self {
        Self(NaiveDate::default())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a day is written as 2026-12-24")]
pub struct NoDay;

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let text = text.trim();
        let well_formed = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !well_formed {
            return Err(NoDay);
        }
        let number = |from: usize, to: usize| text[from..to].parse::<u32>().map_err(|_| NoDay);
        let year = i32::try_from(number(0, 4)?).map_err(|_| NoDay)?;
        Self::new(year, number(5, 7)?, number(8, 10)?).ok_or(NoDay)
    }
}

impl TryFrom<String> for Day {
    type Error = NoDay;

    fn try_from(text: String) -> Result<Self, NoDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests;
