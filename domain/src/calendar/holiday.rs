//! The public holidays of France (code du travail, art. L3133-1; L3134-13 for Alsace and Moselle).

use super::{Day, Region};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holiday {
    NewYear,
    /// Vendredi saint: Alsace and Moselle only.
    GoodFriday,
    EasterMonday,
    LabourDay,
    VictoryDay,
    Ascension,
    WhitMonday,
    NationalDay,
    Assumption,
    AllSaints,
    Armistice,
    Christmas,
    /// Saint-Étienne: Alsace and Moselle only.
    SaintStephen,
}

/// The holidays of a year, in order.
pub fn holidays(year: i32, region: Region) -> Vec<(Day, Holiday)> {
    let easter = easter(year);
    let fixed = |month, day| Day::new(year, month, day).unwrap_or_default();
    let movable = |days: i32| {
        let moved = easter.0 + chrono::TimeDelta::days(i64::from(days));
        Day(moved)
    };
    let mut days = vec![
        (fixed(1, 1), Holiday::NewYear),
        (movable(1), Holiday::EasterMonday),
        (fixed(5, 1), Holiday::LabourDay),
        (fixed(5, 8), Holiday::VictoryDay),
        (movable(39), Holiday::Ascension),
        (movable(50), Holiday::WhitMonday),
        (fixed(7, 14), Holiday::NationalDay),
        (fixed(8, 15), Holiday::Assumption),
        (fixed(11, 1), Holiday::AllSaints),
        (fixed(11, 11), Holiday::Armistice),
        (fixed(12, 25), Holiday::Christmas),
    ];
    if region == Region::AlsaceMoselle {
        days.push((movable(-2), Holiday::GoodFriday));
        days.push((fixed(12, 26), Holiday::SaintStephen));
    }
    days.sort_by_key(|(day, _)| *day);
    days
}

/// Easter Sunday of the Gregorian calendar (the computus of Meeus, Jones and Butcher).
pub fn easter(year: i32) -> Day {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    let unsigned = |number: i32| u32::try_from(number).unwrap_or_default();
    Day::new(year, unsigned(month), unsigned(day)).unwrap_or_default()
}
