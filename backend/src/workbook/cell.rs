//! A cell as the text that a person reads in it.

use calamine::{Data, ExcelDateTime};

pub(super) fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => self::number(*number),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) => date(moment),
        Data::Error(error) => error.to_string(),
    }
}

/// Without a decimal part that says nothing, and without the noise that binary fractions leave behind 15 digits.
fn number(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// ISO 8601: a date where there is no time, a time where there is no date.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let days = moment.as_f64();
    if moment.is_duration() || !days.is_finite() {
        return number(days);
    }
    match (days < 1.0, hour == 0 && minute == 0 && second == 0) {
        (true, _) => time,
        (false, true) => date,
        (false, false) => format!("{date}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn cells_read_as_a_person_reads_them() {
        let date = |value| Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        let cases = [
            (Data::Float(3.0), "3"),
            (Data::Float(0.1 + 0.2), "0.3"),
            (Data::Float(-2.5), "-2.5"),
            (Data::Float(1e15), "1000000000000000"),
            (Data::Int(7), "7"),
            (Data::Bool(true), "TRUE"),
            (Data::String(" a ".to_owned()), " a "),
            (Data::Empty, ""),
            (date(45_000.0), "2023-03-15"),
            (date(45_000.5), "2023-03-15T12:00:00"),
            (date(0.25), "06:00:00"),
        ];
        for (value, expected) in cases {
            assert_eq!(text(&value), expected, "{value:?}");
        }
    }
}
