//! Reads what a person types into a number field. Nothing is thrown away: what is no number stays as text, and the page
//! says so.

use domain::{
    guide::{Value, expression::number_to_text},
    language::Language,
};

/// A typed number, or the text as it is when it is none. Spaces group digits in both languages; the comma is a decimal
/// mark in French and groups thousands in English.
pub fn number(text: &str, language: Language, whole: bool) -> Value {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Value::Empty;
    }
    let kept = || Value::Text(text.to_owned());
    let compact: String = trimmed.chars().filter(|c| !c.is_whitespace()).collect();
    let compact = compact.replace(['−', '–'], "-");
    let plain = match language {
        Language::French => compact.replacen(',', ".", 1),
        Language::English if groups_thousands(&compact) => compact.replace(',', ""),
        Language::English => compact.clone(),
    };
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let shaped = digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.chars().any(|c| c.is_ascii_digit())
        && spaces_group_digits(trimmed);
    match plain.parse::<f64>() {
        Ok(number) if shaped && number.is_finite() && (!whole || number.fract() == 0.0) => {
            Value::Number(number)
        }
        _ => kept(),
    }
}

/// `1,234` or `1,234,567.8`.
fn groups_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text).trim_start_matches(['-', '+']);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

/// A space inside a number stands before three digits; `12 3` is two numbers.
fn spaces_group_digits(text: &str) -> bool {
    text.trim_start_matches(['-', '+', '−', '–', ' '])
        .split(char::is_whitespace)
        .skip(1)
        .all(|group| group.chars().take_while(char::is_ascii_digit).count() == 3)
}

/// What a number field shows for a value, in the writing of `language`.
pub fn field_text(value: &Value, language: Language) -> String {
    match (value, language) {
        (Value::Number(number), Language::French) => number_to_text(*number).replace('.', ","),
        _ => value.to_text(),
    }
}

/// The nearest step of a range, inside its ends. A step of zero leaves the number as it is.
pub fn on_step(number: f64, start: f64, end: f64, step: f64) -> f64 {
    let (low, high) = if start <= end { (start, end) } else { (end, start) };
    let snapped = if step == 0.0 { number } else { start + ((number - start) / step).round() * step };
    // Adding tenths gives 0.30000000000000004; nobody typed that.
    let rounded = (snapped * 1e9).round() / 1e9;
    rounded.clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn reads_numbers_as_people_type_them() {
        let check = |text: &str, language, whole, expected: Option<f64>| {
            let expected = expected.map_or_else(|| Value::Text(text.to_owned()), Value::Number);
            assert_eq!(number(text, language, whole), expected, "{text:?}");
        };
        check("12", French, true, Some(12.0));
        check(" 12 ", French, true, Some(12.0));
        check("3,5", French, false, Some(3.5));
        check("3.5", French, false, Some(3.5));
        check("1 250,75", French, false, Some(1250.75));
        check("1\u{202f}250", French, true, Some(1250.0));
        check("−4", French, true, Some(-4.0));
        check("3,5", French, true, None);
        check("12 ans", French, true, None);
        check("12 3", French, true, None);
        check("1,2,3", French, false, None);
        check("1e5", French, false, None);
        check("inf", English, false, None);
        check("1,250", English, true, Some(1250.0));
        check("1,250.5", English, false, Some(1250.5));
        check("3,5", English, false, None);
        check(".5", English, false, Some(0.5));
        check("-", English, false, None);
        assert_eq!(number("  ", French, true), Value::Empty);
    }

    #[test]
    fn a_field_shows_what_would_be_typed() {
        let check = |value: Value, language, expected: &str| {
            let shown = field_text(&value, language);
            assert_eq!(shown, expected);
            assert_eq!(number(&shown, language, false), value);
        };
        check(Value::Number(3.5), French, "3,5");
        check(Value::Number(3.5), English, "3.5");
        check(Value::Number(-12.0), French, "-12");
        check(Value::Text("douze".to_owned()), French, "douze");
        check(Value::Empty, French, "");
    }

    #[test]
    fn a_range_keeps_to_its_steps() {
        let check = |typed: f64, (start, end, step): (f64, f64, f64), expected: f64| {
            assert!((on_step(typed, start, end, step) - expected).abs() < f64::EPSILON, "{typed}");
        };
        check(3.2, (0.0, 10.0, 1.0), 3.0);
        check(11.0, (0.0, 10.0, 1.0), 10.0);
        check(0.29, (0.0, 1.0, 0.1), 0.3);
        check(7.0, (1.0, 10.0, 2.0), 7.0);
        check(4.0, (10.0, 0.0, -5.0), 5.0);
        check(4.2, (0.0, 10.0, 0.0), 4.2);
    }
}
