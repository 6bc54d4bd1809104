use chrono::{Datelike, Weekday};
use proptest::prelude::*;

use super::{
    Day, Region,
    holiday::{Holiday, easter, holidays},
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn easter_falls_where_the_almanac_says() {
    for text in [
        "1954-04-18",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
    ] {
        assert_eq!(easter(day(text).year()), day(text));
    }
}

#[test]
fn the_holidays_of_a_year_are_those_of_the_law() {
    let days = |region| holidays(2026, region).iter().map(|(day, _)| day.to_string()).collect::<Vec<_>>();
    let france = [
        "2026-01-01",
        "2026-04-06",
        "2026-05-01",
        "2026-05-08",
        "2026-05-14",
        "2026-05-25",
        "2026-07-14",
        "2026-08-15",
        "2026-11-01",
        "2026-11-11",
        "2026-12-25",
    ];
    assert_eq!(days(Region::France), france);
    let alsace = days(Region::AlsaceMoselle);
    assert_eq!(alsace.len(), 13);
    assert!(alsace.contains(&"2026-04-03".to_owned()) && alsace.contains(&"2026-12-26".to_owned()));
}

#[test]
fn deadlines_run_over_weekends_holidays_and_years() {
    let check = |from: &str, count: u32, region: Region, expected: &str| {
        assert_eq!(day(from).plus_working_days(count, region), day(expected), "{from} + {count} {region:?}");
    };
    // A Friday, and the Monday after it.
    check("2026-11-27", 1, Region::France, "2026-11-30");
    check("2026-11-28", 1, Region::France, "2026-11-30");
    check("2026-11-28", 0, Region::France, "2026-11-30");
    check("2026-11-27", 0, Region::France, "2026-11-27");
    // Christmas is a Friday; in Alsace the 26th is a Saturday anyway.
    check("2026-12-24", 1, Region::France, "2026-12-28");
    check("2026-12-24", 5, Region::France, "2027-01-04");
    check("2024-12-24", 1, Region::France, "2024-12-26");
    check("2024-12-24", 1, Region::AlsaceMoselle, "2024-12-27");
    // Good Friday.
    check("2026-04-02", 1, Region::France, "2026-04-03");
    check("2026-04-02", 1, Region::AlsaceMoselle, "2026-04-07");
    // Ascension and Whit Monday 2026.
    check("2026-05-13", 1, Region::France, "2026-05-15");
    check("2026-05-22", 10, Region::France, "2026-06-08");
    check("2028-02-28", 1, Region::France, "2028-02-29");
}

#[test]
fn months_end_where_they_end() {
    let check = |from: &str, months: u32, expected: &str| {
        assert_eq!(day(from).plus_months(months), day(expected), "{from} + {months}");
    };
    check("2026-11-30", 3, "2027-02-28");
    check("2027-11-30", 3, "2028-02-29");
    check("2026-12-31", 6, "2027-06-30");
}

#[test]
fn days_are_those_of_the_clock_on_the_wall() {
    let noon = 1_795_000_000_000;
    assert_eq!(Day::of(noon, 60), day("2026-11-18"));
    let before_midnight = 1_795_042_800_000; // 23:00 UTC
    assert_eq!(Day::of(before_midnight, 0), day("2026-11-18"));
    assert_eq!(Day::of(before_midnight, 60), day("2026-11-19"));
    assert_eq!(Day::of(-1, 0), day("1969-12-31"));
    for absurd in [i64::MAX, i64::MIN] {
        assert_eq!(Day::of(absurd, 0), Day::default());
    }
}

#[test]
fn what_is_no_day_is_refused() {
    for text in [
        "",
        "2026-13-01",
        "2026-02-29",
        "26-01-01",
        "2026-1-01",
        "2026/01/01",
        "0000-01-01",
        "é026-01-01",
        "+026-01-01",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text}");
        assert!(serde_json::from_value::<Day>(serde_json::json!(text)).is_err(), "{text}");
    }
    assert_eq!(serde_json::to_string(&day("2026-12-24")).unwrap(), "\"2026-12-24\"");
}

fn any_day() -> impl Strategy<Value = Day> {
    (0_u32..400_000).prop_map(|days| Day::new(1901, 1, 1).unwrap().plus_days(days))
}

fn any_region() -> impl Strategy<Value = Region> {
    prop::sample::select(Region::ALL.to_vec())
}

proptest! {
    #[test]
    fn easter_is_a_sunday_of_spring(year in 1900..=2999) {
        let easter = easter(year);
        prop_assert_eq!(easter.0.weekday(), Weekday::Sun);
        prop_assert!(easter >= Day::new(year, 3, 22).unwrap() && easter <= Day::new(year, 4, 25).unwrap());
    }

    #[test]
    fn a_deadline_ends_on_a_working_day_and_counts_back(from in any_day(), count in 0_u32..60, region in any_region()) {
        let end = from.plus_working_days(count, region);
        prop_assert!(end.is_working(region));
        prop_assert!(end >= from);
        if count > 0 {
            prop_assert_eq!(from.working_days_to(end, region), count);
        }
        if count > 1 {
            let day_before = from.plus_working_days(count - 1, region);
            prop_assert_eq!(day_before.plus_working_days(1, region), end);
        }
    }

    #[test]
    fn more_holidays_never_end_a_deadline_sooner(from in any_day(), count in 0_u32..60) {
        let (france, alsace) = (from.plus_working_days(count, Region::France), from.plus_working_days(count, Region::AlsaceMoselle));
        prop_assert!(alsace >= france);
    }

    #[test]
    fn a_later_start_never_ends_sooner(from in any_day(), later in 0_u32..30, count in 0_u32..30, region in any_region()) {
        prop_assert!(from.plus_days(later).plus_working_days(count, region) >= from.plus_working_days(count, region));
    }

    #[test]
    fn days_read_back(from in any_day()) {
        prop_assert_eq!(from.to_string().parse::<Day>().unwrap(), from);
        let holiday = |day: Day| holidays(day.year(), Region::France).into_iter().find(|(other, _)| *other == day);
        prop_assert_eq!(holiday(from).is_some_and(|(_, which)| which == Holiday::NewYear), from.month() == 1 && from.day() == 1);
    }
}
